package import Basics
package import Domain
package import Modeling
package import Storage
import Synchronization

/// What a request brings to prove who sends it.
package struct Credentials: Sendable {
    /// The `Authorization` header.
    package var authorization: String?
    /// The value of the session cookie.
    package var session: Redacted<String>?
    /// Where the request comes from; nil when nobody can say.
    package var address: IPHost?

    package init(authorization: String? = nil, session: Redacted<String>? = nil, address: IPHost? = nil) {
        self.authorization = authorization
        self.session = session
        self.address = address
    }
}

/// Who sends a request, and how they proved it.
package struct Caller: Sendable {
    package var actor: Actor
    /// The session whose cookie was sent; nil for tokens and passwords.
    package var session: ID<WebSession>?
    /// Whether by a token that expires or works from some networks only.
    package var isBound: Bool

    package init(actor: Actor, session: ID<WebSession>? = nil, isBound: Bool = false) {
        self.actor = actor
        self.session = session
        self.isBound = isBound
    }
}

/// Remembers who sent which token or cookie, so that a request costs one look into the store, not two.
///
/// An entry holds while nothing is committed, and at most ``lifetime``: a token or session that another process revoked
/// stops working within that time.
package final class AuthenticationCache: Sendable {
    private enum Proof {
        case token(AuthenticatedToken)
        case session(ID<WebSession>, Actor)
    }
    private struct Entry {
        let proof: Proof
        let generation: Int
        let read: Timestamp
    }
    private let entries = Mutex<[String: Entry]>([:])
    private let store: Store
    private let tokens: TokenAuthority
    private let sessions: SessionAuthority
    private let lastUse: LastUse
    private static let capacity = 1000
    /// Seconds.
    private static let lifetime = 1.0

    package init(store: Store, tokens: TokenAuthority, sessions: SessionAuthority, lastUse: LastUse) {
        self.store = store
        self.tokens = tokens
        self.sessions = sessions
        self.lastUse = lastUse
    }

    /// Finds out who sends a request: a session first, then a token (core.md §1.4).
    ///
    /// - Throws: As ``TokenAuthority/authenticate(_:in:now:requestID:)``; refusals are not remembered.
    package func caller(_ credentials: Credentials, now: Timestamp, requestID: Identifier) async throws -> Caller {
        if let id = credentials.session?.reveal(), !id.isEmpty,
            let caller = try await self.session(id, now: now, requestID: requestID)
        {
            return caller
        }
        let header = credentials.authorization
        let proof = try await proof("token " + tokens.digest(header ?? ""), now: now) { [tokens] session in
            .token(try tokens.authenticate(header, in: session, now: now, requestID: requestID))
        }
        guard case .token(let token) = proof else {
            throw Problem(.forbidden, "Authentication credentials were not provided.")
        }
        guard token.mayBeUsed(from: credentials.address) else {
            throw Problem(.forbidden, "This token may not be used from this address.")
        }
        lastUse.note(.token(token.id), at: now)
        return Caller(actor: token.actor.renumbered(requestID), isBound: token.isBound)
    }

    private func session(_ id: String, now: Timestamp, requestID: Identifier) async throws -> Caller? {
        let proof = try await proof("session " + sessions.digest(id), now: now) { [sessions] session in
            try sessions.authenticate(id, in: session, now: now, requestID: requestID)
                .map { .session($0.session, $0.actor) }
        }
        guard case .session(let session, let actor) = proof else { return nil }
        lastUse.note(.session(session), at: now)
        return Caller(actor: actor.renumbered(requestID), session: session)
    }

    private func proof(
        _ key: String, now: Timestamp, _ find: @escaping @Sendable (Session) throws -> Proof?
    ) async throws -> Proof? {
        let generation = store.engine.commits
        let known = entries.withLock { $0[key] }
        if let known, known.generation == generation, (0..<Self.lifetime).contains(now.seconds(since: known.read)) {
            return known.proof
        }
        guard let proof = try await store.read(find) else { return nil }
        entries.withLock { entries in
            if entries.count >= Self.capacity { entries = [:] }
            entries[key] = Entry(proof: proof, generation: generation, read: now)
        }
        return proof
    }
}

extension Actor {
    /// The same actor in another request.
    fileprivate func renumbered(_ requestID: Identifier) -> Actor {
        var actor = self
        actor.requestID = requestID
        return actor
    }
}
