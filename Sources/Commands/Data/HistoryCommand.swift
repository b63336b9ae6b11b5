import ArgumentParser
import Basics
import Services

/// How history and reverts are written.
enum HistoryFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

/// The command `almanac history`.
struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Print who changed what, newest first.",
        discussion: """
            Examples:
              almanac history sw1 --model dcim.device
              almanac history --model dcim.location --limit 20
              almanac history --request 0193a1b2-… -o json
            """)

    @Argument(help: "Object: its id, or with --model its name. [default: all objects]")
    var object: String?

    @OptionGroup var store: StoreOptions

    @Option(help: "Model, such as dcim.device.")
    var model: String?

    @Option(help: "Request id: everything that one request, command or import did.")
    var request: String?

    @Option(help: "Changes at most.")
    var limit = 50

    @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
    var output = HistoryFormat.table

    func run() async throws {
        try await runReporting {
            guard (1...10_000).contains(limit) else {
                throw Problem(.invalidInput, "--limit must be a number from 1 to 10000.")
            }
            let request = try request.map { try identifier($0, "--request") }
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let entries = try await HistoryReader(store: workspace.store).entries(
                object: object, model: model, request: request, limit: limit)
            switch output {
            case .json: try Terminal.line(JSONValue.array(entries.map(\.json)).text)
            case .table:
                for line in table(entries) { try Terminal.line(line) }
            }
            try workspace.close()
        }
    }

    private func table(_ entries: [HistoryReader.Entry]) -> [String] {
        guard !entries.isEmpty else { return ["No changes."] }
        return TextTable(
            header: ["time", "user", "action", "model", "object", "change", "request", "fields"],
            rows: entries.map {
                [
                    $0.time.description, $0.user, $0.action, $0.model, $0.repr, $0.id.description,
                    $0.request.description, $0.changed.joined(separator: ", "),
                ]
            }
        ).lines
    }
}

/// Reads an id given on the command line.
///
/// - Throws: ``Problem`` that names the option.
func identifier(_ text: String, _ option: String) throws -> Identifier {
    guard let id = Identifier(text) else {
        throw Problem(.invalidInput, "\(option) must be an id such as 0193a1b2-0000-7000-8000-000000000000.")
    }
    return id
}
