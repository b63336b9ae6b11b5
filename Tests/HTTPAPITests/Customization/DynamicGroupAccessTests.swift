import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Storage
import TestKit
import Testing

/// What groups tell, and to whom (core.md §4.4, §10.3).
@Suite struct DynamicGroupAccessTests {
    @Test func `members are those that the caller may view, none without the permission`() async throws {
        let world = try await DynamicGroupTests.World()
        let group = try await world.filtered("all", [:])
        let blind = try await world.server.role("blind", [(["extras.dynamicgroup"], ["view"], "null")])
        #expect(try await world.members(group, token: blind) == [])
        let some = try await world.server.role(
            "some", [(["extras.dynamicgroup"], ["view"], "null"), (["dcim.device"], ["view"], #"{"name": "b1"}"#)])
        #expect(try await world.members(group, token: some) == ["b1"])
        let answer = try await world.server.send(
            "GET", "\(DynamicGroupTests.World.groups)\(group)/members/", token: some)
        #expect(try await answer.jsonBody()["count"] == 1)
        // A filter by what is hidden reads like one by what does not exist.
        let query = "\(DynamicGroupTests.World.groups)?member_id="
        let hidden = try await world.server.send("GET", query + (world.devices["a1"] ?? ""), token: some).jsonBody()
        #expect(hidden["count"] == 0)
        let seen = try await world.server.send("GET", query + (world.devices["b1"] ?? ""), token: some).jsonBody()
        #expect(seen["count"] == 1)
    }

    @Test func `an unseen group is not there, for members and for filters`() async throws {
        let world = try await DynamicGroupTests.World()
        let group = try await world.filtered("all", [:])
        let token = try await world.server.role(
            "l", [(["extras.dynamicgroup"], ["view"], #"{"name": "other"}"#), (["dcim.device"], ["view"], "null")])
        let path = "\(DynamicGroupTests.World.groups)\(group)/members/"
        #expect(try await world.server.send("GET", path, token: token).status == 404)
        let hidden = try await world.server.send("GET", "/api/dcim/devices/?dynamic_groups=all", token: token)
        let absent = try await world.server.send("GET", "/api/dcim/devices/?dynamic_groups=nix", token: token)
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(try await hidden.text().replacing("all", with: "nix") == absent.text())
        let none = try await world.server.role("none", [])
        #expect(try await world.server.send("GET", path, token: none).status == 403)
        #expect(try await world.server.send("POST", path, [:], token: token).status == 405)
    }

    @Test func `the author of a filter must be allowed to see what it looks at`() async throws {
        let world = try await DynamicGroupTests.World()
        let token = try await world.server.role(
            "author",
            [
                (["extras.dynamicgroup"], ["view", "add", "change"], "null"), (["dcim.device"], ["view"], "null"),
                (["dcim.location"], ["view"], #"{"name__startswith": "open"}"#),
            ])
        func make(_ name: String, _ filter: JSONValue) async throws -> APIResponse {
            try await world.server.send(
                "POST", DynamicGroupTests.World.groups,
                ["name": .string(name), "content_type": "dcim.device", "filter": filter], token: token)
        }
        #expect(try await make("own", ["name__isw": ["a"]]).status == 201)
        let through = try await make("through", ["mac_address": ["00:11:22:33:44:55"]])
        #expect(through.status == 400)
        #expect(try await through.text().contains("mac_address: The filter needs the permission to view all of dcim."))
        // Roles cannot be seen, so none of them exists for the author.
        let role = try await make("role", ["role": ["core"]])
        #expect(try await role.text().contains("role: Select a valid choice. core is not one"))
        // What somebody else wrote is shown to all who see the group.
        let group = try await world.filtered("cores", ["role": ["core"]])
        #expect(try await world.members(group, token: token) == ["a1", "a2"])
        let renamed = try await world.server.send(
            "PATCH", "\(DynamicGroupTests.World.groups)\(group)/", ["description": "x"], token: token)
        #expect(renamed.status == 200)
    }

    @Test(
        "an object that the caller cannot see is put into nothing, in the words of one that does not exist",
        arguments: ["extras/static-group-associations", "extras/contact-associations", "extras/notes"])
    func named(_ list: String) async throws {
        let world = try await DynamicGroupTests.World()
        let schema = try #require(world.server.store.catalog.schema(at: "/api/\(list)/"))
        var body = try await world.samples.body(schema)
        let key = schema.fieldsByName["associated_object_id"] == nil ? "assigned_object_id" : "associated_object_id"
        let token = try await world.server.role(
            "l",
            [
                ([schema.identifier], ["view", "add"], "null"),
                (["extras.dynamicgroup", "extras.contact", "extras.role", "extras.status"], ["view"], "null"),
            ])
        let hidden = try await world.server.send("POST", "/api/\(list)/", .object(body), token: token)
        body[key] = "00000000-0000-4000-8000-000000000000"
        let absent = try await world.server.send("POST", "/api/\(list)/", .object(body), token: token)
        #expect(hidden.status == 400 && absent.status == 400)
        #expect(try await hidden.text() == absent.text())
    }
}
