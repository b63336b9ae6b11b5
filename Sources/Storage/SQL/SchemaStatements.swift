import Basics
package import Modeling

/// The texts of the statements that every table needs, made once.
package final class SchemaStatements: Sendable {
    package let schema: AnySchema
    /// `t.id, t.name, …` in row order.
    package let selectList: String
    package let kinds: [Kind]
    let insert: String
    /// Adds so many rows at once, and stops at the first that is refused; nil for what is added one by one.
    let insertSeveral: (text: String, rows: Int)?
    let selectByKey: String
    let selectKey: String

    package init(_ schema: AnySchema, _ dialect: Dialect) {
        self.schema = schema
        let marker = dialect == .sqlite ? "?" : "$"
        selectList = schema.columns.map { "t.\($0.name)" }.joined(separator: ", ")
        kinds = schema.columns.map(\.kind)
        let names = schema.columns.map { dialect.quoted($0.name) }.joined(separator: ", ")
        let markers = schema.columns.indices.map { "\(marker)\($0 + 1)" }.joined(separator: ", ")
        let target = "INTO \(schema.names.table) (\(names)) VALUES "
        insert = "INSERT \(target)(\(markers))"
        let rows = Self.rowsAtOnce(schema)
        if dialect == .sqlite, rows > 1 {
            let row = "(" + schema.columns.map { _ in "?" }.joined(separator: ", ") + ")"
            // Whoever stops need not undo what came before, so SQLite keeps no copies of pages for that.
            let several = "INSERT OR FAIL \(target)" + Array(repeating: row, count: rows).joined(separator: ", ")
            insertSeveral = (text: several, rows: rows)
        } else {
            insertSeveral = nil
        }
        selectByKey = "SELECT \(selectList) FROM \(schema.names.table) t WHERE t.id = \(marker)1"
        selectKey = "SELECT t.id FROM \(schema.names.table) t WHERE t.id = \(marker)1"
    }

    /// Rows that a statement of SQLite adds, which opens every index of the table once for all of them.
    ///
    /// Logs only, whose rows refer to nothing that the store checks: where a reference may be refused, SQLite keeps copies of
    /// all pages that a statement of several rows touches.
    private static func rowsAtOnce(_ schema: AnySchema) -> Int {
        let isChecked = schema.columns.contains { $0.field?.target != nil && $0.field?.info.onDelete != .keep }
        guard schema.isLog, !isChecked else { return 1 }
        // More gain nothing; every SQLite takes 999 arguments (https://www.sqlite.org/limits.html#max_variable_number).
        return min(8, 999 / max(1, schema.columns.count))
    }
}

/// Which rows of a model, in which order, from where on.
package struct Selection: Sendable {
    package let schema: AnySchema
    package var predicate: Predicate
    /// Field names, `-` before one sorts descending; the model's order when empty.
    package var ordering: [String]
    package var limit: Int?
    package var offset: Int
    /// Sort values of the row before the first one wanted, in the order of ``SortOrder/columns``.
    package var after: [Value]?
    /// Who looks; the order must not tell about rows that are hidden from them.
    package var visibility: Visibility?

    package init(
        _ schema: AnySchema, where predicate: Predicate = .always, ordering: [String] = [], limit: Int? = nil,
        offset: Int = 0, after: [Value]? = nil
    ) {
        self.schema = schema
        self.predicate = predicate
        self.ordering = ordering
        self.limit = limit
        self.offset = offset
        self.after = after
    }
}

/// A total order of a model's rows: the wanted fields, then the key.
package struct SortOrder: Sendable {
    /// One sort column.
    package struct Term: Sendable {
        /// SQL of the value; of a member inside JSON, SQL of the column.
        package let expression: String
        /// The member of a JSON column that is sorted by.
        var member: String?
        /// Position in the row, when the row holds the value.
        package let index: Int?
        package let isDescending: Bool
        /// Whether the value may be null.
        var isNullable = true

        func sql(_ dialect: Dialect) -> String {
            let direction = isDescending ? " DESC" : ""
            let nulls = isNullable ? dialect.nullsOrder(isDescending: isDescending) : ""
            guard let member else { return expression + direction + nulls }
            // The key is a plain word, so that it can stand in the statement.
            let parts =
                dialect == .sqlite
                ? ["json_extract(\(expression), '$.\"\(member)\"')"] : JSONMember.sortKeys(expression, member)
            return parts.map { $0 + direction + nulls }.joined(separator: ", ")
        }
    }
    package let terms: [Term]

    /// Whether a page can start behind a known row: every sort value is in the row itself.
    package var allowsSeek: Bool { terms.allSatisfy { $0.index != nil } }

    /// Makes the order; names that are no fields are passed over (core.md §1.6).
    ///
    /// So are references to models that `visibility` hides rows of: their order would tell about them.
    package init(_ names: [String], _ schema: AnySchema, visibility: Visibility? = nil) {
        var terms: [Term] = []
        let wanted = names.isEmpty ? schema.ordering : names
        for name in wanted {
            let isDescending = name.hasPrefix("-")
            let bare = isDescending ? String(name.dropFirst()) : name
            terms += Self.terms(bare, schema, alias: "t", isDescending: isDescending, depth: 0, visibility)
        }
        if !terms.contains(where: { $0.expression == "t.id" }) {
            terms.append(
                Term(expression: "t.id", index: 0, isDescending: terms.last?.isDescending ?? false, isNullable: false))
        }
        self.terms = terms
    }

    private static func terms(
        _ name: String, _ schema: AnySchema, alias: String, isDescending: Bool, depth: Int,
        _ visibility: Visibility?
    ) -> [Term] {
        if let term = member(name, schema, alias: alias, isDescending: isDescending) { return [term] }
        let sortName = schema.fieldsByName[name]?.info.sortsNaturally == true ? "_" + name : name
        guard let index = schema.columnIndex[sortName] else { return [] }
        let column = schema.columns[index]
        guard column.field?.info.isHidden != true || column.field?.info.isIndexed == true,
            column.field?.info.isSealed != true
        else { return [] }
        guard let target = column.field?.target, depth < 3 else {
            return [
                Term(
                    expression: "\(alias).\(column.name)", index: index, isDescending: isDescending,
                    isNullable: column.isNullable)
            ]
        }
        guard visibility?.predicate(target) ?? .always == .always else { return [] }
        // A reference sorts as its target does; each value is a subquery on the target's key.
        let inner = "s\(depth)"
        return target.ordering.flatMap { name -> [Term] in
            let descends = name.hasPrefix("-") != isDescending
            let bare = name.hasPrefix("-") ? String(name.dropFirst()) : name
            return terms(bare, target, alias: inner, isDescending: descends, depth: depth + 1, visibility).map { term in
                Term(
                    expression: "(SELECT \(term.expression) FROM \(target.names.table) \(inner) "
                        + "WHERE \(inner).id = \(alias).\(column.name))",
                    index: nil, isDescending: term.isDescending)
            }
        }
    }

    /// The term of a member inside JSON, `custom_field_data.rack_unit`.
    private static func member(
        _ name: String, _ schema: AnySchema, alias: String, isDescending: Bool
    ) -> Term? {
        guard let dot = name.firstIndex(of: "."), let index = schema.columnIndex[String(name[..<dot])],
            schema.columns[index].kind == .json
        else { return nil }
        let key = name[name.index(after: dot)...]
        guard !key.isEmpty, key.utf8.allSatisfy({ $0 == 95 || $0 | 32 &- 97 < 26 || $0 &- 48 < 10 }) else { return nil }
        return Term(
            expression: "\(alias).\(schema.columns[index].name)", member: String(key), index: nil,
            isDescending: isDescending)
    }

    /// The sort values of a row, for ``Selection/after``.
    package func position(of row: [Value]) -> [Value] { terms.compactMap { $0.index.map { row[$0] } } }

    /// `a, b DESC, t.id`.
    func sql(_ dialect: Dialect) -> String {
        terms.map { $0.sql(dialect) }.joined(separator: ", ")
    }

    /// Appends "behind this row" as `a > x OR (a = x AND (b > y OR …))`, with a leading bound that an index serves.
    func appendSeek(_ values: [Value], to sql: inout SQLText) {
        guard values.count == terms.count else {
            sql += "1=1"
            return
        }
        if let first = terms.first, !values[0].isNull, !first.isDescending {
            sql += "\(first.expression) >= "
            sql.bind(values[0])
            sql += " AND "
        }
        appendSeek(values[...], terms[...], to: &sql)
    }

    private func appendSeek(_ values: ArraySlice<Value>, _ terms: ArraySlice<Term>, to sql: inout SQLText) {
        guard let value = values.first, let term = terms.first else {
            sql += "1=0"
            return
        }
        // Nulls sort first, in both directions' mirror image.
        sql += "("
        switch (value.isNull, term.isDescending) {
        case (true, false): sql += "\(term.expression) IS NOT NULL"
        case (true, true): sql += "1=0"
        case (false, false):
            sql += "\(term.expression) > "
            sql.bind(value)
        case (false, true):
            sql += "(\(term.expression) IS NULL OR \(term.expression) < "
            sql.bind(value)
            sql += ")"
        }
        if terms.count > 1 {
            sql += " OR ("
            if value.isNull {
                sql += "\(term.expression) IS NULL"
            } else {
                sql += "\(term.expression) = "
                sql.bind(value)
            }
            sql += " AND "
            appendSeek(values.dropFirst(), terms.dropFirst(), to: &sql)
            sql += ")"
        }
        sql += ")"
    }
}
