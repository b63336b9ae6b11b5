import ArgumentParser
import Basics
import JobEngine
import ServiceLifecycle
import Services
import Storage
import UnixSignals

/// The command `almanac worker`.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run jobs, without serving the API.",
        discussion: """
            almanac serve runs jobs too. Further workers make sense where several machines share one PostgreSQL database. Asked to stop,
            a worker lets running jobs finish for a few seconds and gives the rest back to the queue.

            Example: almanac worker --queue default --queue slow --slots 4
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var jobs: WorkerOptions

    func run() async throws {
        try await runReporting {
            let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
            try await workspace.prepareJobs(isWorker: true)
            let worker = JobWorker.make(workspace, queues: jobs.queue, slots: try jobs.checkedSlots())
            Terminal.note("working on \(jobs.queue.isEmpty ? "default" : jobs.queue.joined(separator: ", "))")
            try await Self.work(worker, workspace)
        }
    }

    /// Works until the process is asked to stop.
    static func work(_ worker: Worker?, _ workspace: Workspace) async throws {
        let group = ServiceGroup(
            services: worker.map { [WorkerService(worker: $0)] } ?? [], gracefulShutdownSignals: [.sigterm, .sigint],
            logger: workspace.logger)
        let listener = Task { await ForeignCommits(workspace.engine).run() }
        defer { listener.cancel() }
        try await group.run()
        listener.cancel()
        await listener.value
        try await workspace.end()
    }
}

/// How jobs are run in this process.
struct WorkerOptions: ParsableArguments {
    @Option(help: "Queue to take jobs from; may be given several times. [default: default]")
    var queue: [String] = []

    @Option(help: "Jobs that run at the same time, 1 to 256.")
    var slots = 8

    func checkedSlots() throws -> Int {
        guard (1...256).contains(slots) else {
            throw Problem(.invalidInput, "--slots must be a number from 1 to 256.")
        }
        return slots
    }
}

/// A worker as a service that a signal ends.
struct WorkerService: Service {
    let worker: Worker

    func run() async throws {
        // Between graceful shutdown and the end lies what the worker does about running jobs.
        await cancelWhenGracefulShutdown { await worker.run(isGone: JobWorker.isGone) }
    }
}
