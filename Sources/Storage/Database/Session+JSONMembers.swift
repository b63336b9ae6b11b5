package import Basics
package import Modeling

/// Changes of one member inside a JSON column, for all rows at once.
///
/// These are statements over whole tables without history; keys are plain words (letters, digits, underscores).
extension Session {
    /// Gives every row that has no such member the value.
    ///
    /// - Parameter json: Well-formed JSON.
    /// - Returns: How many rows changed.
    @discardableResult
    package func addMember(_ key: String, _ json: String, to column: String, of schema: AnySchema) throws -> Int {
        var sql = SQLText(connection.dialect)
        let key = sql.placeholder(memberKey(key))
        let value = sql.placeholder(.text(json))
        let table = schema.names.table
        switch connection.dialect {
        case .sqlite:
            sql += "UPDATE \(table) SET \(column) = json_set(\(column), \(key), json(\(value))) "
            sql += "WHERE json_type(\(column), \(key)) IS NULL"
        case .postgresql:
            let member = "cast(to_json(cast(\(key) AS text)) AS text) || ':' || \(value)"
            sql += "UPDATE \(table) SET \(column) = left(\(column), length(\(column)) - 1) "
            sql += "|| CASE WHEN \(column) = '{}' THEN '' ELSE ',' END || \(member) || '}' "
            sql += "WHERE cast(\(column) AS json) -> cast(\(key) AS text) IS NULL"
        }
        return try connection.execute(sql.text, sql.arguments)
    }

    /// Takes the member away from every row.
    ///
    /// - Returns: How many rows changed.
    @discardableResult
    package func removeMember(_ key: String, from column: String, of schema: AnySchema) throws -> Int {
        var sql = SQLText(connection.dialect)
        let key = sql.placeholder(memberKey(key))
        let table = schema.names.table
        switch connection.dialect {
        case .sqlite:
            sql += "UPDATE \(table) SET \(column) = json_remove(\(column), \(key)) "
            sql += "WHERE json_type(\(column), \(key)) IS NOT NULL"
        case .postgresql:
            let rest = Self.rebuilt(column, "cast(m.value AS text)", "WHERE m.key <> \(key)")
            sql += "UPDATE \(table) SET \(column) = \(rest) "
            sql += "WHERE cast(\(column) AS json) -> cast(\(key) AS text) IS NOT NULL"
        }
        return try connection.execute(sql.text, sql.arguments)
    }

    /// Puts another text in the place of one, where the member is that text or a list with it.
    ///
    /// - Returns: How many rows changed.
    @discardableResult
    package func replaceMember(
        _ key: String, _ old: String, by new: String, in column: String, of schema: AnySchema
    ) throws -> Int {
        let path = Array([column, key])
        var sql = SQLText(connection.dialect)
        let key = sql.placeholder(memberKey(key))
        let before = sql.placeholder(.text(old))
        let after = sql.placeholder(.text(new))
        sql += "UPDATE \(schema.names.table) AS t SET \(column) = "
        switch connection.dialect {
        case .sqlite:
            // An element of a list keeps its place.
            sql += "json_set(t.\(column), \(key), json(CASE json_type(t.\(column), \(key)) WHEN 'array' THEN "
            sql += "(SELECT json_group_array(CASE WHEN e.value = \(before) THEN \(after) ELSE e.value END) "
            sql += "FROM json_each(t.\(column), \(key)) e) ELSE json_quote(\(after)) END)) WHERE "
        case .postgresql:
            let new = "cast(to_json(cast(\(after) AS text)) AS text)"
            let elements =
                "'[' || coalesce((SELECT string_agg(CASE WHEN json_typeof(e.value) = 'string' "
                + "AND e.value #>> '{}' = \(before) THEN \(new) ELSE cast(e.value AS text) END, ',' ORDER BY e.place) "
                + "FROM json_array_elements(m.value) WITH ORDINALITY AS e(value, place)), '') || ']'"
            sql += Self.rebuilt(
                "t.\(column)",
                "CASE WHEN m.key <> \(key) THEN cast(m.value AS text) "
                    + "WHEN json_typeof(m.value) = 'array' THEN \(elements) ELSE \(new) END", "")
            sql += " WHERE "
        }
        try compile(
            .compare(path, .equals, [.text(old)]) || .compare(path, .listContains, [.text(old)]), schema, alias: "t",
            to: &sql)
        return try connection.execute(sql.text, sql.arguments)
    }

    /// SQL of a document with its members in the order that they had.
    ///
    /// PostgreSQL's own functions for this sort the members and write spaces.
    private static func rebuilt(_ column: String, _ value: String, _ condition: String) -> String {
        "'{' || coalesce((SELECT string_agg(cast(to_json(m.key) AS text) || ':' || \(value), ',' ORDER BY m.place) "
            + "FROM json_each(cast(\(column) AS json)) WITH ORDINALITY AS m(key, value, place) \(condition)), '') || '}'"
    }

    /// The key as the dialect's functions take it: a path in SQLite, the bare key elsewhere.
    private func memberKey(_ key: String) -> Value {
        connection.dialect == .sqlite ? .text("$.\"\(key)\"") : .text(key)
    }
}

extension Session {
    /// The rows with which each of these rows stands in a relationship, in the order in which they were associated.
    ///
    /// - Parameter side: The side of the given rows.
    package func linked(
        _ relationship: Identifier, _ side: RelationshipSide, of rows: [Identifier]
    ) throws -> [Identifier: [Identifier]] {
        guard side != .peer else {
            let first = try linked(relationship, .source, of: rows)
            let second = try linked(relationship, .destination, of: rows)
            return first.merging(second) { $0 + $1 }
        }
        var sql = SQLText(connection.dialect)
        let own = "\(side.rawValue)_id"
        sql += "SELECT \(own), \(side.opposite.rawValue)_id FROM extras_relationshipassociation "
        sql += "WHERE relationship_id = "
        sql.bind(.id(relationship))
        sql += " AND \(own) IN "
        sql.bindKeys(rows)
        sql += " ORDER BY id"
        var result: [Identifier: [Identifier]] = [:]
        try connection.query(sql.text, sql.arguments, kinds: [.identifier, .identifier]) { row in
            if let id = row[0].identifier, let other = row[1].identifier { result[id, default: []].append(other) }
            return true
        }
        return result
    }
}
