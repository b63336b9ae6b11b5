package import Modeling

/// Moves whole tables: what a copy of a store from one engine to the other is made of.
package protocol TableTransfer {
    /// Hands over every row of a table, one by one, in the order of its key.
    func unload(_ table: SchemaDescription.Table, _ row: ([Value]) throws -> Void) throws
    /// Adds rows to a table until there are no more.
    ///
    /// - Parameter next: Some rows, nil at the end.
    /// - Returns: The number of rows added.
    /// - Throws: ``StorageError``; the transaction can then only be undone.
    func load(_ table: SchemaDescription.Table, _ next: () throws -> [[Value]]?) throws -> Int
}

extension SQLiteConnection: TableTransfer {
    package func unload(_ table: SchemaDescription.Table, _ row: ([Value]) throws -> Void) throws {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        try query(
            "SELECT \(columns) FROM \(table.name) ORDER BY \(table.key.joined(separator: ", "))", [],
            kinds: table.columns.map(\.type.kind)
        ) { cells in
            try row(cells)
            return true
        }
    }

    package func load(_ table: SchemaDescription.Table, _ next: () throws -> [[Value]]?) throws -> Int {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        let markers = table.columns.indices.map { "?\($0 + 1)" }.joined(separator: ", ")
        let insert = "INSERT INTO \(table.name) (\(columns)) VALUES (\(markers))"
        var count = 0
        while let rows = try next() {
            for row in rows { _ = try execute(insert, row) }
            count += rows.count
        }
        return count
    }
}

extension SchemaDescription.ColumnType {
    /// The kind of cells, decimals being the integers that they are kept as.
    var kind: Kind {
        switch self {
        case .boolean: .boolean
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .identifier: .identifier
        case .day: .day
        case .timestamp: .timestamp
        case .json: .json
        }
    }
}
