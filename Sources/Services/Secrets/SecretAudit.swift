package import Basics
package import Domain
package import Modeling
package import Storage

/// Writes down who used which secret, many in one transaction, and reads it back.
package actor SecretAudit {
    private let store: Store
    private var waiting: [(rows: [[Value]], done: CheckedContinuation<Void, any Error>)] = []
    private var isWriting = false
    /// Callers whose rows are one transaction at most.
    private static let batch = 1000

    package init(store: Store) { self.store = store }

    /// Returns when the rows are on stable storage.
    ///
    /// - Parameter rows: Of ``SecretAccess``.
    /// - Throws: ``Problem`` when they cannot be written; the values must then not be handed out.
    func record(_ rows: [[Value]]) async throws {
        guard !rows.isEmpty else { return }
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((rows, continuation))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.write() }
        }
    }

    private func write() async {
        while !waiting.isEmpty {
            let batch = waiting.prefix(Self.batch)
            waiting.removeFirst(batch.count)
            let rows = batch.flatMap(\.rows)
            do {
                try await store.write { session in
                    for row in rows { try session.insert(SecretAccess.schema, row) }
                }
                for entry in batch { entry.done.resume() }
            } catch {
                for entry in batch { entry.done.resume(throwing: error) }
            }
        }
        isWriting = false
    }

    /// The latest accesses, newest first.
    ///
    /// - Parameter secret: Name or id of a secret; nil for all.
    package nonisolated func latest(of secret: String? = nil, limit: Int) async throws -> [Record<SecretAccess>] {
        try await store.read { session in
            var query = Query<SecretAccess>().limited(to: limit)
            if let secret {
                query = query.where { access in
                    let named = access.secretName == secret
                    return Identifier(secret).map { named || access.secretId == $0 } ?? named
                }
            }
            return try session.fetch(query)
        }
    }

    /// Removes rows that are older than they are kept.
    ///
    /// - Parameter days: 0 keeps all.
    /// - Returns: How many were removed.
    package nonisolated func prune(days: Int, now: Timestamp) async throws -> Int {
        guard days > 0 else { return 0 }
        let before = now.adding(seconds: -86_400 * Double(days))
        return try await RemovalInParts.run {
            try await store.write { session in
                let old = try session.ids(
                    SecretAccess.schema, where: .compare(["time"], .less, [.timestamp(before)]), limit: 5000)
                try session.delete(SecretAccess.schema, ids: old)
                return old.isEmpty ? nil : old.count
            }
        }
    }
}
