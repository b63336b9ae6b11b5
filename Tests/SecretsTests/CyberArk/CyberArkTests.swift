import Basics
import Secrets
import Synchronization
import TestKit
import Testing

@Suite struct CyberArkTests {
    private static func json(_ status: Int, _ body: JSONValue) -> Reply {
        .answer(status, ["Content-Type": "application/json"], Array(body.text.utf8))
    }

    // MARK: Conjur

    private struct ConjurWorld {
        let base = BackendWorld()
        let receiver: LoopbackServer
        let provider: ConjurProvider

        init(key: String = "api-key") async throws {
            let logins = Atomic(0)
            let count = Box(logins)
            receiver = try await LoopbackServer { request, _ in
                if request.target == "/authn/acme/host%2Fnb/authenticate" {
                    guard request.body == Array("api-key".utf8), request.method == "POST" else { return .answer(401) }
                    let number = count.value.wrappingAdd(1, ordering: .relaxed).newValue
                    return .answer(200, [:], Array("{\"n\":\(number)}".utf8))
                }
                let token = Base64.text(Array("{\"n\":\(count.value.load(ordering: .relaxed))}".utf8))
                guard request["Authorization"] == "Token token=\"\(token)\"" else { return .answer(401) }
                switch request.target {
                case "/secrets/acme/variable/net%2Frouter%2Fpassword": return .text("hunter2")
                case "/secrets/acme/variable/binary": return .answer(200, [:], [0xFF, 0])
                default: return CyberArkTests.json(404, ["error": ["message": "canary"]])
                }
            }
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

    private final class Box: Sendable {
        let value: Atomic<Int>
        init(_ value: consuming Atomic<Int>) { self.value = value }
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

    private static func account(_ request: ReceivedRequest) -> Reply {
        let path = "/AIMWebService/api/Accounts?AppID=almanac&Safe=Net%26Co&Object="
        switch request.target {
        case path + "router": return json(200, ["Content": "hunter2", "UserName": "svc", "Address": "10.0.0.1"])
        case path + "router&Folder=Root": return json(200, ["Content": "rooted"])
        case path + "changing": return json(200, ["Content": "old", "PasswordChangeInProcess": "true"])
        case path + "forbidden": return json(403, ["ErrorCode": "APPAP306E", "ErrorMsg": "canary"])
        default: return json(404, ["ErrorCode": "APPAP004E", "ErrorMsg": "canary"])
        }
    }

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
        let receiver = try await LoopbackServer { request, _ in Self.account(request) }
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
