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

@Suite struct OIDCFlowTests {
    @Test func `a login asks for a code with PKCE, state and nonce, and keeps nothing in the store`() async throws {
        let world = try await OIDCWorld()
        let commits = world.server.store.engine.commits
        let (one, two) = (
            try await world.login.begin(callback: OIDCWorld.callback, next: "/"),
            try await world.login.begin(callback: OIDCWorld.callback, next: "/")
        )
        #expect(one.url.hasPrefix(FakeProvider.issuer + "/authorize?x=1&response_type=code&client_id=almanac&"))
        for part in [
            "&code_challenge_method=S256", "&scope=openid+profile+email",
            "&redirect_uri=https%3A%2F%2Falmanac.example.com%2Flogin%2Foidc%2Fcallback%2F",
        ] { #expect(one.url.contains(part), "\(one.url)") }
        #expect(one.url != two.url && one.cookie.reveal() != two.cookie.reveal())
        #expect(world.server.store.engine.commits == commits)
    }

    @Test func `somebody comes back as the same user, whatever they are called by then`() async throws {
        let world = try await OIDCWorld()
        let first = try await world.logIn()
        #expect(first.next == "/dcim/")
        #expect(first.user.username == "ann" && first.user.email == "ann@example.com" && first.user.firstName == "Ann")
        #expect(!first.user.isSuperuser && first.user.passwordHash.isEmpty)
        world.provider.state.withLock {
            $0.claims = {
                $0["preferred_username"] = "ann-married"
                $0["email"] = "new@example.com"
                $0["email_verified"] = false
            }
        }
        let second = try await world.logIn()
        #expect(second.user.id == first.user.id && second.user.username == "ann")
        #expect(second.user.email == "ann@example.com")
        #expect(try await world.users("ann").first?.lastLogin == world.server.time.now)
    }

    @Test func `an answer belongs to one browser, one login and one provider`() async throws {
        let world = try await OIDCWorld()
        let one = try await world.login.begin(callback: OIDCWorld.callback, next: "/")
        let two = try await world.login.begin(callback: OIDCWorld.callback, next: "/")
        let answer = try world.provider.authorize(one.url)
        let cookie = one.cookie.reveal()
        let parts = cookie.split(separator: ".")
        for (parameters, brought) in [
            (answer, nil), (answer, two.cookie), (answer, Redacted("x.y")),
            (answer, Redacted(String(cookie.dropLast()) + "0")),
            (answer, Redacted("A\(parts[0]).\(parts[1])")), (answer.merging(["state": "x"]) { $1 }, one.cookie),
            (["code": answer["code"] ?? ""], one.cookie),
            (answer.merging(["iss": "https://evil.example"]) { $1 }, one.cookie),
            (answer.merging(["error": "access_denied"]) { $1 }, one.cookie),
            (["state": answer["state"] ?? ""], one.cookie),
            (answer.merging(["code": "guess"]) { $1 }, one.cookie),
        ] as [([String: String], Redacted<String>?)] {
            await #expect(throws: Problem.self, "\(parameters)") {
                try await world.login.complete(parameters, cookie: brought)
            }
        }
        #expect(try await world.users("ann").isEmpty)
        _ = try await world.login.complete(answer.merging(["iss": FakeProvider.issuer]) { $1 }, cookie: one.cookie)
        // The code is used up.
        await #expect(throws: Problem.self) { try await world.login.complete(answer, cookie: one.cookie) }
        let late = try world.provider.authorize(two.url)
        world.server.time.advance(seconds: OIDCLogin.patience)
        await #expect(throws: Problem.self) { try await world.login.complete(late, cookie: two.cookie) }
    }

    @Test func `a provider that says it names itself must`() async throws {
        let world = try await OIDCWorld()
        world.provider.state.withLock {
            $0.document = { $0["authorization_response_iss_parameter_supported"] = true }
        }
        #expect(await world.failure()?.kind == .forbidden)
    }

    @Test func `what the token leaves out is asked for, and must be about the same person`() async throws {
        let world = try await OIDCWorld()
        world.provider.state.withLock {
            $0.claims = {
                $0["preferred_username"] = nil
                $0["email"] = nil
            }
            $0.userInfo = ["sub": "subject-1", "preferred_username": "from-userinfo", "iss": "x"]
        }
        #expect(try await world.logIn().user.username == "from-userinfo")
        world.provider.state.withLock { $0.userInfo = ["sub": "subject-2", "preferred_username": "other"] }
        #expect(await world.failure()?.kind == .forbidden)
    }

    @Test(
        "a provider that is not the one of the settings, or leads elsewhere, is not used",
        arguments: ["issuer", "token_endpoint", "jwks_uri", "authorization_endpoint"])
    func document(_ name: String) async throws {
        for value in ["http://id.example.com", "https://evil.example", "", "javascript:alert(1)"]
        where name == "issuer" || !value.hasPrefix("https") {
            let world = try await OIDCWorld()
            world.provider.state.withLock { $0.document = { $0[name] = .string(value) } }
            #expect(await world.failure()?.kind == .unavailable, "\(name) \(value)")
        }
    }

    @Test(
        "a provider is reached over HTTPS, or on this machine",
        arguments: [
            ("https://id.example.com", true), ("http://127.0.0.1:9400", true), ("http://localhost/realm", true),
            ("http://id.example.com", false), ("http://127.0.0.1.evil.example", false), ("https://a@b", false),
            ("https://id.example.com/?x", false), ("", false), ("ftp://id.example.com", false),
        ])
    func issuer(_ url: String, _ isUsable: Bool) {
        #expect(((try? OIDCSettings(issuer: url, clientID: "almanac")) != nil) == isUsable)
    }
}

@Suite struct IDTokenTests {
    /// Everything that can be wrong with what a token says.
    private static let wrongClaims: [(String, @Sendable (inout JSONObject) -> Void)] = [
        ("another issuer", { $0["iss"] = "https://id.example.com/" }), ("no issuer", { $0["iss"] = nil }),
        ("another audience", { $0["aud"] = "other" }), ("audiences without us", { $0["aud"] = ["a", "b"] }),
        ("no audience", { $0["aud"] = nil }), ("several audiences, no party", { $0["aud"] = ["almanac", "b"] }),
        ("another party", { $0["azp"] = "other" }), ("no end", { $0["exp"] = nil }),
        ("end as text", { $0["exp"] = "never" }),
        ("over", { $0["exp"] = 1 }), ("no time", { $0["iat"] = nil }), ("from tomorrow", { $0["iat"] = 9_999_999_999 }),
        ("valid from tomorrow", { $0["nbf"] = 9_999_999_999 }), ("no nonce", { $0["nonce"] = nil }),
        ("another nonce", { $0["nonce"] = "x" }), ("no subject", { $0["sub"] = nil }),
        ("empty subject", { $0["sub"] = "" }),
        ("subject as number", { $0["sub"] = 5 }),
        ("endless subject", { $0["sub"] = .string(String(repeating: "x", count: 300)) }),
    ]

    @Test func `a token that says anything wrong lets nobody in`() async throws {
        for (name, change) in Self.wrongClaims {
            let world = try await OIDCWorld()
            world.provider.state.withLock { $0.claims = change }
            let problem = await world.failure()
            #expect(problem?.kind == .forbidden, "\(name)")
            #expect(problem?.message == "The OpenID provider's answer was refused. Log in again.", "\(name)")
            #expect(try await world.users("ann").isEmpty, "\(name)")
        }
        let world = try await OIDCWorld()
        world.provider.state.withLock {
            $0.claims = {
                $0["aud"] = ["almanac", "b"]
                $0["azp"] = "almanac"
            }
        }
        #expect(await world.failure() == nil)
    }

    @Test func `no signature, a borrowed one and one by another key let nobody in`() async throws {
        let other = P256.Signing.PrivateKey()
        let attacks: [(String, @Sendable (FakeProvider) -> (inout FakeProvider.State) -> Void)] = [
            (
                "none",
                { _ in
                    {
                        $0.header = { $0["alg"] = "none" }
                        $0.sign = { _ in [] }
                    }
                }
            ),
            (
                "None",
                { _ in
                    {
                        $0.header = { $0["alg"] = "None" }
                        $0.sign = { _ in [] }
                    }
                }
            ),
            ("no algorithm", { _ in { $0.header = { $0["alg"] = nil } } }),
            (
                "the public key as a shared secret",
                { provider in
                    let secret = SymmetricKey(data: Array(provider.key.publicKey.pemRepresentation.utf8))
                    return {
                        $0.header = { $0["alg"] = "HS256" }
                        $0.sign = { Array(HMAC<SHA256>.authenticationCode(for: $0, using: secret)) }
                    }
                }
            ),
            ("another key", { _ in { $0.sign = { Array(try other.signature(for: $0).rawRepresentation) } } }),
            ("nothing", { _ in { $0.sign = { _ in [] } } }),
            ("zeroes", { _ in { $0.sign = { _ in [UInt8](repeating: 0, count: 64) } } }),
            ("a name that the provider has not", { _ in { $0.header = { $0["kid"] = "two" } } }),
            ("an algorithm of another key", { _ in { $0.header = { $0["alg"] = "RS256" } } }),
            ("an algorithm that was not offered", { _ in { $0.header = { $0["alg"] = "ES384" } } }),
            ("something that must be understood", { _ in { $0.header = { $0["crit"] = ["b64"] } } }),
            (
                "a key of its own",
                { _ in
                    {
                        $0.header = { $0["jwk"] = FakeProvider.jwk(other, "one") }
                        $0.sign = { Array(try other.signature(for: $0).rawRepresentation) }
                    }
                }
            ),
            (
                "a key for encryption",
                { _ in
                    {
                        $0.keys = $0.keys.map { key in
                            var object = key.objectValue ?? [:]
                            object["use"] = "enc"
                            return .object(object)
                        }
                    }
                }
            ),
            (
                "two keys and no name",
                { provider in
                    {
                        $0.keys = [FakeProvider.jwk(other, "two"), FakeProvider.jwk(provider.key, "one")]
                        $0.header = { $0["kid"] = nil }
                    }
                }
            ),
        ]
        for (name, attack) in attacks {
            let world = try await OIDCWorld()
            let change = attack(world.provider)
            world.provider.state.withLock { change(&$0) }
            #expect(await world.failure()?.kind == .forbidden, "\(name)")
            #expect(try await world.users("ann").isEmpty, "\(name)")
        }
    }

    @Test("RSA keys are taken from 2048 bits on", arguments: [(1024, false), (2048, true)])
    func rsa(_ bits: Int, _ isTaken: Bool) async throws {
        let world = try await OIDCWorld()
        let key = try _RSA.Signing.PrivateKey(unsafeKeySize: .init(bitCount: bits))
        let primitives = try key.publicKey.getKeyPrimitives()
        let jwk: JSONValue = [
            "kty": "RSA", "kid": "rsa", "n": .string(Base64.text(Array(primitives.modulus), .url, padded: false)),
            "e": .string(Base64.text(Array(primitives.publicExponent), .url, padded: false)),
        ]
        world.provider.state.withLock {
            $0.keys.append(jwk)
            $0.header = {
                $0["alg"] = "RS256"
                $0["kid"] = "rsa"
            }
            $0.sign = {
                Array(try key.signature(for: SHA256.hash(data: $0), padding: .insecurePKCS1v1_5).rawRepresentation)
            }
        }
        #expect((await world.failure() == nil) == isTaken)
    }

    @Test func `keys are remembered, a new one is found, and made-up ones do not make us ask again and again`()
        async throws
    {
        let world = try await OIDCWorld()
        for _ in 0..<5 { _ = try await world.logIn() }
        #expect(world.provider.fetches("/keys") == 1)
        #expect(world.provider.fetches("/.well-known/openid-configuration") == 1)
        world.provider.state.withLock { $0.header = { $0["kid"] = "made up" } }
        for _ in 0..<5 { #expect(await world.failure()?.kind == .forbidden) }
        #expect(world.provider.fetches("/keys") == 1)
        // The provider changes its keys.
        let new = P256.Signing.PrivateKey()
        world.provider.state.withLock {
            $0.keys = [FakeProvider.jwk(new, "two")]
            $0.header = { $0["kid"] = "two" }
            $0.sign = { Array(try new.signature(for: $0).rawRepresentation) }
        }
        world.server.time.advance(seconds: 61)
        #expect(await world.failure() == nil)
        #expect(world.provider.fetches("/keys") == 2)
    }
}

@Suite struct OIDCAccountTests {
    @Test func `without being told to, nobody gets a user, and nobody's user is taken over`() async throws {
        let world = try await OIDCWorld { _ in }
        #expect(await world.failure()?.message.contains("there is no user for you here") == true)
        #expect(try await world.users("ann").isEmpty)
        try await world.server.create("/api/users/users/", ["username": "ann", "email": "ann@example.com"])
        #expect(await world.failure()?.message.contains("there is no user for you here") == true)
        let creating = try await OIDCWorld()
        try await creating.server.create("/api/users/users/", ["username": "ann"])
        #expect(await creating.failure()?.kind == .forbidden)
    }

    @Test func `two people with one name and one address stay two people`() async throws {
        let world = try await OIDCWorld {
            $0.createsUsers = true
            $0.linksUsers = true
        }
        let first = try await world.logIn().user
        world.provider.state.withLock { $0.claims = { $0["sub"] = "subject-2" } }
        #expect(await world.failure()?.kind == .forbidden)
        world.provider.state.withLock { $0.claims = { _ in } }
        #expect(try await world.logIn().user.id == first.id)
    }

    @Test func `an existing user is linked once, where the operator says that names are safe`() async throws {
        let world = try await OIDCWorld { $0.linksUsers = true }
        let id = try await world.server.create("/api/users/users/", ["username": "ann"])
        #expect(try await world.logIn().user.id.raw.description == id)
        _ = try await world.server.send("PATCH", "/api/users/users/\(id)/", ["is_active": false])
        #expect(await world.failure() == Problem(.forbidden, "User inactive"))
    }

    @Test func `groups of the provider give rights as the settings say, and take them`() async throws {
        let world = try await OIDCWorld {
            $0.createsUsers = true
            $0.groupsClaim = "groups"
            $0.superuserGroups = ["admins"]
            $0.staffGroups = ["office"]
        }
        let user = try await world.logIn().user
        #expect(user.isSuperuser && !user.isStaff)
        #expect(world.groups.given.withLock { $0["ann"] } == ["admins", "noc"])
        world.provider.state.withLock { $0.claims = { $0["groups"] = "office" } }
        let later = try await world.logIn().user
        #expect(!later.isSuperuser && later.isStaff)
        #expect(world.groups.given.withLock { $0["ann"] } == ["office"])
        // Without the settings the rights are nobody's business.
        let plain = try await OIDCWorld()
        #expect(try await !plain.logIn().user.isSuperuser)
        #expect(plain.groups.given.withLock { $0.isEmpty })
    }

    @Test(
        "a name that cannot be one is refused",
        arguments: [nil, "", "  ", 5, .string(String(repeating: "x", count: 151)), "a\u{0}b", ["ann"]] as [JSONValue?])
    func name(_ name: JSONValue?) async throws {
        let world = try await OIDCWorld()
        world.provider.state.withLock {
            $0.claims = { $0["preferred_username"] = name }
            $0.userInfo = ["sub": "subject-1"]
        }
        #expect(await world.failure()?.kind == .forbidden)
    }
}
