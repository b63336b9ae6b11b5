package import Basics
import Domain
import Modeling
package import Storage

/// Bounds how often the password of one account is tried from one network.
///
/// What was tried is in the store, so all servers of a store count together; whoever owns the account still gets in from
/// elsewhere.
package struct LoginLimiter: Sendable {
    /// Attempts in ``window`` at most.
    package static let most = 10
    /// Seconds.
    package static let window = 60.0
    /// Records of others that one attempt removes at most when they are out of date.
    private static let sweep = 200

    private let store: Store
    private let digests: KeyedDigest
    private let identifiers: any IdentifierSource

    package init(store: Store, digests: KeyedDigest, identifiers: any IdentifierSource) {
        self.store = store
        self.digests = digests
        self.identifiers = identifiers
    }

    /// Counts an attempt.
    ///
    /// - Throws: ``Problem`` of kind `tooManyRequests` that says when to come again; the attempt does not count then.
    package func count(account: String, address: IPHost?, now: Timestamp) async throws {
        let key = key(account, address)
        let new = identifiers.next()
        try await store.write { session in
            let before = now.adding(seconds: -Self.window)
            let stored = try session.first(Query<LoginAttempts>().where { $0.key == key })
            var times = Self.times(stored).filter { $0 > before && $0 <= now }
            if times.count >= Self.most, let first = times.first {
                let wait = max(1, Int((Self.window - now.seconds(since: first)).rounded(.up)))
                throw Problem(
                    .tooManyRequests, "Too many attempts to log in. Try again in \(wait) seconds.", retryAfter: wait)
            }
            times.append(now)
            var record = stored ?? Record<LoginAttempts>(id: ID(new))
            record.key = key
            record.newest = now
            record.times = JSONDocument(text: JSONValue.array(times.map { .int($0.microseconds) }).text)
            if stored == nil {
                try session.insert(LoginAttempts.schema, record.values)
            } else {
                try session.update(
                    LoginAttempts.schema, record.values, columns: Array(record.values.indices.dropFirst()))
            }
            let old = try session.fetch(Query<LoginAttempts>().where { $0.newest <= before }.limited(to: Self.sweep))
            try session.delete(LoginAttempts.schema, ids: old.map(\.id.raw))
        }
    }

    /// Forgets the attempts of somebody who has got in.
    package func clear(account: String, address: IPHost?, in session: Session) throws {
        let known = try session.ids(
            LoginAttempts.schema, where: .compare(["key"], .equals, [.text(key(account, address))]))
        try session.delete(LoginAttempts.schema, ids: known)
    }

    private static func times(_ record: Record<LoginAttempts>?) -> [Timestamp] {
        // A list that cannot be read counts as empty: the store only ever holds lists that were written here.
        let parsed = record.flatMap { try? JSONValue(parsing: $0.times.text) }
        return (parsed?.arrayValue ?? []).compactMap(\.intValue).map { Timestamp(microseconds: $0) }
    }

    /// A person may have all addresses of an IPv6 network of 64 bits at will, so they count as one.
    private func key(_ account: String, _ address: IPHost?) -> String {
        let network = address.flatMap { IPNetwork(host: $0, prefixLength: $0.family == .v4 ? 32 : 64) }
        return digests.hex("\(account.lowercased())\n\(network?.description ?? "")")
    }
}
