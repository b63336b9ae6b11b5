package import Basics

/// How people log in with an account of an OpenID provider.
package struct OIDCSettings: Sendable {
    /// URL of the provider, without a slash at the end unless the provider's own name has one.
    package var issuer: String
    package var clientID: String
    /// Nil for a public client, which PKCE alone protects.
    package var clientSecret: Redacted<String>?
    package var scopes = ["openid", "profile", "email"]
    /// The claim that gives a new user's name.
    package var usernameClaim = "preferred_username"
    /// The claim that lists a user's groups; groups are left alone without one.
    package var groupsClaim: String?
    /// Whether somebody who has never been here gets a user.
    package var createsUsers = false
    /// Whether somebody's first login takes over the user of the same name; only for providers where nobody chooses names.
    package var linksUsers = false
    /// Members of these groups are superusers; nobody's rights are touched when there are none.
    package var superuserGroups: [String] = []
    /// Members of these groups are staff; nobody's rights are touched when there are none.
    package var staffGroups: [String] = []

    /// - Throws: ``Problem`` of kind `misconfigured` when the provider's URL cannot be used.
    package init(issuer: String, clientID: String, clientSecret: Redacted<String>? = nil) throws {
        let isLocal = ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { prefix in
            issuer == prefix || issuer.hasPrefix(prefix + ":") || issuer.hasPrefix(prefix + "/")
        }
        guard issuer.hasPrefix("https://") || isLocal, !issuer.contains("?"), !issuer.contains("#"),
            !issuer.contains("@"), !clientID.isEmpty
        else {
            throw Problem(
                .misconfigured,
                "The setting oidc-issuer must be the https URL of a provider, without a query, and oidc-client-id must be set."
            )
        }
        self.issuer = issuer
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    /// The setting of scopes must ask for an ID token.
    package var allScopes: String { (scopes.contains("openid") ? scopes : ["openid"] + scopes).joined(separator: " ") }
}

/// Asks an OpenID provider; the one thing here that touches the network.
package protocol OIDCTransport: Sendable {
    /// Reads a document.
    ///
    /// - Parameter token: An access token for the `Authorization` header.
    /// - Throws: ``Problem`` of kind `unavailable` without a usable answer.
    func get(_ url: String, token: Redacted<String>?) async throws -> OIDCAnswer
    /// Sends a form.
    ///
    /// - Parameter authorization: The `Authorization` header.
    /// - Throws: ``Problem`` of kind `unavailable` without a usable answer.
    func post(_ url: String, form: [(String, String)], authorization: Redacted<String>?) async throws -> OIDCAnswer
}

/// What a provider answered.
package struct OIDCAnswer: Sendable {
    package let status: Int
    package let body: [UInt8]

    package init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }

    /// The body as an object; nil when the status is not 200 or the body is something else.
    var object: JSONObject? {
        // What is wrong with it does not matter: nobody but the provider could mend it.
        status == 200 ? (try? JSONValue(parsing: body))?.objectValue : nil
    }
}
