import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Dynamic groups over REST: who the members are, and who is told (core.md §2.8).
@Suite struct DynamicGroupTests {
    /// Devices a1, a2 (role core) and b1 (role edge), by name.
    struct World {
        let server: TestServer
        let samples: SampleObjects
        let devices: [String: String]

        init() async throws {
            server = try await TestServer()
            samples = SampleObjects(server)
            let roles = [
                "core": try await server.create(
                    "/api/extras/roles/", ["name": "core", "content_types": ["dcim.device"]]),
                "edge": try await server.create(
                    "/api/extras/roles/", ["name": "edge", "content_types": ["dcim.device"]]),
            ]
            var devices: [String: String] = [:]
            for (name, role) in [("a1", "core"), ("a2", "core"), ("b1", "edge")] {
                var body = try await samples.body(Device.schema)
                body["name"] = .string(name)
                body["role"] = .string(roles[role] ?? "")
                devices[name] = try await server.create(Device.schema.names.path, .object(body))
            }
            self.devices = devices
        }

        static let groups = "/api/extras/dynamic-groups/"

        func filtered(_ name: String, _ filter: JSONValue) async throws -> String {
            try await server.create(
                Self.groups, ["name": .string(name), "content_type": "dcim.device", "filter": filter])
        }

        func set(_ name: String, _ parts: [(String, String)]) async throws -> String {
            let id = try await server.create(
                Self.groups,
                ["name": .string(name), "content_type": "dcim.device", "group_type": "dynamic-set"])
            for (index, part) in parts.enumerated() {
                _ = try await join(part.1, id, part.0, weight: index * 10)
            }
            return id
        }

        func join(_ group: String, _ parent: String, _ joining: String, weight: Int) async throws -> APIResponse {
            try await server.send(
                "POST", "/api/extras/dynamic-group-memberships/",
                [
                    "group": .string(group), "parent_group": .string(parent), "operator": .string(joining),
                    "weight": .int(Int64(weight)),
                ])
        }

        func members(_ group: String, token: String? = nil, _ query: String = "") async throws -> [String] {
            let answer = try await server.send("GET", "\(Self.groups)\(group)/members/\(query)", token: token)
            let body = try await answer.jsonBody()
            return (body["results"]?.arrayValue ?? [.string(body.text)]).map { $0["name"]?.stringValue ?? $0.text }
        }

        func names(_ query: String) async throws -> [String] {
            (try await server.get("\(Self.groups)?\(query)")["results"]?.arrayValue ?? []).compactMap {
                $0["name"]?.stringValue
            }
        }

        func refusal(_ body: JSONValue) async throws -> String {
            let answer = try await server.send("POST", Self.groups, body)
            return "\(answer.status) \(try await answer.text())"
        }
    }

    @Test func `a filter means what it means in a list, and members follow at once`() async throws {
        let world = try await World()
        let group = try await world.filtered("cores", ["role": ["core"]])
        #expect(try await world.members(group) == ["a1", "a2"])
        let page = try await world.server.get("\(World.groups)\(group)/members/?limit=1&sort=-name")
        #expect(page["count"] == 2 && page["results"]?[0]?["name"] == "a2")
        #expect(page["next"]?.stringValue?.contains("/members/?limit=1&offset=1") == true)
        #expect(page["results"]?[0]?["device_type"]?["id"] != nil)
        _ = try await world.server.send(
            "PATCH", "/api/dcim/devices/\(world.devices["b1"] ?? "")/", ["role": "core"])
        #expect(try await world.members(group) == ["a1", "a2", "b1"])
        #expect(try await world.members(group, "?name=a1") == ["a1"])
        #expect(try await world.filtered("everything", [:]).isEmpty == false)
        #expect(try await world.members("everything").count == 3)
    }

    @Test(
        "a filter that a list would refuse is refused, with the parameter named",
        arguments: [
            (#"{"colour": ["red"]}"#, "colour: Unknown filter field"),
            (#"{"name__bogus": ["a"]}"#, "name__bogus: Unknown filter field"),
            (#"{"role": ["nowhere"]}"#, "role: Select a valid choice"), (#"["name"]"#, "must be a dict"),
            (#"{"name": {"a": 1}}"#, "name: Enter a value or a list of values"),
            (#"{"name": [["a"]]}"#, "name: Enter a value or a list of values"),
            (#"{"name": null}"#, "name: Enter a value or a list of values"),
            (#"{"dynamic_groups": ["x"]}"#, "dynamic_groups: Unknown filter field"),
            (#"{"dynamic_groups__n": ["x"]}"#, "dynamic_groups__n: Unknown filter field"),
            (#"{"limit": [1]}"#, "limit: Unknown filter field"),
        ])
    func refused(_ filter: String, _ message: String) async throws {
        let server = try await TestServer()
        let answer = try await server.send(
            "POST", World.groups,
            ["name": "g", "content_type": "dcim.device", "filter": try JSONValue(parsing: filter)])
        let body = try await answer.jsonBody()
        #expect(answer.status == 400)
        #expect(body["filter"]?[0]?.stringValue?.contains(message) == true, "\(body.text)")
    }

    @Test func `groups of groups are joined in the order of their weights`() async throws {
        let world = try await World()
        let cores = try await world.filtered("cores", ["role": ["core"]])
        let firsts = try await world.filtered("firsts", ["name__iew": ["1"]])
        let all = try await world.set("all", [("union", cores), ("union", firsts)])
        #expect(try await world.members(all) == ["a1", "a2", "b1"])
        let both = try await world.set("both", [("union", cores), ("intersection", firsts)])
        #expect(try await world.members(both) == ["a1"])
        let rest = try await world.set("rest", [("union", all), ("difference", both)])
        #expect(try await world.members(rest) == ["a2", "b1"])
        // What is first is joined with nothing: left out of everything.
        let others = try await world.set("others", [("difference", cores)])
        #expect(try await world.members(others) == ["b1"])
        #expect(try await world.members(try await world.set("empty", [])) == [])
        let shown = try await world.server.get("\(World.groups)\(rest)/?exclude_m2m=false")
        #expect(shown["children"]?.arrayValue?.count == 2)
        #expect(shown["children"]?[0]?["object_type"] == "extras.dynamicgroupmembership")
        // Filters along the tree of groups.
        #expect(Set(try await world.names("descendants=cores")) == ["all", "both", "rest", "others"])
        #expect(Set(try await world.names("ancestors=rest")) == ["all", "both", "cores", "firsts"])
        #expect(try await world.server.send("GET", "\(World.groups)?ancestors=nobody").status == 400)
    }

    @Test func `a group is no part of itself, of other models, or of a static group`() async throws {
        let world = try await World()
        let cores = try await world.filtered("cores", [:])
        let inner = try await world.set("inner", [("union", cores)])
        let outer = try await world.set("outer", [("union", inner)])
        for (group, parent, message) in [
            (inner, inner, "child of itself"), (outer, inner, "Cannot add ancestor as a child"),
            (inner, cores, "Parent group must be of the type dynamic-set"),
        ] {
            let answer = try await world.join(group, parent, "union", weight: 5)
            let text = try await answer.text()
            #expect(answer.status == 400 && text.contains(message), "\(text)")
        }
        let other = try await world.server.create(
            World.groups, ["name": "places", "content_type": "dcim.location"])
        #expect(try await world.join(other, outer, "union", weight: 5).status == 400)
        let list = try await world.server.create(
            World.groups, ["name": "list", "content_type": "dcim.device", "group_type": "static"])
        #expect(try await world.join(list, outer, "union", weight: 5).status == 400)
        // A loop by changing a membership is one too.
        let memberships = try await world.server.get("/api/extras/dynamic-group-memberships/?parent_group=inner")
        let id = try #require(memberships["results"]?[0]?["id"]?.keyText)
        let moved = try await world.server.send(
            "PATCH", "/api/extras/dynamic-group-memberships/\(id)/", ["group": .string(outer)])
        #expect(moved.status == 400)
    }

    @Test func `objects are put into a static group and taken out`() async throws {
        let world = try await World()
        let (server, a1, b1) = (world.server, world.devices["a1"] ?? "", world.devices["b1"] ?? "")
        let group = try await server.create(
            World.groups, ["name": "list", "content_type": "dcim.device", "group_type": "static"])
        let path = "/api/extras/static-group-associations/"
        func put(_ id: String, _ type: String = "dcim.device", group: String = "list") async throws -> APIResponse {
            try await server.send(
                "POST", path,
                [
                    "dynamic_group": ["name": .string(group)], "associated_object_type": .string(type),
                    "associated_object_id": .string(id),
                ])
        }
        let first = try await put(a1).jsonBody()
        #expect(first["associated_object"]?["id"]?.stringValue == a1)
        #expect(first["associated_object"]?["url"]?.stringValue == "http://test/api/dcim/devices/\(a1)/")
        #expect(try await put(b1).status == 201)
        #expect(try await world.members(group) == ["a1", "b1"])
        #expect(try await put(a1).status == 400)
        #expect(try await put("00000000-0000-4000-8000-000000000000").text().contains("Object not found"))
        let place = try await world.samples.id("dcim.location")
        #expect(try await put(place, "dcim.location").text().contains("Must match the content type of the group"))
        _ = try await world.filtered("cores", [:])
        #expect(try await put(a1, group: "cores").text().contains("groups of the type static only"))
        // A deleted object is out; so is one whose association is deleted.
        _ = try await server.send("DELETE", "/api/dcim/devices/\(b1)/")
        #expect(try await world.members(group) == ["a1"])
        #expect(try await server.get("\(path)?dynamic_group=list")["count"] == 1)
        _ = try await server.send("DELETE", "\(path)\(first["id"]?.keyText ?? "")/")
        #expect(try await world.members(group) == [])
    }

    @Test func `lists are filtered by groups, and groups by members`() async throws {
        let world = try await World()
        let cores = try await world.filtered("cores", ["role": ["core"]])
        _ = try await world.filtered("firsts", ["name__iew": ["1"]])
        _ = try await world.server.create(World.groups, ["name": "places", "content_type": "dcim.location"])
        func devices(_ query: String) async throws -> [String] {
            (try await world.server.get("/api/dcim/devices/?\(query)")["results"]?.arrayValue ?? []).compactMap {
                $0["name"]?.stringValue
            }
        }
        #expect(try await devices("dynamic_groups=cores") == ["a1", "a2"])
        #expect(try await devices("dynamic_groups=\(cores)&name=a2") == ["a2"])
        #expect(try await devices("dynamic_groups=cores&dynamic_groups=firsts") == ["a1", "a2", "b1"])
        #expect(try await devices("dynamic_groups__n=cores") == ["b1"])
        #expect(try await devices("dynamic_groups=places") == [])
        #expect(try await world.server.send("GET", "/api/dcim/devices/?dynamic_groups=nobody").status == 400)
        #expect(try await world.names("member_id=\(world.devices["a1"] ?? "")") == ["cores", "firsts"])
        #expect(try await world.names("member_id=\(world.devices["b1"] ?? "")") == ["firsts"])
        #expect(
            try await world.names("member_id__n=\(world.devices["b1"] ?? "")&content_type=dcim.device") == ["cores"])
        #expect(try await world.server.send("GET", "\(World.groups)?member_id=x").status == 400)
    }

    @Test func `the model never changes, the type only while nothing depends on it`() async throws {
        let world = try await World()
        let cores = try await world.filtered("cores", ["role": ["core"]])
        let set = try await world.set("set", [("union", cores)])
        func change(_ id: String, _ body: JSONValue) async throws -> Int {
            try await world.server.send("PATCH", "\(World.groups)\(id)/", body).status
        }
        #expect(try await change(cores, ["content_type": "dcim.location"]) == 400)
        #expect(try await change(cores, ["group_type": "dynamic-set"]) == 400)
        #expect(try await change(cores, ["group_type": "static", "filter": [:]]) == 400)
        #expect(try await change(set, ["group_type": "static"]) == 400)
        #expect(try await change(set, ["filter": ["name": ["a"]]]) == 400)
        #expect(try await change(cores, ["group_type": "dynamic-set", "filter": [:]]) == 200)
        for type in ["extras.dynamicgroup", "extras.staticgroupassociation", "users.objectpermission", "no.model"] {
            #expect(try await world.refusal(["name": "x", "content_type": .string(type)]).hasPrefix("400"), "\(type)")
        }
    }

    @Test func `where a filter can no longer be used, members are those that are certain`() async throws {
        let world = try await World()
        let edges = try await world.filtered("edges", ["role": ["edge"]])
        let all = try await world.filtered("all", [:])
        let without = try await world.set("without", [("union", all), ("difference", edges)])
        let with = try await world.set(
            "with", [("union", try await world.filtered("a1", ["name": ["a1"]])), ("union", edges)])
        #expect(try await world.members(without) == ["a1", "a2"])
        _ = try await world.server.send(
            "PATCH", "/api/dcim/devices/\(world.devices["b1"] ?? "")/", ["role": "core"])
        let role = try await world.server.get("/api/extras/roles/?name=edge")["results"]?[0]?["id"]?.keyText ?? ""
        #expect(try await world.server.send("DELETE", "/api/extras/roles/\(role)/").status == 204)
        let answer = try await world.server.send("GET", "\(World.groups)\(edges)/members/")
        let text = try await answer.text()
        #expect(answer.status == 409 && text.contains("role: Select a valid choice"), "\(text)")
        #expect(try await world.server.get("/api/dcim/devices/?dynamic_groups=edges")["count"] == 0)
        #expect(try await world.server.get("/api/dcim/devices/?dynamic_groups=without")["count"] == 0)
        #expect(try await world.server.get("/api/dcim/devices/?dynamic_groups=with")["count"] == 1)
        #expect(try await world.server.send("GET", "\(World.groups)\(with)/members/").status == 409)
    }
}
