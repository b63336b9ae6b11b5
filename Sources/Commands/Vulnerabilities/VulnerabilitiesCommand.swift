import ArgumentParser
import Basics
import Services

/// The command `almanac vulnerabilities`.
struct VulnerabilitiesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vulnerabilities", abstract: "What the network is exposed to, and why.",
        discussion: """
            Examples:
              almanac vulnerabilities evaluate
              almanac vulnerabilities show CVE-2023-20198
              almanac vulnerabilities device fra01-core-01
              almanac report exposure --filter location=EMEA
            """,
        subcommands: [Evaluate.self, Show.self, OfDevice.self, VEXExportCommand.self, VEXImportCommand.self])

    /// `almanac vulnerabilities evaluate`.
    struct Evaluate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "evaluate", abstract: "Judge software and vulnerabilities that changed since the last time.")

        @OptionGroup var store: StoreOptions
        @Flag(help: "Judge everything anew.")
        var all = false

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let evaluation = ExposureEvaluation(store: workspace.store, environment: workspace.environment)
                try Terminal.line(VulnerabilitiesCommand.text(try await evaluation.run(all: all)))
                try workspace.close()
            }
        }
    }

    /// `almanac vulnerabilities show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Print what each source says of a CVE, and the software that it concerns, as JSON.")

        @Argument(help: "CVE id.")
        var cve: String
        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let reader = VulnerabilityReader(store: workspace.store, environment: workspace.environment)
                try Terminal.line(try await reader.vulnerability(cve.uppercased()).text)
                try workspace.close()
            }
        }
    }

    /// `almanac vulnerabilities device`.
    struct OfDevice: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "device", abstract: "Print what a device is exposed to, the most pressing first.")

        @Argument(help: "Name or id of the device.")
        var device: String
        @OptionGroup var store: StoreOptions
        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let answer = try await VulnerabilityReader(store: workspace.store, environment: workspace.environment)
                    .device(device)
                switch output {
                case .json: try Terminal.line(answer.text)
                case .table: for line in lines(answer) { try Terminal.line(line) }
                }
                try workspace.close()
            }
        }

        private func lines(_ answer: JSONValue) -> [String] {
            var lines = [
                "\(answer["device"]?.stringValue ?? device): \(answer["software"]?.stringValue ?? "no software known")"
            ]
            if let problem = answer["problem"]?.stringValue { lines.append(problem) }
            let findings = answer["findings"]?.arrayValue ?? []
            guard !findings.isEmpty else { return lines + (answer["problem"] == nil ? ["Nothing known."] : []) }
            let table = TextTable(
                header: ["CVE", "verdict", "severity", "score", "exploited", "decision", "fixed in", "title"],
                rows: findings.map { finding in
                    [
                        finding["cve"]?.stringValue ?? "", finding["verdict"]?.stringValue ?? "",
                        finding["severity"]?.stringValue ?? "", finding["score"]?.doubleValue.map { String($0) } ?? "",
                        finding["exploited"]?.boolValue == true ? "yes" : "",
                        finding["triage"]?["state"]?.stringValue ?? "",
                        (finding["fixed_in"]?.arrayValue ?? []).prefix(3).compactMap(\.stringValue).joined(
                            separator: ", "),
                        finding["title"]?.stringValue ?? "",
                    ]
                })
            return lines + table.lines
        }
    }

    static func text(_ summary: ExposureEvaluation.Summary) -> String {
        """
        \(summary.software) software versions judged against \(summary.vulnerabilities) vulnerabilities: \
        \(summary.opened) findings opened, \(summary.changed) changed, \(summary.closed) closed, \(summary.reopened) reopened; \
        \(summary.notUnderstood) software versions not understood
        """
    }
}
