package import Logging
import Modeling
import Synchronization

/// The engine for several nodes: a PostgreSQL database, reached through libpq.
///
/// Readers have a snapshot each, on threads and connections of their own. Writers come one after another, as on SQLite,
/// and across all nodes; see ``PostgreSQLWriter``. No session state is used, so a pooler in transaction mode may stand
/// between.
package final class PostgreSQLEngine: Engine {
    package let dialect = Dialect.postgresql
    /// Where the store is; safe to log.
    package let address: PostgreSQLAddress
    private let core: PostgreSQLCore
    private let readers: PostgreSQLThreads
    private let writer: PostgreSQLWriter
    /// Writes quietly: a sign of life must not wait for long reports.
    private let quiet: PostgreSQLThreads
    /// The connection of ``lookForOthers()``.
    private let looker: Mutex<PostgreSQLSlot>

    /// Makes an engine; the first unit of work opens the first connection.
    ///
    /// - Throws: ``Problem`` when the client library is missing.
    package init(_ address: PostgreSQLAddress, limits: PostgreSQLLimits = PostgreSQLLimits(), logger: Logger) throws {
        self.address = address
        let core = PostgreSQLCore(address, limits, logger)
        self.core = core
        let readers = PostgreSQLThreads(core, name: "almanac.reader", maximum: max(1, limits.connections))
        self.readers = readers
        let writer = PostgreSQLWriter(core)
        self.writer = writer
        let quiet = PostgreSQLThreads(core, name: "almanac.quiet", maximum: 1)
        self.quiet = quiet
        looker = Mutex(PostgreSQLSlot(core))
        core.health.whenOut.withLock { action in
            action = { [weak readers, weak writer, weak quiet] in
                readers?.refuseWaiting()
                quiet?.refuseWaiting()
                writer?.refuseWaiting(StorageError.unavailable("PostgreSQL does not answer."))
            }
        }
    }

    package var commits: Int { core.watch.commits }
    package var signal: CommitSignal { core.watch.signal }

    package func read<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await run(.read, on: readers, body)
    }

    package func write<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try core.health.refuse()
        return try await writer.submit(body)
    }

    package func writeBeside<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await run(.beside, on: readers, body)
    }

    package func writeQuietly<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await run(.quiet, on: quiet, body)
    }

    package func lookForOthers() {
        // What is wrong is told to whoever needs an answer.
        looker.withLock { [core] slot in try? core.look(slot) }
    }

    private func run<R: Sendable>(
        _ mode: PostgreSQLCore.Mode, on threads: PostgreSQLThreads,
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try core.health.refuse()
        let cancellation = PostgreSQLCancellation(isWanted: mode == .read && !Task.isCancelled)
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                threads.submit(
                    PostgreSQLThreads.Job(
                        run: { [core] slot in
                            let outcome = PostgreSQLOutcome<R>()
                            var failure: (any Error)?
                            do {
                                try core.prepare(slot)
                                try core.run(mode, slot, started: { cancellation.begin($0.canceller) }) { connection in
                                    outcome.run { try body(connection) }
                                }
                            } catch { failure = error }
                            let wasCancelled = cancellation.end()
                            var result = outcome.final(failure)
                            if wasCancelled, case .failure = result { result = .failure(CancellationError()) }
                            continuation.resume(with: result)
                        }, fail: { continuation.resume(throwing: $0) },
                        deadline: ContinuousClock.now + core.limits.wait))
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Runs a statement that no transaction may hold, such as one that makes a database.
    ///
    /// - Throws: ``StorageError``.
    package static func administer(_ address: PostgreSQLAddress, _ sql: String) throws {
        var limits = PostgreSQLLimits()
        limits.connect = .seconds(30)
        limits.silence = .seconds(3600)
        do {
            let health = PostgreSQLHealth(address, limits, Logger(label: "store") { _ in SwiftLogNoOpLogHandler() })
            _ = try PostgreSQLLink(address, limits, health).exchange([.statement(sql, [])], isInterruptible: false)
        } catch let fault as PostgreSQLFault {
            throw fault.error
        }
    }

    package func close() throws {
        core.health.close()
        writer.close()
        readers.close()
        quiet.close()
        looker.withLock { [core] in $0 = PostgreSQLSlot(core) }
    }
}

/// Ends a reader's statement when the task that waits for it is cancelled.
private final class PostgreSQLCancellation: Sendable {
    private struct State {
        var canceller: PostgreSQLCanceller?
        var isCancelled = false
    }
    private let state = Mutex(State())
    private let isWanted: Bool

    /// - Parameter isWanted: False for a task that was cancelled before: what it still reads, it needs for its end.
    init(isWanted: Bool) { self.isWanted = isWanted }

    func begin(_ canceller: PostgreSQLCanceller) {
        state.withLock { state in
            state.canceller = canceller
            canceller.isWanted = state.isCancelled
        }
    }

    /// The work is over; returns whether it was cancelled.
    func end() -> Bool {
        state.withLock { state in
            state.canceller?.isWanted = false
            state.canceller = nil
            return state.isCancelled
        }
    }

    func cancel() {
        guard isWanted else { return }
        state.withLock { state in
            state.isCancelled = true
            state.canceller?.isWanted = true
            state.canceller?.cancel()
        }
    }
}

extension PostgreSQLHealth {
    /// - Throws: ``StorageError/unavailable(_:)`` while the server is out.
    fileprivate func refuse() throws {
        do { try check() } catch let fault as PostgreSQLFault { throw fault.error }
    }
}
