import Dispatch
import Foundation
import Logging
import Modeling
import Synchronization

/// What the threads of an engine share, and how a unit of work is run and run again.
final class PostgreSQLCore: Sendable {
    let address: PostgreSQLAddress
    let limits: PostgreSQLLimits
    let health: PostgreSQLHealth
    let watch = PostgreSQLCommitWatch()
    private let isPrepared = Mutex(false)
    let logger: Logger

    init(_ address: PostgreSQLAddress, _ limits: PostgreSQLLimits, _ logger: Logger) {
        self.address = address
        self.limits = limits
        self.logger = logger
        health = PostgreSQLHealth(address, limits, logger)
    }

    /// How a transaction begins.
    enum Mode {
        /// A snapshot, which nothing can spoil.
        case read
        /// The same, of a store that may not be prepared.
        case look
        /// The one writer of the store: whoever else wants to write waits.
        case write
        /// The same for many callers, whose changes are all done again, one caller after the other, when one of them fails.
        case writeTogether
        /// A writer beside others, which claims its rows itself.
        case beside
        /// The same, of which nobody is told.
        case quiet

        fileprivate var opening: [String] {
            switch self {
            case .read, .look: ["BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"]
            case .write, .writeTogether: ["BEGIN", PostgreSQLWriterRow.limits, PostgreSQLWriterRow.claim]
            case .beside, .quiet: ["BEGIN", PostgreSQLWriterRow.limits]
            }
        }
    }

    /// Calls `action` when what waits now has waited for as long as it may.
    func atEndOfWait(_ action: @escaping @Sendable () -> Void) {
        DispatchQueue.global().asyncAfter(deadline: .now() + limits.wait.timeInterval + 0.01, execute: action)
    }

    /// Runs a unit of work until it succeeds, is refused, or its time is over.
    ///
    /// - Parameters:
    ///   - body: Runs once per attempt; returns whether to commit.
    /// - Throws: ``StorageError``, what `body` throws aside: that is the body's own affair.
    func run(
        _ mode: Mode, _ slot: PostgreSQLSlot, started: (PostgreSQLLink) -> Void = { _ in },
        _ body: (PostgreSQLConnection) -> Bool
    ) throws {
        defer { slot.dropDead() }
        let end = ContinuousClock.now + limits.retry
        var attempt = 0
        while true {
            do {
                return try once(mode, slot, started, body)
            } catch let fault as PostgreSQLFault {
                slot.dropDead()
                switch fault.consequence {
                case .refused: throw fault.error
                case .lost where attempt >= 1:
                    // A second failure in a row: the server itself is asked, and work refused while it is out.
                    guard health.isServerThere(), ContinuousClock.now < end else { throw fault.error }
                case .conflict, .lost:
                    guard ContinuousClock.now < end else { throw fault.error }
                }
                attempt += 1
                // Others are let through first, each time by another while.
                Thread.sleep(forTimeInterval: limits.pause(before: attempt).timeInterval)
            }
        }
    }

    /// Makes sure, once, that the writer's row is there.
    ///
    /// - Throws: ``StorageError``.
    func prepare(_ slot: PostgreSQLSlot) throws {
        guard !isPrepared.withLock({ $0 }) else { return }
        func isThere() throws -> Bool {
            var found = false
            try run(.look, slot) { connection in
                found = (try? connection.value(PostgreSQLWriterRow.question, kind: .integer)) == .int(1)
                return false
            }
            return found
        }
        if try !isThere() {
            var failure: (any Error)?
            try run(.beside, slot) { connection in
                do {
                    try connection.executeScript(PostgreSQLWriterRow.creation)
                    failure = nil
                } catch { failure = error }
                return failure == nil
            }
            // Somebody else may have made it at the same moment.
            if let failure, try !isThere() { throw failure }
        }
        isPrepared.withLock { $0 = true }
    }

    private func once(
        _ mode: Mode, _ slot: PostgreSQLSlot, _ started: (PostgreSQLLink) -> Void,
        _ body: (PostgreSQLConnection) -> Bool
    ) throws {
        let link = try slot.open()
        started(link)
        let isReader = mode == .read || mode == .look
        let connection = PostgreSQLConnection(
            link, limits, opening: mode.opening, statementLimit: isReader ? limits.statement : nil,
            watch: mode == .read ? watch : nil, mayWait: mode == .writeTogether)
        let commits = body(connection)
        if let setback = connection.setback {
            connection.rollBack()
            throw setback
        }
        guard commits, !isReader else { return connection.rollBack() }
        do {
            try connection.commit()
        } catch let fault as PostgreSQLFault where fault.consequence == .lost && connection.isBegun {
            // Nobody knows whether it took place, so it is neither done again nor acknowledged.
            slot.dropDead()
            throw StorageError.unavailable("The connection broke while committing: \(fault.error)")
        } catch {
            connection.rollBack()
            throw error
        }
        if mode != .quiet { watch.committed() }
    }

    /// Asks, in one go, whether others have committed.
    ///
    /// - Throws: ``StorageError``, ``PostgreSQLFault``.
    func look(_ slot: PostgreSQLSlot) throws {
        try prepare(slot)
        defer { slot.dropDead() }
        let link = try slot.open()
        link.deadline = ContinuousClock.now + limits.wait
        _ = try link.exchange(
            [.statement(PostgreSQLCommitWatch.question, [])],
            answers: { [watch] in watch.look(at: $1, isOutside: true) })
    }
}

/// The row that whoever writes holds until the commit, so that writers of all nodes come one after another.
enum PostgreSQLWriterRow {
    static let table = "storage_writer"

    /// A node that stops in the middle must not keep all others from writing: it is cut off before they give up waiting.
    static let limits = "SELECT set_config('idle_in_transaction_session_timeout', '8s', true)"

    /// Takes the row, and counts the commit.
    static let claim = "UPDATE \(table) SET commits = commits + 1 WHERE id = 1"

    /// Makes the table with its one row.
    static let creation = [
        "CREATE TABLE IF NOT EXISTS \(table) (id integer NOT NULL PRIMARY KEY, commits bigint NOT NULL)",
        "INSERT INTO \(table) (id, commits) VALUES (1, 0) ON CONFLICT DO NOTHING",
    ]

    /// Asks whether the table is there.
    static let question = "SELECT CASE WHEN to_regclass('\(table)') IS NULL THEN 0 ELSE 1 END"
}
