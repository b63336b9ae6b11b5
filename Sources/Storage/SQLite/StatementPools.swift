import GRDB
import GRDBSQLite
import Synchronization

/// The text of a statement as a key: a few of its bytes are hashed instead of all, as every row asks for several.
private struct StatementText: Hashable {
    let sql: String

    func hash(into hasher: inout Hasher) {
        var text = sql
        text.withUTF8 { bytes in
            var sample = UInt64(bytes.count)
            if bytes.count >= 8 {
                let last = bytes.count - 8
                for place in 1...4 {
                    let word = UnsafeRawBufferPointer(bytes).loadUnaligned(
                        fromByteOffset: last * place / 4, as: UInt64.self)
                    sample = (sample ^ word) &* 0x9E37_79B9_7F4A_7C15
                    sample ^= sample >> 32
                }
            }
            hasher.combine(sample)
        }
    }
}

/// Prepared statements of one connection, at most ``capacity`` of them.
///
/// Filters make statements of any number of shapes, so an unbounded cache would grow as long as the process lives.
final class StatementPool: @unchecked Sendable {
    // Used by one unit of work at a time, the one that holds the connection.
    let arguments = ArgumentBuffer()
    let memory = SnapshotMemory()
    private var statements: [StatementText: Statement] = [:]
    private static let capacity = 200
    /// Longer texts hold lists of keys and do not come twice.
    private static let longestKept = 4_000

    /// A statement that is not being stepped through.
    func statement(_ sql: String, _ database: Database) throws -> Statement {
        let key = StatementText(sql: sql)
        if let known = statements[key], sqlite3_stmt_busy(known.sqliteStatement) == 0 { return known }
        let made = try database.makeStatement(sql: sql)
        // A busy statement stays the kept one: the query that runs inside its rows is the exception.
        guard sql.utf8.count <= Self.longestKept, statements[key] == nil else { return made }
        if statements.count >= Self.capacity {
            statements = statements.filter { sqlite3_stmt_busy($0.value.sqliteStatement) != 0 }
        }
        statements[key] = made
        return made
    }

    func clear() { statements = [:] }

    /// The kept statements that look for rows, in a table among others.
    func statements(naming table: String) -> [Statement] {
        statements.values.filter { statement in
            let words = statement.sql.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            return words.first.map(Self.looking.contains) ?? false && words.contains { $0 == table }
        }
    }

    private static let looking: Set<Substring> = ["SELECT", "WITH", "UPDATE", "DELETE"]
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
