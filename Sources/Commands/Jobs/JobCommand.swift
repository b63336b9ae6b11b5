import ArgumentParser
import Basics
import Domain
import JobEngine
import Modeling
import Services
import Storage

/// The command `almanac job`.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Look at jobs, run them, read what they tell, and end them.",
        subcommands: [List.self, Run.self, Plan.self, Logs.self, Cancel.self, Enable.self, Refresh.self])

    /// The command `almanac job list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the jobs, or with --runs the latest runs.")

        @OptionGroup var store: StoreOptions

        @Flag(help: "List runs instead, newest first.")
        var runs = false

        @Option(help: "Runs at most.")
        var limit = 20

        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            try await runReporting {
                guard (1...10_000).contains(limit) else {
                    throw Problem(.invalidInput, "--limit must be a number from 1 to 10000.")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                try await workspace.prepareJobs()
                let limit = limit
                let table =
                    runs
                    ? try await workspace.store.read { try Self.runs(limit, $0) }
                    : try await workspace.store.read { try Self.jobs($0) }
                for line in output == .json ? [table.json.text] : table.lines { try Terminal.line(line) }
                try workspace.close()
            }
        }

        private static func jobs(_ session: Session) throws -> JobTable {
            JobTable(
                header: ["name", "grouping", "enabled", "inputs", "path"],
                rows: try session.fetch(Query<JobRecord>()).map { job in
                    [
                        job.name, job.grouping, job.enabled ? "yes" : "no",
                        job.hasSensitiveVariables ? "confidential" : "kept", "\(job.moduleName).\(job.jobClassName)",
                    ]
                })
        }

        private static func runs(_ limit: Int, _ session: Session) throws -> JobTable {
            let rows = try session.rows(Selection(JobResult.schema, limit: limit))
            return JobTable(
                header: ["id", "name", "status", "asked for", "done"],
                rows: rows.map(Record<JobResult>.init(values:)).map { run in
                    [
                        run.id.description, run.name, run.status, run.dateCreated.description,
                        run.dateDone?.description ?? "",
                    ]
                })
        }
    }

    /// The command `almanac job logs`.
    struct Logs: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "logs", abstract: "Print what a run tells.",
            discussion: "Example: almanac job logs 01997f2e-2f3a-7c11-9d7e-0f5f0f0b6f1a --follow")

        @Argument(help: "Key of the run, as job run and job list --runs print it.")
        var run: String

        @OptionGroup var store: StoreOptions

        @Flag(help: "Go on until the run has ended.")
        var follow = false

        func run() async throws {
            var isBad = false
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let follower = try RunFollower(workspace, run)
                while try await !follower.tell(), follow { try await Task.sleep(for: .milliseconds(300)) }
                isBad = await follower.hasFailed
                try workspace.close()
            }
            if isBad { throw ExitStatus.attention }
        }
    }

    /// The command `almanac job cancel`.
    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel", abstract: "End a run.",
            discussion: "Example: almanac job cancel 01997f2e-2f3a-7c11-9d7e-0f5f0f0b6f1a")

        @Argument(help: "Key of the run.")
        var run: String

        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                guard let id = Identifier(run) else { throw RunFollower.unknown(run) }
                let actor = workspace.actor("job cancel")
                let preview = try await workspace.jobs.previewCancel(id, by: actor)
                try await workspace.jobs.cancel(id, by: actor)
                try Terminal.line(preview.text)
                try workspace.close()
            }
        }
    }
}

/// Rows under a header, for people and for programs.
struct JobTable: Sendable {
    let header: [String]
    let rows: [[String]]

    var lines: [String] { TextTable(header: header, rows: rows.map { $0.map(Terminal.printable) }).lines }

    var json: JSONValue {
        .array(
            rows.map { row in
                .object(JSONObject(zip(header, row).map { ($0.0.replacing(" ", with: "_"), .string($0.1)) }))
            })
    }
}

/// Prints the log of a run as it grows.
actor RunFollower {
    private let store: Store
    private let run: ID<JobResult>
    private var last: Timestamp?
    private(set) var hasFailed = false

    init(_ workspace: Workspace, _ run: String) throws {
        guard let id = Identifier(run) else { throw Self.unknown(run) }
        store = workspace.store
        self.run = ID(id)
    }

    static func unknown(_ run: String) -> Problem { Problem(.notFound, "There is no run \"\(run)\".") }

    /// Prints what is new.
    ///
    /// - Returns: Whether the run has ended.
    func tell() async throws -> Bool {
        let (run, last) = (run, last)
        let (result, entries) = try await store.read { session in
            guard let row = try session.row(JobResult.schema, run.raw) else { throw Self.unknown(run.description) }
            let result = Record<JobResult>(values: row)
            var wanted = result.ownEntries
            if let last { wanted = wanted && .compare(["created"], .greater, [.timestamp(last)]) }
            let rows = try session.rows(Selection(JobLogEntry.schema, where: wanted, ordering: ["created"]))
            return (result, rows.map(Record<JobLogEntry>.init(values:)))
        }
        for entry in entries {
            let level = entry.logLevel.padding(toLength: 8)
            let about = entry.logObject.isEmpty ? "" : " [\(entry.logObject)]"
            try Terminal.line(Terminal.printable("\(entry.created.description)  \(level) \(entry.message)\(about)"))
        }
        self.last = entries.last?.created ?? last
        guard result.state.isEnd else { return false }
        hasFailed = result.state != .success
        try Terminal.line("\(result.name): \(result.status)")
        return true
    }
}

extension String {
    /// The text with blanks behind it, at least so many characters long.
    fileprivate func padding(toLength length: Int) -> String {
        self + String(repeating: " ", count: max(0, length - count))
    }
}
