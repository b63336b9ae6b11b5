import Basics
import HTTPAPI
import HTTPServing
import Modeling
import TestKit
import Testing

@Suite("Changing objects of any model")
struct ChangeTests {
    /// Fields that a rule binds to others or does not let change.
    private static let bound: [String: Set<String>] = [
        "dcim.location": ["location_type"],
        "dcim.devicetype": ["subdevice_role"],
        "dcim.interface": ["device"],
        "dcim.locationtype": ["content_types"],
        "ipam.ipaddress": ["address", "type", "namespace", "dns_name"],
        "ipam.prefix": ["location"],
        "ipam.ipaddresstointerface": ["ip_address"],
        "extras.contactassociation": ["associated_object_type", "associated_object_id", "contact"],
        "extras.customfield": ["type", "key"],
        "extras.computedfield": ["key"],
        "extras.gitrepository": ["slug"],
        "extras.relationship": ["type", "key"],
        "extras.relationshipassociation": [
            "relationship", "source_type", "source_id", "destination_type", "destination_id",
        ],
        "extras.dynamicgroupmembership": ["parent_group"],
        "extras.staticgroupassociation": ["associated_object_type", "associated_object_id", "dynamic_group"],
        "extras.usersavedviewassociation": ["view_name", "saved_view"],
        "extras.metadatachoice": ["metadata_type"],
        "extras.objectmetadata": ["assigned_object_type", "assigned_object_id", "metadata_type"],
        "extras.note": ["assigned_object_type", "assigned_object_id"],
        "nautobot_device_lifecycle_mgmt.contractlcm": ["start", "end"],
        "nautobot_device_lifecycle_mgmt.validatedsoftwarelcm": ["start", "end"],
    ]

    @Test("Each field that can be written is changed alone and shown so", arguments: Models.updatable)
    func patchEach(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let made = try await samples.create(schema, full: true)
        let leftOut = (SampleRules.byModel[identifier]?.leftOut ?? []).union(Self.bound[identifier] ?? [])
        for field in schema.fields where SampleObjects.isWritable(field) && !leftOut.contains(field.info.name) {
            guard let value = try await samples.value(field, in: schema, samples.next()) else { continue }
            let response = try await server.send(
                "PATCH", "\(schema.names.path)\(made.id)/?exclude_m2m=false", .object([field.info.name: value]))
            let answer = try await response.jsonBody()
            #expect(response.status == 200, "\(field.info.name) = \(value.text): \(answer.text)")
            if response.status == 200, !field.info.isWriteOnly, let shown = answer[field.info.name] {
                #expect(CreateTests.reads(shown, as: value, field), "\(field.info.name): \(shown.text)")
            }
        }
    }

    @Test("An empty change, and one back to what is stored, write nothing", arguments: Models.updatable)
    func noChange(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema, full: true)
        let path = "\(schema.names.path)\(made.id)/"
        let before = try await server.get(path)
        server.time.advance(seconds: 60)
        let empty = try await server.send("PATCH", path, [:])
        #expect(empty.status == 200)
        // A client may send back all that it was shown.
        let whole = try await server.send("PATCH", path, before)
        try await expect(whole, answers: 200)
        #expect(try await server.get(path) == before)
    }

    @Test("A replacement without a required field names exactly the missing ones", arguments: Models.updatable)
    func replaceMissing(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let made = try await samples.create(schema)
        let path = "\(schema.names.path)\(made.id)/"
        let required = schema.fields.filter { $0.info.isRequired && !$0.info.isReadOnly }.map(\.info.name)
        let body = try await samples.body(schema)
        for name in required {
            let response = try await server.send("PUT", path, .object(body.without([name])))
            #expect(response.status == 400)
            #expect(try await response.jsonBody() == [name: ["This field is required."]])
        }
    }

    @Test("Read-only and unknown members are passed over", arguments: Models.updatable)
    func readOnly(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema)
        let path = "\(schema.names.path)\(made.id)/"
        let before = try await server.get(path)
        var body: JSONObject = ["display": "x", "url": "x", "natural_slug": 1, "no_such_member": [1], "created": 5]
        for field in schema.fields where field.info.isReadOnly { body[field.info.name] = "changed" }
        let response = try await server.send("PATCH", path, .object(body))
        try await expect(response, answers: 200)
        #expect(try await server.get(path) == before)
    }

    @Test("An object keeps its id", arguments: Models.updatable)
    func idStays(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema)
        let response = try await server.send(
            "PATCH", "\(schema.names.path)\(made.id)/", ["id": .string(Models.key(1, of: schema))])
        #expect(response.status == 400)
        #expect(try await response.messages("id") == ["The id of an object cannot be changed."])
    }

    @Test("Tags are replaced as a whole, by name, id or object", arguments: Models.updatable)
    func tags(_ identifier: String) async throws {
        let schema = try Models.schema(identifier)
        guard schema.features.contains(.tags) else { return }
        let server = try await TestServer()
        let made = try await SampleObjects(server).create(schema)
        for name in ["first", "second"] {
            try await server.create(
                "/api/extras/tags/", ["name": .string(name), "content_types": [.string(identifier)]])
        }
        try await server.create("/api/extras/tags/", ["name": "foreign", "content_types": ["dcim.rack"]])
        let path = "\(schema.names.path)\(made.id)/"
        func patch(_ tags: JSONValue) async throws -> (Int, [String]) {
            let response = try await server.send("PATCH", path, ["tags": tags])
            var names: [String] = []
            for tag in try await response.jsonBody()["tags"]?.arrayValue ?? [] {
                guard let id = tag["id"]?.keyText else { continue }
                names.append(try await server.get("/api/extras/tags/\(id)/")["name"]?.stringValue ?? "")
            }
            return (response.status, names.sorted())
        }
        #expect(try await patch(["first", ["name": "second"]]) == (200, ["first", "second"]))
        #expect(try await patch(["second"]) == (200, ["second"]))
        #expect(try await patch(["foreign"]).0 == 400)
        #expect(try await patch("first").0 == 400)
        #expect(try await server.get(path)["tags"]?.arrayValue?.count == 1)
        #expect(try await patch([]) == (200, []))
    }
}
