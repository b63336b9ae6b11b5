package import Basics
import Crypto
package import Domain
package import Modeling
package import Storage

/// Issues API tokens and recognises them; only keyed digests of tokens are stored.
package struct TokenAuthority: Sendable {
    private let key: SymmetricKey
    private let random: any RandomSource

    /// - Parameter key: At least 32 bytes, kept outside the database: a copy of the database alone cannot be used
    ///   to test guesses.
    package init(key: [UInt8], random: any RandomSource) {
        self.key = SymmetricKey(data: key)
        self.random = random
    }

    /// A new token: 160 random bits in hex, as clients of the dialect expect (core.md §1.4).
    package func makeToken() -> String { Hex.text(random.fill(20)) }

    /// What is stored of a token.
    package func digest(_ token: String) -> String {
        Hex.text(Array(HMAC<SHA256>.authenticationCode(for: Array(token.utf8), using: key)))
    }

    /// Gives a user a token.
    ///
    /// - Parameter token: The text to use; one is made when nil.
    /// - Returns: The token, which cannot be read again.
    package func issue(
        to user: ID<User>, token: String? = nil, description: String, in pipeline: RecordPipeline
    ) throws -> String {
        let text = token ?? makeToken()
        var record = Record<APIToken>(id: ID(pipeline.environment.identifiers.next()))
        record.user = user
        record.prefix = String(text.prefix(8))
        record.digest = digest(text)
        record.description = description
        try pipeline.create(record)
        return text
    }

    /// Finds out who sends this `Authorization` header.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` with the texts of core.md §1.4; the dialect knows no 401.
    package func authenticate(
        _ header: String?, in session: Session, now: Timestamp, requestID: Identifier
    ) throws -> Actor {
        let token = try Self.token(in: header)
        guard
            let stored = try session.first(Query<APIToken>().where { $0.digest == digest(token) }),
            let user = try session.row(User.schema, stored.user.raw).map(Record<User>.init(values:))
        else { throw Problem(.forbidden, "Invalid token") }
        if let expires = stored.expires, expires <= now { throw Problem(.forbidden, "Token expired") }
        guard user.isActive else { throw Problem(.forbidden, "User inactive") }
        return Actor(
            user: user.id, name: user.username, isSuperuser: user.isSuperuser, isStaff: user.isStaff,
            mayWrite: stored.writeEnabled, grants: user.isSuperuser ? .none : try Grants(of: user.id, in: session),
            requestID: requestID)
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

/// Lower-case hex.
enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
    }
}
