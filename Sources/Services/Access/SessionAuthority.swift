package import Basics
package import Domain
package import Modeling
package import Storage

/// Opens sessions for browsers and recognises them; only keyed digests of their ids are stored.
package struct SessionAuthority: Sendable {
    /// A session that was opened: what the cookies get.
    package struct Opened: Sendable {
        /// The id, 256 random bits; it cannot be read again.
        package let id: Redacted<String>
        /// The text that unsafe requests repeat in a header.
        package let csrfToken: String
        /// Seconds that the session lasts at most.
        package let lifetime: Double
    }

    package let limits: SessionLimits
    private let ids: KeyedDigest
    private let csrf: KeyedDigest
    private let tokens: TokenAuthority
    /// Sessions of one user at a time; the longest unused one makes room.
    private static let perUser = 50
    /// Sessions that are over are removed so many at a time.
    private static let sweep = 200

    package init(tokens: TokenAuthority, limits: SessionLimits) {
        self.tokens = tokens
        self.limits = limits
        ids = tokens.digests(for: "session")
        csrf = tokens.digests(for: "csrf")
    }

    /// What is stored of an id.
    package func digest(_ id: String) -> String { ids.hex(id) }

    /// The text that unsafe requests of a session repeat in a header; follows from the id and needs no place in the store.
    package func csrfToken(for id: String) -> String { Base64.text(csrf.bytes(id), .url, padded: false) }

    /// Whether a request has repeated the session's text.
    package func isCSRFToken(_ given: String, for id: String) -> Bool { csrf.isSame(csrfToken(for: id), given) }

    /// Opens a session under a new id.
    package func open(
        for user: ID<User>, address: IPHost?, userAgent: String, in pipeline: RecordPipeline
    ) throws -> Opened {
        let session = pipeline.session
        try sweep(session, now: pipeline.now)
        let own = try session.fetch(Query<WebSession>().where { $0.user == Optional(user) })
        let surplus = own.dropFirst(Self.perUser - 1).map(\.id.raw)
        try session.delete(WebSession.schema, ids: Array(surplus))
        let id = Base64.text(tokens.randomBytes(32), .url, padded: false)
        var record = Record<WebSession>(id: ID(pipeline.environment.identifiers.next()))
        record.user = user
        record.digest = digest(id)
        record.created = pipeline.now
        record.lastSeen = pipeline.now
        record.expires = pipeline.now.adding(seconds: limits.absolute)
        record.address = address?.description ?? ""
        record.userAgent = Self.printable(userAgent)
        try pipeline.create(record)
        return Opened(id: Redacted(id), csrfToken: csrfToken(for: id), lifetime: limits.absolute)
    }

    /// Finds out whose session this is; nil when it is unknown, over, or its user may not log in any more.
    package func authenticate(
        _ id: String, in session: Session, now: Timestamp, requestID: Identifier
    ) throws -> (session: ID<WebSession>, actor: Actor)? {
        let digest = digest(id)
        guard let stored = try session.first(Query<WebSession>().where { $0.digest == digest }),
            !stored.isOver(at: now, limits),
            let user = try session.row(User.schema, stored.user.raw).map(Record<User>.init(values:)), user.isActive
        else { return nil }
        return (stored.id, try Actor.person(user, in: session, requestID: requestID))
    }

    /// Ends a session; one that is unknown has ended already.
    package func close(_ id: String, in session: Session) throws {
        let digest = digest(id)
        let known = try session.ids(WebSession.schema, where: .compare(["digest"], .equals, [.text(digest)]))
        try session.delete(WebSession.schema, ids: known)
    }

    /// Ends every session of a user.
    package static func closeAll(of user: Identifier, in session: Session) throws {
        let own = try session.ids(WebSession.schema, where: .compare(["user"], .equals, [.id(user)]))
        try session.delete(WebSession.schema, ids: own)
    }

    private static func printable(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(255) where scalar.value >= 32 && scalar.value != 127 {
            result.append(scalar)
        }
        return String(result)
    }

    /// Removes sessions that are over, whoever had them.
    private func sweep(_ session: Session, now: Timestamp) throws {
        let idle = now.adding(seconds: -limits.idle)
        let over = try session.fetch(
            Query<WebSession>().where { $0.expires <= now || $0.lastSeen <= idle }.limited(to: Self.sweep))
        try session.delete(WebSession.schema, ids: over.map(\.id.raw))
    }
}
