import Dispatch
import GRDB
import Logging
import Synchronization

/// Runs write transactions one after another and commits those that wait together in one go.
///
/// Each caller's changes are a savepoint of its own: a failing one rolls back alone. All are answered after the
/// one commit has been synced to disk, so a write costs a share of a sync instead of a whole one.
final class GroupCommitWriter: Sendable {
    /// Commits so far that are told of.
    let commits = Mutex(0)
    /// Commits so far, also those that are not told of.
    let allCommits = Mutex(0)
    let signal = CommitSignal()
    private let pool: DatabasePool
    private let pools: StatementPools
    private let watch: ForeignCommitWatch
    private let logger: Logger
    private let queue = DispatchQueue(label: "almanac.writer", qos: .userInitiated)
    private let waiting = Mutex<(jobs: [Job], isRunning: Bool)>(([], false))
    /// Callers taken into one commit at most; bounds how long the first of them waits.
    private static let groupLimit = 128

    /// One caller's transaction: `run` performs it and keeps the outcome, `finish` answers the caller.
    private struct Job: Sendable {
        /// Returns why it failed, nil when it did not.
        let run: @Sendable (Database) -> (any Error)?
        let finish: @Sendable ((any Error)?) -> Void
        let isQuiet: Bool
    }

    init(pool: DatabasePool, pools: StatementPools, watch: ForeignCommitWatch, logger: Logger) {
        self.pool = pool
        self.pools = pools
        self.watch = watch
        self.logger = logger
    }

    /// - Parameter isQuiet: Whether nobody is told of the commit.
    func submit<R: Sendable>(
        isQuiet: Bool = false, _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            let box = OutcomeBox<R>()
            let job = Job(
                run: { [pools] database in
                    let result = Result { try body(SQLiteConnection(database, pools)) }
                    box.store(result)
                    if case .failure(let error) = result { return error }
                    return nil
                },
                finish: { commitError in
                    if let commitError, box.succeeded {
                        continuation.resume(throwing: commitError)
                    } else {
                        continuation.resume(with: box.take())
                    }
                }, isQuiet: isQuiet)
            enqueue(job)
        }
    }

    /// Waits until everything enqueued so far has been committed.
    func drain() { queue.sync {} }

    private func enqueue(_ job: Job) {
        let starts = waiting.withLock { waiting in
            waiting.jobs.append(job)
            defer { waiting.isRunning = true }
            return !waiting.isRunning
        }
        if starts { queue.async { self.runWaiting() } }
    }

    private func runWaiting() {
        while true {
            let group = waiting.withLock { waiting -> [Job] in
                let group = Array(waiting.jobs.prefix(Self.groupLimit))
                waiting.jobs.removeFirst(group.count)
                if group.isEmpty { waiting.isRunning = false }
                return group
            }
            guard !group.isEmpty else { return }
            commit(group)
        }
    }

    private func commit(_ group: [Job]) {
        var failure: (any Error)?
        do {
            let isForeign = try pool.writeWithoutTransaction { database in
                var isForeign = false
                try database.inTransaction(.immediate) {
                    isForeign = watch.look(by: database)
                    // Alone in its commit, a caller needs no savepoint: the transaction itself rolls back.
                    if group.count == 1, let job = group.first { return job.run(database) == nil ? .commit : .rollback }
                    for job in group {
                        try database.execute(sql: "SAVEPOINT caller")
                        if let error = job.run(database) {
                            // A full or failing disk ends the whole transaction, not just the caller's part.
                            guard database.isInsideTransaction else { throw error }
                            try database.execute(sql: "ROLLBACK TO caller; RELEASE caller")
                        } else {
                            try database.execute(sql: "RELEASE caller")
                        }
                    }
                    return .commit
                }
                return watch.takeIn(database) || isForeign
            }
            allCommits.withLock { $0 += 1 }
            let isTold = group.contains { !$0.isQuiet }
            if isTold { commits.withLock { $0 += 1 } }
            if isTold || isForeign { signal.raise() }
        } catch let error as DatabaseError {
            logger.error("a commit failed", metadata: ["storage.code": "\(error.extendedResultCode.rawValue)"])
            failure = SQLiteFailure.storageError(error.extendedResultCode.rawValue, error.message ?? "", "COMMIT")
        } catch {
            failure = error
        }
        for job in group { job.finish(failure) }
    }
}

/// Carries a transaction's outcome from the writer's queue to its caller.
private final class OutcomeBox<R: Sendable>: Sendable {
    private let outcome = Mutex<Result<R, any Error>?>(nil)

    func store(_ result: Result<R, any Error>) { outcome.withLock { $0 = result } }

    var succeeded: Bool {
        outcome.withLock { result in
            if case .failure = result { return false }
            return true
        }
    }

    func take() -> Result<R, any Error> {
        outcome.withLock { $0 } ?? .failure(StorageError.unavailable("The transaction was not run."))
    }
}
