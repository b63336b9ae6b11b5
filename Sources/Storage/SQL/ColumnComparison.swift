import Basics
import Modeling

/// Writes one comparison of a column, in the dialect at hand.
struct ColumnComparison {
    let name: String
    let kind: Kind
    /// The table and its alias in the statement.
    let source: String
    /// Where texts are matched with patterns that the engine cannot match.
    let matching: PatternSearch?

    func append(_ comparison: Comparison, _ values: [Value], to sql: inout SQLText) throws {
        guard !values.isEmpty else {
            sql += "1=0"
            return
        }
        if comparison == .equals {
            if values.count == 1 {
                sql += "\(name) = "
                sql.bind(values[0])
            } else {
                sql += "\(name) IN "
                sql.bindList(values)
            }
            return
        }
        sql += "("
        for (index, value) in values.enumerated() {
            if index > 0 { sql += " OR " }
            try appendOne(comparison, value, to: &sql)
        }
        sql += ")"
    }

    /// The column as text, for lookups that look at characters.
    private func textName(_ sql: SQLText) -> String {
        switch kind {
        case .text, .json, .strings: name
        case .day: sql.dialect == .sqlite ? name : "to_char(\(name), 'YYYY-MM-DD')"
        case .boolean where sql.dialect == .postgresql: "cast(cast(\(name) AS integer) AS text)"
        case .real where sql.dialect == .postgresql:
            "CASE WHEN \(name) = trunc(\(name)) AND abs(\(name)) < 1e15 "
                + "THEN cast(cast(\(name) AS numeric) AS text) || '.0' ELSE cast(\(name) AS text) END"
        case .identifier:
            sql.dialect == .sqlite ? "uuid_text(\(name))" : "cast(\(name) AS text)"
        case .decimal(_, let scale):
            sql.dialect == .sqlite
                // printf makes 0.00 of null, which must match nothing.
                ? "iif(\(name) IS NULL, NULL, printf('%.\(scale)f', \(name) / 1\(String(repeating: "0", count: scale)).0))"
                : "cast(round(\(name) / 1\(String(repeating: "0", count: scale)).0, \(scale)) AS text)"
        default: "cast(\(name) AS text)"
        }
    }

    private func appendOne(_ comparison: Comparison, _ value: Value, to sql: inout SQLText) throws {
        switch comparison {
        case .equals: compare("=", value, to: &sql)
        case .less: compare("<", value, to: &sql)
        case .lessOrEqual: compare("<=", value, to: &sql)
        case .greater: compare(">", value, to: &sql)
        case .greaterOrEqual: compare(">=", value, to: &sql)
        case .contains: pattern(value, "%", "%", ignoringCase: false, to: &sql)
        case .containsIgnoringCase: pattern(value, "%", "%", ignoringCase: true, to: &sql)
        case .startsWith: pattern(value, "", "%", ignoringCase: false, to: &sql)
        case .startsWithIgnoringCase: pattern(value, "", "%", ignoringCase: true, to: &sql)
        case .endsWith: pattern(value, "%", "", ignoringCase: false, to: &sql)
        case .endsWithIgnoringCase: pattern(value, "%", "", ignoringCase: true, to: &sql)
        case .equalsIgnoringCase: pattern(value, "", "", ignoringCase: true, to: &sql)
        case .matches: try expression(value, ignoringCase: false, to: &sql)
        case .matchesIgnoringCase: try expression(value, ignoringCase: true, to: &sql)
        case .listContains:
            switch sql.dialect {
            case .sqlite: sql += "EXISTS (SELECT 1 FROM json_each(\(name)) WHERE value = "
            case .postgresql:
                sql += "EXISTS (SELECT 1 FROM json_array_elements_text(cast(\(name) AS json)) e WHERE e = "
            }
            sql.bind(value)
            sql += ")"
        }
    }

    private func compare(_ symbol: String, _ value: Value, to sql: inout SQLText) {
        sql += "\(name) \(symbol) "
        sql.bind(value)
    }

    /// A text lookup.
    ///
    /// Case is folded for ASCII by the engine and for everything else by `fold`.
    private func pattern(
        _ value: Value, _ before: String, _ after: String, ignoringCase: Bool, to sql: inout SQLText
    ) {
        let text = value.plainText
        let column = textName(sql)
        let escaped =
            before
            + text.replacing("\\", with: "\\\\").replacing("%", with: "\\%")
            .replacing("_", with: "\\_") + after
        if sql.dialect == .postgresql {
            if ignoringCase, !text.utf8.allSatisfy({ $0 < 128 }) {
                sql += "\(column) ~ "
                sql.bind(.text(CaseFolding.expression(text, atStart: before.isEmpty, atEnd: after.isEmpty)))
            } else {
                // Texts are ordered by their bytes, so that this folds ASCII only, as on SQLite.
                sql += "\(column) \(ignoringCase ? "ILIKE" : "LIKE") "
                sql.bind(.text(escaped))
            }
            return
        }
        if ignoringCase {
            if text.utf8.allSatisfy({ $0 < 128 }) {
                sql += "\(column) LIKE "
                sql.bind(.text(escaped))
            } else {
                sql += "fold(\(column)) LIKE "
                sql.bind(.text(escaped.lowercased()))
            }
            sql += " ESCAPE '\\'"
        } else {
            // SQLite's LIKE ignores case, so a case-sensitive lookup compares the characters themselves.
            switch (before.isEmpty, after.isEmpty) {
            case (false, false):
                sql += "instr(\(column), "
                sql.bind(.text(text))
                sql += ") > 0"
            case (true, _):
                sql += "substr(\(column), 1, \(text.unicodeScalars.count)) = "
                sql.bind(.text(text))
            case (false, true):
                sql += "(length(\(column)) >= \(text.unicodeScalars.count) AND "
                sql += "substr(\(column), length(\(column)) - \(text.unicodeScalars.count) + 1) = "
                sql.bind(.text(text))
                sql += ")"
            }
        }
    }

    private func expression(_ value: Value, ignoringCase: Bool, to sql: inout SQLText) throws {
        switch sql.dialect {
        case .sqlite:
            sql += "matches("
            sql.bind(value)
            sql += ", \(textName(sql)), \(ignoringCase ? 1 : 0))"
        case .postgresql:
            var question = SQLText(.postgresql)
            let text = textName(question)
            question += "SELECT DISTINCT \(text) FROM \(source)"
            try Self.appendMatches(
                text, question, value, ignoringCase: ignoringCase, matching: matching, to: &sql)
        }
    }

    /// Appends "the text is one of those that the pattern matches".
    ///
    /// - Parameter question: Selects the distinct texts.
    static func appendMatches(
        _ text: String, _ question: SQLText, _ pattern: Value, ignoringCase: Bool, matching: PatternSearch?,
        to sql: inout SQLText
    ) throws {
        guard let matching else { throw StorageError.statement("There is no connection to match a pattern on.") }
        sql += "\(text) = ANY(cast("
        sql.bind(try matching.matches(question, pattern.plainText, ignoringCase: ignoringCase))
        sql += " AS text[]))"
    }
}
