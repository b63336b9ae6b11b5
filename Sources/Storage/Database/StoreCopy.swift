import Basics
import Foundation
import Modeling

/// Copies a store into an empty one, of the same engine or the other: all rows as of one moment, in one transaction.
///
/// Rows pass through a bounded line from the thread that reads to the one that writes, so that memory does not grow with
/// the store.
package struct StoreCopy: Sendable {
    private let tables: [SchemaDescription.Table]

    /// Rows that travel together.
    private static let chunk = 1_000

    /// - Parameter description: The tables that the store has.
    package init(_ description: SchemaDescription) { tables = description.tables + [Self.migrations] }

    /// The table of applied migrations.
    private static let migrations = SchemaDescription.Table(
        name: "schema_migration",
        columns: [
            SchemaDescription.Column(name: "number", type: .integer, isNullable: false),
            SchemaDescription.Column(name: "name", type: .text, isNullable: false),
            SchemaDescription.Column(name: "applied", type: .timestamp, isNullable: false),
        ],
        key: ["number"])

    /// Copies everything.
    ///
    /// - Parameters:
    ///   - source: A store of the newest schema.
    ///   - target: A store without tables.
    ///   - progress: Told a table and how many of its rows have been copied, when it is through and about once a second.
    /// - Returns: The number of rows.
    /// - Throws: ``Problem`` when the target is not empty or the copy breaks off; the target is then as it was.
    package func run(
        from source: any Engine, to target: any Engine, progress: @escaping @Sendable (String, Int) -> Void
    ) async throws -> Int {
        try await requireEmpty(target)
        let line = RowLine()
        let tables = tables
        async let sent: Void = source.read { connection throws in
            defer { line.end() }
            guard line.begin() else { throw disturbed }
            do {
                guard let connection = connection as? any TableTransfer else { throw disturbed }
                for table in tables { try Self.send(table, connection, line) }
            } catch {
                line.fail()
                throw error
            }
        }
        do {
            let attempts = Attempts()
            let count = try await target.write { connection throws in
                guard attempts.isFirst(), let transfer = connection as? any TableTransfer else { throw disturbed }
                return try Self.fill(connection, transfer, tables, line, progress)
            }
            try await sent
            return count
        } catch let error as Problem where error == disturbed {
            line.fail()
            // The reader's reason is nearer to the cause.
            try await sent
            throw error
        } catch {
            line.fail()
            _ = try? await sent
            throw error
        }
    }

    private func requireEmpty(_ target: any Engine) async throws {
        let question =
            target.dialect == .sqlite
            ? "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
            : "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'storage_writer'"
        let found = try await target.read { try $0.value(question, kind: .integer) }
        guard found == .int(0) else {
            throw Problem(.conflict, "The target is not empty. Give an empty database, or a folder without a store.")
        }
    }

    private static func send(
        _ table: SchemaDescription.Table, _ connection: any TableTransfer, _ line: RowLine
    ) throws {
        var rows: [[Value]] = []
        try connection.unload(table) { row in
            rows.append(row)
            guard rows.count == chunk else { return }
            try line.put(rows)
            rows = []
        }
        if !rows.isEmpty { try line.put(rows) }
        try line.put([])
    }

    /// Makes the tables, fills them, and then makes indexes and references over all rows at once.
    private static func fill(
        _ connection: any Connection, _ transfer: any TableTransfer, _ tables: [SchemaDescription.Table],
        _ line: RowLine, _ progress: (String, Int) -> Void
    ) throws -> Int {
        let description = SchemaDescription(tables: tables)
        let dialect = connection.dialect
        if dialect == .sqlite { try connection.execute("PRAGMA defer_foreign_keys = ON", []) }
        try connection.executeScript(description.tableStatements(dialect))
        var total = 0
        for table in tables {
            var count = 0
            var told = ContinuousClock.now
            total += try transfer.load(table) {
                guard let rows = try line.take(), !rows.isEmpty else { return nil }
                count += rows.count
                if ContinuousClock.now - told > .seconds(1) {
                    told = .now
                    progress(table.name, count)
                }
                return rows
            }
            progress(table.name, count)
        }
        try connection.executeScript(description.indexStatements(dialect))
        try connection.executeScript(description.foreignKeys(dialect))
        return total
    }
}

private var disturbed: Problem {
    Problem(.unavailable, "The copy was disturbed, and nothing of it was kept. Start it again.")
}

/// Whether the body of a transaction runs for the first time.
private final class Attempts: @unchecked Sendable {
    // Used on one thread after the other.
    private var count = 0

    func isFirst() -> Bool {
        count += 1
        return count == 1
    }
}

/// A line of rows between two threads, of a bounded length.
private final class RowLine: @unchecked Sendable {
    // Guards what follows.
    private let condition = NSCondition()
    private var chunks: [[[Value]]] = []
    private var hasBegun = false
    private var hasEnded = false
    private var hasFailed = false
    private static let capacity = 8

    /// Returns false when it was begun before.
    func begin() -> Bool {
        condition.lock()
        defer { condition.unlock() }
        defer { hasBegun = true }
        return !hasBegun
    }

    func put(_ rows: [[Value]]) throws {
        condition.lock()
        defer { condition.unlock() }
        while chunks.count >= Self.capacity, !hasFailed { condition.wait() }
        if hasFailed { throw disturbed }
        chunks.append(rows)
        condition.broadcast()
    }

    /// The next rows, nil at the end.
    func take() throws -> [[Value]]? {
        condition.lock()
        defer { condition.unlock() }
        while chunks.isEmpty, !hasEnded, !hasFailed { condition.wait() }
        if hasFailed { throw disturbed }
        guard !chunks.isEmpty else { return nil }
        defer { condition.broadcast() }
        return chunks.removeFirst()
    }

    func end() {
        condition.lock()
        hasEnded = true
        condition.broadcast()
        condition.unlock()
    }

    func fail() {
        condition.lock()
        hasFailed = true
        condition.broadcast()
        condition.unlock()
    }
}
