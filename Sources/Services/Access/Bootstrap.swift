import Basics
import Domain
import Modeling
package import Storage

/// Gives an empty store its first administrator.
package enum Bootstrap {
    /// Makes sure that a token given by the operator is long enough and can stand in a header; nil is none.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured`, which does not repeat the token.
    package static func check(token: String?) throws {
        guard let token else { return }
        guard token.utf8.count >= 20, token.utf8.allSatisfy({ $0 > 32 && $0 < 127 }) else {
            throw Problem(
                .misconfigured,
                "ALMANAC_BOOTSTRAP_TOKEN must be at least 20 printable characters without blanks.")
        }
    }

    /// Makes an administrator with an API token when the store has no user yet.
    ///
    /// - Parameter token: The token to use (`ALMANAC_BOOTSTRAP_TOKEN`); one is made when nil.
    /// - Returns: The token, or nil when there are users already; it cannot be read again.
    package static func administrator(
        _ store: Store, environment: RecordEnvironment, tokens: TokenAuthority, token: String?
    ) async throws -> String? {
        try check(token: token)
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "bootstrap")
        return try await store.write { session in
            guard try session.count(User.schema, where: .always) == 0 else { return nil }
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            var user = Record<User>(id: ID(environment.identifiers.next()))
            user.username = "admin"
            user.isSuperuser = true
            user.isStaff = true
            user.isActive = true
            user.dateJoined = environment.time.now
            try pipeline.create(user)
            return try tokens.issue(to: user.id, token: token, description: "First administrator", in: pipeline)
        }
    }

    /// Makes a further token for the administrator called `admin`, for a demonstration that is started again.
    ///
    /// - Returns: The token, or nil when there is no such user.
    package static func freshToken(
        _ store: Store, environment: RecordEnvironment, tokens: TokenAuthority
    ) async throws -> String? {
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "bootstrap")
        return try await store.write { session in
            guard let user = try session.first(Query<User>().where { $0.username == "admin" }) else { return nil }
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            return try tokens.issue(to: user.id, description: "Demonstration", in: pipeline)
        }
    }
}
