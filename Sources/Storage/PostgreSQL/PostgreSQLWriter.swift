import Logging
import Modeling
import Synchronization

/// Runs write transactions one after another and commits those that wait together in one go.
///
/// The same as on SQLite: a failing caller's changes are undone alone, and all are answered after the one commit. Writers
/// of other processes wait for the writer's row. When another transaction or a lost connection spoils the group, all of it
/// is run again.
final class PostgreSQLWriter: Sendable {
    private let core: PostgreSQLCore
    private let threads: PostgreSQLThreads
    private let waiting = Mutex<(jobs: [Job], isRunning: Bool)>(([], false))
    /// Callers taken into one commit at most; bounds how long the first of them waits.
    private static let groupLimit = 128

    /// One caller's transaction: `run` performs it and keeps the outcome, `finish` answers the caller.
    struct Job: Sendable {
        /// Returns whether it succeeded.
        let run: @Sendable (any Connection) -> Bool
        let finish: @Sendable ((any Error)?) -> Void
        let deadline: ContinuousClock.Instant
    }

    init(_ core: PostgreSQLCore) {
        self.core = core
        threads = PostgreSQLThreads(core, name: "almanac.writer", maximum: 1)
    }

    func submit<R: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let outcome = PostgreSQLOutcome<R>()
            enqueue(
                Job(
                    run: { connection in outcome.run { try body(connection) } },
                    finish: { continuation.resume(with: outcome.final($0)) },
                    deadline: ContinuousClock.now + core.limits.wait))
        }
    }

    private func enqueue(_ job: Job) {
        let starts = waiting.withLock { waiting in
            waiting.jobs.append(job)
            defer { waiting.isRunning = true }
            return !waiting.isRunning
        }
        guard starts else { return core.atEndOfWait { [weak self] in self?.refuseLate() } }
        threads.submit(
            PostgreSQLThreads.Job(
                run: { [self] in runWaiting($0) }, fail: { [self] in refuseWaiting($0) },
                deadline: ContinuousClock.now + .seconds(3600)))
    }

    /// Refuses whoever has waited too long.
    private func refuseLate() {
        let now = ContinuousClock.now
        let late = waiting.withLock { waiting in
            let late = waiting.jobs.filter { now > $0.deadline }
            if !late.isEmpty { waiting.jobs.removeAll { now > $0.deadline } }
            return late
        }
        for job in late { job.finish(StorageError.unavailable("The store is busy with other changes.")) }
    }

    /// Refuses whoever waits.
    func refuseWaiting(_ error: any Error) {
        let jobs = waiting.withLock { waiting in
            defer { waiting.jobs = [] }
            return waiting.jobs
        }
        for job in jobs { job.finish(error) }
    }

    private func runWaiting(_ slot: PostgreSQLSlot) {
        while true {
            let group = waiting.withLock { waiting -> [Job] in
                let group = Array(waiting.jobs.prefix(Self.groupLimit))
                waiting.jobs.removeFirst(group.count)
                if group.isEmpty { waiting.isRunning = false }
                return group
            }
            guard !group.isEmpty else { return }
            commit(group, slot)
        }
    }

    private func commit(_ group: [Job], _ slot: PostgreSQLSlot) {
        var failure: (any Error)?
        do {
            try core.prepare(slot)
            // Mostly everybody succeeds. Savepoints cost the server more than what many callers do, so they are taken when
            // somebody has failed, and all is done again.
            var isAnyRefused = false
            try core.run(group.count > 1 ? .writeTogether : .write, slot) { connection in
                let isEachDone = group.allSatisfy { connection.setback == nil && $0.run(connection) }
                isAnyRefused = !(isEachDone && connection.hasChangedAll())
                return !isAnyRefused
            }
            if isAnyRefused, group.count > 1 { try commitEach(group, slot) }
        } catch {
            failure = error
            if case StorageError.unavailable(let text) = error {
                core.logger.error("a commit failed", metadata: ["storage.reason": "\(text)"])
            }
        }
        for job in group { job.finish(failure) }
    }

    /// Commits what succeeds.
    private func commitEach(_ group: [Job], _ slot: PostgreSQLSlot) throws {
        try core.run(.write, slot) { connection in
            for job in group where connection.setback == nil {
                _ = try? connection.execute("SAVEPOINT caller", [])
                if !job.run(connection) { _ = try? connection.execute("ROLLBACK TO caller", []) }
                _ = try? connection.execute("RELEASE caller", [])
            }
            return true
        }
    }

    func close() { threads.close() }
}

/// Carries a transaction's outcome from the database thread to its caller; the last attempt counts.
final class PostgreSQLOutcome<R: Sendable>: Sendable {
    private let outcome = Mutex<Result<R, any Error>?>(nil)

    /// Runs the body; returns whether it succeeded.
    func run(_ body: () throws -> R) -> Bool {
        let result = Result { try body() }
        outcome.withLock { $0 = result }
        if case .success = result { return true }
        return false
    }

    /// The outcome, given why the transaction failed.
    func final(_ failure: (any Error)?) -> Result<R, any Error> {
        let result = outcome.withLock { $0 }
        if let failure {
            // What the body itself refused is nearer to the cause, unless the body saw the same failure.
            if case .failure(let own)? = result, !(own is StorageError) { return .failure(own) }
            return .failure(failure)
        }
        return result ?? .failure(StorageError.unavailable("The transaction was not run."))
    }
}
