import Basics
import Foundation
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Stores of earlier releases, with a row in every table, become stores of this one and keep what they hold (quality.md R12).
@Suite struct UpgradeTests {
    /// Columns that a migration has given up on purpose.
    private static let givenUp: Set = ["users_token.last_updated"]

    private let now = Timestamp(microseconds: 1_000_000)

    /// A table as the database describes it, with the columns that a row needs.
    private struct Table {
        let name: String
        let columns: [(name: String, type: String, isRequired: Bool, references: String?)]
    }

    private func tables(_ connection: any Connection) throws -> [Table] {
        let names = try connection.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_migration' ORDER BY rowid",
            kinds: [.text]
        ).compactMap(\.[0].textValue)
        return try names.map { name in
            let keys = try connection.rows(
                "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('\(name)')", kinds: [.text, .text])
            let references = Dictionary(
                keys.map { ($0[0].plainText, $0[1].plainText) }, uniquingKeysWith: { first, _ in first })
            let columns = try connection.rows(
                "SELECT name, type, \"notnull\" OR pk FROM pragma_table_info('\(name)')",
                kinds: [.text, .text, .boolean])
            return Table(
                name: name,
                columns: columns.map {
                    ($0[0].plainText, $0[1].plainText, $0[2] == .bool(true), references[$0[0].plainText])
                })
        }
    }

    /// Adds one row to every table: keys are the same number everywhere, texts are the names of their columns.
    private func fill(_ tables: [Table], _ connection: any Connection) throws {
        try connection.execute("PRAGMA defer_foreign_keys = ON", [])
        for table in tables {
            let wanted = table.columns.filter { $0.isRequired || $0.references == nil }
            let values = wanted.map { column in
                switch column.type {
                case "BLOB": "x'00000000000000000000000000000001'"
                case "INTEGER": "1"
                case "REAL": "1.5"
                default: "'\(column.name)'"
                }
            }
            try connection.execute(
                """
                INSERT INTO \(table.name) (\(wanted.map { "\"\($0.name)\"" }.joined(separator: ", ")))
                VALUES (\(values.joined(separator: ", ")))
                """, [])
        }
    }

    /// The values of every column.
    private func contents(_ tables: [Table], _ connection: any Connection) throws -> [String: [String]] {
        var contents: [String: [String]] = [:]
        for table in tables {
            for column in table.columns {
                contents["\(table.name).\(column.name)"] = try connection.rows(
                    "SELECT quote(\"\(column.name)\") FROM \(table.name)", kinds: [.text]
                ).map(\.[0].plainText)
            }
        }
        return contents
    }

    private func engine(_ folder: String, _ name: String) throws -> SQLiteEngine {
        try SQLiteEngine(path: "\(folder)/\(name).db", logger: TemporaryStore.logger)
    }

    @Test(arguments: 1..<ProductMigrations.all.count)
    func `a store of an earlier schema keeps every row and gets the schema of this release`(version: Int) async throws {
        let folder = NSTemporaryDirectory() + "almanac-upgrade-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let engine = try engine(folder, "old")
        _ = try await MigrationRunner(Array(ProductMigrations.all.prefix(version))).run(on: engine, now: now)
        let before = try await engine.write { connection in
            let tables = try tables(connection)
            try fill(tables, connection)
            return try contents(tables, connection)
        }
        #expect(before.values.allSatisfy { !$0.isEmpty })
        let applied = try await MigrationRunner(ProductMigrations.all).run(on: engine, now: now)
        #expect(applied == ProductMigrations.all.dropFirst(version).map(\.name))
        let after = try await engine.read { try contents(tables($0), $0) }
        #expect(Set(before.keys).subtracting(after.keys).isSubset(of: Self.givenUp))
        for (column, values) in before where after[column] != nil {
            #expect(Set(values).isSubset(of: after[column] ?? []), "\(column)")
            #expect((after[column]?.count ?? 0) >= values.count, "\(column)")
        }
        let fresh = try self.engine(folder, "fresh")
        _ = try await MigrationRunner(ProductMigrations.all).run(on: fresh, now: now)
        func columns(_ engine: SQLiteEngine) async throws -> [String: Set<String>] {
            try await engine.read { connection in
                Dictionary(
                    try tables(connection).map { table in
                        (table.name, Set(table.columns.map { "\($0.name) \($0.type) \($0.isRequired)" }))
                    }, uniquingKeysWith: { $0.union($1) })
            }
        }
        #expect(try await columns(engine) == columns(fresh))
        let broken = try await engine.read {
            try $0.rows("SELECT \"table\" FROM pragma_foreign_key_check", kinds: [.text]).count
        }
        #expect(broken == 0)
        try engine.close()
        try fresh.close()
    }
}
