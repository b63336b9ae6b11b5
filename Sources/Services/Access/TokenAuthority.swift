package import Basics
package import Domain
package import Modeling
package import Storage

/// Issues API tokens and recognises them; only keyed digests of tokens are stored.
package struct TokenAuthority: Sendable {
    private let digests: KeyedDigest
    private let master: [UInt8]
    private let random: any RandomSource

    /// - Parameter key: At least 32 bytes, kept outside the database: a copy of the database alone cannot be used
    ///   to test guesses.
    package init(key: [UInt8], random: any RandomSource) {
        master = key
        digests = KeyedDigest(master: key)
        self.random = random
    }

    /// A new token, as ``APITokenText`` describes it.
    package func makeToken() -> String { APITokenText.make(random) }

    /// What is stored of a token.
    package func digest(_ token: String) -> String { digests.hex(token) }

    /// Digests for another purpose, under a key of their own.
    package func digests(for purpose: String) -> KeyedDigest { KeyedDigest(master: master, purpose: purpose) }

    /// Random bytes from the source that tokens are made with.
    package func randomBytes(_ count: Int) -> [UInt8] { random.fill(count) }

    /// Fills in what is kept of a token's text.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when another token has the same text.
    package func set(_ token: String, in record: inout Record<APIToken>, _ session: Session) throws {
        let stored = digest(token)
        guard try session.first(Query<APIToken>().where { $0.digest == stored }) == nil else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("key", "token with this key already exists.")])
        }
        record.prefix = String(token.prefix(APITokenText.shownLetters))
        record.digest = stored
    }

    /// Gives a user a token.
    ///
    /// - Parameters:
    ///   - token: The text to use; one is made when nil.
    ///   - fill: Sets what else the token has.
    /// - Returns: The token, which cannot be read again.
    package func issue(
        to user: ID<User>, token: String? = nil, description: String, in pipeline: RecordPipeline,
        fill: (inout Record<APIToken>) -> Void = { _ in }
    ) throws -> String {
        let text = token ?? makeToken()
        var record = Record<APIToken>(id: ID(pipeline.environment.identifiers.next()))
        record.user = user
        try set(text, in: &record, pipeline.session)
        record.description = String(description.prefix(255))
        fill(&record)
        try Self.check(expires: record.expires, now: pipeline.now)
        try pipeline.create(record)
        return text
    }

    /// Makes sure that a token does not expire before it begins.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput`.
    package static func check(expires: Timestamp?, now: Timestamp) throws {
        guard let expires, expires <= now else { return }
        throw Problem(.invalidInput, "", fields: [FieldErrors("expires", "The time must lie in the future.")])
    }

    /// Finds out who sends this `Authorization` header.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` with the texts of core.md §1.4; the dialect knows no 401.
    package func authenticate(
        _ header: String?, in session: Session, now: Timestamp, requestID: Identifier
    ) throws -> AuthenticatedToken {
        let token = try Self.token(in: header)
        guard !APITokenText.isDamaged(token),
            let stored = try session.first(Query<APIToken>().where { $0.digest == digest(token) }),
            let user = try session.row(User.schema, stored.user.raw).map(Record<User>.init(values:))
        else { throw Problem(.forbidden, "Invalid token") }
        if let expires = stored.expires, expires <= now { throw Problem(.forbidden, "Token expired") }
        guard user.isActive else { throw Problem(.forbidden, "User inactive") }
        let networks = stored.allowedNetworks.elements
        return AuthenticatedToken(
            id: stored.id, networks: networks.isEmpty ? nil : networks.compactMap { IPNetwork($0) },
            expires: stored.expires != nil,
            actor: try Actor.person(user, mayWrite: stored.writeEnabled, in: session, requestID: requestID))
    }

    private static func token(in header: String?) throws -> String {
        let words = (header ?? "").split(separator: " ", omittingEmptySubsequences: true)
        guard let keyword = words.first, keyword.lowercased() == "token" else {
            throw Problem(.forbidden, "Authentication credentials were not provided.")
        }
        guard words.count > 1 else {
            throw Problem(.forbidden, "Invalid token header. No credentials provided.")
        }
        guard words.count == 2 else {
            throw Problem(.forbidden, "Invalid token header. Token string should not contain spaces.")
        }
        return String(words[1])
    }
}

/// A token that was recognised.
package struct AuthenticatedToken: Sendable {
    package let id: ID<APIToken>
    /// From where it may be used; nil means from everywhere.
    package let networks: [IPNetwork]?
    /// Whether it ends by itself.
    package let expires: Bool
    package let actor: Actor

    /// Whether it gives less than its user has; with such a token nobody makes themselves another that gives more.
    package var isBound: Bool { expires || networks != nil }

    /// Whether the token may be used from an address; one that is unknown is in no network.
    package func mayBeUsed(from address: IPHost?) -> Bool {
        guard let networks else { return true }
        return address.map { address in networks.contains { $0.contains(address) } } ?? false
    }
}
