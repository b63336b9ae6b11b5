import Basics
import GRDB
import GRDBSQLite
import Modeling

#if canImport(Glibc)
    import Glibc
#endif

/// A unit of work on one SQLite connection.
///
/// Statements are prepared and cached by GRDB and stepped through the C interface: rows go from SQLite's buffers
/// straight into cells.
final class SQLiteConnection: Connection {
    private let database: Database
    let dialect = Dialect.sqlite

    private let statements: StatementPool
    private(set) var memory: SnapshotMemory?

    init(_ database: Database, _ pools: StatementPools) {
        self.database = database
        statements = pools.pool(for: database)
    }

    /// Tells the database connection from others, for as long as it is open.
    var key: ObjectIdentifier { ObjectIdentifier(database) }

    /// Tells which state of the data the connection sees, so that what was read of the same one can be remembered.
    ///
    /// - Parameter version: Another number whenever others have committed.
    func see(_ version: Int64) {
        statements.memory.see(version)
        memory = statements.memory
    }

    /// Runs `body` on one state of the data; what others commit meanwhile is not seen.
    func snapshot<R>(_ body: () throws -> R) throws -> R {
        _ = try execute("BEGIN DEFERRED", [])
        let result: R
        do {
            result = try body()
        } catch {
            // The error at hand says more than one of ending the transaction, in which nothing was written.
            _ = try? execute("ROLLBACK", [])
            throw error
        }
        _ = try execute("COMMIT", [])
        return result
    }

    func execute(_ sql: String, _ arguments: [Value]) throws -> Int {
        try prepared(sql, arguments) { statement in
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW: continue
                case SQLITE_DONE: return Int(sqlite3_changes(database.sqliteConnection))
                case let code: throw failure(code, sql)
                }
            }
        }
    }

    func query(
        _ sql: String, _ arguments: [Value], kinds: [Kind], row: (inout [Value]) throws -> Bool
    ) throws {
        try prepared(sql, arguments) { statement in
            guard Int(sqlite3_column_count(statement)) >= kinds.count else {
                throw StorageError.statement("Fewer result columns than expected: \(sql)")
            }
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW:
                    // Made anew: whoever keeps the row would otherwise make the next one pay for a copy of it.
                    var cells = [Value](unsafeUninitializedCapacity: kinds.count) { cells, count in
                        for (index, kind) in kinds.enumerated() {
                            cells.initializeElement(at: index, to: Self.cell(statement, Int32(index), kind))
                        }
                        count = kinds.count
                    }
                    guard try row(&cells) else { return }
                case SQLITE_DONE: return
                case let code: throw failure(code, sql)
                }
            }
        }
    }

    private func prepared<R>(_ sql: String, _ arguments: [Value], _ body: (OpaquePointer) throws -> R) throws -> R {
        // Keeps a statement alive that the pool does not hold.
        let owner: Statement
        let statement: OpaquePointer
        do {
            owner = try statements.statement(sql, database)
            statement = owner.sqliteStatement
        } catch let error as DatabaseError {
            throw SQLiteFailure.storageError(error.extendedResultCode.rawValue, error.message ?? "", sql)
        }
        // Up to the reset: without an owner the statement is freed.
        return try withExtendedLifetime(owner) {
            let buffer = statements.arguments
            let mark = buffer.used
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
                buffer.free(downTo: mark)
            }
            for (index, value) in arguments.enumerated() {
                let code = Self.bind(value, statement, Int32(index + 1), buffer)
                guard code == SQLITE_OK else { throw failure(code, sql) }
            }
            return try body(statement)
        }
    }

    /// The indexes that SQLite answers the kept statements about a table with.
    ///
    /// - Throws: ``StorageError``.
    func usedIndexes(of table: String) throws -> Set<String> {
        var used: Set<String> = []
        for known in statements.statements(naming: table) {
            do {
                let plan = try database.makeStatement(sql: "EXPLAIN QUERY PLAN \(known.sql)")
                while sqlite3_step(plan.sqliteStatement) == SQLITE_ROW {
                    // "SEARCH t USING COVERING INDEX ix_dcim_device_name (name=?)"
                    let words = (Self.text(plan.sqliteStatement, 3) ?? "").split(separator: " ")
                    for (word, name) in zip(words, words.dropFirst()) where word == "INDEX" {
                        used.insert(String(name))
                    }
                }
            } catch let error as DatabaseError {
                throw SQLiteFailure.storageError(error.extendedResultCode.rawValue, error.message ?? "", known.sql)
            }
        }
        return used
    }

    /// Rows that the kept statements about a table have stepped through for lack of an index, since this was last asked.
    func takeScannedRows(of table: String) -> Int {
        statements.statements(naming: table).reduce(0) { rows, statement in
            rows + Int(sqlite3_stmt_status(statement.sqliteStatement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1))
        }
    }

    private func failure(_ code: Int32, _ sql: String) -> StorageError {
        let handle = database.sqliteConnection
        let message = handle.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) } ?? ""
        let extended = handle.map { sqlite3_extended_errcode($0) } ?? code
        return SQLiteFailure.storageError(extended, message, sql)
    }

    private static let transient = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)

    private static func bind(
        _ value: Value, _ statement: OpaquePointer, _ index: Int32, _ buffer: ArgumentBuffer
    ) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(statement, index)
        case .bool(let truth): return sqlite3_bind_int(statement, index, truth ? 1 : 0)
        case .int(let number): return sqlite3_bind_int64(statement, index, number)
        case .double(let number): return sqlite3_bind_double(statement, index, number)
        case .text(let text), .json(let text): return bind(text, statement, index, buffer)
        case .id(let id):
            return id.withBytes { bytes in
                guard let kept = buffer.keep(bytes) else {
                    return sqlite3_bind_blob(statement, index, bytes.baseAddress, 16, transient)
                }
                return sqlite3_bind_blob(statement, index, kept, 16, nil)
            }
        case .day(let day): return bind(day.description, statement, index, buffer)
        case .timestamp(let time): return sqlite3_bind_int64(statement, index, time.microseconds)
        }
    }

    private static func bind(
        _ text: String, _ statement: OpaquePointer, _ index: Int32, _ buffer: ArgumentBuffer
    ) -> Int32 {
        var text = text
        return text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, transient) }
            let count = Int32(clamping: bytes.count)
            let kept = buffer.keep(UnsafeRawBufferPointer(bytes))
            let place = kept ?? UnsafeRawPointer(start)
            return sqlite3_bind_text(
                statement, index, place.assumingMemoryBound(to: CChar.self), count, kept == nil ? transient : nil)
        }
    }

    private static func cell(_ statement: OpaquePointer, _ index: Int32, _ kind: Kind) -> Value {
        // Texts and keys tell by their address that there is none.
        switch kind {
        case .text: return text(statement, index).map(Value.text) ?? .null
        case .json, .strings: return text(statement, index).map(Value.json) ?? .null
        case .day: return text(statement, index).flatMap { CalendarDay($0) }.map(Value.day) ?? .null
        case .identifier:
            guard let bytes = sqlite3_column_blob(statement, index) else { return .null }
            let count = Int(sqlite3_column_bytes(statement, index))
            return Identifier(bytes: UnsafeRawBufferPointer(start: bytes, count: count)).map(Value.id) ?? .null
        case .boolean, .integer, .decimal, .real, .timestamp: break
        }
        guard sqlite3_column_type(statement, index) != SQLITE_NULL else { return .null }
        switch kind {
        case .boolean: return .bool(sqlite3_column_int64(statement, index) != 0)
        case .real: return .double(sqlite3_column_double(statement, index))
        case .timestamp: return .timestamp(Timestamp(microseconds: sqlite3_column_int64(statement, index)))
        default: return .int(sqlite3_column_int64(statement, index))
        }
    }

    private static func text(_ statement: OpaquePointer, _ index: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, index) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, index))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
}

/// Makes a ``StorageError`` of an SQLite result code.
enum SQLiteFailure {
    static func storageError(_ code: Int32, _ message: String, _ sql: String) -> StorageError {
        switch code {
        case ResultCode.SQLITE_CONSTRAINT_UNIQUE.rawValue, ResultCode.SQLITE_CONSTRAINT_PRIMARYKEY.rawValue,
            ResultCode.SQLITE_CONSTRAINT_ROWID.rawValue:
            return unique(message)
        case ResultCode.SQLITE_CONSTRAINT_FOREIGNKEY.rawValue: return .foreignKey
        default: break
        }
        switch code & 0xFF {
        case SQLITE_CONSTRAINT: return .constraint(message)
        case SQLITE_FULL: return .full
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY,
            SQLITE_INTERRUPT:
            return .unavailable("SQLite error \(code): \(message)")
        default:
            if message.hasPrefix(SQLFunctions.patternFault) {
                return .pattern(String(message.dropFirst(SQLFunctions.patternFault.count)))
            }
            if message.contains("parser stack overflow") || message.contains("Expression tree is too large") {
                return .tooComplex
            }
            return .statement("SQLite error \(code): \(message); \(sql)")
        }
    }

    /// `UNIQUE constraint failed: table.a, table.b` or `… failed: index 'name'`.
    private static func unique(_ message: String) -> StorageError {
        let detail = message.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        if detail.hasPrefix("index '") {
            return .unique(table: "", columns: [], index: String(detail.dropFirst(7).dropLast()))
        }
        let parts = detail.split(separator: ",").map { $0.trimmingPrefix(" ") }
        let table = parts.first?.split(separator: ".").first.map(String.init) ?? ""
        let columns = parts.compactMap { $0.split(separator: ".").last.map(String.init) }
        return .unique(table: table, columns: columns, index: nil)
    }
}
