import Basics
import Domain
import Foundation
import Modeling
import Services
package import Storage
import Synchronization

/// Databases of a PostgreSQL server for tests, made when they are needed and used again.
///
/// The server is named by the variable `ALMANAC_TEST_DATABASE`, which `Scripts/with-postgresql` sets. Making a database with
/// all tables takes a second, emptying one a few milliseconds.
package enum TestDatabases {
    /// Where the server is; nil when tests keep their stores in SQLite.
    package static let server: PostgreSQLAddress? = ProcessInfo.processInfo.environment["ALMANAC_TEST_DATABASE"]
        .flatMap { try? PostgreSQLAddress($0) }

    /// The part of transactions that are broken on purpose, in percent; `ALMANAC_TEST_DATABASE_FAULTS`.
    private static let faults =
        ProcessInfo.processInfo.environment["ALMANAC_TEST_DATABASE_FAULTS"].flatMap(UInt64.init) ?? 0
    private static let chance = Mutex(SeededRandom(seed: 99))
    private static let number = Mutex(0)
    private static let prepared = Mutex<[PostgreSQLAddress]>([])

    /// How long engines of tests wait: a busy machine must not make a test fail.
    package static var limits: PostgreSQLLimits {
        var limits = PostgreSQLLimits()
        limits.connections = 2
        limits.connect = .seconds(30)
        limits.silence = .seconds(60)
        limits.wait = .seconds(300)
        limits.retry = .seconds(120)
        limits.idle = .seconds(20)
        if faults > 0 {
            limits.faults = {
                chance.withLock { chance in
                    guard chance.below(100) < faults else { return nil }
                    let event: PostgreSQLInjectedFault.Event = chance.below(4) == 0 ? .disconnection : .conflict
                    return PostgreSQLInjectedFault(event, after: Int(chance.below(12)))
                }
            }
        }
        return limits
    }

    /// Makes an empty database.
    package static func make() throws -> PostgreSQLAddress {
        guard let server else { throw Problem(.misconfigured, "ALMANAC_TEST_DATABASE is not set.") }
        let number = number.withLock { number in
            number += 1
            return number
        }
        let name = "almanac_test_\(ProcessInfo.processInfo.processIdentifier)_\(number)"
        try PostgreSQLEngine.administer(server, "CREATE DATABASE \(name) TEMPLATE template0")
        return try server.with(database: name)
    }

    /// Removes a database, some time later.
    ///
    /// On a thread of its own: the server waits for everybody before it removes one, and others may need the thread of
    /// the caller to come to their end.
    package static func remove(_ address: PostgreSQLAddress) {
        guard let server, let name = address.database else { return }
        // What stays behind goes with the server; a test must not fail for it.
        let thread = Thread {
            try? PostgreSQLEngine.administer(server, "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        }
        thread.start()
    }

    /// A database for the product's tables: empty, or with all tables and no rows.
    package static func takePrepared() async throws -> PostgreSQLAddress {
        while let used = prepared.withLock({ $0.popLast() }) {
            if await isEmptied(used) { return used }
            // A test has changed its tables.
            remove(used)
        }
        return try make()
    }

    /// Gives a database back for the next test.
    package static func giveBack(_ address: PostgreSQLAddress) { prepared.withLock { $0.append(address) } }

    private static func isEmptied(_ address: PostgreSQLAddress) async -> Bool {
        do {
            var limits = limits
            limits.faults = nil
            let engine = try PostgreSQLEngine(address, limits: limits, logger: TemporaryStore.logger)
            defer { try? engine.close() }
            let description = SchemaDescription(StoreCatalog.catalog)
            let tables = description.tables.map(\.name)
            let parts = description.tables.flatMap(\.standingParts)
            let kept = ["schema_migration", "storage_writer"]
            return try await engine.writeBeside { connection throws in
                let known = try connection.rows(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()", kinds: [.text])
                let names = Set(known.compactMap { $0[0].textValue })
                guard names == Set(tables + parts + kept) else { return false }
                // A test of a migration may have ended before the last one.
                let applied = try connection.rows(
                    "SELECT number FROM schema_migration ORDER BY number", kinds: [.integer])
                guard applied.map({ $0[0].integer }) == ProductMigrations.all.map({ Int64($0.number) }) else {
                    return false
                }
                // Most tables were never written to: planning a statement for each is most of the work.
                let written = try connection.rows(
                    """
                    SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
                    AND pg_relation_size(oid) > 0
                    """, kinds: [.text]
                ).compactMap { $0[0].textValue }
                // Without the checks of references, in whatever order.
                try connection.executeScript(["SET LOCAL session_replication_role = replica"])
                for table in written where !kept.contains(table) { try connection.execute("DELETE FROM \(table)", []) }
                return true
            }
        } catch {
            return false
        }
    }
}
