import Basics
package import Domain
package import Modeling
package import Storage

/// Puts a file into the store while it comes, so that memory does not grow with it.
///
/// Each part is a transaction of its own. Until a run takes the file over nobody reads it; one that nobody took is removed by
/// the maintenance of the database. One caller at a time hands over bytes, in their order.
package actor JobFileUpload {
    private let store: Store
    private let environment: RecordEnvironment
    private let file: ID<FileProxy>
    private var waiting: [UInt8] = []
    private var parts = 0
    private var size = 0

    /// - Throws: ``Problem`` when the name is no name of a file.
    package init(_ name: String, store: Store, environment: RecordEnvironment) async throws {
        self.store = store
        self.environment = environment
        file = try await store.write { try JobFiles.add(name, size: 0, of: nil, in: $0, environment) }
    }

    /// Takes the next bytes.
    package func append(_ bytes: [UInt8]) async throws {
        size += bytes.count
        waiting.append(contentsOf: bytes)
        while waiting.count >= JobFiles.part {
            let part = Array(waiting.prefix(JobFiles.part))
            waiting.removeFirst(JobFiles.part)
            try await keep(part)
        }
    }

    private func keep(_ part: [UInt8]) async throws {
        let (file, number, environment) = (file, parts, environment)
        parts += 1
        try await store.write { try JobFiles.add(part, number: number, of: file, in: $0, environment) }
    }

    /// Writes down what is left.
    ///
    /// - Returns: The key of the file.
    package func finish() async throws -> ID<FileProxy> {
        if !waiting.isEmpty {
            let last = waiting
            waiting = []
            try await keep(last)
        }
        let (file, size) = (file, size)
        try await store.write { session in
            var row: Record<FileProxy> = try session.get(file)
            row.size = size
            try session.update(FileProxy.schema, row.values, columns: Array(row.values.indices.dropFirst()))
        }
        return file
    }

    /// Removes what has come so far.
    package func abandon() async throws {
        let file = file
        try await store.write { try JobFiles.remove([file.raw], in: $0) }
    }
}
