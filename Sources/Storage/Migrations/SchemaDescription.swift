package import Modeling

/// The tables of a store, free of any dialect: what migrations are written in and compared by.
package struct SchemaDescription: Hashable, Sendable {
    package var tables: [Table]

    package init(tables: [Table]) { self.tables = tables }

    /// One table.
    package struct Table: Hashable, Sendable {
        package var name: String
        package var columns: [Column]
        /// Columns of the primary key.
        package var key: [String]
        /// Rows are only ever added at the end and read by key: the key's tree holds them itself.
        package var isLog = false
        /// The column by whose day rows are kept apart where the engine can; see ``LogDays``.
        package var dayColumn: String?
        package var indexes: [Index] = []
        /// The tables of PostgreSQL that always stand behind this one; see ``DayTables``.
        package var standingParts: [String] { DayTables(self).map { [$0.rest, $0.before] } ?? [] }
    }

    /// One column.
    package struct Column: Hashable, Sendable {
        package var name: String
        package var type: ColumnType
        package var isNullable: Bool
        /// The table whose key it holds.
        package var references: String?
    }

    /// The types that both engines have.
    package enum ColumnType: String, Hashable, Sendable {
        case boolean, integer, real, text, identifier, day, timestamp, json
    }

    /// An index; for unique ones, two nulls collide only in `nullsCollide` columns.
    package struct Index: Hashable, Sendable {
        package var columns: [String]
        package var isUnique = false
        package var nullsCollide = false
        package var rows = Rows.all

        /// Which rows are in the index.
        package enum Rows: Hashable, Sendable {
            case all
            /// Those with a value, that is neither null nor the empty text, in this column.
            case set(String)
            case notNull(String)
            case null(String)
        }
    }

    /// Describes what a catalog needs.
    package init(_ catalog: Catalog) {
        var tables: [Table] = []
        for schema in catalog.schemas {
            tables.append(Self.table(of: schema))
            for field in schema.ownSets {
                guard let target = field.target else { continue }
                tables.append(
                    Table(
                        name: "\(schema.names.table)_\(field.info.name)",
                        columns: [
                            Column(
                                name: "owner_id", type: .identifier, isNullable: false,
                                references: schema.names.table),
                            Column(
                                name: "target_id", type: .identifier, isNullable: false,
                                references: target.names.table),
                        ],
                        key: ["owner_id", "target_id"],
                        indexes: [Index(columns: ["target_id", "owner_id"])]))
            }
        }
        if catalog["extras.tag"] != nil {
            tables.append(
                Table(
                    name: "extras_taggeditem",
                    columns: [
                        Column(name: "object_id", type: .identifier, isNullable: false),
                        Column(name: "tag_id", type: .identifier, isNullable: false, references: "extras_tag"),
                        Column(name: "object_type", type: .text, isNullable: false),
                    ],
                    key: ["object_id", "tag_id"],
                    indexes: [Index(columns: ["tag_id", "object_type", "object_id"])]))
        }
        self.init(tables: tables)
    }

    private static func table(of schema: AnySchema) -> Table {
        var indexes: [Index] = []
        for column in schema.columns {
            guard let field = column.field else {
                if column.sortKeyOf != nil { indexes.append(Index(columns: [column.name, "id"])) }
                continue
            }
            if field.info.isUnique {
                indexes.append(
                    Index(
                        columns: [column.name], isUnique: true,
                        rows: column.isNullable ? .notNull(column.name) : .all))
            } else if field.info.isUnindexed {
                continue
            } else if field.target != nil || field.info.isIndexed {
                // An index that begins with the column serves it as well.
                let isFirstOfAnother =
                    schema.unique.contains { set in
                        set.fields.first == field.info.name && set.onlyWhenSet == nil && !set.nullsCollide
                    } || schema.indexes.contains { $0.finds(field.info.name) }
                guard !isFirstOfAnother else { continue }
                indexes.append(
                    Index(columns: [column.name], rows: column.isNullable ? .notNull(column.name) : .all))
            }
        }
        func column(_ field: String) -> String { schema.fieldsByName[field]?.column ?? field }
        for index in schema.indexes {
            let rows: Index.Rows =
                switch index.rows {
                case .all: .all
                case .null(let field): .null(column(field))
                case .notNull(let field): .notNull(column(field))
                }
            indexes.append(Index(columns: index.fields.map(column), rows: rows))
        }
        for set in schema.unique {
            indexes.append(
                Index(
                    columns: set.fields.map(column), isUnique: true, nullsCollide: set.nullsCollide,
                    rows: set.onlyWhenSet.map(Index.Rows.set) ?? .all))
        }
        return Table(
            name: schema.names.table,
            columns: schema.columns.map { column in
                Column(
                    name: column.name, type: ColumnType(column.kind), isNullable: column.isNullable,
                    references: column.field?.info.onDelete == .keep ? nil : column.field?.target?.names.table)
            },
            key: ["id"], isLog: schema.isLog,
            dayColumn: schema.dayField.flatMap { schema.fieldsByName[$0]?.column }, indexes: indexes)
    }
}

extension SchemaDescription.ColumnType {
    init(_ kind: Kind) {
        switch kind {
        case .boolean: self = .boolean
        case .integer, .decimal: self = .integer
        case .real: self = .real
        case .text: self = .text
        case .identifier: self = .identifier
        case .day: self = .day
        case .timestamp: self = .timestamp
        case .json, .strings: self = .json
        }
    }
}

extension SchemaDescription.Index {
    /// The index's name in the store.
    func name(in table: String) -> String {
        (isUnique ? "uq_" : "ix_") + table + "_" + columns.joined(separator: "_")
    }
}
