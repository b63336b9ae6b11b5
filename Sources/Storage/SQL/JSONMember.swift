import Basics
import Modeling

/// Writes questions about a member inside a JSON column, in the dialect at hand.
///
/// A value is compared with members of its own sort: a text with texts, a number with numbers, a truth value with truth
/// values. Days, moments and keys are compared as the texts that JSON keeps them as. Lookups of characters look at any
/// member but null, lists and objects as their JSON text. A member that is missing is null.
struct JSONMember {
    private let column: String
    private let keys: [String]
    /// The table and its alias in the statement.
    private let source: String
    private let matching: PatternSearch?

    /// Names a member.
    ///
    /// - Parameters:
    ///   - column: SQL of the column.
    ///   - keys: The members to follow, from outside to inside; elements of lists are not reached.
    /// - Throws: ``Problem`` of kind `invalidInput` for a key with a quotation mark, a backslash or a control character.
    init(column: String, keys: ArraySlice<String>, source: String, matching: PatternSearch?) throws {
        for key in keys where key.utf8.contains(where: { $0 == 34 || $0 == 92 || $0 < 32 }) {
            throw Problem(.invalidInput, "A JSON key with a quotation mark or a backslash cannot be asked for.")
        }
        self.column = column
        self.keys = Array(keys)
        self.source = source
        self.matching = matching
    }

    /// SQL of the parts of a member; placeholders may stand in it several times.
    private struct Access {
        /// The member as the engine compares it.
        let value: String
        /// The name of its JSON type.
        let type: String
        /// The member as text.
        let text: String
        /// The elements of the member as a table, where the engine compares them one by one.
        let elements: String
    }

    private func access(_ sql: inout SQLText) -> Access {
        switch sql.dialect {
        case .sqlite:
            let path = sql.placeholder(.text("$" + keys.map { ".\"\($0)\"" }.joined()))
            let value = "json_extract(\(column), \(path))"
            let type = "json_type(\(column), \(path))"
            // SQLite reads the truth values as numbers.
            return Access(
                value: value, type: type,
                text: "CASE \(type) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' "
                    + "ELSE cast(\(value) AS text) END", elements: "json_each(\(column), \(path))")
        case .postgresql:
            let steps = keys.map { " -> cast(\(sql.placeholder(.text($0))) AS text)" }.joined()
            let value = "(\(Self.document(column))\(steps))"
            // A null is no text, whatever its type.
            return Access(
                value: value, type: "json_typeof(\(value))", text: "((\(value) #>> '{}') COLLATE \"C\")",
                elements: "")
        }
    }

    /// SQL of the document of a column in PostgreSQL, without the one character that it has no place for.
    private static func document(_ column: String) -> String {
        #"cast(replace(\#(column), '\u0000', '\ufffd') AS json)"#
    }

    /// What rows are sorted by in PostgreSQL, for the order that SQLite has: nulls, numbers and truth values, texts.
    static func sortKeys(_ column: String, _ key: String) -> [String] {
        let value = "(\(document(column)) -> '\(key)')"
        let type = "json_typeof(\(value))"
        let text = "(\(value) #>> '{}')"
        let number =
            "CASE WHEN \(type) = 'number' THEN cast(\(text) AS numeric) WHEN \(type) = 'boolean' "
            + "THEN CASE WHEN \(text) = 'true' THEN 1 ELSE 0 END END"
        return [
            "CASE WHEN \(text) IS NULL THEN 0 WHEN \(type) IN ('number', 'boolean') THEN 1 ELSE 2 END", number,
            "\(text) COLLATE \"C\"",
        ]
    }

    /// SQL of what a member holds, for statements that count by it.
    struct Parts {
        /// What joins the elements of a list to the row; empty for a member that is no list.
        let join: String
        /// The name of the JSON type, in the words of the dialect.
        let type: String
        /// The value as text.
        let text: String
    }

    /// What the member holds, or each element of the list that it is; what is no list has no elements.
    func parts(eachElement: Bool, _ sql: inout SQLText) -> Parts {
        let access = access(&sql)
        guard eachElement else { return Parts(join: "", type: access.type, text: access.text) }
        switch sql.dialect {
        case .sqlite:
            return Parts(
                join: " JOIN \(access.elements) e ON \(access.type) = 'array'", type: "e.type",
                text: "cast(e.value AS text)")
        case .postgresql:
            return Parts(
                join: " CROSS JOIN LATERAL json_array_elements(CASE WHEN \(access.type) = 'array' "
                    + "THEN \(access.value) ELSE cast('[]' AS json) END) AS e(item)",
                type: "json_typeof(e.item)", text: "((e.item #>> '{}') COLLATE \"C\")")
        }
    }

    /// Appends "there is no such member, or it is null".
    func appendIsNull(to sql: inout SQLText) {
        let access = access(&sql)
        switch sql.dialect {
        case .sqlite: sql += "\(access.value) IS NULL"
        case .postgresql: sql += "\(access.text) IS NULL"
        }
    }

    /// Appends "any of the values compares true".
    func append(_ comparison: Comparison, _ values: [Value], to sql: inout SQLText) throws {
        let operands = values.compactMap { JSONOperand($0, for: comparison) }
        guard !operands.isEmpty else {
            sql += "1=0"
            return
        }
        let access = access(&sql)
        switch comparison {
        case .equals, .less, .lessOrEqual, .greater, .greaterOrEqual:
            appendAlternatives(operands, to: &sql) { compare(access, comparison, $0, &$1) }
        case .listContains:
            appendAlternatives(operands, to: &sql) { listContains(access, $0, &$1) }
        case .contains, .containsIgnoringCase, .startsWith, .startsWithIgnoringCase, .endsWith, .endsWithIgnoringCase,
            .equalsIgnoringCase, .matches, .matchesIgnoringCase:
            guard sql.dialect == .postgresql, comparison.isPattern else {
                return try ColumnComparison(
                    name: "(\(access.text))", kind: .text, source: source, matching: matching
                ).append(comparison, values, to: &sql)
            }
            var question = SQLText(.postgresql)
            question += "SELECT DISTINCT \(self.access(&question).text) FROM \(source)"
            sql += "("
            for (index, value) in values.enumerated() {
                if index > 0 { sql += " OR " }
                try ColumnComparison.appendMatches(
                    access.text, question, value, ignoringCase: comparison == .matchesIgnoringCase, matching: matching,
                    to: &sql)
            }
            sql += ")"
        }
    }

    private func appendAlternatives(
        _ operands: [JSONOperand], to sql: inout SQLText, _ append: (JSONOperand, inout SQLText) -> Void
    ) {
        sql += "("
        for (index, operand) in operands.enumerated() {
            if index > 0 { sql += " OR " }
            append(operand, &sql)
        }
        sql += ")"
    }

    private func compare(_ access: Access, _ comparison: Comparison, _ operand: JSONOperand, _ sql: inout SQLText) {
        switch operand {
        case .text(let text):
            let member = sql.dialect == .sqlite ? access.value : access.text
            let type = sql.dialect == .sqlite ? "'text'" : "'string'"
            sql += "(\(member) \(comparison.symbol) \(sql.placeholder(.text(text))) AND \(access.type) = \(type))"
        case .number(let number):
            let argument = sql.placeholder(number)
            switch sql.dialect {
            case .sqlite:
                sql += "(\(access.value) \(comparison.symbol) \(argument) AND \(access.type) IN ('integer','real'))"
            case .postgresql:
                sql += "(CASE WHEN \(access.type) = 'number' THEN cast(\(access.text) AS numeric) END "
                sql += "\(comparison.symbol) \(argument))"
            }
        case .truth(let truth):
            switch sql.dialect {
            case .sqlite: sql += "\(access.type) = '\(truth)'"
            case .postgresql: sql += "(\(access.type) = 'boolean' AND \(access.text) = '\(truth)')"
            }
        }
    }

    private func listContains(_ access: Access, _ operand: JSONOperand, _ sql: inout SQLText) {
        sql += "(\(access.type) = 'array' AND "
        switch sql.dialect {
        case .sqlite:
            sql += "EXISTS (SELECT 1 FROM \(access.elements) WHERE "
            switch operand {
            case .text(let text): sql += "value = \(sql.placeholder(.text(text))) AND type = 'text'"
            case .number(let number): sql += "value = \(sql.placeholder(number)) AND type IN ('integer','real')"
            case .truth(let truth): sql += "type = '\(truth)'"
            }
            sql += "))"
        case .postgresql:
            sql += "cast(\(access.value) AS jsonb) @> cast(\(sql.placeholder(.text(operand.json))) AS jsonb))"
        }
    }
}

/// What a member is compared with.
private enum JSONOperand {
    case text(String)
    case number(Value)
    case truth(Bool)

    /// Nil for null and for JSON, which compare with nothing, and for the order of truth values, which have none.
    init?(_ value: Value, for comparison: Comparison) {
        switch value {
        case .text(let text): self = .text(text)
        case .day, .timestamp, .id: self = .text(value.plainText)
        case .int, .double: self = .number(value)
        case .bool where [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(comparison): return nil
        case .bool(let truth): self = .truth(truth)
        case .null, .json: return nil
        }
    }

    /// The JSON text.
    var json: String {
        var bytes: [UInt8] = []
        switch self {
        case .text(let text): JSONText.appendString(text, to: &bytes)
        case .number(let number): CellJSON.append(number, .real, to: &bytes)
        case .truth(let truth): return "\(truth)"
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Comparison {
    /// Whether it is a user's pattern.
    fileprivate var isPattern: Bool { self == .matches || self == .matchesIgnoringCase }

    /// The operator of SQL, for comparisons by order.
    fileprivate var symbol: String {
        switch self {
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        default: "="
        }
    }
}
