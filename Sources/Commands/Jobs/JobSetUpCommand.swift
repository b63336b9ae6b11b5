import ArgumentParser
import Basics
import Domain
import Modeling
import Services
import Storage

extension JobCommand {
    /// The command `almanac job refresh`.
    struct Refresh: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "refresh", abstract: "Look again at which executables are jobs, and list them.",
            discussion: """
                Workers look when they begin; this saves a restart when files were put into the jobs folder. Needs the settings
                jobs-from-outside and jobs-folder.

                Example: almanac job refresh
                """)

        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                guard workspace.environment.outsideJobs.isEnabled else {
                    throw Problem(
                        .misconfigured,
                        "Jobs from outside are switched off. Set jobs-from-outside to true to allow them.")
                }
                try await workspace.prepareJobs(isWorker: true)
                let rows = try await workspace.store.read { session in
                    try session.rows(Selection(JobRecord.schema, where: .not(.isNull(["outside"]))))
                        .map(Record<JobRecord>.init(values:))
                }
                let table = JobTable(
                    header: ["name", "grouping", "installed", "enabled", "path"],
                    rows: rows.map { job in
                        [
                            job.name, job.grouping, job.installed ? "yes" : "no", job.enabled ? "yes" : "no",
                            "\(job.moduleName).\(job.jobClassName)",
                        ]
                    })
                for line in table.lines { try Terminal.line(line) }
                try workspace.close()
            }
        }
    }

    /// The command `almanac job enable`.
    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "enable", abstract: "Let a job be run, or with --off let it be run no more.",
            discussion: "Example: almanac job enable \"Count Sites\"")

        @Argument(help: "Name or key of the job.")
        var job: String

        @OptionGroup var store: StoreOptions

        @Flag(help: "Nobody may run it any more.")
        var off = false

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let (actor, environment) = (workspace.actor("job enable"), workspace.environment)
                let (jobs, job, isEnabled) = (workspace.jobs, job, !off)
                let name = try await workspace.store.write { session in
                    var record = try jobs.find(job, by: .change, actor, in: session)
                    record.enabled = isEnabled
                    try RecordPipeline(session, actor: actor, environment: environment).update(record)
                    return record.name
                }
                try Terminal.line(Terminal.printable("\(name): \(isEnabled ? "enabled" : "not enabled")"))
                try workspace.close()
            }
        }
    }
}
