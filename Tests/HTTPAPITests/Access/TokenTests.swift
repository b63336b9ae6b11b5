import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct TokenTests {
    private let list = "/api/users/tokens/"

    /// A superuser with a token of their own.
    private func owner(_ world: AccessWorld, _ name: String) async throws -> (token: String, id: String) {
        try await world.add(name, superuser: true)
        let made = try await world.send("POST", list, [:], headers: AccessWorld.basic(name))
        try await expect(made, answers: 201)
        let body = try await made.jsonBody()
        return (body["key"]?.stringValue ?? "", body["id"]?.stringValue ?? "")
    }

    @Test(.enabled(if: GoldenFile.areAvailable, "The recordings lie beside the repository."))
    func `a new token looks as recorded`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        let golden = try GoldenFile("users/tokens", "post")
        let made = try await world.send("POST", list, golden.body, headers: AccessWorld.basic("ann"))
        let body = try await made.jsonBody()
        let keys = try #require(body.objectValue?.keys)
        #expect(Array(keys.prefix(10)) == golden.answer.objectValue?.keys)
        for name in ["object_type", "expires", "write_enabled", "description"] {
            #expect(body[name] == golden.answer[name])
        }
    }

    @Test func `a token is provisioned by name and password, shown once, and masked ever after`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        let made = try await world.send("POST", list, ["description": "x"], headers: AccessWorld.basic("ann"))
        try await expect(made, answers: 201)
        let body = try await made.jsonBody()
        let key = try #require(body["key"]?.stringValue)
        #expect(key.hasPrefix("alm_") && key.utf8.count == 40)
        let id = body["id"]?.stringValue ?? ""
        #expect(made.header("Location") == "http://test\(list)\(id)/")
        #expect(try await world.server.send("GET", "/api/status/", token: key).status == 200)
        for target in ["\(list)\(id)/", list, "\(list)?key=\(key.prefix(8))"] {
            let text = try await world.server.send("GET", target, token: key).text()
            #expect(text.contains(String(key.prefix(8)) + String(repeating: "*", count: 32)), "\(text)")
            #expect(!text.contains(key) && !text.contains("digest") && !text.contains("\"user\""), "\(text)")
        }
        let dump = try await world.server.store.read { session in
            try session.connection.rows("SELECT digest FROM users_token", kinds: [.text]).compactMap { $0[0].textValue }
        }
        #expect(dump.allSatisfy { $0.utf8.count == 64 && !$0.contains(key) })
    }

    @Test func `a wrong name or password is told in the dialect's words, and Basic serves nothing else`() async throws {
        let world = try await AccessWorld()
        try await world.add("ann", superuser: true)
        for headers in [
            AccessWorld.basic("ann", "wrong"), AccessWorld.basic("nobody"), ["authorization": "Basic !!!"],
            ["authorization": "basic " + Base64.text(Array("nocolon".utf8))], ["authorization": "Basic"],
        ] {
            let response = try await world.send("POST", list, [:], headers: headers)
            #expect(response.status == 403)
            #expect(try await response.jsonBody() == ["detail": "Invalid username/password."])
        }
        let elsewhere = try await world.send("GET", "/api/users/users/", headers: AccessWorld.basic("ann"))
        #expect(try await elsewhere.jsonBody() == ["detail": "Authentication credentials were not provided."])
        for _ in 0..<10 { _ = try await world.send("POST", list, [:], headers: AccessWorld.basic("ann", "wrong")) }
        let limited = try await world.send("POST", list, [:], headers: AccessWorld.basic("ann"))
        #expect(limited.status == 429 && limited.header("Retry-After").flatMap { Int($0) } != nil)
    }

    @Test func `a client may choose 40 hex digits once, and nothing else`() async throws {
        let world = try await AccessWorld()
        let (token, _) = try await owner(world, "ann")
        let chosen = "00112233445566778899aabbccddeeff00112233"
        let made = try await world.server.send("POST", list, ["key": .string(chosen)], token: token)
        #expect(try await made.jsonBody()["key"] == .string(chosen))
        #expect(try await world.server.send("GET", "/api/status/", token: chosen).status == 200)
        for key in [.string(chosen), "short", .string(String(repeating: "z", count: 40)), 5, [:]] as [JSONValue] {
            let response = try await world.server.send("POST", list, ["key": key], token: token)
            #expect(try await response.messages("key").count == 1, "\(key.text)")
        }
    }

    @Test func `a user has their own tokens, and others' do not exist`() async throws {
        let world = try await AccessWorld()
        let (ann, annID) = try await owner(world, "ann")
        let (bob, bobID) = try await owner(world, "bob")
        #expect(try await world.server.send("GET", list, token: ann).jsonBody()["count"] == 1)
        for (method, body) in [("GET", nil), ("PATCH", ["description": "mine"]), ("DELETE", nil)]
            as [(String, JSONValue?)]
        {
            #expect(
                try await world.server.send(method, "\(list)\(bobID)/", body, token: ann).status == 404, "\(method)")
        }
        for query in ["user=bob", "id=\(bobID)", "q=bob", "user__n=ann", "limit=0"] {
            let response = try await world.server.send("GET", "\(list)?\(query)", token: ann)
            #expect(try await !response.text().contains(bobID), "\(query)")
        }
        let bulk = try await world.server.send(
            "PATCH", list,
            [["id": .string(bobID), "description": "mine"], ["id": .string(annID), "description": "ours"]],
            token: ann)
        #expect(try await bulk.jsonBody().arrayValue?.map { $0["id"] } == [.string(annID)])
        #expect(try await world.server.send("DELETE", list, [["id": .string(bobID)]], token: ann).status == 204)
        #expect(try await world.server.send("GET", "\(list)\(bobID)/", token: bob).jsonBody()["description"] == "")
        // The owner is no field: whoever is named, the token is the caller's.
        let users = try await world.server.get("/api/users/users/?username=bob")
        let made = try await world.server.send(
            "POST", list, ["user": users["results"]?[0]?["id"] ?? .null], token: ann)
        #expect(made.status == 201)
        #expect(try await world.server.send("GET", list, token: bob).jsonBody()["count"] == 1)
        // A name and password travel in clear text to this machine only.
        let far = try await world.send("POST", list, [:], headers: AccessWorld.basic("ann"), peer: "192.0.2.1")
        #expect(far.status == 403)
        #expect(try await far.text().contains("needs HTTPS"))
    }

    @Test func `a token that may only read changes nothing, itself included`() async throws {
        let world = try await AccessWorld()
        let (ann, _) = try await owner(world, "ann")
        let made = try await world.server.send("POST", list, ["write_enabled": false], token: ann).jsonBody()
        let reading = made["key"]?.stringValue ?? ""
        let own = "\(list)\(made["id"]?.stringValue ?? "")/"
        for (method, target, body) in [
            ("PATCH", own, ["write_enabled": true]), ("PUT", own, ["write_enabled": true]), ("POST", list, [:]),
            ("DELETE", own, nil), ("PATCH", list, []), ("DELETE", list, []), ("PATCH", "/api/users/config/", ["a": 1]),
            ("POST", "/api/users/password/", ["current_password": "x", "new_password": "y"]),
            ("DELETE", "/api/users/sessions/", nil),
        ] as [(String, String, JSONValue?)] {
            let response = try await world.server.send(method, target, body, token: reading)
            #expect(response.status == 403, "\(method) \(target)")
        }
        #expect(try await world.server.send("GET", own, token: reading).jsonBody()["write_enabled"] == false)
    }

    @Test func `a token works from its networks only`() async throws {
        let world = try await AccessWorld()
        let (ann, _) = try await owner(world, "ann")
        let body: JSONValue = ["allowed_networks": ["192.0.2.0/24", "198.51.100.7", "2001:DB8::1/32"]]
        let made = try await world.server.send("POST", list, body, token: ann).jsonBody()
        #expect(made["allowed_networks"] == ["192.0.2.0/24", "198.51.100.7/32", "2001:db8::/32"])
        let key = made["key"]?.stringValue ?? ""
        for (peer, status) in [
            ("192.0.2.200", 200), ("198.51.100.7", 200), ("2001:db8:ffff::9", 200), ("198.51.100.8", 403), ("::1", 403),
            ("192.0.3.1", 403), (nil, 403),
        ] as [(String?, Int)] {
            for _ in 0..<2 {
                let response = try await world.send(
                    "GET", "/api/status/", headers: ["authorization": "Token \(key)"], peer: peer)
                #expect(response.status == status, "\(peer ?? "unknown")")
            }
        }
        for wrong in [["everywhere"], ["10.0.0.0/33"], [5], ["10.0.0.0/8", ""]] as [JSONValue] {
            let response = try await world.server.send("POST", list, ["allowed_networks": wrong], token: ann)
            #expect(response.status == 400, "\(wrong.text)")
        }
    }

    @Test func `a token that is bound makes itself no other that is not, and may be given back`() async throws {
        let world = try await AccessWorld()
        let (ann, first) = try await owner(world, "ann")
        for bound in [["expires": "2026-12-01T00:00:00Z"], ["allowed_networks": ["127.0.0.0/8"]]] as [JSONValue] {
            let made = try await world.server.send("POST", list, bound, token: ann).jsonBody()
            let headers = ["authorization": "Token \(made["key"]?.stringValue ?? "")"]
            let own = "\(list)\(made["id"]?.stringValue ?? "")/"
            for (method, target, body) in [
                ("POST", list, [:]), ("POST", list, [[:]]), ("PATCH", own, ["expires": .null, "allowed_networks": []]),
                ("PUT", own, [:]), ("PATCH", "\(list)\(first)/", ["description": "x"]),
                ("PATCH", list, [["id": made["id"] ?? .null, "expires": .null]]),
            ] as [(String, String, JSONValue)] {
                let response = try await world.send(method, target, body, headers: headers)
                #expect(response.status == 403, "\(method) \(target)")
            }
            #expect(try await world.send("GET", own, headers: headers).status == 200)
            #expect(try await world.send("DELETE", own, headers: headers).status == 204)
            #expect(try await world.send("GET", "/api/status/", headers: headers).status == 403)
        }
    }

    @Test func `a credential does not come back in a redirect`() async throws {
        let world = try await AccessWorld()
        let response = try await world.send("GET", "/api/status?token=\(world.server.token)")
        #expect(response.status == 400 && response.header("Location") == nil)
    }

    @Test func `a token cannot expire before it begins`() async throws {
        let world = try await AccessWorld()
        let (ann, id) = try await owner(world, "ann")
        for (method, target) in [("POST", list), ("PATCH", "\(list)\(id)/")] {
            let response = try await world.server.send(method, target, ["expires": "2026-11-21T11:59:00Z"], token: ann)
            #expect(try await response.messages("expires") == ["The time must lie in the future."], "\(method)")
        }
        let body: JSONValue = ["expires": "2026-11-21T12:01:00Z"]
        #expect(try await world.server.send("PATCH", "\(list)\(id)/", body, token: ann).status == 200)
        world.server.time.advance(seconds: 60)
        #expect(try await world.server.send("GET", list, token: ann).jsonBody() == ["detail": "Token expired"])
    }

    @Test func `the last use is written once a minute, after the answer`() async throws {
        let world = try await AccessWorld()
        let (ann, id) = try await owner(world, "ann")
        func lastUsed() async throws -> JSONValue? {
            await world.server.identity.lastUse.settle()
            let token = try await world.server.store.read { try $0.row(APIToken.schema, try #require(Identifier(id))) }
            return token.map { Record<APIToken>(values: $0).lastUsed.map { .string($0.description) } ?? .null }
        }
        #expect(try await lastUsed() == .null)
        _ = try await world.server.send("GET", "/api/status/", token: ann)
        let first = try await lastUsed()
        #expect(first == "2026-11-21T12:00:00Z" || first == "2026-11-21T12:00:00.000000Z")
        let commits = world.server.store.engine.commits
        for _ in 0..<59 {
            world.server.time.advance(seconds: 1)
            _ = try await world.server.send("GET", "/api/status/", token: ann)
        }
        #expect(try await lastUsed() == first)
        #expect(world.server.store.engine.commits == commits)
        world.server.time.advance(seconds: 1)
        _ = try await world.server.send("GET", "/api/status/", token: ann)
        #expect(try await lastUsed() != first)
    }

    @Test(
        "a credential in a URL is refused before anything is looked up",
        arguments: [
            "token", "api_key", "access_token", "Authorization", "apikey", "password",
        ])
    func inURL(_ name: String) async throws {
        let world = try await AccessWorld()
        for path in ["/api/status/", "/api/dcim/devices/", "/login/", "/health/"] {
            let response = try await world.send("GET", "\(path)?\(name)=\(world.server.token)")
            #expect(response.status == 400, "\(path)")
            let text = try await response.text()
            #expect(text.contains("must not stand in a URL") && !text.contains(world.server.token))
        }
        #expect(throws: Problem.self) {
            try APIRequest(
                method: "GET", target: "http://admin:\(world.server.token)@test/api/", headers: [:], body: [],
                baseURL: "http://test")
        }
    }

    @Test func `a damaged token is refused without a look into the store`() async throws {
        let world = try await AccessWorld()
        let (ann, _) = try await owner(world, "ann")
        let response = try await world.server.send("GET", "/api/status/", token: String(ann.dropLast()) + "_")
        #expect(try await response.jsonBody() == ["detail": "Invalid token"])
    }
}

@Suite struct TrustedProxyTests {
    private let proxies = TrustedProxies([IPNetwork("10.0.0.0/8"), IPNetwork("127.0.0.1/32")].compactMap { $0 })

    @Test(
        "the address is that of the last machine that is not trusted",
        arguments: [
            ("10.0.0.1", "203.0.113.9", "203.0.113.9"), ("10.0.0.1", "203.0.113.9, 10.1.1.1", "203.0.113.9"),
            ("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"), ("10.0.0.1", nil, "10.0.0.1"),
            ("203.0.113.1", "198.51.100.1", "203.0.113.1"), ("10.0.0.1", "nonsense", "10.0.0.1"),
            ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"), ("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
            ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"), ("10.0.0.1", ",,,", "10.0.0.1"),
        ] as [(String, String?, String)])
    func address(_ peer: String, _ forwarded: String?, _ expected: String) {
        var headers = ["x-forwarded-proto": "https"]
        headers["x-forwarded-for"] = forwarded
        let client = proxies.client(peer: IPHost(peer), headers: headers)
        #expect(client.address?.description == expected)
        #expect(client.isSecure == (peer != "203.0.113.1"))
    }

    @Test func `without trust nothing is believed`() {
        let client = TrustedProxies([]).client(
            peer: IPHost("127.0.0.1"), headers: ["x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"])
        #expect(client.address?.description == "127.0.0.1" && !client.isSecure)
        #expect(!proxies.client(peer: IPHost("10.0.0.1"), headers: ["x-forwarded-proto": "https, http"]).isSecure)
    }
}
