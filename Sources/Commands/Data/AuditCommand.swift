import ArgumentParser
import Basics
import Services

/// The command `almanac audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Verify the history, or remove what is older than it is kept.",
        subcommands: [Verify.self, Prune.self])

    /// The command `almanac audit verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Recompute the chain of seals over the history.",
            discussion: """
                Tells the first place where a row was changed, added or removed, and ends with 2 then. Note the head that it prints
                somewhere else: begun from there, a later run also notices a chain that was rewritten as a whole.

                Examples:
                  almanac audit verify
                  almanac audit verify --from 4711:5f1c…
                """)

        @OptionGroup var store: StoreOptions

        @Option(help: "Number of the seal to begin with, or NUMBER:DIGEST as noted earlier. [default: the oldest]")
        var from: String?

        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            var isBroken = false
            try await runReporting {
                let start = try from.map { text in
                    guard let start = HistoryAudit.Start(text) else {
                        throw Problem(.invalidInput, "--from must be the number of a seal, or NUMBER:DIGEST.")
                    }
                    return start
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let result = try await HistoryAudit(store: workspace.store).run(from: start)
                isBroken = result.fault != nil
                switch output {
                case .json: try Terminal.line(result.json.text)
                case .table:
                    for line in lines(result) { try Terminal.line(line) }
                }
                try workspace.close()
            }
            if isBroken { throw ExitStatus.attention }
        }

        private func lines(_ result: AuditResult) -> [String] {
            var lines: [String] = []
            if let pruned = result.pruned {
                lines.append("Retention removed transactions up to \(pruned.through) on \(pruned.at).")
            }
            if result.adopted > 0 {
                lines.append(
                    "\(Terminal.grouped(result.adopted)) changes are older than the chain and were sealed as found.")
            }
            let covered =
                "\(Terminal.grouped(result.seals)) transactions with \(Terminal.grouped(result.changes)) changes"
            guard let fault = result.fault else {
                lines.append("The history is whole: \(covered).")
                lines.append("Head: \(result.head.sequence):\(result.head.digest)")
                return lines
            }
            lines.append("The history is broken. \(fault)")
            lines.append("Whole before it: \(covered).")
            return lines
        }
    }

    /// The command `almanac audit prune`.
    struct Prune: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "prune", abstract: "Remove history that is older than it is kept.",
            discussion: "A running server does it once a day. The rest of the history stays verifiable.")

        @OptionGroup var store: StoreOptions

        @Option(help: "Days to keep, 0 for all. [default: the setting changelog-retention-days]")
        var days: Int?

        func run() async throws {
            try await runReporting {
                if let days, !AlmanacSettings.retentionRange.contains(days) {
                    throw Problem(.invalidInput, "--days must be a number from 0 to 36500.")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let days = days ?? workspace.settings.changelogRetentionDays
                let removed = try await HistoryRetention(store: workspace.store, environment: workspace.environment)
                    .prune(days: days)
                try Terminal.line(
                    days == 0
                        ? "All history is kept."
                        : "Removed \(Terminal.grouped(removed)) changes older than \(days) days.")
                try workspace.close()
            }
        }
    }
}
