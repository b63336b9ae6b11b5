import Basics
import Foundation
import GRDB
import GRDBSQLite

/// Functions that lookups use inside SQLite.
enum SQLFunctions {
    /// Marks errors of user-supplied patterns among SQLite's messages.
    static let patternFault = "pattern: "

    /// Adds the functions to a connection.
    static func register(on database: Database, patterns: PatternCache) {
        database.add(
            function: DatabaseFunction("fold", argumentCount: 1, pure: true) { arguments in
                String.fromDatabaseValue(arguments[0])?.lowercased()
            })
        database.add(
            function: DatabaseFunction("uuid_text", argumentCount: 1, pure: true) { arguments in
                guard case .blob(let data) = arguments[0].storage else { return nil }
                return data.withUnsafeBytes { Identifier(bytes: $0)?.description }
            })
        registerSiblingID(on: database)
        database.add(
            function: DatabaseFunction("derived_id", pure: true) { arguments in
                var bytes: [UInt8] = []
                for argument in arguments {
                    guard case .blob(let data) = argument.storage else { return nil }
                    bytes += data
                }
                return Identifier.derived(from: bytes).withBytes { Data($0) }
            })
        database.add(
            function: DatabaseFunction("matches", argumentCount: 3, pure: true) { arguments in
                guard let pattern = String.fromDatabaseValue(arguments[0]),
                    let text = String.fromDatabaseValue(arguments[1])
                else { return nil }
                do {
                    let compiled = try patterns.pattern(
                        pattern, caseInsensitive: Bool.fromDatabaseValue(arguments[2]) ?? false)
                    return try compiled.matches(text)
                } catch let error as PatternError {
                    throw DatabaseError(message: patternFault + error.reason)
                }
            })
    }

    /// `sibling_id(key, number)`: a key that follows from another, with the last byte changed.
    ///
    /// Evaluations call it once per row written, so it works on SQLite's own bytes.
    private static func registerSiblingID(on database: Database) {
        guard let handle = database.sqliteConnection else { return }
        let flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC
        sqlite3_create_function_v2(
            handle, "sibling_id", 2, flags, nil,
            { context, _, arguments in
                guard let key = arguments?[0], let number = arguments?[1], sqlite3_value_bytes(key) == 16,
                    let bytes = sqlite3_value_blob(key)
                else {
                    sqlite3_result_null(context)
                    return
                }
                withUnsafeTemporaryAllocation(byteCount: 16, alignment: 8) { copy in
                    copy.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: 16))
                    copy[15] ^= UInt8(truncatingIfNeeded: sqlite3_value_int(number))
                    // -1 tells SQLite to copy what it is given.
                    let transient = unsafeBitCast(OpaquePointer(bitPattern: -1), to: sqlite3_destructor_type.self)
                    sqlite3_result_blob(context, copy.baseAddress, 16, transient)
                }
            }, nil, nil, nil)
    }
}
