import Basics

/// What is known about an OpenID provider: where its endpoints are, and its keys.
///
/// Both are remembered for an hour; a key that is not among those known is asked for once a minute at most, so that
/// tokens with made-up keys do not make us a burden to the provider.
actor OIDCProvider {
    /// The endpoints of the provider.
    struct Endpoints: Sendable {
        let authorization: String
        let token: String
        let userInfo: String?
        let keys: String
        /// Algorithms that the provider signs with.
        let algorithms: Set<String>
        /// Whether it wants the client's secret in the form instead of the header.
        let takesSecretInForm: Bool
        /// Whether it names itself when it sends people back (RFC 9207).
        let namesItself: Bool
    }

    private struct Remembered<Value: Sendable> {
        let value: Value
        let time: Timestamp
    }

    private let settings: OIDCSettings
    private let transport: any OIDCTransport
    private let time: any TimeSource
    private var endpoints: Remembered<Endpoints>?
    private var keys: Remembered<[JSONObject]>?
    /// Seconds.
    private static let lifetime = 3600.0
    private static let keyPause = 60.0

    init(settings: OIDCSettings, transport: any OIDCTransport, time: any TimeSource) {
        self.settings = settings
        self.transport = transport
        self.time = time
    }

    /// The endpoints, from the provider's discovery document.
    ///
    /// - Throws: ``Problem`` of kind `unavailable`.
    func discover() async throws -> Endpoints {
        if let known = endpoints, (0..<Self.lifetime).contains(time.now.seconds(since: known.time)) {
            return known.value
        }
        let base = settings.issuer.hasSuffix("/") ? String(settings.issuer.dropLast()) : settings.issuer
        let answer = try await transport.get(base + "/.well-known/openid-configuration", token: nil)
        guard let document = answer.object, document["issuer"]?.stringValue == settings.issuer else {
            throw Self.unusable
        }
        func url(_ name: String) -> String? {
            document[name]?.stringValue.flatMap { isAcceptable($0) ? $0 : nil }
        }
        func list(_ name: String) -> Set<String> {
            Set((document[name]?.arrayValue ?? []).compactMap(\.stringValue))
        }
        guard let authorization = url("authorization_endpoint"), let token = url("token_endpoint"),
            let keys = url("jwks_uri")
        else { throw Self.unusable }
        let methods = list("token_endpoint_auth_methods_supported")
        let found = Endpoints(
            authorization: authorization, token: token, userInfo: url("userinfo_endpoint"), keys: keys,
            algorithms: list("id_token_signing_alg_values_supported"),
            takesSecretInForm: !methods.isEmpty && !methods.contains("client_secret_basic"),
            namesItself: document["authorization_response_iss_parameter_supported"]?.boolValue == true)
        endpoints = Remembered(value: found, time: time.now)
        return found
    }

    /// The keys that a token may be signed with: those of its name, or all when it names none.
    ///
    /// - Throws: ``Problem`` of kind `unavailable`.
    func signingKeys(named name: String?) async throws -> [JSONObject] {
        let now = time.now
        if let known = keys, (0..<Self.lifetime).contains(now.seconds(since: known.time)) {
            let fitting = Self.fitting(known.value, name)
            if !fitting.isEmpty || (0..<Self.keyPause).contains(now.seconds(since: known.time)) { return fitting }
        }
        let answer = try await transport.get(try await discover().keys, token: nil)
        guard let list = answer.object?["keys"]?.arrayValue else { throw Self.unusable }
        let found = list.prefix(100).compactMap(\.objectValue)
        keys = Remembered(value: found, time: now)
        return Self.fitting(found, name)
    }

    private static func fitting(_ keys: [JSONObject], _ name: String?) -> [JSONObject] {
        keys.filter { key in
            let use = key["use"]?.stringValue
            return (use == nil || use == "sig") && (name == nil || key["kid"]?.stringValue == name)
        }
    }

    /// A provider on HTTPS must not send us, or people, anywhere in clear text.
    private func isAcceptable(_ url: String) -> Bool {
        url.hasPrefix("https://") || (settings.issuer.hasPrefix("http://") && url.hasPrefix("http://"))
    }

    static let unusable = Problem(
        .unavailable, "The OpenID provider does not answer as it should. Try again shortly.")
}
