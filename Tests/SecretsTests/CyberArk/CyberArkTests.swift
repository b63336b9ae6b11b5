import Basics
import Secrets
import TestKit
import Testing

@Suite struct CyberArkTests {
    // MARK: Conjur

    private struct ConjurWorld {
        let base = BackendWorld()
        let receiver: LoopbackServer
        let provider: ConjurProvider

        init(key: String = "api-key") async throws {
            receiver = try await ConjurDouble().serve()
            provider = ConjurProvider(
                [
                    "url": .string("http://127.0.0.1:\(receiver.port)"), "account": "acme", "login": "host/nb",
                    "api_key": .string(key),
                ], client: base.client, time: base.time, limits: BackendWorld.limits)
        }

        func outcome(_ variable: String) async -> String {
            await BackendWorld.outcome(provider, ["variable": variable])
        }
    }

    @Test func `Conjur: one login for eight minutes, ids in one segment`() async throws {
        let world = try await ConjurWorld()
        for _ in 0..<3 { #expect(await world.outcome("net/router/password") == "hunter2") }
        func logins() -> Int { world.receiver.requests.count { $0.method == "POST" } }
        #expect(logins() == 1)
        world.base.time.advance(seconds: 480)
        #expect(await world.outcome("net/router/password") == "hunter2")
        #expect(logins() == 2)
        #expect(await world.outcome("none") == "SecretValueNotFoundError")
        #expect(await world.outcome("../../authn") == "SecretValueNotFoundError")
        let binary = try await BackendWorld.resolve(world.provider, ["variable": "binary"]).get()
        #expect(binary.form == .binary)
        let wrong = try await ConjurWorld(key: "wrong")
        #expect(await wrong.outcome("net/router/password") == "SecretProviderError")
    }

    // MARK: CCP

    @Test(arguments: [
        (["object": "router"], "hunter2"), (["object": "router", "key": "UserName"], "svc"),
        (["object": "router", "folder": "Root"], "rooted"), (["object": "changing"], "SecretError"),
        (["object": "forbidden"], "SecretProviderError"), (["object": "none"], "SecretValueNotFoundError"),
        (["object": "router&AppID=other"], "SecretValueNotFoundError"), (["object": ""], "SecretParametersError"),
        (["object": "router", "key": "Nothing"], "SecretValueNotFoundError"),
    ])
    func `CCP: the account that is named, and no other parameter`(
        parameters: [String: String], expected: String
    ) async throws {
        let receiver = try await CentralCredentialDouble().serve()
        let provider = CentralCredentialProvider(
            ["url": .string("http://127.0.0.1:\(receiver.port)"), "app_id": "almanac"], client: BackendWorld().client,
            limits: BackendWorld.limits)
        #expect(await BackendWorld.outcome(provider, ["safe": "Net&Co"].merging(parameters) { $1 }) == expected)
    }

    @Test func `what is not configured says so`() async {
        let base = BackendWorld()
        #expect(
            await BackendWorld.outcome(
                CentralCredentialProvider(nil, client: base.client), ["safe": "a", "object": "b"])
                == "SecretProviderError")
        #expect(
            await BackendWorld.outcome(
                ConjurProvider(["url": "https://x"], client: base.client, time: base.time), ["variable": "a"])
                == "SecretProviderError")
    }
}
