import Basics
import Domain
import Foundation
import JobEngine
import Logging
import Modeling
import Services
import Storage

/// What the figures of jobs and their workers share: a store, and two jobs.
struct JobBench {
    let store: Store
    let engine: any Engine
    let environment: RecordEnvironment
    let jobs: JobService
    private let logger: Logger

    /// - Parameter place: A file, or the address of a PostgreSQL database.
    init(_ place: String, connections: Int = 4, time: any TimeSource = SystemTime()) async throws {
        var logger = Logger(label: "bench")
        logger.logLevel = .error
        self.logger = logger
        if place.hasPrefix("postgres") {
            var limits = PostgreSQLLimits()
            limits.connections = connections
            engine = try PostgreSQLEngine(try PostgreSQLAddress(place), limits: limits, logger: logger)
        } else {
            engine = try SQLiteEngine(path: place, logger: logger)
        }
        let random = SystemRandom()
        store = Store(engine, StoreCatalog.catalog)
        environment = RecordEnvironment(
            time: time, identifiers: TimeOrderedIdentifiers(clock: time, random: random), settings: DomainSettings(),
            effects: ProductEffects.all)
        jobs = JobService(store: store, environment: environment, registry: JobRegistry([TallyJob(), WaitJob()]))
    }

    /// Makes the tables and the records of the jobs.
    func prepare() async throws {
        _ = try await StorePreparation.prepare(store, environment: environment)
        try await JobRecords(environment: environment).refresh(jobs.registry, in: store)
    }

    var actor: Actor { .system(requestID: environment.identifiers.next(), detail: "bench") }

    /// A worker of this process.
    ///
    /// - Parameter rest: How often it looks while there is nothing to do; see ``Worker/Settings/rest``.
    func worker(_ name: String, slots: Int, rest: Duration = .seconds(1)) -> Worker {
        let time = SystemTime()
        let runner = JobRunner(
            store: store, environment: environment, registry: jobs.registry, secrets: nil, time: time, worker: name,
            logger: logger)
        var settings = Worker.Settings(name: name, queues: [JobQueue.defaultName])
        settings.slots = slots
        settings.rest = rest
        return Worker(
            store: store, identifiers: environment.identifiers, time: time, settings: settings, logger: logger,
            execute: { await runner.execute($0, $1) }, ended: { try runner.ended($0, wasCancelled: $1, in: $2) },
            chore: { nil })
    }

    /// Asks for runs, many at the same time.
    func ask(_ job: String, _ count: Int) async throws {
        let (jobs, actor) = (jobs, actor)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<count {
                if number >= 64 { try await group.next() }
                group.addTask {
                    while true {
                        do {
                            _ = try await jobs.run(job, JSONObject(), by: actor)
                            return
                        } catch let problem as Problem where problem.kind == .unavailable {
                            // A stopped worker may keep the store for some seconds.
                            try await Task.sleep(for: .milliseconds(200))
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// Tickets that wait or are worked on.
    func left() async throws -> Int {
        try await store.read { try $0.count(QueueTicket.schema, where: .always) }
    }
}

/// A job whose effect can be counted: one manufacturer for each run, made with its end.
struct TallyJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "bench.jobs", className: "Tally", name: "Tally", grouping: "Benchmarks")
        declaration.isSystem = true
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        let name = "tally \(context.result)"
        try await context.conclude(.null) { pipeline in
            _ = try pipeline.create(Manufacturer.schema, JSONObject([("name", .string(name))]))
        }
        return .null
    }
}

/// A job that waits for something else, as one that asks devices does.
struct WaitJob: Job {
    let declaration: JobDeclaration = {
        var declaration = JobDeclaration(
            module: "bench.jobs", className: "Wait", name: "Wait", grouping: "Benchmarks")
        declaration.isSystem = true
        return declaration
    }()

    func run(_ input: JobInput, in context: JobContext) async throws -> JSONValue {
        try await Task.sleep(for: .milliseconds(200))
        return .null
    }
}
