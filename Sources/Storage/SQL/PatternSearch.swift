import Basics
import Modeling

/// Finds the texts of a column that a user's pattern matches, for engines whose own patterns are of another syntax.
///
/// The distinct texts are read and matched here, and the statement then compares with those that matched. So a pattern
/// gives the same answer, and has the same limits, on every engine.
struct PatternSearch {
    private let connection: any Connection
    private static let patterns = PatternCache()

    init(_ connection: any Connection) { self.connection = connection }

    /// The texts that the pattern is found in, as an array of PostgreSQL.
    ///
    /// - Parameters:
    ///   - question: A query of one column with the distinct texts.
    ///   - pattern: See `Pattern`.
    /// - Throws: ``StorageError/pattern(_:)`` when the pattern is wrong or takes too long.
    func matches(_ question: SQLText, _ pattern: String, ignoringCase: Bool) throws -> Value {
        do {
            let compiled = try Self.patterns.pattern(pattern, caseInsensitive: ignoringCase)
            var array = "{"
            try connection.query(question.text, question.arguments, kinds: [.text]) { row in
                guard let text = row[0].textValue, try compiled.matches(text) else { return true }
                if array.utf8.count > 1 { array += "," }
                Self.append(text, to: &array)
                return true
            }
            return .text(array + "}")
        } catch let error as PatternError {
            throw StorageError.pattern(error.reason)
        }
    }

    private static func append(_ text: String, to array: inout String) {
        array += "\""
        array += text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        array += "\""
    }
}
