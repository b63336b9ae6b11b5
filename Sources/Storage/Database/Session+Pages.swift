package import Basics
package import Modeling

extension Session {
    /// Pages that begin further back than this are found by their keys first.
    private static let nearOffset = 500

    /// The rows of a page of a list.
    ///
    /// Far from the beginning the keys are found first, in an index that holds nothing else, and whole rows are read for
    /// the page only.
    package func page(_ selection: Selection) throws -> [[Value]] {
        guard selection.offset > Self.nearOffset, selection.limit != nil else { return try rows(selection) }
        let keys = try keys(selection)
        var byKey: [Identifier: [Value]] = [:]
        for row in try rows(selection.schema, ids: keys) {
            if let id = row[0].identifier { byKey[id] = row }
        }
        return keys.compactMap { byKey[$0] }
    }

    /// The keys of the selected rows, in order.
    package func keys(_ selection: Selection) throws -> [Identifier] {
        let order = SortOrder(selection.ordering, selection.schema, visibility: selection.visibility)
        var sql = SQLText(connection.dialect)
        sql += "SELECT t.id FROM \(selection.schema.names.table) t WHERE "
        try compile(selection.predicate, selection.schema, alias: "t", to: &sql)
        if let after = selection.after {
            sql += " AND "
            order.appendSeek(after, to: &sql)
        }
        sql += " ORDER BY \(order.sql(connection.dialect)) LIMIT "
        sql.bind(.int(Int64(selection.limit ?? Int(Int32.max))))
        sql += " OFFSET "
        sql.bind(.int(Int64(selection.offset)))
        var keys: [Identifier] = []
        try connection.query(sql.text, sql.arguments, kinds: [.identifier]) { row in
            if let id = row[0].identifier { keys.append(id) }
            return true
        }
        return keys
    }

    /// The row with this key, held until the end of the transaction: whoever else wants it so waits.
    ///
    /// SQLite has one writer, who holds everything.
    package func lockedRow(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? {
        guard connection.dialect == .postgresql else { return try row(schema, id) }
        let list = schema.columns.map { "t.\($0.name)" }.joined(separator: ", ")
        return try connection.rows(
            "SELECT \(list) FROM \(schema.names.table) t WHERE t.id = $1 FOR UPDATE", [.id(id)],
            kinds: schema.columns.map(\.kind)
        ).first
    }
}
