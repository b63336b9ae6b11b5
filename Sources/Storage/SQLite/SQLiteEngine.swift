import Basics
import CSQLiteOptions
import GRDB
package import Logging
import Modeling
import Synchronization

/// The embedded engine: one file, many readers, one writer that commits in groups.
package final class SQLiteEngine: Engine {
    package let dialect = Dialect.sqlite
    let pool: DatabasePool
    private let pools = StatementPools()
    private let readers: SQLiteReaders
    private let writer: GroupCommitWriter
    private let watch: ForeignCommitWatch
    private let version: SQLiteVersion
    private let isClosed = Mutex(false)

    /// Opens the database file, creating it when absent.
    ///
    /// - Parameters:
    ///   - path: The file; its folder must exist.
    ///   - readers: Connections that read at the same time.
    ///   - synchronous: Anything but ``SQLiteSynchronous/full`` gives up durability, to prove that tests of it can fail.
    /// - Throws: ``StorageError/unavailable(_:)`` when the file cannot be opened.
    package init(
        path: String, readers: Int = 4, synchronous: SQLiteSynchronous = .full, logger: Logger
    ) throws {
        _ = Self.options
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(10)
        configuration.foreignKeysEnabled = true
        configuration.label = "almanac"
        let patterns = PatternCache()
        configuration.prepareDatabase { database in
            // The writer keeps the hot pages of many indexes; a reader needs those of one question.
            let cacheKilobytes = database.configuration.readonly ? 8_000 : 48_000
            try database.execute(
                sql: """
                    PRAGMA synchronous = \(synchronous.rawValue); PRAGMA cache_size = -\(cacheKilobytes); PRAGMA temp_store = FILE;
                    PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 16000;
                    """)
            SQLFunctions.register(on: database, patterns: patterns)
        }
        do {
            let version = SQLiteVersion(path: path)
            let watch = ForeignCommitWatch(version)
            (self.version, self.watch) = (version, watch)
            pool = try DatabasePool(path: path, configuration: configuration)
            // GRDB turns on WAL after preparing the writer, and sets synchronous=NORMAL there, which loses
            // acknowledged commits on power cut (quality.md §0); so the writer is set once more.
            try pool.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = \(synchronous.rawValue)")
                watch.begin(database)
            }
        } catch let error as DatabaseError {
            throw StorageError.unavailable("\(path): \(error.message ?? error.description)")
        }
        self.readers = SQLiteReaders(path: path, configuration: configuration, maximum: readers)
        writer = GroupCommitWriter(pool: pool, pools: pools, watch: watch, logger: logger)
    }

    /// SQLite's result code for the options of the process; they are set before the first store is opened, and SQLite
    /// works without them too.
    private static let options = almanac_sqlite_set_options()

    package var commits: Int { writer.commits.withLock { $0 } + watch.foreign.withLock { $0 } }

    package var signal: CommitSignal { writer.signal }

    package func read<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            readers.submit { [self] result in
                continuation.resume(
                    with: Result {
                        do {
                            let connection = SQLiteConnection(try result.get(), pools)
                            return try connection.snapshot {
                                if try watch.look(through: connection, ownCommits: writer.allCommits.withLock { $0 }) {
                                    signal.raise()
                                }
                                return try body(connection)
                            }
                        } catch let error as DatabaseError {
                            throw SQLiteFailure.storageError(
                                error.extendedResultCode.rawValue, error.message ?? "", error.sql ?? "")
                        }
                    })
            }
        }
    }

    package func write<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await writer.submit(body)
    }

    package func writeQuietly<R: Sendable>(
        _ body: @escaping @Sendable (any Connection) throws -> R
    ) async throws -> R {
        try await writer.submit(isQuiet: true, body)
    }

    package func lookForOthers() {
        if watch.look() { signal.raise() }
    }

    package func close() throws {
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        writer.drain()
        readers.drain()
        // An empty log makes the next start quick. Another process may be reading; the log then stays, and is complete.
        try? pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        version.close()
        pools.clear()
        try readers.close()
        try pool.close()
    }

    /// Copies the whole database, as of one moment, into a new file while readers and the writer go on.
    ///
    /// - Throws: ``StorageError/unavailable(_:)``.
    package func backup(to path: String) throws {
        do {
            let destination = try DatabaseQueue(path: path)
            try pool.backup(to: destination)
            try destination.close()
        } catch let error as DatabaseError {
            throw StorageError.unavailable("\(path): \(error.message ?? error.description)")
        }
    }

    /// The synchronous level SQLite reports, 2 being FULL.
    package func synchronousLevel() async throws -> Int {
        try await pool.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? -1 }
    }
}

/// When SQLite waits for the disk; see <https://www.sqlite.org/pragma.html#pragma_synchronous>.
package enum SQLiteSynchronous: String, Sendable {
    /// Every commit is on stable storage before it is acknowledged.
    case full = "FULL"
    /// Commits since the last checkpoint are lost on power cut.
    case normal = "NORMAL"
    /// The file may be damaged on power cut.
    case off = "OFF"
}
