import Basics
import Foundation
import Logging
import Modeling
import Storage

/// Opens the engine that the settings name.
enum StoreEngine {
    /// Opens the engine, and makes the data folder when the store may be new.
    ///
    /// - Throws: ``Problem`` that says what to do.
    static func open(
        _ settings: AlmanacSettings, isNewAllowed: Bool, logger: Logger
    ) async throws -> any Engine {
        guard let address = settings.database else {
            if !isNewAllowed { try DataFolder.requireStore(settings.dataFolder) }
            try DataFolder.create(settings.dataFolder)
            return try sqlite(settings.dataFolder, settings, logger)
        }
        let engine = try postgresql(address, settings, logger)
        let isThere = try await holdsStore(engine)
        guard isThere || isNewAllowed else {
            throw Problem(
                .misconfigured,
                "There is no store in \(address). Give its database with --database; serve, demo, sample and import make a new one."
            )
        }
        try DataFolder.create(settings.dataFolder)
        // Another key would recognise no token and open no sealed value.
        guard !isThere || DataFolder.hasKey(settings.dataFolder) else {
            throw Problem(
                .misconfigured,
                "The store in \(address) was made with a key that is not in \(settings.dataFolder). Copy almanac.key from another node into it."
            )
        }
        return engine
    }

    static func postgresql(
        _ address: PostgreSQLAddress, _ settings: AlmanacSettings, _ logger: Logger
    ) throws -> PostgreSQLEngine {
        var limits = PostgreSQLLimits()
        limits.connections = settings.databaseConnections
        return try PostgreSQLEngine(address, limits: limits, logger: logger)
    }

    static func sqlite(
        _ folder: String, _ settings: AlmanacSettings, _ logger: Logger
    ) throws -> SQLiteEngine {
        do {
            return try SQLiteEngine(path: DataFolder.store(folder), synchronous: settings.synchronous, logger: logger)
        } catch let error as StorageError {
            throw error.problem
        }
    }

    /// Whether a database has a store in it.
    static func holdsStore(_ engine: PostgreSQLEngine) async throws -> Bool {
        do {
            let found = try await engine.read {
                try $0.value("SELECT to_regclass('schema_migration') IS NOT NULL", kind: .boolean)
            }
            return found == .bool(true)
        } catch let error as StorageError {
            throw error.problem
        }
    }
}

extension DataFolder {
    /// Whether the folder has a key.
    static func hasKey(_ folder: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/almanac.key") }
}
