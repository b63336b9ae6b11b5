import Basics
import Modeling

/// Indexes that wait for their rows.
///
/// Every row changes each index in another place: as soon as they are together larger than the cache, that reads and writes
/// pages all over the file. Made of all rows at once, an index is sorted first and written from its beginning to its end. What
/// was taken away is kept in a table of the store by the same transaction, so no crash can lose an index: the next start makes
/// it.
/// - Source: <https://www.sqlite.org/lang_createindex.html>, <https://www.sqlite.org/fileformat2.html#representation_of_sql_indices>.
extension SQLiteEngine {
    /// Where the statements of postponed indexes are; there only while there are some.
    private static let record = "postponed_index"
    /// Rows that an object of a batch may have stepped through in search of others, until the indexes count as missed.
    private static let stepsPerRow = 100
    /// Memory for sorting, in kilobytes; what is more goes to a file.
    private static let sortKilobytes = 8_000

    package func postponeIndexes(of table: String, whenRowsAtMost limit: Int) async throws -> Bool {
        try await writeQuietly { connection in
            guard let writer = connection as? SQLiteConnection else { return false }
            let rows = try connection.value(
                "SELECT count(*) FROM (SELECT 1 FROM \(table) LIMIT ?)", [.int(Int64(limit) + 1)], kind: .integer)
            guard rows.integer ?? 0 <= limit else { return false }
            let used = try writer.usedIndexes(of: table)
            let found = try connection.rows(
                """
                SELECT i.name, m.sql FROM pragma_index_list(?1) i JOIN sqlite_master m ON m.name = i.name
                WHERE i."unique" = 0 AND m.type = 'index' AND m.sql IS NOT NULL
                """, [.text(table)], kinds: [.text, .text]
            ).filter { !used.contains($0[0].textValue ?? "") }
            guard !found.isEmpty else { return false }
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS \(Self.record) (
                  name TEXT NOT NULL PRIMARY KEY, table_name TEXT NOT NULL, statement TEXT NOT NULL) STRICT
                """, [])
            for row in found {
                try connection.execute("INSERT INTO \(Self.record) VALUES (?, ?, ?)", [row[0], .text(table), row[1]])
                try connection.execute("DROP INDEX \(row[0].textValue ?? "")", [])
            }
            _ = writer.takeScannedRows(of: table)
            return true
        }
    }

    package func missesPostponedIndexes(of table: String, rowsWritten: Int) async throws -> Bool {
        try await writeQuietly { connection in
            guard let writer = connection as? SQLiteConnection else { return false }
            return writer.takeScannedRows(of: table) > rowsWritten * Self.stepsPerRow
        }
    }

    package func makePostponedIndexes(
        of table: String?, progress: @Sendable (_ made: Int, _ total: Int) -> Void
    ) async throws {
        var left = try await postponed(of: table)
        guard left > 0 else { return }
        let total = left
        while left > 0 {
            progress(max(0, total - left), total)
            left = try await makeOne(of: table)
        }
        progress(total, total)
    }

    /// How many indexes wait; a start mostly only looks.
    private func postponed(of table: String?) async throws -> Int {
        try await read { try Self.count($0, of: table) }
    }

    private static func count(_ connection: any Connection, of table: String?) throws -> Int {
        let known = try connection.value(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?", [.text(record)], kind: .integer)
        guard known == .int(1) else { return 0 }
        let left = try connection.value(
            "SELECT count(*) FROM \(record) WHERE ?1 IS NULL OR table_name = ?1",
            [table.map(Value.text) ?? .null], kind: .integer)
        return Int(left.integer ?? 0)
    }

    /// Makes the next index in a transaction of its own, so that other writers wait for one at most.
    ///
    /// - Returns: How many are left.
    private func makeOne(of table: String?) async throws -> Int {
        try await writeQuietly { connection in
            // Another process may have made them meanwhile.
            guard try Self.count(connection, of: table) > 0 else { return 0 }
            let next = try connection.rows(
                """
                SELECT name, statement FROM \(Self.record) WHERE ?1 IS NULL OR table_name = ?1
                ORDER BY table_name, name LIMIT 1
                """, [table.map(Value.text) ?? .null], kinds: [.text, .text])
            guard let row = next.first else { return 0 }
            let kilobytes = try connection.value("PRAGMA cache_size", kind: .integer)
            try connection.execute("PRAGMA cache_size = -\(Self.sortKilobytes)", [])
            defer { _ = try? connection.execute("PRAGMA cache_size = \(kilobytes.integer ?? 0)", []) }
            try connection.execute(row[1].textValue ?? "", [])
            try connection.execute("DELETE FROM \(Self.record) WHERE name = ?", [row[0]])
            if try Self.count(connection, of: nil) == 0 { try connection.execute("DROP TABLE \(Self.record)", []) }
            return try Self.count(connection, of: table)
        }
    }
}
