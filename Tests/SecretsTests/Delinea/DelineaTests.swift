import Basics
import Foundation
import Secrets
import Synchronization
import TestKit
import Testing

@Suite struct DelineaTests {
    /// A Secret Server as far as clients see it (contracts/secrets.md §3.4).
    private final class Double: Sendable {
        let mode = Mutex("ok")
        let tokens = Mutex(0)

        func answer(_ request: ReceivedRequest) -> Reply {
            let mode = mode.withLock { $0 }
            let prefix = "/SecretServer"
            guard request.target.hasPrefix(prefix) else { return .answer(404) }
            let target = String(request.target.dropFirst(prefix.count))
            if target == "/oauth2/token" {
                if mode == "login400" { return json(400, ["error": "Login failed."]) }
                if mode == "html200" {
                    return .answer(200, ["Content-Type": "text/html"], Array("<html>canary</html>".utf8))
                }
                let form = String(decoding: request.body, as: UTF8.self)
                guard form.contains("username=user"), form.contains("password=pw") else {
                    return json(400, ["error": "Login failed."])
                }
                let number = tokens.withLock { tokens in
                    tokens += 1
                    return tokens
                }
                return json(200, ["access_token": .string("t\(number)"), "token_type": "bearer", "expires_in": 1199])
            }
            let current = "Bearer t\(tokens.withLock { $0 })"
            guard let given = request["Authorization"], given == current || given == "Bearer AgJ1slf" else {
                return json(401, ["message": "Authorization has been denied for this request."])
            }
            if mode == "400checkout" {
                return json(400, ["message": "Access Denied", "errorCode": "API_AccessDenied"])
            }
            if mode == "500" { return json(500, ["canary": "canary"]) }
            if target.hasSuffix("/fields/private-key") { return .answer(200, [:], Array("-----KEY-----".utf8)) }
            let known = [
                "/api/v1/secrets/1234", "/api/v1/secrets/1234?x=1",
                "/api/v1/secrets/0?secretPath=%5CFolder%5CMy-Secret",
            ]
            guard known.contains(target) else { return json(400, ["message": "Access Denied"]) }
            return json(200, secret(withFile: mode == "attach"))
        }

        private func secret(withFile: Bool) -> JSONValue {
            func item(_ slug: String, _ value: String, file: Bool = false) -> JSONValue {
                [
                    "slug": .string(slug), "fieldName": .string(slug.uppercased()), "itemValue": .string(value),
                    "isFile": .bool(file), "fileAttachmentId": file ? 7 : .null,
                ]
            }
            var items = [item("username", "svc"), item("password", "hunter2-LEAKME"), item("notes", "")]
            if withFile { items.append(item("private-key", "*** Not Valid For Display ***", file: true)) }
            return ["id": 1234, "lastHeartBeatCheck": .null, "items": .array(items)]
        }

        private func json(_ status: Int, _ body: JSONValue) -> Reply {
            .answer(status, ["Content-Type": "application/json"], Array(body.text.utf8))
        }
    }

    private static let settings: JSONObject = [
        "base_url": "http://127.0.0.1:18080/SecretServer", "cloud_based": false, "username": "user", "password": "pw",
        "domain": .null, "tenant": .null, "token": .null, "ca_bundle_path": .null,
    ]
    private static let byID = ["secret_id": "1234", "secret_selected_value": "password"]

    private struct World {
        let base = BackendWorld()
        let double = Double()
        let receiver: LoopbackServer
        let server: DelineaServer

        init(_ settings: JSONObject = DelineaTests.settings) async throws {
            let double = double
            receiver = try await LoopbackServer { request, _ in double.answer(request) }
            let text = JSONValue.object(settings).text.replacing("127.0.0.1:18080", with: "127.0.0.1:\(receiver.port)")
            server = DelineaServer(
                try JSONValue(parsing: text).objectValue, client: base.client, time: base.time,
                limits: BackendWorld.limits)
        }

        func outcome(_ parameters: [String: String], _ naming: DelineaProvider.Naming = .id) async -> String {
            await BackendWorld.outcome(DelineaProvider(naming, server), parameters)
        }
    }

    @Test func `one login serves until shortly before its end, and is made anew when it is refused`() async throws {
        let world = try await World()
        for _ in 0..<3 { #expect(await world.outcome(Self.byID) == "hunter2-LEAKME") }
        #expect(world.double.tokens.withLock { $0 } == 1)
        world.base.time.advance(seconds: 1199 - 119)
        #expect(await world.outcome(Self.byID) == "hunter2-LEAKME")
        #expect(world.double.tokens.withLock { $0 } == 2)
        // Somebody else's login took ours away.
        world.double.tokens.withLock { $0 += 1 }
        #expect(await world.outcome(Self.byID) == "hunter2-LEAKME")
        #expect(world.double.tokens.withLock { $0 } == 4)
    }

    @Test(arguments: ["../users/current", "1234?x=1", "0", "", "-1", "1e3", "12345678901"])
    func `S17: an id is a number`(id: String) async throws {
        let world = try await World()
        #expect(await world.outcome(["secret_id": id, "secret_selected_value": "password"]) == "SecretParametersError")
        #expect(world.receiver.requests.isEmpty)
    }

    @Test func `S16: a field that is not there shows nothing of the others`() async throws {
        let world = try await World()
        let provider = DelineaProvider(.id, world.server)
        guard
            case .failure(let error) = await BackendWorld.resolve(
                provider, ["secret_id": "1234", "secret_selected_value": "bogus"])
        else {
            Issue.record("it was found")
            return
        }
        #expect(error.kind == .valueNotFound && !error.message.contains("LEAKME"))
    }

    @Test func `fields are found by slug and by name, files as their contents`() async throws {
        let world = try await World()
        world.double.mode.withLock { $0 = "attach" }
        for (slug, value) in [
            ("Username", "svc"), ("notes", ""), ("private-key", "-----KEY-----"), ("PASSWORD", "hunter2-LEAKME"),
        ] {
            #expect(await world.outcome(["secret_id": "1234", "secret_selected_value": slug]) == value)
        }
    }

    @Test func `a configuration that cannot work says what is missing and shows nothing`() async throws {
        for (change, value) in [
            ("base_url", JSONValue.null), ("password", ""), ("cloud_based", true), ("base_url", "ftp://x"),
        ] {
            var settings = Self.settings
            settings[change] = value
            let world = try await World(settings)
            #expect(await world.outcome(Self.byID) == "SecretProviderError")
            #expect(world.receiver.requests.isEmpty)
        }
    }

    private static let path: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/vectors/secrets-wire-vectors.json"
    }()
    private static let isAvailable = FileManager.default.fileExists(atPath: path)

    /// Where the product does better on purpose.
    private static let otherwise = [
        "mode nohb": "hunter2-LEAKME", "attach field": "-----KEY-----", "id query": "SecretParametersError",
        "ca bundle ok": "SecretProviderError",
    ]

    @Test(.enabled(if: isAvailable)) func `every recorded resolution ends as it did`() async throws {
        let file = try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: Self.path))))
        var count = 0
        for vector in file["delinea"]?.arrayValue ?? [] {
            let title = try #require(vector["title"]?.stringValue)
            let world = try await World(vector["config"]?["delinea"]?.objectValue ?? JSONObject())
            world.double.mode.withLock { $0 = vector["mode"]?.stringValue ?? "ok" }
            var parameters: [String: String] = [:]
            for (key, value) in vector["parameters"]?.objectValue ?? [:] { parameters[key] = value.stringValue }
            let isPath = vector["provider"]?.stringValue?.hasSuffix("path") == true
            let recorded = vector["result"]?["value"]?.stringValue ?? vector["result"]?["error"]?.stringValue
            #expect(
                await world.outcome(parameters, isPath ? .path : .id) == Self.otherwise[title] ?? recorded, "\(title)")
            count += 1
        }
        #expect(count > 10)
    }
}
