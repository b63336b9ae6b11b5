import Basics
import Foundation
import Secrets
import TestKit
import Testing

@Suite struct DelineaTests {
    private static let settings: JSONObject = [
        "base_url": "http://127.0.0.1:18080/SecretServer", "cloud_based": false, "username": "user", "password": "pw",
        "domain": .null, "tenant": .null, "token": .null, "ca_bundle_path": .null,
    ]
    private static let byID = ["secret_id": "1234", "secret_selected_value": "password"]

    private struct World {
        let base = BackendWorld()
        let double = DelineaDouble()
        let receiver: LoopbackServer
        let server: DelineaServer

        init(_ settings: JSONObject = DelineaTests.settings) async throws {
            receiver = try await double.serve()
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
        #expect(world.double.logins == 1)
        world.base.time.advance(seconds: 1199 - 119)
        #expect(await world.outcome(Self.byID) == "hunter2-LEAKME")
        #expect(world.double.logins == 2)
        // Somebody else's login took ours away.
        world.double.logInElsewhere()
        #expect(await world.outcome(Self.byID) == "hunter2-LEAKME")
        #expect(world.double.logins == 4)
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
        world.double.mode = "attach"
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

    @Test func `S32: each client believes its own authority, and the environment stays as it was`() async throws {
        let folder = try Folder()
        let before = ProcessInfo.processInfo.environment
        let double = DelineaDouble()
        let (right, wrong) = (try TestAuthority(), try TestAuthority())
        let receiver = try await LoopbackServer(tls: right.server(host: "tss.test")) { request, _ in
            double.answer(request)
        }
        let base = BackendWorld(resolver: LoopbackNames())
        func provider(_ authority: TestAuthority, _ name: String) throws -> DelineaProvider {
            var settings = Self.settings
            settings["base_url"] = .string(receiver.url("/SecretServer", host: "tss.test", scheme: "https"))
            settings["ca_bundle_path"] = .string(try folder.write(authority.pem, to: name))
            return DelineaProvider(
                .id, DelineaServer(settings, client: base.client, time: base.time, limits: BackendWorld.limits))
        }
        let (good, bad) = (try provider(right, "right.pem"), try provider(wrong, "wrong.pem"))
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let outcome = await BackendWorld.outcome(number % 2 == 0 ? good : bad, Self.byID)
                    return outcome == (number % 2 == 0 ? "hunter2-LEAKME" : "SecretError")
                }
            }
            for await isRight in group { #expect(isRight) }
        }
        #expect(ProcessInfo.processInfo.environment == before)
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
            world.double.mode = vector["mode"]?.stringValue ?? "ok"
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
