import ArgumentParser
import Basics
import Services

extension JobCommand {
    /// The command `almanac job plan`.
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan", abstract: "Show what a dry run would change, and carry it out.",
            discussion: """
                With --apply a run of its own compares each change with its object and then makes all of them, or none: what was changed
                since the dry run stands in the way. Ends with 2 when the run fails.

                Examples:
                  almanac job plan 01997f2e-2f3a-7c11-9d7e-0f5f0f0b6f1a
                  almanac job plan 01997f2e-2f3a-7c11-9d7e-0f5f0f0b6f1a --apply
                """)

        @Argument(help: "Key of the dry run, as job run and job list --runs print it.")
        var run: String

        @OptionGroup var store: StoreOptions

        @Flag(help: "Carry it out.")
        var apply = false

        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            var isBad = false
            try await runReporting {
                guard let id = Identifier(run) else { throw RunFollower.unknown(run) }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                try await workspace.prepareJobs()
                if apply {
                    isBad = try await RunRequest.follow(workspace, isDetached: false) {
                        try await workspace.jobs.applyPlan(id, by: workspace.actor("job plan"))
                    }
                } else {
                    let view = try await workspace.jobs.plan(id, by: workspace.actor("job plan"))
                    for line in output == .json ? [view.json.text] : lines(view) { try Terminal.line(line) }
                }
                try await workspace.end()
            }
            if isBad { throw ExitStatus.attention }
        }

        private func lines(_ view: JobService.PlanView) -> [String] {
            guard !view.plan.steps.isEmpty else {
                return ["The run planned no changes. A dry run of a job that changes something makes a plan."]
            }
            let state =
                view.appliedBy.map { "The run \($0) has carried it out." }
                ?? "Nothing was changed. Carry it out with --apply."
            return PlanTable(view.plan).lines + ["", "\(view.plan.totals). \(state)"]
        }
    }
}
