import Basics
import Foundation
package import Logging
package import Modeling
package import Storage

/// A store of its own that goes away with it: a folder, or a database where tests run on PostgreSQL.
package final class TemporaryStore: Sendable {
    package let folder: String
    package let engine: any Engine
    package let store: Store
    /// The database that is given back at the end.
    private let database: PostgreSQLAddress?
    private let isPrepared: Bool

    /// Opens a store.
    ///
    /// - Parameters:
    ///   - migrated: Whether the tables of the catalog are made now; otherwise the test makes the product's tables, and may
    ///     find them there already, without rows.
    package init(_ catalog: Catalog, migrated: Bool = true) async throws {
        folder = NSTemporaryDirectory() + "almanac-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        isPrepared = !migrated
        if TestDatabases.server != nil {
            let address = try await migrated ? TestDatabases.make() : TestDatabases.takePrepared()
            database = address
            engine = try PostgreSQLEngine(address, limits: TestDatabases.limits, logger: Self.logger)
        } else {
            database = nil
            engine = try SQLiteEngine(path: folder + "/almanac.db", logger: Self.logger)
        }
        store = Store(engine, catalog)
        guard migrated else { return }
        let statements = SchemaDescription(catalog).statements(engine.dialect)
        try await store.write { try $0.connection.executeScript(statements) }
    }

    /// Everything that the store holds: its files, or the rows of all tables as text.
    package func bytes() async throws -> [UInt8] {
        guard database == nil else {
            return try await store.read { session throws in
                let tables = try session.connection.rows(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()", kinds: [.text])
                var bytes: [UInt8] = []
                for table in tables {
                    let name = table[0].textValue ?? ""
                    bytes += Array("\(name)\n".utf8)
                    try session.connection.query("SELECT cast(r AS text) FROM \(name) r", [], kinds: [.text]) { row in
                        bytes += Array((row[0].textValue ?? "").utf8)
                        return true
                    }
                }
                return bytes
            }
        }
        return try ["", "-wal"].flatMap { ending in
            let path = folder + "/almanac.db" + ending
            guard FileManager.default.fileExists(atPath: path) else { return [UInt8]() }
            return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }

    /// A logger that keeps quiet.
    package static var logger: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    deinit {
        // What stays behind is in the temporary folder; a test must not fail for it.
        try? engine.close()
        try? FileManager.default.removeItem(atPath: folder)
        guard let database else { return }
        if isPrepared { TestDatabases.giveBack(database) } else { TestDatabases.remove(database) }
    }
}
