import Basics

extension SchemaDescription {
    /// The description as text, one line per table, column and index; what a migration keeps.
    ///
    /// ```
    /// table dcim_device key id
    ///   name text null
    ///   location_id identifier references dcim_location
    ///   index location_id
    ///   unique platform_id version
    /// ```
    package var text: String {
        var lines: [String] = []
        for table in tables {
            var head = "\(table.isLog ? "log" : "table") \(table.name) key \(table.key.joined(separator: " "))"
            if let column = table.dayColumn { head += " by-day \(column)" }
            lines.append(head)
            for column in table.columns {
                var line = "  \(column.name) \(column.type.rawValue)"
                if column.isNullable { line += " null" }
                if let target = column.references { line += " references \(target)" }
                lines.append(line)
            }
            for index in table.indexes {
                var line = "  \(index.isUnique ? "unique" : "index") \(index.columns.joined(separator: " "))"
                if index.nullsCollide { line += " nulls-collide" }
                switch index.rows {
                case .all: break
                case .set(let column): line += " when-set \(column)"
                case .notNull(let column): line += " when-not-null \(column)"
                case .null(let column): line += " when-null \(column)"
                }
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Reads a description.
    ///
    /// - Throws: ``Problem`` naming the line that cannot be read; migrations are ours, so that is a fault of ours.
    package init(text: String) throws {
        var tables: [Table] = []
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let first = words.first else { continue }
            if first == "table" || first == "log", words.count > 3 {
                let rest = words[3...].split(separator: "by-day", omittingEmptySubsequences: false)
                tables.append(
                    Table(
                        name: words[1], columns: [], key: Array(rest[0]), isLog: first == "log",
                        dayColumn: rest.dropFirst().first?.first))
            } else if first == "index" || first == "unique", var table = tables.popLast() {
                table.indexes.append(Self.index(words, isUnique: first == "unique"))
                tables.append(table)
            } else if words.count > 1, let type = ColumnType(rawValue: words[1]), var table = tables.popLast() {
                let reference = words.firstIndex(of: "references").flatMap { at in
                    at + 1 < words.count ? words[at + 1] : nil
                }
                table.columns.append(
                    Column(name: first, type: type, isNullable: words.contains("null"), references: reference))
                tables.append(table)
            } else {
                throw Problem(.internalFault, "A migration has a line that cannot be read: \(line)")
            }
        }
        self.init(tables: tables)
    }

    private static func index(_ words: [String], isUnique: Bool) -> Index {
        var index = Index(columns: [], isUnique: isUnique)
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "nulls-collide": index.nullsCollide = true
            case "when-set": index.rows = rest.popFirst().map(Index.Rows.set) ?? .all
            case "when-not-null": index.rows = rest.popFirst().map(Index.Rows.notNull) ?? .all
            case "when-null": index.rows = rest.popFirst().map(Index.Rows.null) ?? .all
            default: index.columns.append(word)
            }
        }
        return index
    }

    /// The statements that create these tables.
    package func statements(_ dialect: Dialect) -> [String] {
        tables.flatMap { table in
            createTable(table, dialect) + table.indexes.map { createIndex($0, table, dialect) }
        } + foreignKeys(dialect)
    }

    /// The statements that add these columns and indexes to tables that exist; the columns must take null.
    package func additions(_ dialect: Dialect) -> [String] {
        tables.flatMap { table in
            table.columns.map { "ALTER TABLE \(table.name) ADD COLUMN \(line($0, table, dialect))" }
                + table.indexes.map { createIndex($0, table, dialect) }
        } + foreignKeys(dialect)
    }

    /// The statements that create the tables alone.
    func tableStatements(_ dialect: Dialect) -> [String] { tables.flatMap { createTable($0, dialect) } }

    /// The statements that create the indexes.
    func indexStatements(_ dialect: Dialect) -> [String] {
        tables.flatMap { table in table.indexes.map { createIndex($0, table, dialect) } }
    }

    /// The statements that remove the indexes.
    package func indexRemovals(_ dialect: Dialect) -> [String] {
        tables.flatMap { table in
            table.indexes.map { index in
                let name = index.name(in: table.name)
                return "DROP INDEX \(dialect == .postgresql ? PostgreSQLName.short(name) : name)"
            }
        }
    }

    /// References, where they can only be declared when both tables are there.
    func foreignKeys(_ dialect: Dialect) -> [String] {
        guard dialect == .postgresql else { return [] }
        return tables.flatMap { table in
            table.columns.compactMap { column in
                column.references.map { target in
                    "ALTER TABLE \(table.name) ADD CONSTRAINT \(PostgreSQLName.short("fk_\(table.name)_\(column.name)")) "
                        + "FOREIGN KEY (\(dialect.quoted(column.name))) REFERENCES \(target) (id)"
                }
            }
        }
    }

    private func line(_ column: Column, _ table: Table, _ dialect: Dialect) -> String {
        var line = "\(dialect.quoted(column.name)) \(typeName(column.type, dialect))"
        if !column.isNullable { line += " NOT NULL" }
        if table.key == [column.name], days(table, dialect) == nil { line += " PRIMARY KEY" }
        if let target = column.references, dialect == .sqlite { line += " REFERENCES \(target)(id)" }
        return line
    }

    private func days(_ table: Table, _ dialect: Dialect) -> DayTables? {
        dialect == .postgresql ? DayTables(table) : nil
    }

    private func createTable(_ table: Table, _ dialect: Dialect) -> [String] {
        var lines = table.columns.map { line($0, table, dialect) }
        // A key of PostgreSQL holds what a table is split by.
        let days = days(table, dialect)
        let key = table.key + [days?.column].compactMap(\.self)
        if key.count > 1 { lines.append("PRIMARY KEY (\(key.map(dialect.quoted).joined(separator: ", ")))") }
        var tail = dialect == .sqlite ? (table.key.count > 1 || table.isLog ? " STRICT, WITHOUT ROWID" : " STRICT") : ""
        if let days { tail = days.clause }
        return ["CREATE TABLE \(table.name) (\n  \(lines.joined(separator: ",\n  "))\n)\(tail)"]
            + (days?.standing ?? [])
    }

    private func createIndex(_ index: Index, _ table: Table, _ dialect: Dialect) -> String {
        let types = Dictionary(
            table.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let columns = index.columns.map { name -> String in
            let column = types[name]
            let isNullable = column?.isNullable ?? false
            let name = dialect.quoted(name)
            guard index.nullsCollide, isNullable, let column else {
                // Read forwards for an ascending order and backwards for a descending one.
                let isSorted = isNullable && !index.isUnique && dialect == .postgresql && index.rows == .all
                return isSorted ? name + " NULLS FIRST" : name
            }
            switch (column.type, dialect) {
            case (.identifier, .sqlite): return "coalesce(\(name), X'00')"
            case (.identifier, .postgresql): return "coalesce(\(name), '00000000-0000-0000-0000-000000000000'::uuid)"
            case (.day, .postgresql): return "coalesce(\(name), date '0001-01-01')"
            case (.integer, _), (.timestamp, _): return "coalesce(\(name), -1)"
            default: return "coalesce(\(name), '')"
            }
        }
        let name = index.name(in: table.name)
        var statement =
            "CREATE \(index.isUnique ? "UNIQUE " : "")INDEX "
            + (dialect == .postgresql ? PostgreSQLName.short(name) : name)
        statement += " ON \(table.name) (\(columns.joined(separator: ", ")))"
        switch index.rows {
        case .all: break
        case .set(let column): statement += " WHERE \(dialect.quoted(column)) <> ''"
        case .notNull(let column): statement += " WHERE \(dialect.quoted(column)) IS NOT NULL"
        case .null(let column): statement += " WHERE \(dialect.quoted(column)) IS NULL"
        }
        return statement
    }

    private func typeName(_ type: ColumnType, _ dialect: Dialect) -> String {
        switch (type, dialect) {
        case (.boolean, .sqlite), (.integer, .sqlite), (.timestamp, .sqlite): "INTEGER"
        case (.real, .sqlite): "REAL"
        case (.text, .sqlite), (.day, .sqlite), (.json, .sqlite): "TEXT"
        case (.identifier, .sqlite): "BLOB"
        // Bytes decide the order of texts, whatever the database's language.
        case (.text, .postgresql), (.json, .postgresql): "text COLLATE \"C\""
        case (_, .postgresql): type.postgresqlName
        }
    }
}

extension SchemaDescription.ColumnType {
    /// The type of PostgreSQL.
    var postgresqlName: String {
        switch self {
        case .boolean: "boolean"
        case .integer, .timestamp: "bigint"
        case .real: "double precision"
        case .text, .json: "text"
        case .day: "date"
        case .identifier: "uuid"
        }
    }
}

/// Names of indexes and constraints in PostgreSQL.
enum PostgreSQLName {
    /// PostgreSQL cuts names at 63 bytes; two long ones would then be the same.
    static func short(_ name: String) -> String {
        guard name.utf8.count > 63 else { return name }
        // FNV-1a, which is the same on every machine.
        let hash = name.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return name.prefix(54) + "_" + String(hash & 0xFFFF_FFFF, radix: 16)
    }
}
