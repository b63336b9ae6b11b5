import ArgumentParser
import Basics
import JobEngine
import Modeling
import Services

extension JobCommand {
    /// The command `almanac job run`.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run", abstract: "Run a job and print what it tells.",
            discussion: """
                The run goes to a worker when one lives, and is done by this command otherwise. Ends with 2 when the run fails.

                Example: almanac job run "Device Hardware Notice Report"
                """)

        @Argument(help: "Name or key of the job.")
        var job: String

        @OptionGroup var store: StoreOptions

        @Option(help: "The inputs, as a JSON object.")
        var inputs = "{}"

        @Option(help: "Queue; the job's own unless given.")
        var queue: String?

        @Flag(help: "Print the key of the run and do not wait for it; a worker must live.")
        var detach = false

        func run() async throws {
            var isBad = false
            try await runReporting {
                // Why it is no JSON is not worth a line of its own.
                guard let values = (try? JSONValue(parsing: inputs))?.objectValue else {
                    throw Problem(.invalidInput, "--inputs must be a JSON object, such as '{\"debug\": true}'.")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                try await workspace.prepareJobs()
                isBad = try await RunRequest.follow(workspace, queues: queue.map { [$0] } ?? [], isDetached: detach) {
                    try await ask(values, workspace)
                }
                try await workspace.end()
            }
            if isBad { throw ExitStatus.attention }
        }

        private func ask(_ inputs: JSONObject, _ workspace: Workspace) async throws -> JobService.Answer {
            var body = JSONObject([("data", .object(inputs))])
            body["job_queue"] = queue.map(JSONValue.string)
            do {
                return try await workspace.jobs.run(job, body, by: workspace.actor("job run"))
            } catch let refusal as JobRefusal {
                throw Problem(.invalidInput, refusal.message)
            }
        }
    }
}

/// A run that a command asks for.
enum RunRequest {
    /// Asks for a run, does it here when no worker lives, and prints what it tells.
    ///
    /// - Parameter isDetached: Whether only the key of the run is printed and nothing is waited for.
    /// - Returns: Whether the run failed.
    static func follow(
        _ workspace: Workspace, queues: [String] = [], isDetached: Bool,
        _ ask: () async throws -> JobService.Answer
    ) async throws -> Bool {
        let isWorkerNeeded = try await !workspace.jobs.isServed() && !isDetached
        let worker = isWorkerNeeded ? JobWorker.make(workspace, queues: queues, slots: 1) : nil
        await worker?.step()
        let working = Task { await worker?.run(isGone: JobWorker.isGone) }
        do {
            let isBad = try await tell(try await ask(), isDetached: isDetached, workspace)
            working.cancel()
            await working.value
            return isBad
        } catch {
            // The next command must not take this one for a worker that lives.
            working.cancel()
            await working.value
            throw error
        }
    }

    private static func tell(
        _ answer: JobService.Answer, isDetached: Bool, _ workspace: Workspace
    ) async throws -> Bool {
        switch answer {
        case .scheduled(let id):
            try Terminal.line("The run waits for approval, as schedule \(id).")
        case .queued(let id) where isDetached:
            try Terminal.line(id.description)
        case .queued(let id):
            let follower = try RunFollower(workspace, id.description)
            while try await !follower.tell() { try await Task.sleep(for: .milliseconds(100)) }
            return await follower.hasFailed
        }
        return false
    }
}
