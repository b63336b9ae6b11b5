import Basics
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
        var kind = field.info.kind
        var sql = SQLText(connection.dialect)
        if path.count == 2 {
            guard let target = field.target, let leaf = target.fieldsByName[path[1]], leaf.isStored else {
                throw Problem(.invalidInput, "Rows cannot be counted by \(path.joined(separator: "."))")
            }
            kind = leaf.info.kind
            // The many rows are counted by their reference first; few are left to be joined.
            sql += "SELECT r.\(leaf.column), cast(sum(g.n) AS bigint) FROM ("
            try appendGroups(schema, field.column, predicate, to: &sql)
            sql += ") g JOIN \(target.names.table) r ON r.id = g.k WHERE r.\(leaf.column) IS NOT NULL AND "
            try compile(visibility?.predicate(target) ?? .always, target, alias: "r", to: &sql)
            sql += " GROUP BY r.\(leaf.column)"
        } else {
            try appendGroups(schema, field.column, predicate, to: &sql)
        }
        var counts: [(value: Value, count: Int)] = []
        try connection.query(sql.text, sql.arguments, kinds: [kind, .integer]) { row in
            counts.append((row[0], Int(row[1].integer ?? 0)))
            return true
        }
        return counts
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
