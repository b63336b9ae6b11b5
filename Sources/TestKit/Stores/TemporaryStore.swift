import Basics
import Foundation
package import Logging
package import Modeling
package import Storage

/// A store in a folder of its own that goes away with it.
package final class TemporaryStore: Sendable {
    package let folder: String
    package let engine: SQLiteEngine
    package let store: Store

    /// Opens an empty store with the tables of the catalog.
    package init(_ catalog: Catalog, migrated: Bool = true) async throws {
        folder = NSTemporaryDirectory() + "almanac-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        engine = try SQLiteEngine(path: folder + "/almanac.db", logger: Self.logger)
        store = Store(engine, catalog)
        guard migrated else { return }
        let description = SchemaDescription(catalog)
        try await store.write { session in
            try session.connection.executeScript(description.statements(.sqlite))
        }
    }

    /// Everything that the store's files hold, what is not in the main file yet included.
    package func bytes() throws -> [UInt8] {
        try ["", "-wal"].flatMap { ending in
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
    }
}
