import Basics
import Foundation
import GRDB

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
        database.add(
            function: DatabaseFunction("sibling_id", argumentCount: 2, pure: true) { arguments in
                guard case .blob(var data) = arguments[0].storage, let last = data.indices.last,
                    let number = UInt8.fromDatabaseValue(arguments[1])
                else { return nil }
                data[last] ^= number
                return data
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
}
