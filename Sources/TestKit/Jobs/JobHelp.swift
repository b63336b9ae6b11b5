package import Basics
import HTTPAPI
package import JobEngine
import Modeling
package import Services
import Storage

/// A job that does what a test says.
package struct ScriptedJob: Job {
    package let declaration: JobDeclaration
    private let body: @Sendable (JobInput, JobContext) async throws -> JSONValue

    /// - Parameter change: What is special about the declaration; the job is enabled and keeps its inputs unless it says otherwise.
    package init(
        _ className: String, _ change: (inout JobDeclaration) -> Void,
        run body: @escaping @Sendable (JobInput, JobContext) async throws -> JSONValue
    ) {
        var declaration = JobDeclaration(
            module: "test.jobs", className: className, name: className, grouping: "Tests")
        declaration.isSystem = true
        change(&declaration)
        self.declaration = declaration
        self.body = body
    }

    package init(
        _ className: String, run body: @escaping @Sendable (JobInput, JobContext) async throws -> JSONValue
    ) {
        self.init(className, { _ in }, run: body)
    }

    /// A job that does nothing.
    package init(_ className: String, isEnabled: Bool = true) {
        self.init(className, { $0.isSystem = isEnabled }, run: { _, _ in .null })
    }

    package func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        try await body(input, context)
    }
}

extension TestServer {
    /// A worker of this server that moves when the test says so.
    package func worker(
        _ name: String = "almanac@test:1", queues: [String] = ["default"], slots: Int = 4,
        limits: JobRunner.Limits = JobRunner.Limits()
    ) -> Worker {
        let runner = JobRunner(
            store: store, environment: environment, registry: jobs.registry, secrets: secrets, time: time,
            worker: name, logger: TemporaryStore.logger, limits: limits,
            queries: JobQueryEndpoint(store: store, environment: environment))
        let schedules = JobSchedules(environment: environment, queue: TicketQueue(time: environment.time))
        var settings = Worker.Settings(name: name, queues: queues)
        settings.slots = slots
        let store = store
        return Worker(
            store: store, identifiers: environment.identifiers, time: time, settings: settings,
            logger: TemporaryStore.logger, execute: { await runner.execute($0, $1) },
            ended: { try runner.ended($0, wasCancelled: $1, in: $2) }, chore: { try await schedules.turn(store).next })
    }

    /// Does everything that waits.
    package func work(_ worker: Worker) async throws {
        repeat {
            await worker.step()
            await worker.settle()
        } while try await isAnyWaiting(in: worker.node.queues.elements)
    }

    private func isAnyWaiting(in queues: [String]) async throws -> Bool {
        let now = environment.time.now
        return try await store.read { session in
            try session.exists(
                QueueTicket.schema,
                where: QueueTicket.isWaiting
                    && .compare(["queue"], .equals, queues.map(Value.text))
                    && (.isNull(["not_before"]) || .compare(["not_before"], .lessOrEqual, [.timestamp(now)])))
        }
    }
}
