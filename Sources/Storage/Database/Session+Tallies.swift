package import Basics
package import Modeling

extension Session {
    /// How many of the selected rows have each value of a field; rows without a value are in none.
    ///
    /// One grouped statement. Where the first field of the path has an index and all rows count, the engine reads nothing
    /// but that index.
    ///
    /// - Parameters:
    ///   - path: A stored field of the model, or a reference and a stored field of its target.
    ///   - visibility: Who looks; rows that the path leads through count only where they may be seen.
    /// - Throws: ``Problem`` of kind `invalidInput` when the path names nothing that can be counted so.
    package func tally(
        _ schema: AnySchema, by path: [String], where predicate: Predicate, visibility: Visibility? = nil
    ) throws -> [(value: Value, count: Int)] {
        guard let first = path.first, path.count <= 2, let field = schema.fieldsByName[first], field.isStored else {
            throw Problem(.invalidInput, "Rows cannot be counted by \(path.joined(separator: "."))")
        }
        let kind = path.count == 2 ? field.target?.fieldsByName[path[1]]?.info.kind : field.info.kind
        var sql = SQLText(connection.dialect)
        try appendGroups(schema, by: path, predicate, visibility, to: &sql)
        var counts: [(value: Value, count: Int)] = []
        try connection.query(sql.text, sql.arguments, kinds: [kind ?? .text, .integer]) { row in
            counts.append((row[0], Int(row[1].integer ?? 0)))
            return true
        }
        return counts
    }

    /// How many of the selected rows lie at or below each of some rows of a tree.
    ///
    /// One statement, whatever the number of rows and the depth of the tree; rows of the tree that have nothing are left out.
    ///
    /// - Parameters:
    ///   - path: A reference to the tree, or a reference and such a reference of its target; `id` for the tree's own rows.
    ///   - roots: The rows of the tree that are asked about.
    /// - Throws: ``Problem`` of kind `invalidInput` when the path names nothing, or `tree` is no tree.
    package func tally(
        _ schema: AnySchema, by path: [String], below roots: Predicate, of tree: AnySchema, where predicate: Predicate,
        visibility: Visibility? = nil
    ) throws -> [(root: Identifier, count: Int)] {
        guard let parent = tree.treeField.flatMap({ tree.fieldsByName[$0] }) else {
            throw Problem(.invalidInput, "\(tree.identifier) is no tree.")
        }
        var sql = SQLText(connection.dialect)
        let table = tree.names.table
        sql += "WITH RECURSIVE reach(root, id) AS (SELECT r.id, r.id FROM \(table) r WHERE "
        try compile(roots, tree, alias: "r", to: &sql)
        // A union of sets ends also where damaged data holds a cycle.
        sql += " UNION SELECT b.root, c.id FROM \(table) c JOIN reach b ON c.\(parent.column) = b.id)"
        sql += " SELECT b.root, cast(sum(g.n) AS bigint) FROM reach b JOIN ("
        try appendGroups(schema, by: path, predicate, visibility, to: &sql)
        sql += ") g ON g.k = b.id GROUP BY b.root"
        return try keyed(sql)
    }

    /// How many of the selected rows carry each tag that may be seen.
    ///
    /// - Parameter visible: The tags that count.
    package func tally(
        _ schema: AnySchema, byTags tags: AnySchema, visible: Predicate, where predicate: Predicate
    ) throws -> [(root: Identifier, count: Int)] {
        var sql = SQLText(connection.dialect)
        sql += "SELECT g.tag_id, count(*) FROM \(schema.names.table) t JOIN extras_taggeditem g ON g.object_id = t.id "
        sql += "WHERE g.tag_id IN (SELECT r.id FROM \(tags.names.table) r WHERE "
        try compile(visible, tags, alias: "r", to: &sql)
        sql += ") AND "
        try compile(predicate, schema, alias: "t", to: &sql)
        sql += " GROUP BY g.tag_id"
        return try keyed(sql)
    }

    /// How many of the selected rows hold each text, whole number or truth value in a member inside JSON.
    ///
    /// - Parameters:
    ///   - path: A column of JSON and the key of the member.
    ///   - eachElement: Whether the member is a list whose elements are counted, each once a row.
    /// - Throws: ``Problem`` of kind `invalidInput` when there is no such column, or for a key that cannot be asked for.
    package func tally(
        _ schema: AnySchema, byMember path: [String], eachElement: Bool, where predicate: Predicate
    ) throws -> [(value: Value, count: Int)] {
        guard let name = path.first, let index = schema.columnIndex[name], schema.columns[index].kind == .json else {
            throw Problem(.invalidInput, "Rows cannot be counted by \(path.joined(separator: "."))")
        }
        var sql = SQLText(connection.dialect)
        let table = schema.names.table
        let parts = try JSONMember(
            column: "t.\(schema.columns[index].name)", keys: path.dropFirst(), source: "\(table) t", matching: nil
        ).parts(eachElement: eachElement, &sql)
        sql +=
            "SELECT m.s, m.v, count(\(eachElement ? "DISTINCT m.id" : "*")) FROM (SELECT t.id AS id, \(parts.type) AS s, "
        sql += "\(parts.text) AS v FROM \(table) t\(parts.join) WHERE "
        try compile(predicate, schema, alias: "t", to: &sql)
        sql += ") m WHERE m.v IS NOT NULL GROUP BY m.s, m.v"
        var counts: [(value: Value, count: Int)] = []
        try connection.query(sql.text, sql.arguments, kinds: [.text, .text, .integer]) { row in
            if case .text(let type) = row[0], case .text(let text) = row[1], let value = Self.value(type, text) {
                counts.append((value, Int(row[2].integer ?? 0)))
            }
            return true
        }
        return counts
    }

    /// The value behind the words of either dialect; nil for what is no text, whole number or truth value.
    private static func value(_ type: String, _ text: String) -> Value? {
        switch type {
        case "text", "string": .text(text)
        case "integer", "number": Int64(text).map(Value.int)
        case "true", "false", "boolean": .bool(type == "boolean" ? text == "true" : type == "true")
        default: nil
        }
    }

    private func keyed(_ sql: SQLText) throws -> [(root: Identifier, count: Int)] {
        var counts: [(root: Identifier, count: Int)] = []
        try connection.query(sql.text, sql.arguments, kinds: [.identifier, .integer]) { row in
            if let id = row[0].identifier { counts.append((id, Int(row[1].integer ?? 0))) }
            return true
        }
        return counts
    }

    /// Appends a statement with the columns `k`, a value at the path, and `n`, the rows that have it.
    private func appendGroups(
        _ schema: AnySchema, by path: [String], _ predicate: Predicate, _ visibility: Visibility?,
        to sql: inout SQLText
    ) throws {
        if path == ["id"] { return try appendGroups(schema, "id", predicate, to: &sql) }
        guard let first = path.first, path.count <= 2, let field = schema.fieldsByName[first], field.isStored else {
            throw Problem(.invalidInput, "Rows cannot be counted by \(path.joined(separator: "."))")
        }
        guard path.count == 2 else { return try appendGroups(schema, field.column, predicate, to: &sql) }
        guard let target = field.target, let leaf = target.fieldsByName[path[1]], leaf.isStored else {
            throw Problem(.invalidInput, "Rows cannot be counted by \(path.joined(separator: "."))")
        }
        // The many rows are counted by their reference first; few are left to be joined.
        sql += "SELECT r.\(leaf.column) AS k, cast(sum(g.n) AS bigint) AS n FROM ("
        try appendGroups(schema, field.column, predicate, to: &sql)
        sql += ") g JOIN \(target.names.table) r ON r.id = g.k WHERE r.\(leaf.column) IS NOT NULL AND "
        try compile(visibility?.predicate(target) ?? .always, target, alias: "r", to: &sql)
        sql += " GROUP BY r.\(leaf.column)"
    }

    private func appendGroups(
        _ schema: AnySchema, _ column: String, _ predicate: Predicate, to sql: inout SQLText
    ) throws {
        // Indexes of references that may be empty hold the others only: the condition lets them serve.
        sql += "SELECT t.\(column) AS k, count(*) AS n FROM \(schema.names.table) t WHERE t.\(column) IS NOT NULL AND "
        try compile(predicate, schema, alias: "t", to: &sql)
        sql += " GROUP BY t.\(column)"
    }
}
