package import ArgumentParser
import Basics
import Domain
import Foundation
import Storage

/// `almanac`: server and command line.
package struct AlmanacCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "almanac",
        abstract: "Knows how long the hardware and software of a network are supported, and what needs attention.",
        discussion: """
            Exit codes: 0 done, 1 failed, 2 done and something needs attention, 64 wrong usage, 78 wrong configuration.
            """,
        version: ProductVersion.text,
        subcommands: [
            ServeCommand.self, WorkerCommand.self, JobCommand.self, DemoCommand.self, SampleCommand.self,
            ReportCommand.self, ExplainCommand.self,
            EvaluateCommand.self, ImportCommand.self, ExportCommand.self, HistoryCommand.self, RevertCommand.self,
            SearchCommand.self,
            AuditCommand.self, UserCommand.self, TokenCommand.self, PermissionCommand.self, SecretCommand.self,
            TemplateCommand.self, VersionCommand.self, ApplicabilityCommand.self, CLICommand.self,
            FactsCommand.self, FeedsCommand.self, VulnerabilitiesCommand.self, AdviseCommand.self, AboutCommand.self,
            ConfigCommand.self, DatabaseCommand.self, DocsCommand.self,
        ])

    package init() {}
}

/// Options that every command with a store has.
struct StoreOptions: ParsableArguments {
    @Option(help: "Folder of the store and its key. Made when absent. [default: ./var, or ALMANAC_DATA]")
    var data: String?

    @Option(
        help:
            "Database of the store, postgres://USER@HOST:PORT/DATABASE. [default: SQLite in --data, or ALMANAC_DATABASE]"
    )
    var database: String?

    @Option(name: .customLong("config"), help: "Configuration file, JSON or YAML.")
    var configurationFile: String?

    @Option(help: "Detail of the log on standard error: trace, debug, info, notice, warning, error, critical.")
    var logLevel: String?

    /// The settings that result.
    func settings(_ more: [String: String?] = [:]) async throws -> AlmanacSettings {
        var flags: [String: String] = [:]
        if let data { flags["data"] = data }
        if let database { flags["database"] = database }
        if let logLevel { flags["log-level"] = logLevel }
        for (name, value) in more { if let value { flags[name] = value } }
        return try await AlmanacSettings.load(flags: flags, file: configurationFile)
    }
}

/// Runs a command's work; problems become a clear line on standard error and an exit code.
func runReporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let problem as Problem {
        throw told(problem)
    } catch let error as StorageError {
        throw told(error.problem)
    } catch let error as CocoaError {
        // Foundation's own words for people; its description is for programmers.
        throw told(Problem(.unavailable, error.localizedDescription))
    }
}

/// Tells a problem on standard error and returns its exit code.
private func told(_ problem: Problem) -> ExitCode {
    var text = problem.message
    for entry in problem.fields { text += "\n  \(entry.field): \(entry.messages.joined(separator: " "))" }
    Terminal.note("almanac: \(text)")
    if let detail = problem.underlying { Terminal.note("  (\(detail))") }
    return ExitStatus.code(problem)
}
