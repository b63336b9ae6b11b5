package import Basics
package import Modeling

/// Which flavour of SQL a connection speaks.
package enum Dialect: String, Sendable {
    case sqlite
    case postgresql
}

/// One database connection inside a unit of work.
///
/// It lives on a database thread and must not leave the closure it was given to.
package protocol Connection: AnyObject {
    var dialect: Dialect { get }
    /// What was read of the state of the data that the connection sees; nil unless it sees one only and knows when it changes.
    var memory: SnapshotMemory? { get }
    /// Runs a statement that returns no rows.
    ///
    /// - Returns: The number of rows changed.
    /// - Throws: ``StorageError``.
    @discardableResult
    func execute(_ sql: String, _ arguments: [Value]) throws -> Int
    /// Runs a query and hands over its rows one by one.
    ///
    /// - Parameters:
    ///   - kinds: What each result column holds, in order.
    ///   - row: Returns false to stop early. Its argument is reused for the next row.
    /// - Throws: ``StorageError``, or what `row` throws.
    func query(
        _ sql: String, _ arguments: [Value], kinds: [Kind], row: (inout [Value]) throws -> Bool
    ) throws
    /// Runs one statement with many sets of arguments.
    ///
    /// - Returns: The number of rows changed by all of them.
    /// - Throws: ``StorageError`` of the first that fails; the transaction can then only be undone.
    @discardableResult
    func executeMany(_ sql: String, _ rows: [[Value]]) throws -> Int
    /// Runs a change that has to change one row, of which nothing else has to be known.
    ///
    /// It may be sent with what follows, and its failure show at the end of the transaction, which is then undone.
    ///
    /// - Throws: `failure` unless one row was changed; ``StorageError``.
    func changeOne(_ sql: String, _ arguments: [Value], orElse failure: any Error) throws
}

extension Connection {
    package var memory: SnapshotMemory? { nil }

    package func executeMany(_ sql: String, _ rows: [[Value]]) throws -> Int {
        try rows.reduce(0) { try $0 + execute(sql, $1) }
    }

    package func changeOne(_ sql: String, _ arguments: [Value], orElse failure: any Error) throws {
        guard try execute(sql, arguments) == 1 else { throw failure }
    }

    /// All rows of a query.
    package func rows(_ sql: String, _ arguments: [Value] = [], kinds: [Kind]) throws -> [[Value]] {
        var result: [[Value]] = []
        try query(sql, arguments, kinds: kinds) { row in
            result.append(row)
            return true
        }
        return result
    }

    /// The first cell of the first row, or null.
    package func value(_ sql: String, _ arguments: [Value] = [], kind: Kind) throws -> Value {
        var result = Value.null
        try query(sql, arguments, kinds: [kind]) { row in
            result = row[0]
            return false
        }
        return result
    }

    /// Runs several statements separated by semicolons, without arguments.
    package func executeScript(_ statements: [String]) throws {
        for statement in statements { try execute(statement, []) }
    }
}

/// A database: readers that never wait for the writer, and writes that are acknowledged when durable.
package protocol Engine: Sendable {
    var dialect: Dialect { get }
    /// Counts the transactions committed through this engine; a cache made at an older count may be stale.
    var commits: Int { get }
    /// Raised after each of these commits.
    var signal: CommitSignal { get }
    /// Runs `body` on a snapshot of the data; when the connection breaks, once more on another.
    func read<R: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> R) async throws -> R
    /// Runs `body` in a transaction; returns once the commit is on stable storage.
    ///
    /// An error thrown by `body` rolls back its own changes and nothing else. A transaction that others spoil is run
    /// again, so `body` must not change anything outside the store.
    func write<R: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> R) async throws -> R
    /// Runs `body` in a transaction beside those of ``write(_:)``, for work that claims its rows itself.
    ///
    /// It may run several times, until no other transaction is in its way. SQLite has one writer, so there it is one of
    /// the others.
    func writeBeside<R: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> R) async throws -> R
    /// As ``write(_:)``, for what no cache keeps and nobody waits for: ``commits`` stays as it is, ``signal`` is not raised.
    ///
    /// As with ``writeBeside(_:)``, others may write at the same time, and it may run several times.
    func writeQuietly<R: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> R) async throws -> R
    /// Looks whether other processes have committed, and raises ``signal`` when they have.
    ///
    /// A store that is out is nothing to wake anybody for. The thread of the caller waits for the answer.
    func lookForOthers()
    /// Takes indexes away from a table that is being filled; ``makePostponedIndexes(of:progress:)`` makes them of all rows.
    ///
    /// Those stay that keep rows unique and those that the writer has looked rows up by. Answers stay right without the
    /// others, only slower, so the store may be used meanwhile.
    ///
    /// - Parameter limit: Nothing is done when the table has more rows than this.
    /// - Returns: Whether any index waits now; false where this gains nothing.
    /// - Throws: ``StorageError``.
    func postponeIndexes(of table: String, whenRowsAtMost limit: Int) async throws -> Bool
    /// Whether the writer has had to read through the table since it was last asked, as only the postponed indexes would
    /// have spared it.
    ///
    /// - Parameter rowsWritten: Rows added since then.
    /// - Throws: ``StorageError``.
    func missesPostponedIndexes(of table: String, rowsWritten: Int) async throws -> Bool
    /// Makes the indexes that wait, those that a crash left waiting included; others may make them at the same time.
    ///
    /// - Parameters:
    ///   - table: Whose indexes; nil for those of all tables.
    ///   - progress: Told how many of them are made, before each and at the end.
    /// - Throws: ``StorageError``; what has been made stays, the rest goes on waiting.
    func makePostponedIndexes(of table: String?, progress: @Sendable (_ made: Int, _ total: Int) -> Void) async throws
    /// Keeps the database in order while others work with it.
    ///
    /// - Throws: ``StorageError``.
    func maintain(_ work: Maintenance) async throws -> MaintenanceReport
    /// Waits for running work and closes every connection.
    func close() throws
}

extension Engine {
    package func writeBeside<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await write(body)
    }

    package func postponeIndexes(of table: String, whenRowsAtMost limit: Int) async throws -> Bool { false }

    package func missesPostponedIndexes(of table: String, rowsWritten: Int) async throws -> Bool { false }

    package func makePostponedIndexes(
        of table: String?, progress: @Sendable (_ made: Int, _ total: Int) -> Void
    ) async throws {}
}

/// What the database refused or could not do.
package enum StorageError: Error, Sendable, Hashable {
    /// A unique index refused the row; names the index or the columns as the database reports them.
    case unique(table: String, columns: [String], index: String?)
    /// A reference points to nothing, or something still refers to the deleted row.
    case foreignKey
    /// Another constraint refused the row.
    case constraint(String)
    /// The disk is full or the database may not grow.
    case full
    /// The file or the disk failed.
    case unavailable(String)
    /// A pattern of a filter is malformed or too costly.
    case pattern(String)
    /// A filter nests deeper, or has more terms, than the database takes.
    case tooComplex
    /// The statement is wrong: a fault of ours.
    case statement(String)
    /// The store was written by a newer release.
    case newerSchema(found: Int, known: Int)

    /// The problem to show; internal text stays in `underlying`, for the log.
    package var problem: Problem {
        switch self {
        case .unique: Problem(.conflict, "An object with these values exists already.")
        case .foreignKey: Problem(.conflict, "Another object refers to this one, or a referenced object is gone.")
        case .constraint(let text):
            Problem(.invalidInput, "The values break a rule of the store.", underlying: text)
        case .full:
            Problem(
                .unavailable, "The disk of the store is full. Free space there; no restart is needed.", retryAfter: 30)
        case .unavailable(let text):
            Problem(
                .unavailable, "The store cannot be reached at the moment. Try again shortly.", underlying: text,
                retryAfter: 2)
        case .pattern(let text): Problem(.invalidInput, text)
        case .tooComplex:
            Problem(
                .invalidInput, "The filter leads through too many relations or has too many parts. Make it simpler.")
        case .statement(let text): Problem(.internalFault, "An internal fault occurred.", underlying: text)
        case .newerSchema(let found, let known):
            Problem(
                .misconfigured,
                "The store has schema \(found), this release knows \(known) at most. Start the newer release.")
        }
    }
}
