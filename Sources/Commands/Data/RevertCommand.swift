import ArgumentParser
import Basics
import Services

/// The command `almanac revert`.
struct RevertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revert", abstract: "Take back a change, or everything that one request or import did.",
        discussion: """
            Prints what would change. Nothing is changed without --apply, and nothing with it while anything stands in the way.
            Ends with 2 when something does. What is reverted is history itself, and can be reverted.

            Examples:
              almanac revert --request 0193a1b2-…
              almanac revert --request 0193a1b2-… --apply
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "Id of a change, as `almanac history` shows it.")
    var change: String?

    @Option(help: "Id of a request or import: all of its changes.")
    var request: String?

    @Flag(help: "Do it.")
    var apply = false

    @Flag(help: "Also where the same has been changed since; what was changed is lost.")
    var overwrite = false

    @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
    var output = HistoryFormat.table

    func run() async throws {
        var conflicts = 0
        try await runReporting {
            let scope: RevertRun.Scope
            switch (change, request) {
            case (let change?, nil): scope = .change(try identifier(change, "--change"))
            case (nil, let request?): scope = .request(try identifier(request, "--request"))
            default: throw Problem(.invalidInput, "Give either --change ID or --request ID.")
            }
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            let plan = try await RevertRun(
                store: workspace.store, environment: workspace.environment, actor: workspace.actor("revert")
            ).run(scope, apply: apply, overwrites: overwrite)
            conflicts = plan.conflicts
            switch output {
            case .json: try Terminal.line(plan.json.text)
            case .table:
                for line in PlanTable(plan).lines + ["", summary(plan)] { try Terminal.line(line) }
            }
            try workspace.close()
        }
        if conflicts > 0 { throw ExitStatus.attention }
    }

    private func summary(_ plan: ChangePlan) -> String {
        let totals =
            "\(plan.total(.create)) brought back, \(plan.total(.update)) changed back, \(plan.total(.delete)) deleted, "
            + "\(plan.total(.nothing)) already as before"
        if plan.isApplied { return "Reverted \(Terminal.grouped(plan.changes)) changes: \(totals)." }
        if plan.conflicts > 0 {
            return "Nothing was changed: \(plan.conflicts) objects stand in the way. Without them: \(totals)."
        }
        return "Nothing was changed. With --apply: \(totals)."
    }
}
