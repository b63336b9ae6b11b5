package import Basics
import Crypto
package import Domain
package import Modeling
package import Storage

/// Logs people in with an OpenID provider: authorization code with PKCE, state and nonce.
///
/// What must be remembered between leaving and coming back is in a cookie that we sign, so any server of a store can
/// take the answer.
package struct OIDCLogin: Sendable {
    /// Where to send somebody, and what their browser must bring back.
    package struct Departure: Sendable {
        package let url: String
        package let cookie: Redacted<String>
    }

    /// Somebody who has come back.
    package struct Arrival: Sendable {
        package let user: Record<User>
        package let next: String
    }

    /// Seconds that somebody may take at the provider.
    package static let patience = 600.0
    private let settings: OIDCSettings
    private let provider: OIDCProvider
    private let verifier: IDTokenVerifier
    private let accounts: OIDCAccounts
    private let transport: any OIDCTransport
    private let environment: RecordEnvironment
    private let tokens: TokenAuthority
    private let seal: KeyedDigest

    package init(
        settings: OIDCSettings, transport: any OIDCTransport, store: Store, environment: RecordEnvironment,
        tokens: TokenAuthority, groups: (any GroupAssignment)?
    ) {
        self.settings = settings
        self.transport = transport
        self.environment = environment
        self.tokens = tokens
        provider = OIDCProvider(settings: settings, transport: transport, time: environment.time)
        verifier = IDTokenVerifier(settings: settings, provider: provider, time: environment.time)
        accounts = OIDCAccounts(settings: settings, store: store, environment: environment, groups: groups)
        seal = tokens.digests(for: "oidc")
    }

    /// Prepares a login.
    ///
    /// - Parameters:
    ///   - callback: Our URL that the provider sends people back to.
    ///   - next: Where they want to go afterwards.
    /// - Throws: ``Problem`` of kind `unavailable` when the provider does not answer.
    package func begin(callback: String, next: String) async throws -> Departure {
        let endpoints = try await provider.discover()
        func secret() -> String { Base64.text(tokens.randomBytes(32), .url, padded: false) }
        let (state, nonce, verifier) = (secret(), secret(), secret())
        let challenge = Base64.text(Array(SHA256.hash(data: Array(verifier.utf8))), .url, padded: false)
        let parameters = [
            ("response_type", "code"), ("client_id", settings.clientID), ("redirect_uri", callback),
            ("scope", settings.allScopes), ("state", state), ("nonce", nonce), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        let mark = endpoints.authorization.contains("?") ? "&" : "?"
        let content = Base64.text(
            Array(
                JSONValue.object([
                    "state": .string(state), "nonce": .string(nonce), "verifier": .string(verifier),
                    "next": .string(next), "callback": .string(callback),
                    "expires": .int(environment.time.now.adding(seconds: Self.patience).microseconds),
                ]).text.utf8), .url, padded: false)
        return Departure(
            url: endpoints.authorization + mark + FormEncoding.query(parameters),
            cookie: Redacted("\(content).\(seal.hex(content))"))
    }

    /// Takes the provider's answer.
    ///
    /// - Parameters:
    ///   - parameters: Those of the URL that the provider sent somebody back to.
    ///   - cookie: What their browser brought.
    /// - Throws: ``Problem`` of kind `forbidden` for an answer that does not belong to the cookie or is not sound, or
    ///   `unavailable` when the provider does not answer.
    package func complete(_ parameters: [String: String], cookie: Redacted<String>?) async throws -> Arrival {
        let memory = try unseal(cookie)
        let endpoints = try await provider.discover()
        guard let state = parameters["state"], seal.isSame(state, memory.state) else { throw Self.stale }
        // Another provider's answer must not be taken for ours (RFC 9207).
        if parameters["iss"] != nil || endpoints.namesItself {
            guard parameters["iss"] == settings.issuer else { throw Self.stale }
        }
        guard parameters["error"] == nil, let code = parameters["code"], !code.isEmpty, code.utf8.count <= 4096 else {
            throw Problem(.forbidden, "The OpenID provider did not let you in.")
        }
        let answer = try await redeem(Redacted(code), memory, endpoints)
        guard let token = answer["id_token"]?.stringValue else { throw OIDCProvider.unusable }
        var claims = try await verifier.verify(token, nonce: memory.nonce)
        if let url = endpoints.userInfo, let access = answer["access_token"]?.stringValue, lacks(claims) {
            try await complete(&claims, from: url, Redacted(access))
        }
        return Arrival(user: try await accounts.user(claims), next: memory.next)
    }

    // MARK: Steps

    private struct Memory {
        let state: String
        let nonce: String
        let verifier: Redacted<String>
        let next: String
        let callback: String
    }

    private func unseal(_ cookie: Redacted<String>?) throws -> Memory {
        let parts = (cookie?.reveal() ?? "").split(separator: ".")
        guard parts.count == 2, seal.isSame(seal.hex(String(parts[0])), String(parts[1])),
            let bytes = Base64.bytes(parts[0], .url), let content = try? JSONValue(parsing: bytes),
            let state = content["state"]?.stringValue, let nonce = content["nonce"]?.stringValue,
            let verifier = content["verifier"]?.stringValue, let next = content["next"]?.stringValue,
            let callback = content["callback"]?.stringValue, let expires = content["expires"]?.intValue,
            environment.time.now < Timestamp(microseconds: expires)
        else { throw Self.stale }
        return Memory(state: state, nonce: nonce, verifier: Redacted(verifier), next: next, callback: callback)
    }

    private func redeem(
        _ code: Redacted<String>, _ memory: Memory, _ endpoints: OIDCProvider.Endpoints
    ) async throws -> JSONObject {
        var form = [
            ("grant_type", "authorization_code"), ("code", code.reveal()), ("redirect_uri", memory.callback),
            ("code_verifier", memory.verifier.reveal()),
        ]
        var authorization: Redacted<String>?
        if let secret = settings.clientSecret, !endpoints.takesSecretInForm {
            let pair = "\(FormEncoding.encode(settings.clientID)):\(FormEncoding.encode(secret.reveal()))"
            authorization = Redacted("Basic \(Base64.text(Array(pair.utf8)))")
        } else {
            form.append(("client_id", settings.clientID))
            if let secret = settings.clientSecret { form.append(("client_secret", secret.reveal())) }
        }
        let answer = try await transport.post(endpoints.token, form: form, authorization: authorization)
        guard let object = answer.object else {
            guard (400..<500).contains(answer.status) else { throw OIDCProvider.unusable }
            throw Problem(
                .forbidden, "The OpenID provider's answer was refused. Log in again.",
                underlying: "the token endpoint answered \(answer.status)")
        }
        return object
    }

    private func lacks(_ claims: JSONObject) -> Bool {
        ([settings.usernameClaim, "email"] + [settings.groupsClaim].compactMap { $0 }).contains { claims[$0] == nil }
    }

    /// Fills in what the token leaves out; what it says itself counts more.
    private func complete(_ claims: inout JSONObject, from url: String, _ token: Redacted<String>) async throws {
        guard let more = try await transport.get(url, token: token).object else { throw OIDCProvider.unusable }
        guard more["sub"] == claims["sub"] else { throw Self.stale }
        for (name, value) in more where claims[name] == nil { claims[name] = value }
    }

    private static let stale = Problem(
        .forbidden, "This login was not begun in this browser, or too long ago. Log in again.")
}
