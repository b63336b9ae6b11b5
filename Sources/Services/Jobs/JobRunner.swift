package import Basics
import Domain
package import JobEngine
package import Logging
import Modeling
package import Storage

/// Runs jobs for a worker: in the name of who asked, within their limits, with a log, and with one outcome.
package struct JobRunner: Sendable {
    /// Seconds of runs whose jobs say nothing about it (core.md §5.6).
    package struct Limits: Sendable {
        package var soft = 300.0
        package var hard = 600.0
        package init() {}
    }

    let store: Store
    let environment: RecordEnvironment
    let registry: JobRegistry
    let secrets: SecretService?
    let time: any Timekeeper
    let worker: String
    let logger: Logger
    let limits: Limits
    let queries: (any JobQueries)?
    let queue: TicketQueue
    /// How often the log of a run is written.
    static let interval = Duration.milliseconds(500)
    /// How long a run may go on that was told to end.
    static let grace = Duration.seconds(5)
    /// Seconds until a run begins again that could not get at the store.
    private static let pause = 5.0

    package init(
        store: Store, environment: RecordEnvironment, registry: JobRegistry, secrets: SecretService?,
        time: any Timekeeper, worker: String, logger: Logger, limits: Limits = Limits(),
        queries: (any JobQueries)? = nil
    ) {
        self.store = store
        self.environment = environment
        self.registry = registry
        self.secrets = secrets
        self.time = time
        self.worker = worker
        self.logger = logger
        self.limits = limits
        self.queries = queries
        queue = TicketQueue(time: environment.time)
    }

    private var mask: (any TextMask)? { secrets?.redaction }
    private var admission: RunAdmission {
        RunAdmission(environment: environment, registry: registry, queue: queue, worker: worker)
    }

    /// Runs what a worker has taken; returns when it has ended, was given back, or was lost.
    package func execute(_ claim: Claim, _ signal: WorkSignal) async {
        do {
            guard let run = try await begin(claim, signal) else { return }
            guard let ending = await outcome(of: run, signal) else { return try await giveBack(run) }
            guard !run.context.hasConcluded else { return }
            try await end(run, ending)
        } catch is LostClaim {
            logger.warning("a run was lost to another worker", metadata: ["job.result": "\(claim.id)"])
        } catch {
            // The worker lets go of the run with its next beat, and it begins again.
            logger.error(
                "a run could not be written down", metadata: ["job.result": "\(claim.id)", "error.detail": "\(error)"])
        }
    }

    /// Ends a run whose work was taken too often, in the transaction in which it leaves the queue.
    package func ended(_ id: Identifier, wasCancelled: Bool, in session: Session) throws {
        var ending =
            wasCancelled
            ? JobEnding.cancelled
            : JobEnding.fault(
                "WorkerLostError", "The workers that ran this were lost, again and again; it is not tried again.")
        ending.cancelType = "reaped"
        try JobResultRows.end(
            ID(id), ending, counts: nil, at: environment.time.now, mask: mask, in: session)
    }

    // MARK: Beginning

    /// A run that has begun.
    private struct Run: Sendable {
        let claim: Claim
        let job: any Job
        let input: JobInput
        let files: [Identifier]
        let context: JobContext
        let softLimit: Double
        let hardLimit: Double
    }

    private func begin(_ claim: Claim, _ signal: WorkSignal) async throws -> Run? {
        let runner = self
        let start = try await store.write { session in
            let start = try runner.admission.admit(claim, in: session)
            switch start {
            case .run: break
            case .gone: try runner.queue.finish(claim, in: session)
            case .ended(var ending):
                ending.grouping = "initialization"
                try runner.end(claim, ending, runner.log(claim), [], session)
            }
            return start
        }
        guard case .run(let grant) = start else { return nil }
        let (record, job, inputs) = (grant.record, grant.job, grant.inputs)
        let log = log(claim)
        await log.add(
            .info, "Running job (version \(ProductVersion.text))", record.name, "initialization",
            url: "/extras/jobs/\(record.id)/")
        if claim.attempt > 1 {
            await log.warning("The worker was lost; this is attempt \(claim.attempt).", in: "initialization")
        }
        let input = JobInput(values: inputs)
        let isDry = inputs[JobPlans.input] == nil && job.declaration.isDry(input)
        let given = job.declaration.variables.filter { $0.kind == .file }.compactMap { input.object($0.name) }
        let files = grant.recurs ? [] : given
        let context = JobContext(
            claim: claim, actor: grant.actor, log: log, store: store, environment: environment, secrets: secrets,
            isDry: isDry, queries: queries, time: time,
            hardEnd: time.uptime + .seconds(record.timeLimit > 0 ? record.timeLimit : limits.hard), queue: queue,
            signal: signal, ending: { try runner.end(claim, .success($0), log, files, $1) })
        return Run(
            claim: claim, job: job, input: input, files: files, context: context,
            softLimit: record.softTimeLimit > 0 ? record.softTimeLimit : limits.soft,
            hardLimit: record.timeLimit > 0 ? record.timeLimit : limits.hard)
    }

    private func log(_ claim: Claim) -> JobLog {
        let runner = self
        return JobLog(result: claim.id, environment: environment, mask: mask) { entries in
            try await runner.store.write { session in
                try runner.queue.check(claim, in: session)
                try JobLog.keep(entries, in: session)
            }
        }
    }

    // MARK: Running

    private enum Event: Sendable {
        case done(Result<JSONValue, any Error>)
        case stopped(WorkSignal.Reason)
        case softLimit
        case hardLimit
        case graceOver
        case tick
    }

    /// How the run ended; nil when it is given back to the queue.
    private func outcome(of run: Run, _ signal: WorkSignal) async -> JobEnding? {
        let begun = time.uptime
        let (events, sender) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .unbounded)
        let job = Task {
            do {
                sender.yield(.done(.success(try await run.job.run(run.input, in: run.context))))
            } catch {
                sender.yield(.done(.failure(error)))
            }
        }
        signal.onStop { reason in
            job.cancel()
            sender.yield(.stopped(reason))
        }
        var timers = [
            timer(begun + .seconds(run.softLimit), .softLimit, sender),
            timer(begun + .seconds(run.hardLimit), .hardLimit, sender), ticks(sender),
        ]
        defer { for timer in timers { timer.cancel() } }
        for await event in events {
            switch event {
            case .done(.failure(let error)) where run.context.hadNoStore && !run.claim.isLast && signal.reason == nil:
                await run.context.log.warning("The store was out: \(JobEnding.error(error).message)", in: "post_run")
                return nil
            case .done(let result): return ending(result, run, signal.reason)
            case .softLimit: signal.stop(.timedOut)
            case .hardLimit:
                signal.stop(.timedOut)
                return hardLimitFault(run)
            case .stopped(let reason):
                // A run that was told to end, but for its soft limit, is waited for a little and no longer.
                if reason != .timedOut { timers.append(timer(time.uptime + Self.grace, .graceOver, sender)) }
            case .graceOver: return ending(.failure(CancellationError()), run, signal.reason)
            case .tick: await writeDown(run, signal)
            }
        }
        return nil
    }

    private func ending(
        _ result: Result<JSONValue, any Error>, _ run: Run, _ reason: WorkSignal.Reason?
    ) -> JobEnding? {
        switch (result, reason) {
        case (.success(let value), _): .success(value)
        case (.failure(let error), nil): .error(error)
        case (.failure, .cancelled?): .cancelled
        case (.failure(let error), .timedOut?) where error is HardLimitReached: hardLimitFault(run)
        case (.failure(let error), .timedOut?):
            error is CancellationError
                ? .fault(
                    "SoftTimeLimitExceeded", "The run took longer than \(Int(run.softLimit)) seconds and was ended.")
                : .error(error)
        case (.failure, .draining?), (.failure, .lost?): nil
        }
    }

    private func hardLimitFault(_ run: Run) -> JobEnding {
        .fault("TimeLimitExceeded", "The run took longer than \(Int(run.hardLimit)) seconds and was ended.")
    }

    private func timer(
        _ end: Duration, _ event: Event, _ sender: AsyncStream<Event>.Continuation
    ) -> Task<Void, Never> {
        Task { [time] in
            // Cancelled when the run has ended.
            guard (try? await time.sleep(until: end)) != nil else { return }
            sender.yield(event)
        }
    }

    private func ticks(_ sender: AsyncStream<Event>.Continuation) -> Task<Void, Never> {
        Task { [time] in
            while (try? await time.sleep(until: time.uptime + Self.interval)) != nil { sender.yield(.tick) }
        }
    }

    /// Writes what the log keeps back and how far the run is.
    private func writeDown(_ run: Run, _ signal: WorkSignal) async {
        do {
            try await run.context.log.flush()
            guard let progress = run.context.takeReport() else { return }
            let (queue, claim) = (queue, run.claim)
            try await store.write { session in
                try queue.check(claim, in: session)
                try JobResultRows.report(progress, of: ID(claim.id), in: session)
            }
        } catch is LostClaim {
            signal.stop(.lost)
        } catch {
            // Tried again with the next tick.
            logger.warning(
                "the log of a run could not be written",
                metadata: ["job.result": "\(run.claim.id)", "error.detail": "\(error)"])
        }
    }

    // MARK: Ending

    private func end(_ run: Run, _ ending: JobEnding) async throws {
        let runner = self
        if run.context.isDry {
            await run.context.log.info(
                "A dry run: \(run.context.plannedChanges) changes were planned, none was made.", in: "post_run")
        }
        try await persistently {
            try await runner.store.write { session in
                try runner.end(run.claim, ending, run.context.log, run.files, session)
            }
        }
    }

    /// - Parameter files: Files that were given with the request, which nobody needs any more.
    private func end(
        _ claim: Claim, _ ending: JobEnding, _ log: JobLog, _ files: [Identifier], _ session: Session
    ) throws {
        try queue.finish(claim, in: session)
        let counts = try log.keep(ending, in: session)
        try JobResultRows.end(
            ID(claim.id), ending, counts: counts, at: environment.time.now, mask: mask, in: session)
        try JobFiles.remove(files, in: session)
    }

    private func giveBack(_ run: Run) async throws {
        let (queue, claim, log, store) = (queue, run.claim, run.context.log, store)
        let isOut = run.context.hadNoStore
        if !isOut { await log.warning("The worker ends; another one begins this run again.", in: "post_run") }
        let again = isOut ? environment.time.now.adding(seconds: Self.pause) : nil
        try await persistently {
            try await store.write { session in
                try queue.check(claim, in: session)
                _ = try log.keep(nil, in: session)
                try queue.release(claim, notBefore: again, counts: isOut, in: session)
                try JobResultRows.putBack(ID(claim.id), in: session)
            }
        }
    }

    /// Does something again that the store did not take, until the work is lost.
    private func persistently(_ body: () async throws -> Void) async throws {
        let end = time.uptime + TicketQueue.lease
        while true {
            do {
                return try await body()
            } catch let problem as Problem where problem.kind == .unavailable && time.uptime < end {
                try await time.sleep(until: time.uptime + .seconds(1))
            }
        }
    }
}
