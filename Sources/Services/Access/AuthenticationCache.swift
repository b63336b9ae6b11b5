package import Basics
package import Storage
import Synchronization

/// Remembers who sent which token, so that a request costs one look into the store, not two.
///
/// An entry holds while nothing is committed, and at most ``lifetime``: a token that another process revoked stops working
/// within that time.
package final class AuthenticationCache: Sendable {
    private struct Entry {
        let actor: Actor
        let generation: Int
        let read: Timestamp
    }
    private let entries = Mutex<[String: Entry]>([:])
    private let store: Store
    private let tokens: TokenAuthority
    private static let capacity = 1000
    /// Seconds.
    private static let lifetime = 1.0

    package init(store: Store, tokens: TokenAuthority) {
        self.store = store
        self.tokens = tokens
    }

    /// Finds out who sends this `Authorization` header.
    ///
    /// - Throws: As ``TokenAuthority/authenticate(_:in:now:requestID:)``; refusals are not remembered.
    package func actor(_ header: String?, now: Timestamp, requestID: Identifier) async throws -> Actor {
        let key = tokens.digest(header ?? "")
        let generation = store.engine.commits
        let known = entries.withLock { $0[key] }
        if let known, known.generation == generation, (0..<Self.lifetime).contains(now.seconds(since: known.read)) {
            var actor = known.actor
            actor.requestID = requestID
            return actor
        }
        let actor = try await store.read { [tokens] session in
            try tokens.authenticate(header, in: session, now: now, requestID: requestID)
        }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = [:] }
            entries[key] = Entry(actor: actor, generation: generation, read: now)
        }
        return actor
    }
}
