import Basics
import Secrets
import TestKit
import Testing

@Suite struct OnePasswordConnectTests {
    private static let id = OnePasswordDouble.id

    private func provider(
        _ receiver: LoopbackServer, token: String = "connect-token"
    ) -> OnePasswordConnectProvider {
        OnePasswordConnectProvider(
            [
                "connect_host": .string("http://127.0.0.1:\(receiver.port)/"), "token": .string(token),
                "vaults": ["Net": [:], "Lost": [:]],
            ], client: BackendWorld().client, limits: BackendWorld.limits)
    }

    @Test(arguments: [
        (["field": "password"], "top"), (["field": "password", "section": "Console"], "console"),
        (["field": "f2"], "console"), (["field": "pin", "section": "s1"], "1234"),
        (["field": "pin"], "SecretParametersError"),
        (["field": "none"], "SecretValueNotFoundError"),
        (["field": "password", "item": "nothing"], "SecretValueNotFoundError"),
        (["field": "password", "item": "twice"], "SecretParametersError"),
        (["field": "password", "item": id], "top"),
        (["field": "password", "vault": "Lost"], "SecretValueNotFoundError"),
        (["field": "password", "vault": "Other"], "SecretProviderError"), (["field": ""], "SecretParametersError"),
        // S27: a title that would change the filter finds nothing else.
        (["field": "password", "item": "x\" or title eq \"router1"], "SecretValueNotFoundError"),
    ])
    func `fields are found by id, then by label, in the item that is named`(
        parameters: [String: String], expected: String
    ) async throws {
        let receiver = try await OnePasswordDouble(ignoresFilters: true).serve()
        let given = ["vault": "Net", "item": "router1"].merging(parameters) { $1 }
        #expect(await BackendWorld.outcome(provider(receiver), given) == expected)
    }

    @Test func `a refused token is the provider's fault, and nothing of the answer is shown`() async throws {
        let receiver = try await OnePasswordDouble(ignoresFilters: true).serve()
        let result = await BackendWorld.resolve(
            provider(receiver, token: "wrong-canary"), ["vault": "Net", "item": "router1", "field": "password"])
        guard case .failure(let error) = result else {
            Issue.record("it was found")
            return
        }
        #expect(error.kind == .provider && error.status == 401 && !error.message.contains("canary"))
    }

    @Test(
        arguments: [
            nil, [:], ["vaults": ["Net": [:]]], ["connect_host": "https://x", "vaults": ["Net": [:]]],
            ["connect_host": "x", "token": "t", "vaults": ["Net": [:]]],
            ["connect_host": "https://x", "token": "a\nb", "vaults": ["Net": [:]]],
        ] as [JSONObject?])
    func `a configuration that cannot work is the provider's fault`(block: JSONObject?) async {
        let provider = OnePasswordConnectProvider(block, client: BackendWorld().client)
        #expect(
            await BackendWorld.outcome(provider, ["vault": "Net", "item": "a", "field": "b"]) == "SecretProviderError")
    }
}
