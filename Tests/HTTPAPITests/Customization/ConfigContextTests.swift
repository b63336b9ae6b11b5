import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

/// Configuration contexts over REST: which apply, and what they make together (core.md §2.8).
@Suite struct ConfigContextTests {
    /// A region with a site and a device in it, and a virtual machine in a cluster at the site.
    struct World {
        let server: TestServer
        let samples: SampleObjects
        var ids: [String: String] = [:]

        static let contexts = "/api/extras/config-contexts/"

        init() async throws {
            server = try await TestServer()
            samples = SampleObjects(server)
            func make(_ name: String, _ path: String, _ body: JSONValue) async throws -> String {
                try await server.create("/api/\(path)/", body)
            }
            ids["tag"] = try await make(
                "tag", "extras/tags", ["name": "red", "content_types": ["dcim.device", "extras.configcontext"]])
            _ = try await make("t", "dcim/location-types", ["name": "Region", "nestable": true])
            _ = try await make(
                "t", "dcim/location-types",
                ["name": "Site", "parent": "Region", "content_types": ["dcim.device", "virtualization.cluster"]])
            ids["EMEA"] = try await make(
                "l", "dcim/locations", ["name": "EMEA", "location_type": "Region", "status": "Active"])
            ids["FRA"] = try await make(
                "l", "dcim/locations", ["name": "FRA", "location_type": "Site", "parent": "EMEA", "status": "Active"])
            ids["core"] = try await make(
                "r", "extras/roles",
                ["name": "core", "content_types": ["dcim.device", "virtualization.virtualmachine"]])
            ids["edge"] = try await make("r", "extras/roles", ["name": "edge", "content_types": ["dcim.device"]])
            _ = try await make("m", "dcim/manufacturers", ["name": "Acme"])
            ids["F1"] = try await make("f", "dcim/device-families", ["name": "F1"])
            ids["T1"] = try await make(
                "d", "dcim/device-types", ["model": "T1", "manufacturer": "Acme", "device_family": "F1"])
            ids["ios"] = try await make("p", "dcim/platforms", ["name": "ios"])
            ids["all"] = try await make("g", "tenancy/tenant-groups", ["name": "all"])
            ids["some"] = try await make("g", "tenancy/tenant-groups", ["name": "some", "parent": "all"])
            ids["ops"] = try await make("t", "tenancy/tenants", ["name": "ops", "tenant_group": "some"])
            ids["device"] = try await make(
                "d", "dcim/devices",
                [
                    "name": "d1", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA",
                    "platform": "ios", "tenant": "ops", "tags": ["red"],
                ])
            _ = try await make("c", "virtualization/cluster-types", ["name": "kvm"])
            ids["cluster"] = try await make(
                "c", "virtualization/clusters", ["name": "c1", "cluster_type": "kvm", "location": "FRA"])
            ids["vm"] = try await make(
                "v", "virtualization/virtual-machines",
                ["name": "v1", "cluster": "c1", "status": "Active", "role": "core"])
            _ = try await make(
                "a", "dcim/device-cluster-assignments", ["device": .string(ids["device"] ?? ""), "cluster": "c1"])
        }

        @discardableResult
        func context(_ name: String, _ data: JSONValue, _ more: [(String, JSONValue)] = []) async throws -> String {
            try await server.create(
                Self.contexts, .object(JSONObject([("name", .string(name)), ("data", data)] + more)))
        }

        func shown(_ object: String = "device", token: String? = nil) async throws -> JSONValue {
            let list = object == "vm" ? "virtualization/virtual-machines" : "dcim/devices"
            let answer = try await server.send(
                "GET", "/api/\(list)/\(ids[object] ?? "")/?include=config_context", token: token)
            return try await answer.jsonBody()["config_context"] ?? .null
        }
    }

    @Test func `contexts are merged by weight and name, and the local data comes last`() async throws {
        let world = try await World()
        #expect(try await world.shown() == [:])
        try await world.context(
            "b", ["ntp": ["a": 1, "b": 1, "list": [1, 2]], "x": ["deep": ["k": 1]]], [("weight", 100)])
        try await world.context("a", ["ntp": ["a": 2, "c": 2], "x": 5], [("weight", 200)])
        try await world.context("c", ["ntp": ["a": 3, "list": [3]]], [("weight", 200)])
        try await world.context("off", ["ntp": ["a": 9]], [("weight", 900), ("is_active", false)])
        let merged: JSONValue = ["ntp": ["a": 3, "b": 1, "list": [3], "c": 2], "x": 5]
        #expect(try await world.shown() == merged)
        #expect(try await world.shown("vm") == merged)
        let path = "/api/dcim/devices/\(world.ids["device"] ?? "")/"
        let changed = try await world.server.send(
            "PATCH", path, ["local_config_context_data": ["ntp": ["b": 0], "own": true]])
        let whole: JSONValue = ["ntp": ["a": 3, "b": 0, "list": [3], "c": 2], "x": 5, "own": true]
        // Answers to changes always carry it; lists and details when asked for.
        #expect(try await changed.jsonBody()["config_context"] == whole)
        #expect(try await world.shown() == whole)
        #expect(try await world.server.get(path)["config_context"] == nil)
        #expect(
            try await world.server.get("/api/dcim/devices/?include=config_context")["results"]?[0]?["config_context"]
                == whole)
    }

    @Test(
        "a criterion applies where an object has one of what it names",
        arguments: [
            ("locations", "FRA", true, true), ("locations", "EMEA", true, true), ("roles", "core", true, true),
            ("roles", "edge", false, false), ("device_types", "T1", true, false),
            ("device_families", "F1", true, false),
            ("platforms", "ios", true, false), ("clusters", "cluster", true, true), ("tenants", "ops", true, false),
            ("tenant_groups", "some", true, false), ("tenant_groups", "all", true, false), ("tags", "tag", true, false),
        ])
    func criterion(_ field: String, _ named: String, _ device: Bool, _ machine: Bool) async throws {
        let world = try await World()
        let id = JSONValue.string(world.ids[named] ?? "")
        try await world.context("one", ["k": 1], [(field, [id])])
        #expect(try await world.shown() == (device ? ["k": 1] : [:]))
        #expect(try await world.shown("vm") == (machine ? ["k": 1] : [:]))
        // Every criterion must be met.
        try await world.context("both", ["l": 1], [(field, [id]), ("roles", [.string(world.ids["edge"] ?? "")])])
        #expect(try await world.shown()["l"] == nil)
        let singular = ["tags": "tag", "device_families": "device_family"][field] ?? String(field.dropLast())
        let filtered = try await world.server.get("\(World.contexts)?\(singular)=\(id.stringValue ?? "")")
        #expect((filtered["count"]?.intValue ?? 0) >= 1, "\(filtered.text)")
    }

    @Test func `members of a dynamic group get its contexts, at once`() async throws {
        let world = try await World()
        let group = try await world.server.create(
            "/api/extras/dynamic-groups/",
            ["name": "edges", "content_type": "dcim.device", "filter": ["role": ["edge"]]])
        let other = try await world.server.create(
            "/api/extras/dynamic-groups/", ["name": "vms", "content_type": "virtualization.virtualmachine"])
        try await world.context("g", ["k": 1], [("dynamic_groups", [.string(group)])])
        #expect(try await world.shown() == [:])
        _ = try await world.server.send(
            "PATCH", "/api/dcim/devices/\(world.ids["device"] ?? "")/", ["role": "edge"])
        #expect(try await world.shown() == ["k": 1])
        #expect(try await world.shown("vm") == [:])
        try await world.context("v", ["v": 1], [("dynamic_groups", [.string(other)])])
        #expect(try await world.shown("vm") == ["v": 1])
    }

    @Test func `data is an object that fits its schema, and the schema is one for objects`() async throws {
        let world = try await World()
        let schemas = "/api/extras/config-context-schemas/"
        func refusal(_ path: String, _ body: JSONValue) async throws -> String {
            let answer = try await world.server.send("POST", path, body)
            return "\(answer.status) \(try await answer.text())"
        }
        #expect(try await refusal(World.contexts, ["name": "x", "data": [1]]).contains("object form"))
        #expect(try await refusal(World.contexts, ["name": "x"]).contains(#"{"data":["This field is required."]}"#))
        #expect(
            try await refusal(schemas, ["name": "s", "data_schema": ["type": "array"]]).contains("of the type object"))
        let bad: JSONValue = ["type": "object", "properties": ["a": ["typ": "string"]]]
        let text = try await refusal(schemas, ["name": "s", "data_schema": bad])
        #expect(text.hasPrefix("400") && text.contains("typ"), "\(text)")
        let schema = try await world.server.create(
            schemas,
            [
                "name": "ntp",
                "data_schema": [
                    "type": "object", "properties": ["ntp": ["type": "array", "items": ["format": "ipv4"]]],
                    "additionalProperties": false,
                ],
            ])
        let wrong = try await refusal(
            World.contexts, ["name": "x", "data": ["ntp": ["host"]], "config_context_schema": .string(schema)])
        #expect(
            wrong.contains("Validation using the JSON Schema ntp failed.") && wrong.contains("$.ntp[0]"), "\(wrong)")
        try await world.context("good", ["ntp": ["10.0.0.1"]], [("config_context_schema", .string(schema))])
        #expect(try await world.server.get("\(World.contexts)?schema=ntp")["count"] == 1)
        // Local data too, and only when it or its schema changes.
        let path = "/api/dcim/devices/\(world.ids["device"] ?? "")/"
        func patch(_ body: JSONValue) async throws -> Int { try await world.server.send("PATCH", path, body).status }
        #expect(
            try await patch(["local_config_context_schema": .string(schema), "local_config_context_data": ["x": 1]])
                == 400)
        #expect(
            try await patch(["local_config_context_schema": .string(schema), "local_config_context_data": ["ntp": []]])
                == 200)
        #expect(try await patch(["local_config_context_data": ["ntp": [1, "x"]]]) == 400)
        _ = try await world.server.send(
            "PATCH", "\(schemas)\(schema)/",
            ["data_schema": ["type": "object", "properties": [:], "required": ["never"]]])
        #expect(try await patch(["serial": "1"]) == 200)
        #expect(try await patch(["local_config_context_data": ["ntp": ["10.0.0.1"]]]) == 400)
        #expect(try await world.server.get("/api/dcim/devices/?local_config_context_schema=ntp")["count"] == 1)
        // A deleted schema asks for nothing.
        #expect(try await world.server.send("DELETE", "\(schemas)\(schema)/").status == 204)
        #expect(try await patch(["local_config_context_data": ["any": 1]]) == 200)
    }

    @Test func `templates read the merged data`() async throws {
        let world = try await World()
        try await world.context("a", ["ntp": ["server": "10.0.0.1"]])
        _ = try await world.server.create(
            "/api/extras/computed-fields/",
            [
                "label": "ntp", "content_type": "dcim.device",
                "template": "{{ obj.get_config_context().ntp.server }} {{ obj.config_context.ntp.server }}",
            ])
        let shown = try await world.server.get("/api/dcim/devices/?include=computed_fields")
        #expect(shown["results"]?[0]?["computed_fields"]?["ntp"] == "10.0.0.1 10.0.0.1")
    }
}
