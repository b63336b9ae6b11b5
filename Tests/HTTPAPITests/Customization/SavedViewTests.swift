import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Saved views over REST: whose they are, and what others see of them (core.md §2.8, §10.3 U).
@Suite struct SavedViewTests {
    private static let path = "/api/extras/saved-views/"
    private static let associations = "/api/extras/user-saved-view-associations/"

    private func make(
        _ server: TestServer, _ name: String, token: String?, _ more: [(String, JSONValue)] = []
    ) async throws -> APIResponse {
        try await server.send(
            "POST", Self.path,
            .object(
                JSONObject(
                    [("name", .string(name)), ("view", "dcim:device_list"), ("config", ["table_config": ["a": [1]]])]
                        + more)),
            token: token)
    }

    private func id(_ response: APIResponse) async throws -> String {
        try await expect(response, answers: 201)
        return try await response.jsonBody()["id"]?.keyText ?? ""
    }

    private func names(_ server: TestServer, token: String?, _ query: String = "") async throws -> [String] {
        let answer = try await server.send("GET", Self.path + query, token: token)
        return (try await answer.jsonBody()["results"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
    }

    @Test func `a private view is its owner's alone, also before superusers`() async throws {
        let server = try await TestServer()
        let anna = try await server.role("anna", [])
        let bert = try await server.role(
            "bert", [(["extras.savedview"], ["view", "add", "change", "delete"], "null")])
        let hidden = try await id(make(server, "secret", token: anna, [("is_shared", false)]))
        let open = try await id(make(server, "open", token: anna))
        #expect(try await names(server, token: anna) == ["open", "secret"])
        for token in [bert, server.token] {
            #expect(try await names(server, token: token) == ["open"])
            #expect(try await names(server, token: token, "?name=secret") == [])
            #expect(try await server.send("GET", "\(Self.path)\(hidden)/", token: token).status == 404)
            #expect(try await server.send("PATCH", "\(Self.path)\(hidden)/", ["name": "x"], token: token).status == 404)
            #expect(try await server.send("DELETE", "\(Self.path)\(hidden)/", token: token).status == 404)
            #expect(try await server.send("DELETE", Self.path, [["id": .string(hidden)]], token: token).status == 204)
            #expect(try await server.send("POST", "\(Self.path)\(hidden)/set-default/", token: token).status == 404)
            let named: JSONValue = ["saved_view": .string(hidden), "view_name": "dcim:device_list"]
            let refused = try await server.send("POST", Self.associations, named, token: token)
            #expect(try await refused.text().contains("Related object not found"))
            #expect(
                try await server.send("GET", "\(Self.path)?format=csv", token: token).text().contains("secret") == false
            )
        }
        // A shared one is seen and changed by those who are permitted to.
        #expect(try await server.send("PATCH", "\(Self.path)\(open)/", ["config": [:]], token: bert).status == 200)
        let carl = try await server.role("carl", [])
        #expect(try await names(server, token: carl) == [])
        #expect(try await server.send("GET", "\(Self.path)\(open)/", token: carl).status == 404)
        #expect(try await server.get("\(Self.path)\(open)/?depth=3")["owner"]?["password"] == nil)
    }

    @Test func `the owner is the caller, whatever the client says, and the view never changes`() async throws {
        let server = try await TestServer()
        let anna = try await server.role("anna", [])
        let admin = try await server.get("/api/users/users/?username=admin")["results"]?[0]?["id"]?.keyText ?? ""
        let made = try await make(server, "mine", token: anna, [("owner", .string(admin))]).jsonBody()
        #expect(made["owner"]?["id"] != .string(admin))
        let path = "\(Self.path)\(made["id"]?.keyText ?? "")/"
        let given = try await server.send("PATCH", path, ["owner": .string(admin)], token: anna).jsonBody()
        #expect(given["owner"] == made["owner"])
        #expect(try await server.send("PATCH", path, ["view": "dcim:rack_list"], token: anna).status == 400)
        #expect(try await make(server, "mine", token: anna).status == 400)
        for body: [(String, JSONValue)] in [[("view", "<script>")], [("config", [1])]] {
            #expect(try await make(server, "other", token: anna, body).status == 400)
        }
    }

    @Test func `everybody's default needs the permission, is shared, and is one per list`() async throws {
        let server = try await TestServer()
        let anna = try await server.role("anna", [])
        #expect(try await make(server, "mine", token: anna, [("is_global_default", true)]).status == 403)
        let own = try await id(make(server, "mine", token: anna))
        #expect(
            try await server.send("PATCH", "\(Self.path)\(own)/", ["is_global_default": true], token: anna).status
                == 403)
        let first = try await id(
            make(server, "first", token: nil, [("is_global_default", true), ("is_shared", false)]))
        #expect(try await server.get("\(Self.path)\(first)/")["is_shared"] == true)
        let second = try await id(make(server, "second", token: nil, [("is_global_default", true)]))
        #expect(try await server.get("\(Self.path)\(first)/")["is_global_default"] == false)
        #expect(
            try await server.get("\(Self.path)?is_global_default=true")["results"]?[0]?["id"]?.stringValue == second)
    }

    @Test func `a user chooses the view that is shown first, and loses it when it becomes private`() async throws {
        let server = try await TestServer()
        let anna = try await server.role("anna", [])
        let bert = try await server.role("bert", [(["extras.savedview"], ["view"], "null")])
        let one = try await id(make(server, "one", token: anna))
        let two = try await id(make(server, "two", token: anna))
        func choose(_ method: String, _ view: String, _ token: String) async throws -> Int {
            try await server.send(method, "\(Self.path)\(view)/set-default/", token: token).status
        }
        func chosen(_ token: String) async throws -> [String] {
            let answer = try await server.send("GET", Self.associations, token: token).jsonBody()
            return (answer["results"]?.arrayValue ?? []).compactMap { $0["saved_view"]?["id"]?.stringValue }
        }
        #expect(try await choose("POST", one, anna) == 200)
        #expect(try await choose("POST", one, bert) == 200)
        #expect(try await choose("POST", two, bert) == 200)
        #expect(try await chosen(anna) == [one])
        #expect(try await chosen(bert) == [two])
        #expect(try await chosen(server.token) == [])
        #expect(try await choose("DELETE", one, bert) == 204)
        #expect(try await chosen(bert) == [two])
        _ = try await server.send("PATCH", "\(Self.path)\(two)/", ["is_shared": false], token: anna)
        #expect(try await chosen(bert) == [])
        #expect(try await choose("DELETE", one, anna) == 204)
        #expect(try await chosen(anna) == [])
        #expect(try await choose("GET", one, anna) == 405)
        // The association of another list, or for somebody else, is none.
        let wrong = try await server.send(
            "POST", Self.associations, ["saved_view": .string(one), "view_name": "dcim:rack_list"], token: anna)
        #expect(wrong.status == 400)
        // A token that may only read changes no preference.
        let reader =
            try await server.send(
                "POST", "/api/users/tokens/", ["write_enabled": false], token: anna
            ).jsonBody()["key"]?.stringValue ?? ""
        #expect(try await choose("POST", one, reader) == 403)
        #expect(try await names(server, token: reader) == ["one", "two"])
    }
}
