import Basics
import Modeling

/// Texts of rows, found by any part of them; made of rows, so that it can be thrown away and made again.
///
/// Each text is one row of a table, in the order of models, and found by its beginning through an ordinary index. What
/// stands anywhere in it is found through groups of three letters: FTS5's on SQLite, pg_trgm's on PostgreSQL. Where the
/// engine lacks them, all texts are looked at.
struct TextIndex {
    /// The texts.
    static let table = "text_entry"
    /// FTS5's table on SQLite, the index on PostgreSQL.
    static let trigrams = "text_trigram"
    /// Numbers of entries per model.
    private static let range: Int64 = 1 << 40

    private let connection: any Connection
    /// Whether groups of three letters are indexed.
    let hasTrigrams: Bool

    /// One text of a row.
    struct Entry: Hashable {
        let object: Identifier
        /// Which text of its model it is.
        let place: Int
        let text: String
    }

    /// Opens the index; nil when it was not made yet.
    init?(_ connection: any Connection) throws {
        self.connection = connection
        let rows = try connection.rows(Self.question(connection.dialect), kinds: [.text])
        let names = rows.compactMap { $0[0].textValue }
        guard names.contains(Self.table) else { return nil }
        hasTrigrams = names.contains(Self.trigrams)
    }

    private static func question(_ dialect: Dialect) -> String {
        dialect == .sqlite
            ? "SELECT name FROM sqlite_master WHERE name IN ('\(table)', '\(trigrams)')"
            : "SELECT relname::text FROM pg_class WHERE oid IN (to_regclass('\(table)'), to_regclass('\(trigrams)'))"
    }

    /// Makes the index unless it is there.
    ///
    /// - Parameters:
    ///   - session: A unit of work that may write.
    ///   - triesAgain: Whether an index that has no groups of letters is to get them, if the engine has them now.
    /// - Returns: Whether it was made, and is empty.
    static func make(_ session: Session, triesAgain: Bool) throws -> Bool {
        let connection = session.connection
        let known = try TextIndex(connection)
        if let known, known.hasTrigrams || !triesAgain { return false }
        let isSQLite = connection.dialect == .sqlite
        if known == nil {
            try connection.executeScript([
                """
                CREATE TABLE \(table) (number \(isSQLite ? "INTEGER" : "bigint") NOT NULL PRIMARY KEY,
                  object_id \(isSQLite ? "BLOB" : "uuid") NOT NULL, model INTEGER NOT NULL, place INTEGER NOT NULL,
                  text \(isSQLite ? "TEXT" : "text COLLATE \"C\"") NOT NULL)\(isSQLite ? " STRICT" : "")
                """,
                "CREATE INDEX ix_\(table)_object_id ON \(table) (object_id)",
                "CREATE INDEX ix_\(table)_model_text ON \(table) (model, text)",
            ])
        }
        do {
            try session.savepoint { try makeTrigrams(connection, isFilled: known != nil) }
        } catch is StorageError {
            // The engine has none, or they may not be used: a search looks at all texts.
        }
        return known == nil
    }

    private static func makeTrigrams(_ connection: any Connection, isFilled: Bool) throws {
        guard connection.dialect == .sqlite else {
            if try connection.value("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", kind: .integer).isNull {
                try connection.execute("CREATE EXTENSION pg_trgm", [])
            }
            let schema = try connection.value(
                """
                SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                WHERE e.extname = 'pg_trgm'
                """, kind: .text)
            try connection.execute(
                "CREATE INDEX \(trigrams) ON \(table) USING gin (text \(schema.plainText).gin_trgm_ops)", [])
            return
        }
        // The texts themselves stay in the table. Without positions the index is a third smaller; what it finds is looked at.
        try connection.execute(
            """
            CREATE VIRTUAL TABLE \(trigrams) USING fts5(text, content='\(table)', content_rowid='number',
              tokenize='trigram case_sensitive 1', detail=none, columnsize=0)
            """, [])
        if isFilled { try connection.execute("INSERT INTO \(trigrams)(\(trigrams)) VALUES ('rebuild')", []) }
    }

    // MARK: Keeping it

    /// Makes the rows of a model have these texts and no others.
    ///
    /// - Parameter number: What the index calls the model.
    func replace(_ objects: [Identifier], of number: Int, by entries: [Entry]) throws {
        var wanted = Set(entries)
        var gone: [(number: Value, text: Value)] = []
        for start in stride(from: 0, to: objects.count, by: 1_000) {
            var sql = SQLText(connection.dialect)
            // The plus keeps SQLite from going through all texts of the model.
            sql += "SELECT number, object_id, place, text FROM \(Self.table) WHERE +model = \(number) AND object_id IN "
            sql.bindKeys(objects[start..<min(start + 1_000, objects.count)])
            try connection.query(sql.text, sql.arguments, kinds: [.integer, .identifier, .integer, .text]) { row in
                guard let object = row[1].identifier, let place = row[2].integer, let text = row[3].textValue,
                    wanted.remove(Entry(object: object, place: Int(place), text: text)) != nil
                else {
                    gone.append((row[0], row[3]))
                    return true
                }
                return true
            }
        }
        try remove(gone)
        try add(entries.filter(wanted.contains), to: number)
    }

    private func remove(_ entries: [(number: Value, text: Value)]) throws {
        guard !entries.isEmpty else { return }
        let isSQLite = connection.dialect == .sqlite
        if isSQLite, hasTrigrams {
            try connection.executeMany(
                "INSERT INTO \(Self.trigrams)(\(Self.trigrams), rowid, text) VALUES ('delete', ?1, ?2)",
                entries.map { [$0.number, $0.text] })
        }
        try connection.executeMany(
            "DELETE FROM \(Self.table) WHERE number = \(isSQLite ? "?1" : "$1")", entries.map { [$0.number] })
    }

    private func add(_ entries: [Entry], to model: Int) throws {
        guard !entries.isEmpty else { return }
        let isSQLite = connection.dialect == .sqlite
        let first = Int64(model) * Self.range
        let last = try connection.value(
            "SELECT max(number) FROM \(Self.table) WHERE number >= \(first) AND number < \(first + Self.range)",
            kind: .integer)
        let next = (last.integer ?? first) + 1
        let rows = entries.enumerated().map { offset, entry -> [Value] in
            [
                .int(next + Int64(offset)), .id(entry.object), .int(Int64(model)), .int(Int64(entry.place)),
                .text(entry.text),
            ]
        }
        let marks = isSQLite ? "?1, ?2, ?3, ?4, ?5" : "$1, $2, $3, $4, $5"
        try connection.executeMany(
            "INSERT INTO \(Self.table) (number, object_id, model, place, text) VALUES (\(marks))", rows)
        guard isSQLite, hasTrigrams else { return }
        try connection.executeMany(
            "INSERT INTO \(Self.trigrams)(rowid, text) VALUES (?1, ?2)", rows.map { [$0[0], $0[4]] })
    }

    // MARK: Asking it

    /// The entries of some models that begin with a text, for each model in the order of their texts.
    ///
    /// - Parameter limit: Entries per model.
    func beginning(_ text: FoldedText, in models: [Int], limit: Int) throws -> [TextHit] {
        guard !models.isEmpty else { return [] }
        var sql = SQLText(connection.dialect)
        for (index, model) in models.enumerated() {
            if index > 0 { sql += " UNION ALL " }
            sql += "SELECT * FROM (SELECT model, object_id, place, text FROM \(Self.table) "
            sql += "WHERE model = \(model) AND text >= "
            sql.bind(.text(text.text))
            sql += " AND text < "
            sql.bind(.text(text.end))
            sql += " ORDER BY text LIMIT \(limit)) AS m\(model)"
        }
        var hits: [TextHit] = []
        try connection.query(sql.text, sql.arguments, kinds: [.integer, .identifier, .integer, .text]) { row in
            if let hit = TextHit(row[...]) { hits.append(hit) }
            return true
        }
        return hits
    }

    /// The entries of some models that hold a text of three letters or more, in no particular order.
    ///
    /// - Parameter limit: Entries per model, about.
    func holding(_ text: FoldedText, in models: [Int], limit: Int) throws -> [TextHit] {
        let models = models.sorted()
        guard var place = models.first.map({ Int64($0) * Self.range }), let last = models.last else { return [] }
        let end = Int64(last + 1) * Self.range - 1
        var found: [Int: [TextHit]] = [:]
        // In the order of numbers, and so of models: asked model by model, an engine would go through everything that holds
        // the letters for each of them, whether or not there is anything of the model.
        while place <= end {
            var (count, number, model) = (0, place, 0)
            try ask(text, place...end, limit) { hit in
                (count, number, model) = (count + 1, hit.number, hit.hit.model)
                if models.contains(model) { found[model, default: []].append(hit.hit) }
            }
            guard count == limit else { break }
            place = number + 1
            guard !models.contains(model) || (found[model]?.count ?? 0) >= limit else { continue }
            // Enough of this one: on with the next that is asked for.
            guard let next = models.first(where: { $0 > model }) else { break }
            place = Int64(next) * Self.range
        }
        return models.flatMap { found[$0] ?? [] }
    }

    /// Hands over the first entries with numbers in a range that hold a text, in their order.
    private func ask(
        _ text: FoldedText, _ numbers: ClosedRange<Int64>, _ limit: Int,
        _ take: ((number: Int64, hit: TextHit)) -> Void
    ) throws {
        var sql = SQLText(connection.dialect)
        sql += "SELECT e.number, e.model, e.object_id, e.place, e.text FROM "
        var order = "e.number"
        if connection.dialect == .sqlite, hasTrigrams {
            order = "f.rowid"
            sql +=
                "\(Self.trigrams) AS f CROSS JOIN \(Self.table) AS e ON e.number = f.rowid WHERE f.\(Self.trigrams) MATCH "
            let terms = text.trigrams.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }
            sql.bind(.text(terms.joined(separator: " AND ")))
            sql += " AND "
        } else {
            sql += "\(Self.table) AS e WHERE "
        }
        if connection.dialect == .sqlite {
            sql += "instr(e.text, "
            sql.bind(.text(text.text))
            sql += ") > 0"
        } else {
            sql += "e.text LIKE "
            sql.bind(.text(Self.pattern(text)))
        }
        sql += " AND \(order) >= "
        sql.bind(.int(numbers.lowerBound))
        sql += " AND \(order) <= "
        sql.bind(.int(numbers.upperBound))
        sql += " ORDER BY \(order) LIMIT \(limit)"
        let kinds: [Kind] = [.integer, .integer, .identifier, .integer, .text]
        try connection.query(sql.text, sql.arguments, kinds: kinds) { row in
            if let number = row[0].integer, let hit = TextHit(row[1...]) { take((number, hit)) }
            return true
        }
    }

    /// What PostgreSQL takes for "anywhere".
    private static func pattern(_ text: FoldedText) -> String {
        var pattern = "%"
        for scalar in text.text.unicodeScalars {
            if scalar == "%" || scalar == "_" || scalar == "\\" { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }
}

/// An entry that was found.
struct TextHit {
    let model: Int
    let object: Identifier
    let place: Int
    let text: String

    /// Reads model, object, place and text.
    init?(_ cells: ArraySlice<Value>) {
        let first = cells.startIndex
        guard cells.count == 4, let model = cells[first].integer, let object = cells[first + 1].identifier,
            let place = cells[first + 2].integer, let text = cells[first + 3].textValue
        else { return nil }
        self.model = Int(model)
        self.object = object
        self.place = Int(place)
        self.text = text
    }
}
