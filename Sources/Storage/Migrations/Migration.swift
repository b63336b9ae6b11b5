package import Basics
import Modeling

/// One numbered step from an older schema to a newer one; never changed once released.
package struct Migration: Sendable {
    /// 1, 2, 3, … without gaps.
    package let number: Int
    /// Says what it does, kebab-case.
    package let name: String
    /// The statements, per dialect.
    package let statements: @Sendable (Dialect) throws -> [String]

    package init(_ number: Int, _ name: String, statements: @escaping @Sendable (Dialect) throws -> [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }
}

/// Brings a store to the newest schema.
package struct MigrationRunner: Sendable {
    private let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    /// Applies what is missing, each migration in a transaction of its own.
    ///
    /// Killed at any point, it goes on where it stopped: a migration and the row that records it commit together.
    ///
    /// - Returns: The names of the migrations applied now.
    /// - Throws: ``StorageError/newerSchema(found:known:)`` when the store is ahead of this release.
    package func run(on engine: any Engine, now: Timestamp) async throws -> [String] {
        let known = migrations.last?.number ?? 0
        _ = try await engine.write { connection in
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migration (
                  number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied BIGINT NOT NULL)
                """, [])
        }
        let found = try await current(on: engine)
        guard found <= known else { throw StorageError.newerSchema(found: found, known: known) }
        var applied: [String] = []
        for migration in migrations where migration.number > found {
            try await engine.write { connection in
                // The row comes first: another process that migrates waits for it, and then finds it there.
                var insert = SQLText(connection.dialect)
                insert += "INSERT INTO schema_migration (number, name, applied) VALUES "
                insert.bindList([.int(Int64(migration.number)), .text(migration.name), .timestamp(now)])
                insert += " ON CONFLICT DO NOTHING"
                guard try connection.execute(insert.text, insert.arguments) == 1 else { return }
                try connection.executeScript(try migration.statements(connection.dialect))
            }
            applied.append(migration.name)
        }
        return applied
    }

    /// The number of the newest migration in the store, 0 for none.
    package func current(on engine: any Engine) async throws -> Int {
        try await engine.read { connection in
            let newest = try connection.value("SELECT max(number) FROM schema_migration", kind: .integer)
            return Int(newest.integer ?? 0)
        }
    }
}
