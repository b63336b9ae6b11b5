import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct UserTests {
    private let list = "/api/users/users/"

    @Test(.enabled(if: GoldenFile.areAvailable, "The recordings lie beside the repository."))
    func `a user looks as recorded, without the password`() async throws {
        let world = try await AccessWorld()
        let golden = try GoldenFile("users/users", "post")
        let response = try await world.server.send("POST", list, golden.body)
        #expect(response.status == golden.status)
        let body = try await response.jsonBody()
        let recorded = try #require(golden.answer.objectValue?.keys)
        #expect(recorded.allSatisfy { body[$0] != nil })
        for name in ["username", "is_superuser", "is_active", "is_staff", "config_data", "last_login", "email"] {
            #expect(body[name] == golden.answer[name], "\(name)")
        }
        let id = body["id"]?.stringValue ?? ""
        for target in ["\(list)\(id)/", "\(list)?depth=3&exclude_m2m=false", "\(list)?format=csv"] {
            let text = try await world.server.send("GET", target).text()
            #expect(text.contains("golden-user"), "\(target)")
            #expect(!text.contains("scrypt") && !text.contains("password"), "\(target): \(text)")
        }
        let options = try await world.server.send("OPTIONS", list).jsonBody()
        #expect(options["actions"]?["POST"]?["password"]?["type"] == "string")
        #expect(
            try await world.send(
                "GET", "/api/users/tokens/", headers: AccessWorld.basic("golden-user", "Golden-pass-1")
            ).status == 200)
        #expect(
            try await world.send("POST", "/login/", ["username": "golden-user", "password": "Golden-pass-1"]).status
                == 200)
    }

    @Test(
        "the rules of passwords hold on every way in",
        arguments: ["sh0rt!", "password1234", "carol.smith!", String(repeating: "xK", count: 65)])
    func rules(_ password: String) async throws {
        let world = try await AccessWorld()
        let id = try await world.add("dora")
        let body: JSONValue = ["username": "carol.smith", "password": .string(password)]
        for (method, target, sent) in [
            ("POST", list, body), ("POST", list, [body]), ("PATCH", "\(list)\(id)/", body),
            ("PATCH", list, [["id": .string(id), "username": "carol.smith", "password": .string(password)]]),
        ] as [(String, String, JSONValue)] {
            let response = try await world.server.send(method, target, sent)
            #expect(response.status == 400, "\(method) \(target)")
            let answer = try await response.jsonBody()
            let messages = (answer.arrayValue?.first ?? answer)["password"]
            #expect(messages != nil, "\(answer.text)")
            #expect(!answer.text.contains(password))
        }
        #expect(try await world.server.get("\(list)?username=carol.smith")["count"] == 0)
        for wrong in [5, true, [], [:]] as [JSONValue] {
            let response = try await world.server.send("POST", list, ["username": "x", "password": wrong])
            #expect(try await response.messages("password") == ["Not a valid string."])
        }
    }

    @Test func `nothing is hashed for a request that is refused anyway`() async throws {
        let world = try await AccessWorld()
        let id = try await world.add("dora")
        let before = world.server.identity.passwords.hasher.evaluations
        let body: JSONValue = ["username": "x", "password": .string(AccessWorld.password)]
        #expect(try await world.server.send("POST", list, body, token: world.server.plainToken).status == 403)
        #expect(
            try await world.server.send("PATCH", "\(list)\(id)/", body, token: world.server.plainToken).status == 403)
        #expect(
            try await world.server.send("PATCH", "\(list)00000000-0000-4000-8000-000000000000/", body).status == 404)
        let many = JSONValue.array(
            (0..<101).map { ["username": .string("u\($0)"), "password": .string(AccessWorld.password)] })
        #expect(try await world.server.send("POST", list, many).status == 413)
        #expect(world.server.identity.passwords.hasher.evaluations == before)
    }

    @Test func `a hash is taken from an import, and clear text is not`() async throws {
        let world = try await AccessWorld()
        let hash = "pbkdf2_sha256$1000$seasalt$lulfHOEOq9Wa6y6b18RjXrqiEvnkWe9RygdIKkp0tUQ="
        for (name, password) in [("imported", hash), ("clear", AccessWorld.password)] {
            let line = "{\"object_type\":\"users.user\",\"username\":\"\(name)\",\"password\":\"\(password)\"}\n"
            _ = try await world.server.send(
                "POST", "/api/import/?apply=true", raw: Array(line.utf8), contentType: "application/x-ndjson")
        }
        #expect(try await world.server.get("\(list)?username=clear")["count"] == 0)
        let login = try await world.send("POST", "/login/", ["username": "imported", "password": "lètmein-häuschen"])
        try await expect(login, answers: 200)
        // Over REST the same text is a password like any other.
        try await world.add("literal", password: hash)
        #expect(
            try await world.send("POST", "/login/", ["username": "literal", "password": "lètmein-häuschen"]).status
                == 403)
        #expect(
            try await world.send("POST", "/login/", ["username": "literal", "password": .string(hash)]).status == 200)
    }

    @Test func `the own password is changed by giving the current one, which ends every session`() async throws {
        let world = try await AccessWorld()
        try await world.add("erin")
        let (one, two) = (try await world.login("erin"), try await world.login("erin"))
        let path = "/api/users/password/"
        let new = "nine violet trams at dusk"
        let wrong = try await one.send("POST", path, ["current_password": "guess", "new_password": .string(new)])
        #expect(try await wrong.messages("current_password") == ["This is not the current password."])
        let weak = try await one.send(
            "POST", path, ["current_password": .string(AccessWorld.password), "new_password": "password1234"])
        #expect(try await weak.messages("new_password") == ["This password is too common."])
        #expect(
            try await one.send("POST", path, [:]).jsonBody().objectValue?.keys == ["current_password", "new_password"])
        let changed = try await one.send(
            "POST", path, ["current_password": .string(AccessWorld.password), "new_password": .string(new)])
        try await expect(changed, answers: 204)
        for browser in [one, two] { #expect(try await browser.send("GET", "/api/users/config/").status == 403) }
        #expect(try await world.send("POST", "/login/", ["username": "erin", "password": .string(new)]).status == 200)
        #expect(
            try await world.send("POST", "/login/", ["username": "erin", "password": .string(AccessWorld.password)])
                .status == 403)
    }

    @Test func `the own password is not changed in passing, once there is one`() async throws {
        let world = try await AccessWorld()
        let admin = try await world.server.get("\(list)?username=admin")["results"]?[0]?["id"]?.stringValue ?? ""
        let body: JSONValue = ["password": .string(AccessWorld.password)]
        // The administrator that a new store gets has none yet.
        #expect(try await world.server.send("PATCH", "\(list)\(admin)/", body).status == 200)
        let again = try await world.server.send("PATCH", "\(list)\(admin)/", body)
        #expect(try await again.messages("password").first?.contains("/api/users/password/") == true)
    }

    @Test func `the last active superuser cannot be deleted, disabled or demoted, one by one or all at once`()
        async throws
    {
        let world = try await AccessWorld()
        let admin = try await world.server.get("\(list)?username=admin")["results"]?[0]?["id"]?.stringValue ?? ""
        for (name, value) in [("is_active", false), ("is_superuser", false)] as [(String, JSONValue)] {
            let response = try await world.server.send("PATCH", "\(list)\(admin)/", .object([name: value]))
            #expect(try await response.messages(name) == ["This is the last active superuser; make another first."])
        }
        #expect(try await world.server.send("DELETE", "\(list)\(admin)/").status == 409)
        let other = try await world.add("other", superuser: true)
        #expect(
            try await world.server.send(
                "PATCH", list,
                [["id": .string(admin), "is_active": false], ["id": .string(other), "is_active": false]]
            ).status == 400)
        #expect(
            try await world.server.send("DELETE", list, [["id": .string(admin)], ["id": .string(other)]]).status == 409)
        #expect(try await world.server.get("\(list)?is_active=true&q=other")["count"] == 1)
        #expect(try await world.server.send("PATCH", "\(list)\(other)/", ["is_active": false]).status == 200)
        #expect(try await world.server.send("DELETE", "\(list)\(admin)/").status == 409)
    }

    @Test func `nobody without the rights of a superuser gives or takes them`() async throws {
        let world = try await AccessWorld()
        let boss = try await world.add("boss", superuser: true)
        let plain = try await world.add("worker")
        let clerk = try #require(Identifier(try await world.add("clerk")))
        let environment = world.server.environment
        let store = world.server.store
        /// Changes a row as somebody who may change users and is no superuser.
        func change(_ id: String, _ body: @escaping @Sendable (inout Record<User>) -> Void) async -> Problem? {
            do {
                try await store.write { session in
                    let actor = Actor(
                        user: ID(clerk), name: "clerk", isSuperuser: false,
                        requestID: Identifier(high: 1, low: 1))
                    var user = try session.get(ID<User>(try #require(Identifier(id))))
                    body(&user)
                    try RecordPipeline(session, actor: actor, environment: environment).update(user)
                }
                return nil
            } catch {
                return error as? Problem
            }
        }
        #expect(await change(plain) { $0.firstName = "W" } == nil)
        #expect(await change(plain) { $0.isSuperuser = true }?.fields.map(\.field) == ["is_superuser"])
        #expect(await change(plain) { $0.isStaff = true }?.fields.map(\.field) == ["is_staff"])
        #expect(await change(boss) { $0.email = "clerk@example.com" }?.kind == .forbidden)
        #expect(await change(boss) { $0.passwordHash = "" }?.kind == .forbidden)
        #expect(await change(boss) { $0.isActive = false }?.kind == .forbidden)
    }

    @Test func `whoever may change users by permission does not join groups, on any way in`() async throws {
        let world = try await AccessWorld()
        let server = world.server
        try await expect(
            try await server.send("POST", "/api/users/groups/", ["name": "chiefs"]), answers: 201)
        let clerk = try await server.role(
            "clerk",
            [
                (
                    types: ["users.user", "auth.group", "users.token"], actions: ["view", "add", "change"],
                    constraints: "null"
                )
            ])
        let own = try await server.get("\(list)?username=clerk")["results"]?[0]?["id"]?.stringValue ?? ""
        #expect(!own.isEmpty)
        for (method, target, body) in [
            ("PATCH", "\(list)\(own)/", ["groups": ["chiefs"]]),
            ("PATCH", list, [["id": .string(own), "groups": ["chiefs"]]]),
            ("POST", list, ["username": "puppet", "groups": ["chiefs"]]),
            ("POST", list, ["username": "puppet", "is_superuser": true]),
            ("PATCH", "\(list)\(own)/", ["is_staff": true]),
        ] as [(String, String, JSONValue)] {
            let response = try await server.send(method, target, body, token: clerk)
            #expect(response.status == 400, "\(method) \(target)")
            #expect(try await response.text().contains("Only a superuser may change this."))
        }
        for line in [
            #"{"object_type":"users.user","id":"\#(own)","username":"clerk","groups":["chiefs"]}"#,
            #"{"object_type":"users.user","username":"puppet","is_superuser":true}"#,
        ] {
            _ = try await server.send(
                "POST", "/api/import/?apply=true", raw: Array((line + "\n").utf8), contentType: "application/x-ndjson",
                token: clerk)
        }
        let shown = try await server.get("\(list)\(own)/?exclude_m2m=false")
        #expect(shown["groups"] == [] && shown["is_staff"] == false)
        #expect(try await server.get("\(list)?username=puppet")["count"] == 0)
        // What is not a privilege is the clerk's to change, and a token is theirs to make.
        #expect(try await server.send("PATCH", "\(list)\(own)/", ["first_name": "C"], token: clerk).status == 200)
        #expect(try await server.send("POST", "/api/users/tokens/", [:], token: clerk).status == 201)
    }

    @Test func `preferences are the user's own: merged deeply, shown to nobody else`() async throws {
        let world = try await AccessWorld()
        let id = try await world.add("fay")
        let browser = try await world.login("fay")
        let path = "/api/users/config/"
        #expect(try await browser.send("GET", path).jsonBody() == [:])
        #expect(try await browser.send("PATCH", path, ["a": ["b": 1, "c": 2], "d": [1]]).status == 200)
        let merged = try await browser.send("PATCH", path, ["a": ["b": ["x": true]], "d": [2]]).jsonBody()
        #expect(merged == ["a": ["b": ["x": true], "c": 2], "d": [2]])
        #expect(try await browser.send("GET", path).jsonBody() == merged)
        for wrong in [[], 5, "x", .null] as [JSONValue] {
            try await expect(try await browser.send("PATCH", path, wrong), answers: 400, wrong.text)
        }
        let shown = try await world.server.get("\(list)\(id)/")
        #expect(shown["config_data"] == [:])
        // Writing back what one sees loses nothing.
        #expect(try await world.server.send("PUT", "\(list)\(id)/", shown).status == 200)
        #expect(try await browser.send("GET", path).jsonBody() == merged)
        #expect(try await !world.server.send("GET", "\(list)?format=csv").text().contains("\"x\""))
        #expect(try await browser.send("GET", path).header("API-Version") == nil)
        // The history is read by others.
        let changes = try await world.server.store.read { try $0.fetch(Query<ObjectChange>()) }
        #expect(changes.contains { $0.changedObjectType == "users.user" })
        #expect(!changes.contains { ($0.before?.text ?? "").contains("config_data") })
        #expect(!changes.contains { ($0.after?.text ?? "").contains("config_data") })
        let large = String(repeating: "x", count: 300_000)
        #expect(try await browser.send("PATCH", path, ["large": .string(large)]).status == 413)
    }

    @Test func `no history, filter or order tells anything of passwords`() async throws {
        let world = try await AccessWorld()
        let id = try await world.add("gus")
        _ = try await world.server.send(
            "PATCH", "\(list)\(id)/", ["first_name": "Gus", "password": "nine violet trams at dusk"])
        let changes = try await world.server.store.read { try $0.fetch(Query<ObjectChange>()) }
        let ours = changes.filter { $0.changedObjectType == "users.user" }
        #expect(ours.count >= 3)
        for change in changes {
            for text in [change.before?.text ?? "", change.after?.text ?? ""] {
                #expect(!text.contains("scrypt") && !text.contains("digest") && !text.contains("trams"), "\(text)")
            }
        }
        for query in ["password=x", "password__ic=s", "password_hash=x", "password_hash__isw=$scrypt"] {
            #expect(try await world.server.send("GET", "\(list)?\(query)").status == 400, "\(query)")
        }
        let plain = try await world.server.send("GET", "\(list)?sort=nonsense").jsonBody()["results"]
        for name in ["password", "-password", "password_hash", "-password_hash"] {
            #expect(try await world.server.send("GET", "\(list)?sort=\(name)").jsonBody()["results"] == plain)
        }
    }
}
