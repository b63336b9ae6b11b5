import Basics
import Domain
import HTTPServing
import Services

/// Everything with a date, by quarter, and the list behind each quarter.
struct TimelinePage: Sendable {
    private let web: WebRequest
    private let scope: ReportScope
    private let desk: ReportDesk
    private let today: CalendarDay
    private static let title = "Timeline"
    private static let path = "/lifecycle/timeline/"
    /// Quarters shown before and after the current one.
    private static let (past, coming) = (4, 15)
    private static let colors: [(kind: DueKind, color: String)] = [
        (.endOfSale, "c6"), (.endOfSwReleases, "c1"), (.endOfSecurityPatches, "c2"), (.endOfSupport, "c4"),
        (.softwareEndOfSupport, "c5"), (.validityEnd, "c7"), (.contractEnd, "c3"),
    ]

    init(_ web: WebRequest, _ scope: ReportScope, _ desk: ReportDesk, today: CalendarDay) {
        self.web = web
        self.scope = scope
        self.desk = desk
        self.today = today
    }

    func response() async throws -> APIResponse {
        let entries: [DueReport.Entry]
        let window: DueReport.Window
        do {
            window = DueReport.Window(
                from: try scope.day("from"), to: try scope.day("to"),
                kinds: Set(web.request.query.filter { $0.name == "kind" && !$0.value.isEmpty }.map(\.value)))
            try window.check()
            entries = try await desk.dates(scope.question)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return ReportMarkup.refusal(Self.title, problem, scope, web)
        }
        let quarters = Quarter.range(around: today, past: Self.past, coming: Self.coming)
        if web.request.parameter("csv") == "quarters" { return csv(entries, quarters) }
        let isList = window.from != nil || window.to != nil || !window.kinds.isEmpty
        let isAll = !isList && web.request.parameter("show") == "all"
        let wanted = isList || isAll ? window : DueReport.Window(from: today)
        let listed = entries.filter { wanted.contains($0.day, $0.kind) }
        let part = TablePart(web, count: listed.count)
        return Page(
            Self.title, isWide: true,
            actions: {
                Component.link("Download CSV", scope.place("/api/lifecycle/reports/due/", [("format", "csv")]))
                Component.link("XLSX", scope.place("/api/lifecycle/reports/due/", [("format", "xlsx")]))
                Component.link("PDF", scope.place("/api/lifecycle/reports/due/", [("format", "pdf")]))
                Component.link("Calendar feed", scope.place("/api/lifecycle/reports/due/", [("format", "ics")]))
            },
            body: {
                scope.form
                if entries.isEmpty {
                    Component.empty(
                        "No dates in scope",
                        "Here stands every day on which hardware, software or a contract ends. Add hardware notices, software versions or contracts.",
                        help: .replacement
                    ) { ImportArea.offer(web) }
                } else {
                    section(.class("panel")) {
                        h2(.class("unseen")) { "By quarter" }
                        chart(entries, quarters)
                        outside(entries, quarters)
                    }
                    h2 { heading(wanted, listed.count) }
                    p {
                        if isList || isAll { a(.href(scope.place(Self.path))) { "Coming dates" } }
                        if isList { " · " }
                        if !isAll { a(.href(scope.place(Self.path, [("show", "all")]))) { "All dates" } }
                    }
                    if !listed.isEmpty {
                        table(listed[part.range])
                        part.pager
                    }
                }
                subscription
            }
        ).response(web)
    }

    private func heading(_ window: DueReport.Window, _ count: Int) -> String {
        let dates = count == 1 ? "1 date" : "\(count.grouped) dates"
        let kinds = window.kinds.sorted().compactMap { DueKind(rawValue: $0)?.label }.joined(separator: ", ")
        let span = [window.from.map { "from \($0)" }, window.to.map { "to \($0)" }].compactMap { $0 }
        return ([dates] + span + (kinds.isEmpty ? [] : ["– \(kinds)"])).joined(separator: " ")
    }

    // MARK: The chart

    private func list(_ from: CalendarDay?, _ to: CalendarDay?, _ kind: DueKind? = nil) -> String {
        var query: [(name: String, value: String)] = []
        if let from { query.append(("from", from.description)) }
        if let to { query.append(("to", to.description)) }
        if let kind { query.append(("kind", kind.rawValue)) }
        return scope.place(Self.path, query)
    }

    private func counts(_ entries: [DueReport.Entry], _ quarters: [Quarter]) -> [[Int]] {
        let positions = Dictionary(
            quarters.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
        var counts = [[Int]](repeating: [Int](repeating: 0, count: Self.colors.count), count: quarters.count)
        for entry in entries {
            guard let column = positions[entry.day.quarter],
                let series = Self.colors.firstIndex(where: { $0.kind == entry.kind })
            else { continue }
            counts[column][series] += 1
        }
        return counts
    }

    private func chart(_ entries: [DueReport.Entry], _ quarters: [Quarter]) -> HTML {
        let counts = counts(entries, quarters)
        let columns = quarters.enumerated().map { index, quarter in
            ColumnChart.Column(
                label: quarter.name, counts: counts[index], path: list(quarter.first, quarter.last),
                seriesPath: { list(quarter.first, quarter.last, Self.colors[$0].kind) })
        }
        let current = quarters.firstIndex { $0.name == today.quarter }
        return ColumnChart(
            title: "Dates by quarter",
            series: Self.colors.map { ColumnChart.Series(label: $0.kind.label, color: $0.color) }, columns: columns,
            today: current.map { ($0, quarters[$0].share(of: today)) },
            csv: scope.place(Self.path, [("csv", "quarters")]), hint: "A column leads to its dates."
        ).html
    }

    @HTMLBuilder private func outside(_ entries: [DueReport.Entry], _ quarters: [Quarter]) -> HTML {
        if let first = quarters.first?.first, let last = quarters.last?.last {
            let earlier = entries.count { $0.day < first }
            let later = entries.count { $0.day > last }
            p(.class("quiet")) {
                "Outside of the chart: "
                ChartPart.number(earlier, list(nil, first.adding(days: -1)))
                " earlier, "
                ChartPart.number(later, list(last.adding(days: 1), nil))
                " later."
            }
        }
    }

    private func csv(_ entries: [DueReport.Entry], _ quarters: [Quarter]) -> APIResponse {
        let counts = counts(entries, quarters)
        return ChartFrame.csv(
            "timeline", ["quarter"] + Self.colors.map(\.kind.rawValue),
            quarters.enumerated().map { index, quarter in [quarter.name] + counts[index].map { String($0) } })
    }

    // MARK: The list

    private func table(_ entries: ArraySlice<DueReport.Entry>) -> HTML {
        DataTable(
            caption: "Dates",
            columns: [
                .init("Date"), .init("Days left", isNumber: true), .init("What"), .init("Subject"),
                .init("Affected", isNumber: true), .init("Source"),
            ],
            rows: entries.map { entry in
                [
                    ValueMarkup.day(entry.day.description), HTML(entry.day.days(since: today).grouped),
                    HTML(entry.kind.label), a(.href(Self.page(of: entry))) { entry.subject },
                    HTML(entry.affected.grouped),
                    entry.url.isEmpty ? ValueMarkup.nothing : ValueMarkup.outside(entry.url, "notice"),
                ]
            }
        ).html
    }

    /// The page of what holds the date.
    private static func page(of entry: DueReport.Entry) -> String {
        let plugin = "/plugins/nautobot-device-lifecycle-mgmt"
        return switch entry.kind {
        case .endOfSale, .endOfSupport, .endOfSwReleases, .endOfSecurityPatches: "\(plugin)/hardware/\(entry.source)/"
        case .softwareEndOfSupport: "/dcim/software-versions/\(entry.source)/"
        case .validityEnd: "\(plugin)/validated-software/\(entry.source)/"
        case .contractEnd: "\(plugin)/contract/\(entry.source)/"
        }
    }

    private var subscription: HTML {
        let address = web.request.baseURL + scope.place("/api/lifecycle/reports/due/", [("format", "ics")])
        return Component.panel("Subscribe in a calendar") {
            p {
                "Calendar programs can show these dates as all-day events and keep them up to date. Add a calendar by address:"
            }
            p { code { address } }
            p {
                "When it asks who you are, give your user name and password; the feed shows what you may see. A program that sends headers can use a token of the API instead: "
                code { "Authorization: Token …" }
                ". Deleting the calendar there ends the subscription."
            }
        }
    }
}

/// A quarter of a year.
struct Quarter: Hashable, Sendable {
    let first: CalendarDay
    let last: CalendarDay

    init(holding day: CalendarDay) {
        let start = CalendarDay(year: day.year, month: (day.month - 1) / 3 * 3 + 1, day: 1) ?? day
        first = start
        last = start.adding(months: 3).adding(days: -1)
    }

    /// As `2027-Q3`.
    var name: String { first.quarter }

    /// How far into the quarter a day is, 0 to 1.
    func share(of day: CalendarDay) -> Double {
        Double(day.days(since: first)) / Double(max(1, last.days(since: first) + 1))
    }

    /// Quarters before and after that of a day, in order.
    static func range(around day: CalendarDay, past: Int, coming: Int) -> [Quarter] {
        let current = Quarter(holding: day).first
        var quarters: [Quarter] = []
        for step in -past...coming {
            let quarter = Quarter(holding: current.adding(months: step * 3))
            // The calendar ends somewhere; the last quarter must not stand there twice.
            if quarters.last != quarter { quarters.append(quarter) }
        }
        return quarters
    }
}
