import ArgumentParser
import Basics
import Feeds
import Foundation
import Services
import SystemPackage

/// The command `almanac feeds`.
struct FeedsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feeds", abstract: "Sources of vulnerabilities and lifecycle dates: their state, and new data.",
        subcommands: [Status.self, Import.self, Sync.self], defaultSubcommand: Status.self)

    /// `almanac feeds status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Print how fresh the data of each source is.")

        @OptionGroup var store: StoreOptions
        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let feeds = FeedService(store: workspace.store, environment: workspace.environment)
                try await feeds.prepare()
                let status = try await feeds.status()
                switch output {
                case .json: try Terminal.line(JSONValue.array(status.map(\.json)).text)
                case .table:
                    let table = TextTable(
                        header: ["feed", "state", "items", "last success", "source", "last error"],
                        rows: status.map {
                            [
                                $0.slug, $0.isEnabled ? $0.freshness.rawValue : "off", String($0.items),
                                $0.lastSuccess?.description ?? "never", $0.label, $0.lastError,
                            ]
                        })
                    for line in table.lines { try Terminal.line(line) }
                }
                try workspace.close()
            }
        }
    }

    /// `almanac feeds import`.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import", abstract: "Read files of a source, for networks without a way out.",
            discussion: """
                Each source reads the files that it publishes for download, compressed or not, or a folder of them. What is known
                stays until the whole file was read; then the new data counts, and the own software is judged.

                Examples:
                  almanac feeds import nvdcve-2.0-2025.json.gz --feed nvd
                  almanac feeds import known_exploited_vulnerabilities.json --feed kev
                """)

        @Argument(help: "File or folder.")
        var bundle: String
        @Option(help: "Source that published it, such as nvd, cve-list, kev or epss.")
        var feed: String
        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await runReporting {
                let path = FilePath(bundle)
                guard FileManager.default.fileExists(atPath: bundle) else {
                    throw Problem(.notFound, "There is no file \(bundle).")
                }
                let workspace = try await Workspace.open(try await store.settings())
                let feeds = FeedService(store: workspace.store, environment: workspace.environment)
                try await feeds.prepare()
                let outcome = try await feeds.importBundle(path, of: feed)
                try Terminal.line(outcome.text)
                try await FeedsCommand.evaluate(workspace)
                try workspace.close()
            }
        }
    }

    /// `almanac feeds sync`.
    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync", abstract: "Ask sources for what changed, then judge the own software.",
            discussion: "Sources that need credentials and have none are passed over unless they are named.")

        @Argument(help: "Sources. [default: all that are switched on]")
        var feeds: [String] = []
        @OptionGroup var store: StoreOptions

        func run() async throws {
            var failed = 0
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings())
                let run = FeedSync(
                    store: workspace.store, environment: workspace.environment, secrets: workspace.secrets,
                    actor: workspace.actor("feeds sync"), time: workspace.time, random: SystemRandom())
                let results = try await run.run(feeds) { line in Terminal.note(line) }
                failed = results.failed
                for outcome in results.outcomes { try Terminal.line(outcome.text) }
                try await FeedsCommand.evaluate(workspace)
                try await workspace.end()
            }
            if failed > 0 { throw ExitStatus.attention }
        }
    }

    /// Judges the own software and says what changed.
    static func evaluate(_ workspace: Workspace) async throws {
        let summary = try await ExposureEvaluation(store: workspace.store, environment: workspace.environment).run()
        try Terminal.line(VulnerabilitiesCommand.text(summary))
        for line in summary.unreadable.prefix(10) { Terminal.note("not readable: \(line)") }
    }
}
