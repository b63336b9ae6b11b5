package import Basics
package import Modeling

/// Keeps the rows of logs apart by day where the engine can, so that old days go as whole tables (quality.md C12).
///
/// PostgreSQL can; see ``DayTables``. SQLite keeps a log in one table: nothing is done there, and whoever removes old rows
/// finds all of them where they were.
package struct LogDays: Sendable {
    private let store: Store
    /// Days that have their table before they begin.
    package static let ahead = 7
    /// How long a change of tables waits for who reads the log, while others wait behind it.
    private let patience: Duration

    package init(_ store: Store, patience: Duration = .seconds(1)) {
        self.store = store
        self.patience = patience
    }

    /// Gives the days to come their tables, and days that were missed.
    ///
    /// Done again and again, by any node: what is there is left alone, and a day that could not get its table because somebody
    /// reads for long gets it the next time.
    ///
    /// - Returns: How many tables were made.
    /// - Throws: ``StorageError``.
    package func prepare(now: Timestamp) async throws -> Int {
        var made = 0
        for days in split {
            for start in try await missing(days, now) {
                made += try await change { connection in
                    // Another node may have been faster.
                    guard try !days.parts(connection).contains(where: { $0.holds(dayFrom: start) }) else { return 0 }
                    try connection.executeScript(days.creation(of: start))
                    return 1
                }
            }
        }
        return made
    }

    /// Removes the days of a log that have ended before a time.
    ///
    /// Rows of other days stay, on SQLite all of them.
    ///
    /// - Returns: How many tables were removed.
    /// - Throws: ``StorageError``.
    package func drop(_ schema: AnySchema, before limit: Timestamp) async throws -> Int {
        var dropped = 0
        for days in split where days.name == schema.names.table {
            let old = try await store.engine.read { connection in
                try days.parts(connection).filter { ($0.end ?? .max) <= limit.microseconds }
            }
            for part in old {
                dropped += try await change { connection in
                    guard try days.parts(connection).contains(part) else { return 0 }
                    try connection.executeScript(["DROP TABLE \(part.table)"])
                    return 1
                }
            }
        }
        return dropped
    }

    /// The logs that are split.
    private var split: [DayTables] {
        store.engine.dialect == .postgresql
            ? SchemaDescription(store.catalog).tables.compactMap { DayTables($0) } : []
    }

    private func missing(_ days: DayTables, _ now: Timestamp) async throws -> [Int64] {
        let today = now.microseconds - now.microseconds % DayTables.day
        return try await store.engine.read { connection in
            let parts = try days.parts(connection)
            let wanted = (0...Int64(Self.ahead)).map { today + $0 * DayTables.day }
            return Set(try wanted + days.homeless(connection)).sorted().filter { start in
                !parts.contains { $0.holds(dayFrom: start) }
            }
        }
    }

    /// Changes tables in a transaction of its own, one node at a time.
    private func change(_ body: @escaping @Sendable (any Connection) throws -> Int) async throws -> Int {
        let limit = Int(patience / .milliseconds(1))
        return try await store.engine.writeBeside { connection in
            try connection.execute(PostgreSQLWriterRow.claim, [])
            try connection.execute("SELECT set_config('lock_timeout', '\(limit)ms', true)", [])
            return try body(connection)
        }
    }
}
