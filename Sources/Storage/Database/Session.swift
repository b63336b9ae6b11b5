package import Basics
package import Modeling

/// Rows of models over one connection, inside one unit of work.
package final class Session {
    package let connection: any Connection
    package let catalog: Catalog
    /// What the parts of this unit of work share.
    package let scope = TransactionScope()
    private let statements: StatementTable
    private let compiler: PredicateCompiler
    /// Rows of this unit of work that the index of texts must look at.
    var textChanges = TextChangeNotes()

    package init(_ connection: any Connection, _ statements: StatementTable) {
        self.connection = connection
        self.statements = statements
        catalog = statements.catalog
        compiler = PredicateCompiler(catalog: statements.catalog, matching: PatternSearch(connection))
    }

    private var dialect: Dialect { connection.dialect }

    // MARK: Reading

    /// Hands over the selected rows one by one.
    package func forEach(_ selection: Selection, _ body: (inout [Value]) throws -> Bool) throws {
        let plan = statements[selection.schema]
        let order = SortOrder(selection.ordering, selection.schema, visibility: selection.visibility)
        var sql = SQLText(dialect)
        sql += "SELECT \(plan.selectList) FROM \(selection.schema.names.table) t WHERE "
        try compiler.append(selection.predicate, selection.schema, alias: "t", to: &sql)
        if let after = selection.after {
            sql += " AND "
            order.appendSeek(after, to: &sql)
        }
        sql += " ORDER BY \(order.sql(dialect))"
        // Bound, not written out: pages of a list are one statement.
        if let limit = selection.limit {
            sql += " LIMIT "
            sql.bind(.int(Int64(limit)))
        }
        if selection.offset > 0 {
            if selection.limit == nil, dialect == .sqlite { sql += " LIMIT -1" }
            sql += " OFFSET "
            sql.bind(.int(Int64(selection.offset)))
        }
        try connection.query(sql.text, sql.arguments, kinds: plan.kinds, row: body)
    }

    /// The selected rows.
    package func rows(_ selection: Selection) throws -> [[Value]] {
        var result: [[Value]] = []
        if let limit = selection.limit { result.reserveCapacity(min(limit, 1000)) }
        try forEach(selection) { row in
            result.append(row)
            return true
        }
        return result
    }

    /// The rows that a typed query asks for.
    package func fetch<M: Model>(_ query: Query<M>) throws -> [Record<M>] {
        try rows(Selection(M.schema, where: query.predicate, ordering: query.ordering, limit: query.limit))
            .map(Record.init(values:))
    }

    /// The first row that a typed query asks for.
    package func first<M: Model>(_ query: Query<M>) throws -> Record<M>? {
        try fetch(query.limited(to: 1)).first
    }

    /// The row with this key.
    ///
    /// - Throws: ``Problem`` of kind `notFound`.
    package func get<M: Model>(_ id: ID<M>) throws -> Record<M> {
        guard let values = try row(M.schema, id.raw) else {
            throw Problem(.notFound, "No \(M.schema.names.verbose) has the id \(id).")
        }
        return Record(values: values)
    }

    /// The row with this key, or nil.
    package func row(_ schema: AnySchema, _ id: Identifier) throws -> [Value]? {
        let plan = statements[schema]
        var result: [Value]?
        try connection.query(plan.selectByKey, [.id(id)], kinds: plan.kinds) { row in
            result = row
            return false
        }
        return result
    }

    /// The row with this key if it satisfies the predicate, or nil.
    package func row(_ schema: AnySchema, _ id: Identifier, where predicate: Predicate) throws -> [Value]? {
        if case .always = predicate { return try row(schema, id) }
        return try rows(Selection(schema, where: .ids([id]) && predicate, limit: 1)).first
    }

    /// Whether there is a row with this key.
    package func holds(_ schema: AnySchema, _ id: Identifier) throws -> Bool {
        try !connection.value(statements[schema].selectKey, [.id(id)], kind: .identifier).isNull
    }

    /// The rows with these keys, in no particular order.
    package func rows(_ schema: AnySchema, ids: [Identifier]) throws -> [[Value]] {
        guard let first = ids.first else { return [] }
        if ids.count == 1 { return try row(schema, first).map { [$0] } ?? [] }
        let plan = statements[schema]
        var sql = SQLText(dialect)
        sql += "SELECT \(plan.selectList) FROM \(schema.names.table) t WHERE t.id IN "
        sql.bindKeys(ids)
        return try connection.rows(sql.text, sql.arguments, kinds: plan.kinds)
    }

    /// How many rows satisfy the predicate.
    package func count(_ schema: AnySchema, where predicate: Predicate) throws -> Int {
        var sql = SQLText(dialect)
        sql += "SELECT count(*) FROM \(schema.names.table) t WHERE "
        try compiler.append(predicate, schema, alias: "t", to: &sql)
        return Int(try connection.value(sql.text, sql.arguments, kind: .integer).integer ?? 0)
    }

    /// Whether any row satisfies the predicate.
    package func exists(_ schema: AnySchema, where predicate: Predicate) throws -> Bool {
        if let found = try equalRows(schema, predicate, limit: 1) { return !found.isEmpty }
        var sql = SQLText(dialect)
        sql += "SELECT 1 FROM \(schema.names.table) t WHERE "
        try compiler.append(predicate, schema, alias: "t", to: &sql)
        sql += " LIMIT 1"
        return try !connection.value(sql.text, sql.arguments, kind: .integer).isNull
    }

    /// The keys of the rows that satisfy the predicate.
    package func ids(_ schema: AnySchema, where predicate: Predicate, limit: Int? = nil) throws -> [Identifier] {
        if let limit, let found = try equalRows(schema, predicate, limit: limit) { return found }
        var sql = SQLText(dialect)
        sql += "SELECT t.id FROM \(schema.names.table) t WHERE "
        try compiler.append(predicate, schema, alias: "t", to: &sql)
        if let limit { sql += " LIMIT \(limit)" }
        return try connection.rows(sql.text, sql.arguments, kinds: [.identifier]).compactMap { $0[0].identifier }
    }

    /// For each predicate, whether it holds for any of these rows; one statement for fifty predicates.
    package func holding(_ predicates: [Predicate], any ids: [Identifier], in schema: AnySchema) throws -> [Bool] {
        var result: [Bool] = []
        for start in stride(from: 0, to: predicates.count, by: 50) {
            let chunk = predicates[start..<min(start + 50, predicates.count)]
            var sql = SQLText(dialect)
            sql += "SELECT "
            for (index, predicate) in chunk.enumerated() {
                sql += index > 0 ? ", max(CASE WHEN " : "max(CASE WHEN "
                try compiler.append(predicate, schema, alias: "t", to: &sql)
                sql += " THEN 1 ELSE 0 END)"
            }
            sql += " FROM \(schema.names.table) t WHERE t.id IN "
            sql.bindKeys(ids)
            let kinds = [Kind](repeating: .integer, count: chunk.count)
            let row = try connection.rows(sql.text, sql.arguments, kinds: kinds).first ?? []
            result += chunk.indices.map { row.count > $0 - start && row[$0 - start].integer == 1 }
        }
        return result
    }

    /// `SELECT <columns> FROM <table> t WHERE <predicate>` for statements that reports build on.
    package func compile(_ predicate: Predicate, _ schema: AnySchema, alias: String, to sql: inout SQLText) throws {
        try compiler.append(predicate, schema, alias: alias, to: &sql)
    }

    /// Keys of rows whose cells equal given values; nil when the predicate asks for something else.
    ///
    /// Imports and uniqueness rules ask this for every row, so the statement is made once per shape.
    private func equalRows(_ schema: AnySchema, _ predicate: Predicate, limit: Int) throws -> [Identifier]? {
        let key = ObjectIdentifier(schema)
        for question in questions[key] ?? [] where question.limit == limit {
            guard let values = question.shape.values(of: predicate) else { continue }
            return try identifiers(question.text, values)
        }
        guard let shape = EqualityShape(predicate), let values = shape.values(of: predicate) else { return nil }
        var sql = SQLText(dialect)
        sql += "SELECT t.id FROM \(schema.names.table) t WHERE "
        try compiler.appendEqualities(predicate, schema, alias: "t", to: &sql)
        sql += " LIMIT \(limit)"
        // A member inside JSON has arguments of its own, and another statement for another sort of value.
        if sql.arguments == values {
            questions[key, default: []].append(EqualityQuestion(shape: shape, limit: limit, text: sql.text))
        }
        return try identifiers(sql.text, sql.arguments)
    }

    private func identifiers(_ sql: String, _ arguments: [Value]) throws -> [Identifier] {
        var result: [Identifier] = []
        try connection.query(sql, arguments, kinds: [.identifier]) { row in
            if let id = row[0].identifier { result.append(id) }
            return true
        }
        return result
    }

    /// A statement that finds keys by equal cells.
    private struct EqualityQuestion {
        let shape: EqualityShape
        let limit: Int
        let text: String
    }
    private var questions: [ObjectIdentifier: [EqualityQuestion]] = [:]

    // MARK: Writing

    /// Adds a row.
    ///
    /// - Throws: ``StorageError/unique(table:columns:index:)`` when a unique set collides.
    package func insert(_ schema: AnySchema, _ row: [Value]) throws {
        try connection.execute(statements[schema].insert, row)
        try noteTexts(schema, row.first)
    }

    /// Writes the given columns of a row.
    package func update(_ schema: AnySchema, _ row: [Value], columns: [Int]) throws {
        guard !columns.isEmpty, let id = row.first else { return }
        var sql = SQLText(dialect)
        sql += "UPDATE \(schema.names.table) SET "
        for (position, index) in columns.enumerated() {
            if position > 0 { sql += ", " }
            sql += "\(dialect.quoted(schema.columns[index].name)) = "
            sql.bind(row[index])
        }
        sql += " WHERE id = "
        sql.bind(id)
        try connection.execute(sql.text, sql.arguments)
        try noteTexts(schema, id, columns: columns)
    }

    /// Adds rows that cannot collide, in one go.
    ///
    /// - Throws: ``StorageError``; the transaction can then only be undone.
    package func insert(_ schema: AnySchema, all rows: [[Value]]) throws {
        let plan = statements[schema]
        var rest = rows[...]
        if let several = plan.insertSeveral {
            var arguments: [Value] = []
            arguments.reserveCapacity(several.rows * schema.columns.count)
            while rest.count >= several.rows {
                for row in rest.prefix(several.rows) { arguments += row }
                try connection.execute(several.text, arguments)
                arguments.removeAll(keepingCapacity: true)
                rest = rest.dropFirst(several.rows)
            }
        }
        try connection.executeMany(plan.insert, Array(rest))
        guard schema.globalSearch != nil else { return }
        for row in rows { try noteTexts(schema, row.first) }
    }

    /// Removes rows by key.
    package func delete(_ schema: AnySchema, ids: [Identifier]) throws {
        guard !ids.isEmpty else { return }
        var sql = SQLText(dialect)
        sql += "DELETE FROM \(schema.names.table) WHERE id IN "
        sql.bindKeys(ids)
        try connection.execute(sql.text, sql.arguments)
        guard schema.globalSearch != nil else { return }
        for id in ids { try noteTexts(schema, .id(id)) }
    }

    /// Removes the rows that satisfy a predicate, in one statement.
    ///
    /// - Returns: How many there were.
    @discardableResult
    package func delete(_ schema: AnySchema, where predicate: Predicate) throws -> Int {
        guard schema.globalSearch == nil else {
            let ids = try ids(schema, where: predicate)
            try delete(schema, ids: ids)
            return ids.count
        }
        var sql = SQLText(dialect)
        sql += "DELETE FROM \(schema.names.table) AS t WHERE "
        try compiler.append(predicate, schema, alias: "t", to: &sql)
        return try connection.execute(sql.text, sql.arguments)
    }
}

/// The statements of every model of a catalog in one dialect.
package struct StatementTable: Sendable {
    package let catalog: Catalog
    private let plans: [ObjectIdentifier: SchemaStatements]
    private let dialect: Dialect

    package init(_ catalog: Catalog, _ dialect: Dialect) {
        self.catalog = catalog
        self.dialect = dialect
        plans = Dictionary(
            catalog.schemas.map { (ObjectIdentifier($0), SchemaStatements($0, dialect)) },
            uniquingKeysWith: { first, _ in first })
    }

    package subscript(schema: AnySchema) -> SchemaStatements {
        plans[ObjectIdentifier(schema)] ?? SchemaStatements(schema, dialect)
    }
}
