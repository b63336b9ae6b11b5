import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

/// The command `almanac permission`.
struct PermissionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permission", abstract: "Find out who may do what.", subcommands: [Explain.self])

    /// The command `almanac permission explain`.
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain", abstract: "Tell which permission lets a user touch an object, or why none does.",
            discussion: "Example: almanac permission explain --user anna --object dcim.device:6a8f…")

        @OptionGroup var store: StoreOptions

        @Option(help: "Name or id of the user.")
        var user: String

        @Option(help: "Model and id of the object, such as dcim.device:6a8f….")
        var object: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            try await runReporting {
                let words = object.split(separator: ":", maxSplits: 1).map(String.init)
                guard words.count == 2, let schema = ProductCatalog.catalog[words[0]],
                    let id = schema.identifier(words[1])
                else {
                    throw Problem(.invalidInput, "--object takes a model and an id, such as dcim.device:6a8f….")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let asked = user
                let explanation = try await workspace.store.read { session in
                    try PermissionExplanation.make(user: asked, schema, id, in: session)
                }
                try workspace.close()
                guard !json else { return try Terminal.line(explanation.json.text) }
                try Terminal.line("\(explanation.user) and the \(explanation.object):")
                for verdict in explanation.verdicts {
                    let word = verdict.isAllowed ? "allowed" : "denied "
                    try Terminal.line("  \(verdict.action.rawValue)  \(word)  \(verdict.reason)")
                }
            }
        }
    }
}
