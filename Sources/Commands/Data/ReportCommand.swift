import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

/// How results are written.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
    case csv
    case ics
    case pdf
    case xlsx
}

/// The command `almanac report`.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Print a lifecycle report.",
        discussion: """
            Filters are those of the device list: --filter location=EMEA --filter role=firewall --filter name__ic=core
            Ends with 2 when something needs attention (out of support, not valid, ended), 0 otherwise.

            Examples:
              almanac report hardware
              almanac report software -o csv --filter location=FRA01
              almanac report due -o ics --to 2027-12-31 > due.ics
              almanac report contracts -o pdf > contracts.pdf
            """)

    @Argument(help: "hardware, software, inventory, contracts, due, exposure, expiry or age.")
    var kind: String

    @OptionGroup var store: StoreOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "table, json, csv, pdf, xlsx or ics (due only).")
    var output = OutputFormat.table

    @Option(name: .customLong("filter"), help: "Which devices, NAME=VALUE; repeat for more.")
    var filters: [String] = []

    @Option(help: "First day of the due list, YYYY-MM-DD.")
    var from: String?

    @Option(help: "Last day of the due list, YYYY-MM-DD.")
    var to: String?

    @Option(name: .customLong("kind"), help: "Kind of date in the due list, such as end_of_support; repeat for more.")
    var kinds: [String] = []

    @Option(help: "Judge as of this day, YYYY-MM-DD. [default: today]")
    var on: String?

    @Option(help: "Rows of a table at most. [default: all]")
    var limit: Int?

    @Flag(help: "Write CSV cells as they are, also those that a spreadsheet would compute.")
    var rawCsv = false

    @Flag(help: "End with 0 also when something needs attention.")
    var exitZero = false

    func run() async throws {
        var attention = 0
        try await runReporting {
            guard let kind = ReportKind(rawValue: kind) else {
                throw Problem(
                    .invalidInput,
                    "There is no report \"\(kind)\". Reports: \(ReportKind.allCases.map(\.rawValue).joined(separator: ", "))"
                )
            }
            try refuseForeignOptions(kind)
            let window = DueReport.Window(from: try day(from, "from"), to: try day(to, "to"), kinds: Set(kinds))
            try window.check()
            let judged = try day(on, "on")
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let service = LifecycleService(store: workspace.store, environment: workspace.environment)
            let parsed = try parsedFilters()
            if output == .ics {
                try Terminal.write(try await service.calendar(filters: parsed, window: window))
            } else {
                let report = try await service.report(kind, filters: parsed, window: window, day: judged)
                attention = report.attention
                let document = ReportDocument(
                    report, filters: parsed, window: window, made: workspace.environment.time.now)
                try write(report, document)
            }
            try workspace.close()
        }
        if attention > 0, !exitZero { throw ExitStatus.attention }
    }

    /// An option that the report or its form has no use for must not be passed over.
    private func refuseForeignOptions(_ kind: ReportKind) throws {
        func refuse(_ options: [(name: String, isGiven: Bool)], unless applies: Bool, _ owner: String) throws {
            let foreign = options.filter(\.isGiven).map(\.name)
            guard !applies, !foreign.isEmpty else { return }
            throw Problem(
                .invalidInput,
                "\(foreign.joined(separator: ", ")) \(foreign.count == 1 ? "belongs" : "belong") to \(owner).")
        }
        let windowed = ReportKind.allCases.filter(\.hasWindow).map { "almanac report \($0.rawValue)" }
        try refuse(
            [("--from", from != nil), ("--to", to != nil), ("--kind", !kinds.isEmpty)], unless: kind.hasWindow,
            windowed.joined(separator: ", "))
        let calendars = ReportKind.allCases.filter(\.hasCalendar).map { "almanac report \($0.rawValue)" }
        try refuse([("-o ics", output == .ics)], unless: kind.hasCalendar, calendars.joined(separator: ", "))
        try refuse(
            [("--on", on != nil)], unless: output != .ics, "-o table, json, csv, pdf and xlsx; a calendar has all days")
        try refuse([("--limit", limit != nil)], unless: output == .table, "-o table")
        try refuse([("--raw-csv", rawCsv)], unless: output == .csv, "-o csv")
        if output == .pdf || output == .xlsx, Terminal.outputIsTerminal {
            let form = output.rawValue
            throw Problem(
                .invalidInput,
                "\(form.uppercased()) is not for a terminal. Send it to a file: almanac report \(kind.rawValue) -o \(form) > \(kind.rawValue).\(form)"
            )
        }
        if let limit, limit < 0 { throw Problem(.invalidInput, "--limit must be 0 or more.") }
    }

    private func write(_ report: Report, _ document: ReportDocument) throws {
        switch output {
        case .pdf: try Terminal.write(try document.pdf())
        case .xlsx: try Terminal.write(try document.xlsx())
        case .table, .ics:
            try Terminal.write(
                Array(ReportTable(report: report, limit: limit, usesColor: Terminal.outputIsTerminal).text.utf8))
        case .json: try Terminal.line(report.json.text)
        case .csv: try Terminal.write(report.csv(guardsFormulas: !rawCsv))
        }
    }

    private func day(_ text: String?, _ name: String) throws -> CalendarDay? {
        guard let text else { return nil }
        guard let day = CalendarDay(text) else {
            throw Problem(.invalidInput, "--\(name) must be a date such as 2027-12-31.")
        }
        return day
    }

    private func parsedFilters() throws -> [(name: String, values: [String])] {
        var order: [String] = []
        var values: [String: [String]] = [:]
        for filter in filters {
            guard let mark = filter.firstIndex(of: "=") else {
                throw Problem(.invalidInput, "A filter is NAME=VALUE, such as location=EMEA; \"\(filter)\" is not.")
            }
            let name = String(filter[..<mark])
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(String(filter[filter.index(after: mark)...]))
        }
        return order.map { ($0, values[$0] ?? []) }
    }
}

/// The command `almanac explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a device is judged as it is, as JSON.",
        discussion: "Example: almanac explain --data var nyc01-cor-0001")

    @Argument(help: "Name or id of the device.")
    var device: String

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let today = workspace.environment.time.today
            let settings = workspace.environment.settings
            let name = device
            let text = try await workspace.store.read { session in
                let (found, _) = try StoreFilterResolver(
                    session, today: today, settings: settings, visible: { _ in .always },
                    customizations: CustomizationCache()
                ).resolve([name], in: Device.schema, by: "name")
                guard found.count == 1 else {
                    throw Problem(
                        .notFound,
                        found.isEmpty
                            ? "There is no device \(name)." : "Several devices are called \(name). Give the id.")
                }
                return try DeviceExplanation.make(found[0], session, today: today, settings: settings).text
            }
            try Terminal.line(text)
            try workspace.close()
        }
    }
}

/// The command `almanac evaluate`.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Bring the stored results (hardware, software, inventory) up to date.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let result = try await LifecycleService(store: workspace.store, environment: workspace.environment)
                .evaluate()
            Terminal.note(
                "Results written: hardware \(Terminal.grouped(result.hardware)), software "
                    + "\(Terminal.grouped(result.software)), inventory \(Terminal.grouped(result.inventory)).")
            try workspace.close()
        }
    }
}
