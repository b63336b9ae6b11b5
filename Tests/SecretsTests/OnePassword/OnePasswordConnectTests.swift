import Basics
import Secrets
import TestKit
import Testing

@Suite struct OnePasswordConnectTests {
    private static let id = "abcdefghijklmnopqrstuvwx12"

    /// A Connect server as far as clients see it (contracts/secrets.md §3.6).
    private static func answer(_ request: ReceivedRequest) -> Reply {
        guard request["Authorization"] == "Bearer connect-token" else {
            return json(401, ["status": 401, "message": "Invalid token signature canary"])
        }
        let parts = request.target.split(separator: "?", maxSplits: 1)
        switch parts.first.map(String.init) {
        case "/v1/vaults":
            // Filters as if every one matched everything: what is found must be compared by the client.
            return json(200, [["id": "vault1", "name": "Net"], ["id": "vault2", "name": "Other"]])
        case "/v1/vaults/vault1/items":
            return json(
                200,
                [
                    ["id": "item1", "title": "router1"], ["id": "item2", "title": "twice"],
                    ["id": "item3", "title": "twice"],
                ])
        case "/v1/vaults/vault1/items/item1", "/v1/vaults/vault1/items/\(id)":
            return json(
                200,
                [
                    "id": "item1", "title": "router1", "sections": [["id": "s1", "label": "Console"]],
                    "fields": [
                        ["id": "password", "label": "password", "value": "top"],
                        ["id": "f2", "label": "password", "value": "console", "section": ["id": "s1"]],
                        ["id": "f3", "label": "pin", "value": "1234", "section": ["id": "s1"]],
                        ["id": "f4", "label": "pin", "value": "9876"],
                    ],
                ])
        default: return json(404, ["status": 404, "message": "not found canary"])
        }
    }

    private static func json(_ status: Int, _ body: JSONValue) -> Reply {
        .answer(status, ["Content-Type": "application/json"], Array(body.text.utf8))
    }

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
        let receiver = try await LoopbackServer { request, _ in Self.answer(request) }
        let given = ["vault": "Net", "item": "router1"].merging(parameters) { $1 }
        #expect(await BackendWorld.outcome(provider(receiver), given) == expected)
    }

    @Test func `a refused token is the provider's fault, and nothing of the answer is shown`() async throws {
        let receiver = try await LoopbackServer { request, _ in Self.answer(request) }
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
