package import Basics
import Domain
package import JobEngine
import Modeling
package import Storage
import Synchronization

/// What a run works with: the data, in the name of who asked for it, its log, and whether it has to end.
package final class JobContext: Sendable {
    /// The run.
    package let result: Identifier
    /// In whose name it happens.
    package let actor: Actor
    package let log: JobLog
    package let store: Store
    package let environment: RecordEnvironment
    /// Hands out credentials, recorded like any other use of them; nil where there are none.
    package let secrets: SecretService?
    /// Whether the run only plans: what it changes is kept as its plan and rolled back.
    package let isDry: Bool
    /// Answers questions about data in the form of the REST API; nil where nothing does.
    package let queries: (any JobQueries)?
    package let time: any Timekeeper
    /// When the run counts as failed at the latest, on the clock of `time`'s uptime.
    package let hardEnd: Duration
    private let claim: Claim
    private let queue: TicketQueue
    private let signal: WorkSignal
    private let progress = Mutex<JSONValue?>(nil)
    private let ending: @Sendable (JSONValue, Session) throws -> Void
    private let isConcluded = Mutex(false)
    private let planned = Mutex(0)
    private let storeWasOut = Mutex(false)

    init(
        claim: Claim, actor: Actor, log: JobLog, store: Store, environment: RecordEnvironment, secrets: SecretService?,
        isDry: Bool, queries: (any JobQueries)?, time: any Timekeeper, hardEnd: Duration, queue: TicketQueue,
        signal: WorkSignal,
        ending: @escaping @Sendable (JSONValue, Session) throws -> Void
    ) {
        self.claim = claim
        result = claim.id
        self.actor = actor
        self.log = log
        self.store = store
        self.environment = environment
        self.secrets = secrets
        self.isDry = isDry
        self.queries = queries
        self.time = time
        self.hardEnd = hardEnd
        self.queue = queue
        self.signal = signal
        self.ending = ending
    }

    /// 1 unless the run was begun before, on a machine that was lost.
    package var attempt: Int { claim.attempt }

    /// Why the run has to end; nil while it may go on.
    package var stopReason: WorkSignal.Reason? { signal.reason }

    /// Ends the run when somebody asked for that, or when its time is over; long work calls it often.
    ///
    /// - Throws: `CancellationError`.
    package func checkpoint() throws {
        if signal.reason != nil { throw CancellationError() }
        try Task.checkCancellation()
    }

    /// Says how far the run is.
    ///
    /// - Parameter total: nil while nobody knows.
    package func report(_ done: Int, of total: Int? = nil, _ what: String = "") {
        let value = JSONValue.object(
            JSONObject([
                ("done", .int(Int64(done))), ("total", total.map { .int(Int64($0)) } ?? .null),
                ("text", .string(what)),
            ]))
        progress.withLock { $0 = value }
    }

    /// What was reported since the last call.
    func takeReport() -> JSONValue? {
        progress.withLock { progress in
            defer { progress = nil }
            return progress
        }
    }

    /// Reads, seeing what the product sees; what the actor may see is for the job to ask.
    package func read<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) async throws -> R {
        do {
            return try await store.read(body)
        } catch let problem as Problem where problem.kind == .unavailable {
            storeWasOut.withLock { $0 = true }
            throw problem
        }
    }

    /// Whether the run could not get at the store; a failure that follows from that is not the job's.
    var hadNoStore: Bool { storeWasOut.withLock { $0 } }

    /// Changes data in the name of the actor; in a dry run, plans to.
    ///
    /// A dry run does the very same work in a transaction that is rolled back, and keeps the changes. Whatever belongs together,
    /// or is read again, belongs into one call.
    ///
    /// - Throws: ``LostClaim`` when somebody else has the run by now: nothing is changed then.
    package func write<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        guard isDry else { return try await persist(body) }
        do {
            try await persist { pipeline in
                let result = try body(pipeline)
                throw JobPlans.Draft(result: result, changes: try JobPlans.changes(of: pipeline))
            }
        } catch let draft as JobPlans.Draft<R> {
            let run = result
            if !draft.changes.isEmpty {
                try await persist { try JobPlans.keep(draft.changes, of: ID(run), in: $0.session) }
            }
            planned.withLock { $0 += draft.changes.count }
            return draft.result
        }
        throw CancellationError()
    }

    /// Writes down what belongs to the run itself.
    private func persist<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        try checkpoint()
        let (queue, claim, actor, environment) = (queue, claim, actor, environment)
        do {
            return try await store.write { session in
                try queue.check(claim, in: session)
                return try body(RecordPipeline(session, actor: actor, environment: environment))
            }
        } catch let error as LostClaim {
            signal.stop(.lost)
            throw error
        } catch let problem as Problem where problem.kind == .unavailable {
            storeWasOut.withLock { $0 = true }
            throw problem
        }
    }

    /// Changes data and ends the run, both or neither: the change happens once however often the run is begun.
    ///
    /// - Parameter result: What clients read as the result.
    package func conclude(
        _ result: JSONValue, _ body: @escaping @Sendable (RecordPipeline) throws -> Void
    ) async throws {
        let ending = ending
        if isDry {
            try await write(body)
            try await persist { try ending(result, $0.session) }
        } else {
            try await persist { pipeline in
                try body(pipeline)
                try ending(result, pipeline.session)
            }
        }
        isConcluded.withLock { $0 = true }
        log.forget()
    }

    /// Counts changes that a dry run plans in bulk, without keeping each of them.
    package func count(planned changes: Int) { planned.withLock { $0 += changes } }

    /// Writes down results that belong to the run itself, in a dry run too; they are no changes of data and have no history.
    package func note<R: Sendable>(_ body: @escaping @Sendable (RecordPipeline) throws -> R) async throws -> R {
        try await persist(body)
    }

    /// Changes that a dry run has planned so far.
    var plannedChanges: Int { planned.withLock { $0 } }

    var hasConcluded: Bool { isConcluded.withLock { $0 } }

    /// The bytes of a file that was given.
    package func file(_ id: Identifier) async throws -> [UInt8] {
        try await read { try JobFiles.bytes(of: ID(id), in: $0) }
    }

    /// Keeps a file that clients can download.
    ///
    /// - Throws: ``Problem`` when it is larger than 10 MiB.
    package func keepFile(_ name: String, _ bytes: [UInt8]) async throws {
        let result = result
        let environment = environment
        try await persist { pipeline in
            _ = try JobFiles.keep(name, bytes, of: ID(result), in: pipeline.session, environment)
        }
    }
}
