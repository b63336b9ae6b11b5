import Basics
import Secrets
import TestKit
import Testing

@Suite struct VaultTests {
    private static let token: JSONObject = ["token": "root-token"]
    private static let hello = ["path": "hello", "key": "location"]
    private static let appRole: JSONObject = ["auth_method": "approle", "role_id": "rid", "secret_id": "sid"]

    @Test func `values come back as the backend keeps them`() async throws {
        let world = try await VaultWorld(settings: Self.token)
        for (key, text, form) in [
            ("location", "world", SecretValue.Form.text), ("n", "42", .json), ("empty", "", .text),
            ("nothing", "null", .json), ("list", "[1,2]", .json),
        ] {
            let value = try await world.resolve(["path": "hello", "key": key]).get()
            #expect(value.bytes.revealText() == text && value.form == form)
        }
    }

    @Test(arguments: ["../../sys/health", "a/../../x", ".", "..", "a/./b", "/../x"])
    func `S1 and S1: a path that leads out of its mount is refused before anything is sent`(path: String) async throws {
        let world = try await VaultWorld(settings: Self.token)
        #expect(await world.outcome(["path": path, "key": "location"]) == "SecretParametersError")
        #expect(
            await world.outcome(["path": "hello", "key": "location", "mount_point": path]) == "SecretParametersError")
        #expect(try world.double.server.requests.isEmpty)
    }

    @Test(arguments: ["x?y=1", "../../../sys/health", "a/b", "x#y", "x y"])
    func `S3: a role is one segment whatever it is called`(role: String) async throws {
        let world = try await VaultWorld(settings: Self.token)
        let outcome = await world.outcome(["engine": "ad", "role_name": role, "key": "password"], ldap: true)
        #expect(outcome == "SecretParametersError" || outcome == "SecretValueNotFoundError")
        for request in try world.double.server.requests {
            #expect(request.target.hasPrefix("/v1/ad/creds/"))
            #expect(request.target.dropFirst("/v1/ad/creds/".count).allSatisfy { $0 != "/" && $0 != "?" && $0 != "#" })
        }
    }

    @Test(arguments: ["sys", "auth/token", "identity", "cubbyhole"])
    func `S4: Vault's own paths are no mounts of secrets`(mount: String) async throws {
        let world = try await VaultWorld(settings: Self.token)
        let parameters = ["path": "lookup-self", "key": "ttl", "mount_point": mount, "kv_version": "v1"]
        #expect(await world.outcome(parameters) == "SecretParametersError")
        #expect(try world.double.server.requests.isEmpty)
    }

    @Test func `S4: with allowed_mounts records may name those and no others`() async throws {
        let world = try await VaultWorld(settings: ["token": "root-token", "allowed_mounts": ["mymount"]])
        var parameters = Self.hello
        parameters["mount_point"] = "mymount"
        #expect(await world.outcome(parameters) == "mymount-world")
        parameters["mount_point"] = "kv"
        #expect(await world.outcome(parameters) == "SecretParametersError")
        #expect(await world.outcome(Self.hello) == "world")
    }

    @Test func `S5: a token with a line break is refused without being shown`() async throws {
        let world = try await VaultWorld(settings: ["token": "canary\nx"])
        guard case .failure(let error) = await world.resolve(Self.hello) else {
            Issue.record("it was used")
            return
        }
        #expect(error.kind == .provider && !error.message.contains("canary"))
        #expect(world.directory.problems.count == 1)
    }

    @Test func `S6: neither token nor login follows a redirect to another host`() async throws {
        let other = try await VaultDouble.start()
        for settings in [Self.token, Self.appRole] {
            let world = try await VaultWorld(settings: settings)
            // The same server under another name is another host.
            world.double.set(.redirect("http://127.0.0.2:\(try other.server.port)"))
            #expect(await world.outcome(Self.hello) == "SecretError")
            #expect(try other.server.requests.isEmpty)
        }
    }

    @Test func `a standby sends us on to a listed address, once`() async throws {
        let leader = try await VaultDouble.start()
        let port = try leader.server.port
        let world = try await VaultWorld(
            settings: ["token": "root-token", "cluster_addresses": [.string("127.0.0.1:\(port)")]])
        world.double.set(.redirect("http://127.0.0.1:\(port)"))
        #expect(await world.outcome(Self.hello) == "world")
        leader.set(.redirect("http://127.0.0.1:\(try world.double.server.port)"))
        #expect(await world.outcome(Self.hello) == "SecretError")
    }

    @Test(arguments: [JSONValue.string(""), "False", "relative.pem", false, 3])
    func `S9: what would silently verify nothing is an error of the configuration`(setting: JSONValue) async throws {
        let world = try await VaultWorld(settings: ["token": "root-token", "ca_cert": setting])
        #expect(await world.outcome(Self.hello) == "SecretProviderError")
        let problem = try #require(world.directory.problems.first)
        #expect(problem.message.contains("ca_cert"))
    }

    @Test func `S18: no body of an answer reaches an error`() async throws {
        let world = try await VaultWorld(settings: Self.token)
        for (mode, path) in [(VaultDouble.Mode.html404, "hello"), (.normal, "deleted"), (.status(500), "hello")] {
            world.double.set(mode)
            guard case .failure(let error) = await world.resolve(["path": path, "key": "x"]) else {
                Issue.record("it was found")
                continue
            }
            #expect(!error.message.contains("canary") && !error.message.contains("forced"))
        }
    }

    @Test(arguments: [
        (412, "SecretError", true), (429, "SecretError", true), (403, "SecretProviderError", false),
        (501, "SecretError", false), (503, "SecretError", true), (500, "SecretError", true),
        (472, "SecretError", false), (418, "SecretError", false), (404, "SecretValueNotFoundError", false),
    ])
    func `each status has its class, and says whether trying again helps`(
        status: Int, name: String, isTransient: Bool
    ) async throws {
        let world = try await VaultWorld(settings: Self.token)
        world.double.set(.status(status))
        guard case .failure(let error) = await world.resolve(Self.hello) else {
            Issue.record("it was found")
            return
        }
        #expect(error.kind.rawValue == name && error.isTransient == isTransient && error.status == status)
    }

    @Test func `many readers at once log in once, and the login is kept`() async throws {
        let world = try await VaultWorld(settings: Self.appRole)
        await withTaskGroup(of: String.self) { group in
            for _ in 0..<50 { group.addTask { await world.outcome(Self.hello) } }
            for await outcome in group { #expect(outcome == "world") }
        }
        #expect(world.double.logins == 1)
        #expect(await world.outcome(Self.hello) == "world")
        #expect(world.double.logins == 1)
    }

    @Test func `a login is renewed after two thirds of its lease and made anew when it is over`() async throws {
        let world = try await VaultWorld(settings: Self.appRole)
        world.double.set(lease: 4)
        #expect(await world.outcome(Self.hello) == "world")
        world.time.advance(seconds: 2)
        #expect(await world.outcome(Self.hello) == "world")
        #expect(world.double.renewals == 0)
        world.time.advance(seconds: 1)
        #expect(await world.outcome(Self.hello) == "world")
        #expect(world.double.renewals == 1 && world.double.logins == 1)
        world.time.advance(seconds: 10)
        #expect(await world.outcome(Self.hello) == "world")
        #expect(world.double.logins == 2)
    }

    @Test func `a login that was taken away is made anew once`() async throws {
        let world = try await VaultWorld(settings: Self.appRole)
        #expect(await world.outcome(Self.hello) == "world")
        world.double.set(.revoked(1))
        #expect(await world.outcome(Self.hello) == "world")
        #expect(world.double.logins == 2)
        world.double.set(.revoked(100))
        #expect(await world.outcome(Self.hello) == "SecretProviderError")
        #expect(world.double.logins == 3)
    }

    @Test func `logins are given back at the end`() async throws {
        let world = try await VaultWorld(settings: Self.appRole)
        #expect(await world.outcome(Self.hello) == "world")
        await world.connections.revoke()
        #expect(world.double.revoked == ["login-1"])
        let plain = try await VaultWorld(settings: Self.token)
        #expect(await plain.outcome(Self.hello) == "world")
        await plain.connections.revoke()
        // A token that was configured is not ours to give back.
        #expect(plain.double.revoked.isEmpty)
    }

    @Test func `every way of logging in sends what Vault expects`() async throws {
        for (settings, path) in [
            (["auth_method": "kubernetes", "role_name": "dev", "k8s_token_path": "/jwt"], "kubernetes/login"),
            (["auth_method": "jwt", "role_name": "dev", "jwt_path": "/jwt"], "jwt/login"),
            (["auth_method": "userpass", "username": "ann", "password": "right"], "userpass/login/ann"),
            (
                [
                    "auth_method": "ldap", "username": "ann", "password": "right",
                    "login_kwargs": ["mount_point": "corp"],
                ],
                "corp/login/ann"
            ),
        ] as [(JSONObject, String)] {
            let world = try await VaultWorld(settings: settings)
            #expect(await world.outcome(Self.hello) == "world")
            let login = try #require(try world.double.server.requests.first)
            #expect(login.target == "/v1/auth/\(path)" && login.method == "POST")
            #expect(login["X-Vault-Token"] == nil && login["X-Vault-Request"] == "true")
        }
        let wrong = try await VaultWorld(
            settings: ["auth_method": "kubernetes", "role_name": "dev", "k8s_token_path": "/other"])
        #expect(await wrong.outcome(Self.hello) == "SecretProviderError")
        let missing = try await VaultWorld(
            settings: ["auth_method": "kubernetes", "role_name": "dev", "k8s_token_path": "/none"])
        #expect(await missing.outcome(Self.hello) == "SecretProviderError")
    }

    @Test func `both parts of a role come from one place`() async throws {
        let world = try await VaultWorld(settings: Self.token)
        for (engine, key, value) in [
            ("ad", "username", "svc@example.com"), ("ad", "password", "ad-now"), ("ad", "last_password", "ad-before"),
            ("ldap", "password", "ldap-now"), ("ldap", "dn", "cn=svc"),
            ("ldap", "last_password", "SecretValueNotFoundError"),
        ] {
            #expect(
                await world.outcome(["engine": engine, "role_name": "svc", "key": key], ldap: true) == value)
        }
        let provider = HashiCorpVaultLDAPProvider(world.directory, world.connections)
        func place(_ key: String) throws -> SecretLocation {
            try provider.locate(ProviderParameters(["engine": "ad", "role_name": "svc", "key": key]))
        }
        #expect(try place("username") == place("password"))
    }

    @Test func `S7: a redirect from TLS to plain text is refused`() async throws {
        let folder = try Folder()
        let authority = try TestAuthority()
        let plain = try await VaultDouble.start()
        let target = "http://vault.test:\(try plain.server.port)"
        let server = try await LoopbackServer(tls: authority.server(host: "vault.test")) { request, _ in
            .answer(307, ["Location": target + request.target])
        }
        let base = BackendWorld(resolver: LoopbackNames())
        let directory = VaultDirectory([
            "url": .string(server.url("", host: "vault.test", scheme: "https")), "token": "root-token",
            "ca_cert": .string(try folder.write(authority.pem, to: "ca.pem")),
            "cluster_addresses": [.string("vault.test:\(try plain.server.port)")],
        ])
        let provider = HashiCorpVaultProvider(
            directory,
            VaultConnections(
                directory, client: base.client, files: TextFiles([:]), time: base.time, limits: BackendWorld.limits))
        #expect(await BackendWorld.outcome(provider, Self.hello) == "SecretError")
        #expect(server.requests.count == 1)
        #expect(try plain.server.requests.isEmpty)
    }

    @Test func `S8: a loop of redirects gets the token once more and no further`() async throws {
        let world = try await VaultWorld(settings: Self.token)
        world.double.set(.redirect("http://127.0.0.1:\(try world.double.server.port)"))
        #expect(await world.outcome(Self.hello) == "SecretError")
        #expect(try world.double.server.requests.count == 2)
    }

    @Test func `a wait that the server asks for is told`() async throws {
        let world = try await VaultWorld(settings: Self.token)
        for status in [429, 500, 503] {
            world.double.set(.status(status, ["Retry-After": "7"]))
            guard case .failure(let error) = await world.resolve(Self.hello) else {
                Issue.record("it was found")
                continue
            }
            #expect(error.retryAfter == .seconds(7) && error.isTransient)
        }
        world.double.set(.status(403, ["Retry-After": "7"]))
        guard case .failure(let error) = await world.resolve(Self.hello) else { return }
        #expect(error.retryAfter == nil)
    }

    @Test func `the state of a login is told, and nothing of the login`() async throws {
        let world = try await VaultWorld(settings: Self.appRole)
        let provider = HashiCorpVaultProvider(world.directory, world.connections)
        #expect(await provider.leases().isEmpty)
        _ = await world.outcome(Self.hello)
        let lease = try #require(await provider.leases().first)
        #expect(lease.backend == "hashicorp-vault default" && lease.isHeld)
        #expect(lease.end == world.time.uptime + .seconds(3600) && lease.logins == 1 && lease.renewals == 0)
        world.time.advance(seconds: 2500)
        _ = await world.outcome(Self.hello)
        let renewed = try #require(await provider.leases().first)
        #expect(renewed.end == world.time.uptime + .seconds(3600) && renewed.logins == 1 && renewed.renewals == 1)
        #expect(!"\(renewed)".contains("login-1"))
        let plain = try await VaultWorld(settings: Self.token)
        _ = await plain.outcome(Self.hello)
        #expect(await HashiCorpVaultProvider(plain.directory, plain.connections).leases().isEmpty)
    }
}
