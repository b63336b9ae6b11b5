import ArgumentParser
import Basics
import Services

/// The command `almanac advise`.
struct AdviseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "advise", abstract: "Say which release a device, or a type of device, should go to.",
        discussion: """
            Candidates are approved releases, releases that sources name as fixed, and releases that run elsewhere. Each is judged
            against everything that is known; the one that leaves least open comes first: exploited, critical, high, then all.

            Examples:
              almanac advise fra01-core-01
              almanac advise C9300-48P -o csv
              almanac advise ISR4451-X/K9
            """)

    /// How advice is written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
        case csv
    }

    @Argument(help: "Name or id of a device, or model or part number of a type of device.")
    var subject: String
    @OptionGroup var store: StoreOptions
    @Option(name: [.customShort("o"), .customLong("output")], help: "table, json or csv.")
    var output = Format.table

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let advisor = UpgradeAdvisor(store: workspace.store, environment: workspace.environment)
            var advice: [UpgradeAdvice]
            do {
                advice = [try await advisor.device(subject)]
            } catch let problem as Problem where problem.kind == .notFound {
                advice = try await advisor.deviceType(subject)
            }
            switch output {
            case .json: try Terminal.line(JSONValue.array(advice.map(\.json)).text)
            case .csv:
                var bytes: [UInt8] = []
                CSVText.appendRow(UpgradeAdvice.columns, to: &bytes)
                for row in advice.flatMap(\.rows) { CSVText.appendRow(row.map(CSVText.guardFormula), to: &bytes) }
                try Terminal.write(bytes)
            case .table: for entry in advice { try print(entry) }
            }
            try workspace.close()
        }
    }

    private func print(_ advice: UpgradeAdvice) throws {
        try Terminal.line(
            "\(advice.subject) (\(advice.type)) runs \(advice.software): \(advice.open.count) open, "
                + "\(advice.burden.exploited) of them exploited")
        guard !advice.candidates.isEmpty else { return try Terminal.line("No newer release is known.") }
        let table = TextTable(
            header: [
                "release", "because", "same train", "supported until", "fixes", "leaves", "opens", "exploited left",
            ],
            rows: advice.candidates.map { candidate in
                [
                    candidate.version, candidate.origins.joined(separator: ", "), candidate.isSameTrain ? "yes" : "no",
                    candidate.endOfSupport?.description ?? "", String(candidate.fixes.count),
                    String(candidate.leaves.count), String(candidate.opens.count), String(candidate.burden.exploited),
                ]
            })
        for line in table.lines { try Terminal.line(line) }
    }
}
