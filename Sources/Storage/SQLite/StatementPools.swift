import GRDB
import GRDBSQLite
import Synchronization

/// Prepared statements of one connection, at most ``capacity`` of them.
///
/// Filters make statements of any number of shapes, so an unbounded cache would grow as long as the process lives.
final class StatementPool: @unchecked Sendable {
    // Used by one unit of work at a time, the one that holds the connection.
    private var statements: [String: Statement] = [:]
    private static let capacity = 200
    /// Longer texts hold lists of keys and do not come twice.
    private static let longestKept = 4_000

    /// A statement that is not being stepped through.
    func statement(_ sql: String, _ database: Database) throws -> Statement {
        if let known = statements[sql], sqlite3_stmt_busy(known.sqliteStatement) == 0 { return known }
        let made = try database.makeStatement(sql: sql)
        // A busy statement stays the kept one: the query that runs inside its rows is the exception.
        guard sql.utf8.count <= Self.longestKept, statements[sql] == nil else { return made }
        if statements.count >= Self.capacity {
            statements = statements.filter { sqlite3_stmt_busy($0.value.sqliteStatement) != 0 }
        }
        statements[sql] = made
        return made
    }

    func clear() { statements = [:] }
}

/// The statement pools of an engine's connections.
final class StatementPools: Sendable {
    private let pools = Mutex<[ObjectIdentifier: StatementPool]>([:])

    /// The pool of a connection.
    func pool(for database: Database) -> StatementPool {
        pools.withLock { pools in
            let key = ObjectIdentifier(database)
            if let pool = pools[key] { return pool }
            let pool = StatementPool()
            pools[key] = pool
            return pool
        }
    }

    /// Drops every statement; only when no connection is in use.
    func clear() {
        pools.withLock { pools in
            for pool in pools.values { pool.clear() }
            pools = [:]
        }
    }
}
