import Modeling

/// Whole tables by COPY in its binary form.
///
/// - Source: <https://www.postgresql.org/docs/15/sql-copy.html>, "Binary Format".
extension PostgreSQLConnection: TableTransfer {
    package func unload(_ table: SchemaDescription.Table, _ row: ([Value]) throws -> Void) throws {
        let types = table.columns.map { PostgreSQLType.of($0.type.kind).rawValue }
        let kinds = table.columns.map(\.type.kind)
        let key = table.key.map(dialect.quoted).joined(separator: ", ")
        let query = "SELECT \(Self.columns(table)) FROM \(table.name) ORDER BY \(key)"
        var isFirst = true
        try copyOut("COPY (\(query)) TO STDOUT (FORMAT binary)") { message in
            var reader = CopyReader(message)
            if isFirst {
                isFirst = false
                try reader.skip(Self.header.count)
            }
            while let count = try reader.cellCount() {
                guard count == kinds.count else { throw StorageError.statement("A row of COPY has \(count) cells.") }
                var cells: [Value] = []
                cells.reserveCapacity(count)
                for index in 0..<count {
                    let cell = try reader.cell()
                    cells.append(try cell.map { try PostgreSQLCell.value($0, types[index], kinds[index]) } ?? .null)
                }
                try row(cells)
            }
        }
    }

    package func load(_ table: SchemaDescription.Table, _ next: () throws -> [[Value]]?) throws -> Int {
        var isFirst = true
        var count = 0
        try copyIn("COPY \(table.name) (\(Self.columns(table))) FROM STDIN (FORMAT binary)") { bytes in
            if isFirst { bytes += Self.header }
            isFirst = false
            guard let rows = try next() else {
                // The end of all rows.
                bytes += [0xFF, 0xFF]
                return false
            }
            for row in rows { Self.append(row, to: &bytes) }
            count += rows.count
            return true
        }
        return count
    }

    private static func columns(_ table: SchemaDescription.Table) -> String {
        table.columns.map { Dialect.postgresql.quoted($0.name) }.joined(separator: ", ")
    }

    private static let header: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0] + [UInt8](repeating: 0, count: 8)

    private static func append(_ row: [Value], to bytes: inout [UInt8]) {
        withUnsafeBytes(of: Int16(clamping: row.count).bigEndian) { bytes.append(contentsOf: $0) }
        for value in row {
            let place = bytes.count
            bytes.append(contentsOf: [0xFF, 0xFF, 0xFF, 0xFF])
            guard PostgreSQLType.appendBinary(value, to: &bytes) else { continue }
            withUnsafeBytes(of: Int32(clamping: bytes.count - place - 4).bigEndian) { length in
                for (offset, byte) in length.enumerated() { bytes[place + offset] = byte }
            }
        }
    }
}

/// Reads the parts of a message of COPY.
private struct CopyReader {
    private var rest: Slice<UnsafeRawBufferPointer>

    init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

    mutating func skip(_ count: Int) throws { _ = try take(count) }

    /// The number of cells of the next row; nil at the end of the message, or of all rows.
    mutating func cellCount() throws -> Int? {
        guard !rest.isEmpty else { return nil }
        let count = Int(Int16(bigEndian: try take(2).loadUnaligned(as: Int16.self)))
        return count < 0 ? nil : count
    }

    /// The bytes of the next cell; nil for null.
    mutating func cell() throws -> UnsafeRawBufferPointer? {
        let length = Int(Int32(bigEndian: try take(4).loadUnaligned(as: Int32.self)))
        return length < 0 ? nil : try take(length)
    }

    private mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count <= rest.count else { throw StorageError.statement("A message of COPY is too short.") }
        defer { rest = rest.dropFirst(count) }
        return UnsafeRawBufferPointer(rebasing: rest.prefix(count))
    }
}
