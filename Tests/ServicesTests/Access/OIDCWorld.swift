import Basics
import Crypto
import CryptoExtras
import Domain
import Modeling
import Services
import Storage
import Synchronization
import TestKit
import Testing

/// An OpenID provider in memory, which signs whatever a test wants it to.
final class FakeProvider: OIDCTransport {
    struct State {
        /// Changes the claims before they are signed.
        var claims: @Sendable (inout JSONObject) -> Void = { _ in }
        /// Changes the header before it is signed.
        var header: @Sendable (inout JSONObject) -> Void = { _ in }
        /// Makes the signature; that of the provider unless said.
        var sign: (@Sendable ([UInt8]) throws -> [UInt8])?
        var keys: [JSONValue] = []
        var document: @Sendable (inout JSONObject) -> Void = { _ in }
        var userInfo: JSONObject?
        var fetched: [String: Int] = [:]
        /// What a login was begun with, by its code.
        var logins: [String: [String: String]] = [:]
        var lastForm: [String: String] = [:]
    }

    static let issuer = "https://id.example.com"
    let state = Mutex(State())
    let key = P256.Signing.PrivateKey()
    let time: ManualTime

    init(time: ManualTime) {
        self.time = time
        state.withLock { $0.keys = [Self.jwk(key, "one")] }
    }

    static func jwk(_ key: P256.Signing.PrivateKey, _ name: String) -> JSONValue {
        let point = Array(key.publicKey.rawRepresentation)
        return [
            "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": .string(name),
            "x": .string(Base64.text(Array(point.prefix(32)), .url, padded: false)),
            "y": .string(Base64.text(Array(point.suffix(32)), .url, padded: false)),
        ]
    }

    func fetches(_ path: String) -> Int { state.withLock { $0.fetched[path] ?? 0 } }

    func get(_ url: String, token: Redacted<String>?) async throws -> OIDCAnswer {
        let path = String(url.dropFirst(Self.issuer.count))
        return state.withLock { state in
            state.fetched[path, default: 0] += 1
            switch path {
            case "/.well-known/openid-configuration":
                var document: JSONObject = [
                    "issuer": .string(Self.issuer), "authorization_endpoint": .string(Self.issuer + "/authorize?x=1"),
                    "token_endpoint": .string(Self.issuer + "/token"), "jwks_uri": .string(Self.issuer + "/keys"),
                    "userinfo_endpoint": .string(Self.issuer + "/userinfo"),
                    "id_token_signing_alg_values_supported": ["ES256", "RS256"],
                ]
                state.document(&document)
                return answer(.object(document))
            case "/keys": return answer(["keys": .array(state.keys)])
            case "/userinfo":
                return token?.reveal() == "access"
                    ? answer(.object(state.userInfo ?? [:])) : OIDCAnswer(status: 401, body: [])
            default: return OIDCAnswer(status: 404, body: [])
            }
        }
    }

    func post(_ url: String, form: [(String, String)], authorization: Redacted<String>?) async throws -> OIDCAnswer {
        let fields = Dictionary(uniqueKeysWithValues: form)
        let login = state.withLock { state in
            state.lastForm = fields
            return state.logins.removeValue(forKey: fields["code"] ?? "")
        }
        let challenge = Base64.text(
            Array(SHA256.hash(data: Array((fields["code_verifier"] ?? "").utf8))), .url, padded: false)
        guard url == Self.issuer + "/token", let login, login["code_challenge"] == challenge,
            login["redirect_uri"] == fields["redirect_uri"],
            authorization?.reveal() == "Basic " + Base64.text(Array("almanac:s%26cret".utf8))
        else { return OIDCAnswer(status: 400, body: Array("{\"error\":\"invalid_grant\"}".utf8)) }
        return answer(["access_token": "access", "id_token": .string(try token(nonce: login["nonce"] ?? ""))])
    }

    /// What a person does at the provider: the code that comes back for a redirect.
    func authorize(_ url: String) throws -> [String: String] {
        let query = try #require(url.split(separator: "?").last)
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            parameters[String(parts[0])] = FormEncoding.decode(parts[1])
        }
        let code = "code-\(state.withLock { $0.logins.count })-\(parameters["state"]?.prefix(5) ?? "")"
        let sent = parameters
        state.withLock { $0.logins[code] = sent }
        return ["code": code, "state": parameters["state"] ?? ""]
    }

    private func token(nonce: String) throws -> String {
        let now = time.now.microseconds / 1_000_000
        var claims: JSONObject = [
            "iss": .string(Self.issuer), "aud": "almanac", "sub": "subject-1", "nonce": .string(nonce),
            "iat": .int(now), "exp": .int(now + 300), "preferred_username": "ann", "email": "ann@example.com",
            "given_name": "Ann", "groups": ["noc", "admins"],
        ]
        var header: JSONObject = ["alg": "ES256", "kid": "one", "typ": "JWT"]
        let custom = state.withLock { state in
            state.claims(&claims)
            state.header(&header)
            return state.sign
        }
        let input = [header, claims].map { Base64.text(Array(JSONValue.object($0).text.utf8), .url, padded: false) }
            .joined(separator: ".")
        let bytes = Array(input.utf8)
        let signature = try custom?(bytes) ?? Array(key.signature(for: bytes).rawRepresentation)
        return input + "." + Base64.text(signature, .url, padded: false)
    }

    private func answer(_ value: JSONValue) -> OIDCAnswer { OIDCAnswer(status: 200, body: Array(value.text.utf8)) }
}

/// Remembers which groups were given to whom.
final class GroupRecord: GroupAssignment {
    let given = Mutex<[String: [String]]>([:])

    func assign(_ names: [String], to user: ID<User>, in pipeline: RecordPipeline) throws {
        let name = try pipeline.session.get(user).username
        given.withLock { $0[name] = names }
    }
}

/// A server whose people log in with a provider.
struct OIDCWorld: Sendable {
    static let callback = "https://almanac.example.com/login/oidc/callback/"
    let server: TestServer
    let provider: FakeProvider
    let groups = GroupRecord()
    let login: OIDCLogin

    init(_ change: (inout OIDCSettings) -> Void = { $0.createsUsers = true }) async throws {
        server = try await TestServer()
        provider = FakeProvider(time: server.time)
        var settings = try OIDCSettings(
            issuer: FakeProvider.issuer, clientID: "almanac", clientSecret: Redacted("s&cret"))
        change(&settings)
        login = OIDCLogin(
            settings: settings, transport: provider, store: server.store, environment: server.environment,
            tokens: server.tokens, groups: groups)
    }

    /// Goes to the provider and comes back.
    func logIn() async throws -> OIDCLogin.Arrival {
        let departure = try await login.begin(callback: Self.callback, next: "/dcim/")
        return try await login.complete(try provider.authorize(departure.url), cookie: departure.cookie)
    }

    /// Why a login fails; nil when it does not.
    func failure() async -> Problem? {
        do {
            _ = try await logIn()
            return nil
        } catch {
            return error as? Problem ?? Problem(.internalFault, "\(error)")
        }
    }

    func users(_ name: String) async throws -> [Record<User>] {
        try await server.store.read { try $0.fetch(Query<User>().where { $0.username == name }) }
    }
}
