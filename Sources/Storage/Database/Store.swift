import Basics
package import Modeling

/// A database together with the models it keeps.
package struct Store: Sendable {
    package let engine: any Engine
    package let catalog: Catalog
    private let statements: StatementTable

    package init(_ engine: any Engine, _ catalog: Catalog) {
        self.engine = engine
        self.catalog = catalog
        statements = StatementTable(catalog, engine.dialect)
    }

    /// Whether the body of a transaction may run several times.
    package var runsAgain: Bool { engine.dialect == .postgresql }

    /// Runs `body` on a snapshot of the data.
    ///
    /// - Throws: ``Problem``; storage errors are converted.
    package func read<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) async throws -> R {
        let statements = statements
        do {
            return try await engine.read { try body(Session($0, statements)) }
        } catch let error as StorageError {
            throw error.problem
        }
    }

    /// Runs `body` in a transaction and returns once its changes are durable.
    ///
    /// - Throws: ``Problem``; storage errors are converted.
    package func write<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) async throws -> R {
        do {
            return try await engine.write(transaction(body))
        } catch let error as StorageError {
            throw error.problem
        }
    }

    /// As ``write(_:)``, for what no cache keeps and nobody waits for; see ``Engine/writeQuietly(_:)``.
    ///
    /// - Throws: ``Problem``; storage errors are converted.
    package func writeQuietly<R: Sendable>(_ body: @escaping @Sendable (Session) throws -> R) async throws -> R {
        do {
            return try await engine.writeQuietly(transaction(body))
        } catch let error as StorageError {
            throw error.problem
        }
    }

    private func transaction<R>(
        _ body: @escaping @Sendable (Session) throws -> R
    ) -> @Sendable (any Connection) throws -> R {
        { [statements] connection in
            let session = Session(connection, statements)
            // Companions know their session; without this neither would ever be freed.
            defer { session.scope.end() }
            let result = try body(session)
            try session.scope.finish()
            try session.writeTextChanges()
            return result
        }
    }
}
