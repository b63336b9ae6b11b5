import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Storage
import TestKit
import Testing

@Suite("Relationships")
struct RelationshipTests {
    private static let path = "/api/extras/relationships/"
    private static let associations = "/api/extras/relationship-associations/"

    /// A server with three manufacturers and three platforms, `m1` to `p3`.
    private struct World {
        let server: TestServer
        var ids: [String: String] = [:]

        init() async throws {
            server = try await TestServer()
            for number in 1...3 {
                ids["m\(number)"] = try await server.create("/api/dcim/manufacturers/", ["name": "m\(number)"])
                ids["p\(number)"] = try await server.create("/api/dcim/platforms/", ["name": "p\(number)"])
            }
        }

        func id(_ name: String) -> String { ids[name] ?? "" }

        /// A relationship from manufacturers to platforms, or among manufacturers.
        @discardableResult
        func relate(_ type: String, among: Bool = false, _ further: JSONObject = [:]) async throws -> String {
            var body: JSONObject = [
                "label": "rel", "type": .string(type), "source_type": "dcim.manufacturer",
                "destination_type": among ? "dcim.manufacturer" : "dcim.platform",
            ]
            for (name, value) in further { body[name] = value }
            return try await server.create(RelationshipTests.path, .object(body))
        }

        func associate(_ source: String, _ destination: String, among: Bool = false) async throws -> APIResponse {
            try await server.send(
                "POST", RelationshipTests.associations,
                [
                    "relationship": "rel", "source_type": "dcim.manufacturer", "source_id": .string(id(source)),
                    "destination_type": among ? "dcim.manufacturer" : "dcim.platform",
                    "destination_id": .string(id(destination)),
                ])
        }

        func target(_ name: String) -> String {
            "/api/dcim/\(name.hasPrefix("m") ? "manufacturers" : "platforms")/\(id(name))/"
        }

        /// The names of the objects that an object shows on a side.
        func related(_ name: String, _ side: String, key: String = "rel") async throws -> [String] {
            let answer = try await server.get(target(name) + "?include=relationships")
            let objects = answer["relationships"]?[key]?[side]?["objects"]?.arrayValue ?? []
            return objects.compactMap { object in ids.first { $0.value == object["id"]?.stringValue }?.key }
        }

        func set(_ name: String, _ side: String, _ objects: JSONValue) async throws -> APIResponse {
            try await server.send(
                "PATCH", target(name), ["relationships": ["rel": [.init(side): ["objects": objects]]]])
        }
    }

    @Test("Both sides show the relationship with its labels and related objects")
    func shape() async throws {
        let world = try await World()
        let relation = try await world.relate("one-to-many", ["source_label": "Runs on", "destination_hidden": true])
        try await expect(world.associate("m1", "p1"), answers: 201)
        try await expect(world.associate("m1", "p2"), answers: 201)
        let source = try await world.server.get(world.target("m1") + "?include=relationships")
        #expect(
            source["relationships"] == [
                "rel": [
                    "id": .string(relation), "url": "http://test/api/extras/relationships/\(relation)/",
                    "label": "rel", "type": "one-to-many",
                    "destination": [
                        "label": "Runs on", "object_type": "dcim.platform",
                        "objects": .array(
                            ["p1", "p2"].map {
                                [
                                    "id": .string(world.id($0)), "object_type": "dcim.platform",
                                    "url": .string("http://test" + world.target($0)),
                                ]
                            }),
                    ],
                ]
            ])
        let destination = try await world.server.get(world.target("p2") + "?include=relationships")
        #expect(destination["relationships"]?["rel"]?["source"]?["label"] == "manufacturer")
        #expect(try await world.related("p2", "source") == ["m1"])
        #expect(try await world.related("p3", "source").isEmpty)
        #expect(try await world.server.get(world.target("m1"))["relationships"] == nil)
    }

    @Test("A relationship among objects of one model has both sides, a symmetric one only peers")
    func sides() async throws {
        let world = try await World()
        try await world.relate("many-to-many", among: true)
        try await expect(world.associate("m1", "m2", among: true), answers: 201)
        #expect(try await world.related("m1", "destination") == ["m2"])
        #expect(try await world.related("m2", "source") == ["m1"])
        #expect(try await world.related("m1", "source").isEmpty)
        try await world.server.create(
            Self.path,
            [
                "label": "Peers", "type": "symmetric-many-to-many", "source_type": "dcim.manufacturer",
                "destination_type": "dcim.manufacturer", "source_label": "others",
            ])
        let response = try await world.server.send(
            "PATCH", world.target("m3"), ["relationships": ["peers": ["peer": ["objects": ["m1", "m2"]]]]])
        try await expect(response, answers: 200)
        #expect(try await world.related("m1", "peer", key: "peers") == ["m3"])
        #expect(try await Set(world.related("m3", "peer", key: "peers")) == ["m1", "m2"])
        let swap = try await world.server.send(
            "PATCH", world.target("m1"), ["relationships": ["peers": ["peer": ["objects": ["m2"]]]]])
        try await expect(swap, answers: 200)
        #expect(try await world.related("m3", "peer", key: "peers") == ["m2"])
    }

    @Test("How many objects may stand together follows from the type")
    func cardinality() async throws {
        for (type, pairs) in [
            (
                "one-to-one",
                [("m1", "p1", ""), ("m1", "p2", "association to m1 (source)"), ("m2", "p1", "to p1 (destination)")]
            ),
            ("one-to-many", [("m1", "p1", ""), ("m1", "p2", ""), ("m2", "p1", "association to p1 (destination)")]),
            ("many-to-many", [("m1", "p1", ""), ("m1", "p2", ""), ("m2", "p1", "")]),
            (
                "symmetric-one-to-one",
                [
                    ("m1", "m2", ""), ("m2", "m3", "involving m2 (peer)"),
                    ("m2", "m1", "already exists between m2 and m1"),
                ]
            ),
            (
                "symmetric-many-to-many",
                [("m1", "m2", ""), ("m3", "m1", ""), ("m2", "m1", "already exists between m2 and m1")]
            ),
        ] {
            let world = try await World()
            let among = type.hasPrefix("symmetric")
            try await world.relate(type, among: among)
            for (source, destination, message) in pairs {
                let response = try await world.associate(source, destination, among: among)
                let text = try await response.text()
                #expect(response.status == (message.isEmpty ? 201 : 400), "\(type) \(source) \(destination) \(text)")
                #expect(text.contains(message), "\(text)")
            }
            if among {
                let own = try await world.associate("m3", "m3", among: true)
                #expect(
                    try await own.messages("destination_id") == [
                        "An object cannot form a RelationshipAssociation with itself"
                    ])
            }
            let again = try await world.associate(pairs[0].0, pairs[0].1, among: among)
            #expect(again.status == 400)
        }
    }

    @Test("Associations name objects that exist, of the models of their relationship")
    func endpoints() async throws {
        let world = try await World()
        try await world.relate("many-to-many")
        var body: JSONObject = [
            "relationship": "rel", "source_type": "dcim.manufacturer", "source_id": .string(world.id("m1")),
            "destination_type": "dcim.device", "destination_id": .string(world.id("p1")),
        ]
        let wrong = try await world.server.send("POST", Self.associations, .object(body))
        #expect(
            try await wrong.messages("destination_type") == [
                "destination_type has a different value than defined in rel"
            ])
        body["destination_type"] = "dcim.platform"
        body["destination_id"] = .string(world.id("m2"))
        let missing = try await world.server.send("POST", Self.associations, .object(body))
        #expect(try await missing.messages("destination_id").count == 1)
    }

    @Test("An object's related objects are written as a whole, by id, name or what was shown")
    func writing() async throws {
        let world = try await World()
        try await world.relate("many-to-many")
        try await expect(
            world.set("m1", "destination", [.string(world.id("p1")), ["name": "p2"]]), answers: 200)
        #expect(try await world.related("m1", "destination") == ["p1", "p2"])
        let history = try await changes(world)
        let shown = try await world.server.get(world.target("m1") + "?include=relationships")
        try await expect(world.server.send("PATCH", world.target("m1"), shown), answers: 200)
        #expect(try await changes(world) == history)
        let answer = try await world.set("m1", "destination", [["id": .string(world.id("p3"))], "p2"])
        #expect(
            try await answer.jsonBody()["relationships"]?["rel"]?["destination"]?["objects"]?.arrayValue?.count == 2)
        #expect(try await world.related("m1", "destination") == ["p2", "p3"])
        #expect(try await changes(world) == history + 2)
        try await expect(world.set("p1", "source", ["m2", "m3"]), answers: 200)
        try await expect(world.set("m1", "destination", []), answers: 200)
        #expect(try await world.server.get("\(Self.associations)?limit=1")["count"] == 2)
        let made = try await world.server.send(
            "POST", "/api/dcim/platforms/",
            ["name": "p4", "relationships": ["rel": ["source": ["objects": ["m1"]]]]])
        try await expect(made, answers: 201)
        #expect(try await made.jsonBody()["relationships"]?["rel"]?["source"]?["objects"]?.arrayValue?.count == 1)
    }

    private func changes(_ world: World) async throws -> Int64 {
        try await world.server.store.read { session in
            try session.connection.value("SELECT count(*) FROM extras_objectchange", kind: .integer).integer ?? 0
        }
    }

    @Test("What cannot be written is told under relationships, and nothing is written")
    func refusals() async throws {
        let world = try await World()
        try await world.relate("one-to-many")
        let body: [(JSONValue, String)] = [
            (["nope": [:]], "\"nope\" is not a relationship on dcim.Manufacturer"), ([1], "Expected an object."),
            (["rel": ["source": ["objects": []]]], "\"source\" is not a side of \"rel\" on dcim.Manufacturer"),
            (["rel": ["destination": []]], "rel: Expected an object with a list of \"objects\" under \"destination\"."),
            (["rel": 5], "rel: Expected an object."),
            (
                ["rel": ["destination": ["objects": ["p9"]]]],
                "Related object not found using the provided attributes: {'name': 'p9'}"
            ),
        ]
        for (relationships, message) in body {
            let response = try await world.server.send(
                "PATCH", world.target("m1"), ["relationships": relationships, "description": "changed"])
            #expect(response.status == 400)
            #expect(try await response.messages("relationships") == [message])
        }
        let two = try await world.set("p1", "source", ["m1", "m2"])
        #expect(
            try await two.messages("relationships") == ["rel: A one-to-many relationship takes one source at most."])
        try await expect(world.set("m1", "destination", ["p1"]), answers: 200)
        let taken = try await world.set("m2", "destination", ["p2", "p1"])
        #expect(
            try await taken.messages("relationships") == [
                "Unable to create more than one rel association to p1 (destination)"
            ])
        #expect(try await world.related("m2", "destination").isEmpty)
        #expect(try await world.server.get(world.target("m1"))["description"] == "")
    }

    @Test("A side on which the relationship is required may not be without it")
    func required() async throws {
        let world = try await World()
        try await world.relate("one-to-many", ["required_on": "destination"])
        let missing = try await world.server.send("POST", "/api/dcim/platforms/", ["name": "new"])
        #expect(
            try await missing.messages("relationships") == [
                "Platforms require a manufacturer. You need to specify "
                    + "[\"relationships\"][\"rel\"][\"source\"][\"objects\"]."
            ])
        #expect(try await world.server.send("PATCH", world.target("p1"), ["description": "x"]).status == 400)
        try await expect(world.set("p1", "source", ["m1"]), answers: 200)
        try await expect(world.server.send("PATCH", world.target("p1"), ["description": "x"]), answers: 200)
        #expect(try await world.set("p1", "source", []).status == 400)
        try await expect(
            world.server.send(
                "POST", "/api/dcim/platforms/",
                ["name": "new", "relationships": ["rel": ["source": ["objects": ["m1"]]]]]), answers: 201)
        // The other side is free.
        try await world.server.create("/api/dcim/manufacturers/", ["name": "free"])
    }

    @Test("Filters are checked when saved, and held when objects are associated")
    func filters() async throws {
        let world = try await World()
        for (filter, message) in [
            (["nofield": ["x"]], "nofield: Unknown filter field"),
            (["manufacturer": ["nobody"]], "manufacturer: Select a"),
            ([1], "Filter for dcim.platform must be a dictionary"),
        ] as [(JSONValue, String)] {
            let response = try await world.server.send(
                "POST", Self.path,
                [
                    "label": "bad", "source_type": "dcim.manufacturer", "destination_type": "dcim.platform",
                    "destination_filter": filter,
                ])
            #expect(try await response.messages("destination_filter").first?.hasPrefix(message) == true)
        }
        try await world.relate(
            "many-to-many", ["destination_filter": ["name": ["p1", "p2"]], "source_filter": ["name__isw": "m1"]])
        try await expect(world.associate("m1", "p2"), answers: 201)
        let destination = try await world.associate("m1", "p3")
        #expect(try await destination.messages("destination") == ["p3 violates rel destination_filter restriction"])
        let source = try await world.associate("m2", "p1")
        #expect(try await source.messages("source") == ["m2 violates rel source_filter restriction"])
    }

    @Test("Definitions that contradict themselves, or their associations, are refused")
    func definitions() async throws {
        let world = try await World()
        for (body, field) in [
            (["type": "symmetric-one-to-one", "destination_type": "dcim.platform"], "destination_type"),
            (["type": "symmetric-many-to-many", "required_on": "source"], "required_on"),
            (["type": "symmetric-many-to-many", "source_label": "a", "destination_label": "b"], "destination_label"),
            (["type": "one-to-none"], "type"), (["destination_type": "extras.note"], "destination_type"),
            (["key": "a-b"], "key"),
        ] as [(JSONObject, String)] {
            var sent: JSONObject = [
                "label": "x", "source_type": "dcim.manufacturer", "destination_type": "dcim.manufacturer",
            ]
            for (name, value) in body { sent[name] = value }
            let response = try await world.server.send("POST", Self.path, .object(sent))
            #expect(try await response.messages(field).count == 1)
        }
        let id = try await world.relate("many-to-many")
        try await expect(world.server.send("PATCH", "\(Self.path)\(id)/", ["type": "one-to-many"]), answers: 200)
        try await expect(world.associate("m1", "p1"), answers: 201)
        for field in ["type", "source_type", "destination_type"] {
            let value: JSONValue = field == "type" ? "one-to-one" : "dcim.device"
            let response = try await world.server.send("PATCH", "\(Self.path)\(id)/", [.init(field): value])
            #expect(try await response.messages(field).first?.hasPrefix("Not supported to change") == true)
        }
        let key = try await world.server.send("PATCH", "\(Self.path)\(id)/", ["key": "other"])
        #expect(try await key.messages("key") == ["Key cannot be changed once created"])
    }

    @Test("Objects are found by what they stand with")
    func relatedFilters() async throws {
        let world = try await World()
        try await world.relate("many-to-many")
        try await expect(world.associate("m1", "p1"), answers: 201)
        try await expect(world.associate("m1", "p2"), answers: 201)
        try await expect(world.associate("m2", "p2"), answers: 201)
        func names(_ list: String, _ query: String) async throws -> [String] {
            let answer = try await world.server.get("/api/dcim/\(list)/?\(query)")
            return (answer["results"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        }
        let (p1, p2) = (world.id("p1"), world.id("p2"))
        #expect(try await names("manufacturers", "cr_rel__destination=\(p1)") == ["m1"])
        #expect(
            try await names("manufacturers", "cr_rel__destination=\(p1)&cr_rel__destination=\(p2)") == ["m1", "m2"])
        #expect(try await names("manufacturers", "cr_rel__destination__n=\(p1)") == ["m2", "m3"])
        #expect(try await names("manufacturers", "cr_rel__destination=null") == ["m3"])
        #expect(try await names("platforms", "cr_rel__source=\(world.id("m1"))") == ["p1", "p2"])
        for (query, message) in [
            ("cr_rel__source=\(p1)", "Unknown filter field"), ("cr_no__destination=\(p1)", "Unknown filter field"),
            ("cr_rel=\(p1)", "Unknown filter field"), ("cr_rel__destination=x", "“x” is not a valid UUID."),
            ("cr_rel__destination=\(world.id("m1"))", "Select a valid choice."),
        ] {
            let response = try await world.server.send("GET", "/api/dcim/manufacturers/?\(query)")
            #expect(response.status == 400)
            #expect(try await response.text().contains(message), "\(query)")
        }
        let peers = try await world.server.get("\(Self.associations)?peer_id=\(p2)")
        #expect(peers["count"] == 2)
        #expect(
            try await world.server.get("\(Self.associations)?relationship=rel&source_id=\(world.id("m1"))")["count"]
                == 2)
    }

    @Test("Associations go with their objects and their relationship, and the change log tells")
    func deletion() async throws {
        let world = try await World()
        let id = try await world.relate("many-to-many")
        for (source, destination) in [("m1", "p1"), ("m1", "p2"), ("m2", "p1"), ("m2", "p2")] {
            try await expect(world.associate(source, destination), answers: 201)
        }
        #expect(try await world.server.send("DELETE", world.target("m1")).status == 204)
        #expect(try await world.server.get("\(Self.associations)?limit=1")["count"] == 2)
        #expect(try await world.server.send("DELETE", world.target("p2")).status == 204)
        #expect(try await world.server.get("\(Self.associations)?limit=1")["count"] == 1)
        #expect(try await world.server.send("DELETE", "\(Self.path)\(id)/").status == 204)
        #expect(try await world.server.get("\(Self.associations)?limit=1")["count"] == 0)
        let deleted = try await world.server.store.read { session in
            try session.connection.value(
                "SELECT count(*) FROM extras_objectchange WHERE action = 'delete' "
                    + "AND changed_object_type = 'extras.relationshipassociation'", kind: .integer)
        }
        #expect(deleted == .int(4))
    }

    @Test("Contracts and inventory items stand in a relationship from the start")
    func seeded() async throws {
        let world = try await World()
        let samples = SampleObjects(world.server)
        let contract = try await samples.id("nautobot_device_lifecycle_mgmt.contractlcm")
        let items = [try await samples.id("dcim.inventoryitem"), try await samples.id("dcim.inventoryitem")]
        let path = "/api/plugins/nautobot-device-lifecycle-mgmt/contract/\(contract)/"
        let key = "contractlcm_to_inventoryitem"
        let response = try await world.server.send(
            "PATCH", path,
            ["relationships": [.init(key): ["destination": ["objects": .array(items.map(JSONValue.string))]]]])
        try await expect(response, answers: 200)
        let item = try await world.server.get("/api/dcim/inventory-items/\(items[1])/?include=relationships")
        let shown = item["relationships"]?[key]
        #expect(shown?["label"] == "Contract to dcim.InventoryItem" && shown?["source"]?["label"] == "Contract")
        #expect(shown?["source"]?["objects"]?[0]?["id"] == .string(contract))
        let other = try await samples.id("nautobot_device_lifecycle_mgmt.contractlcm")
        let taken = try await world.server.send(
            "PATCH", "/api/plugins/nautobot-device-lifecycle-mgmt/contract/\(other)/",
            ["relationships": [.init(key): ["destination": ["objects": [.string(items[0])]]]]])
        #expect(taken.status == 400)
    }

    @Test(
        "Software stands with devices and items, and vulnerabilities with software, as the first releases of the app had it"
    )
    func software() async throws {
        let server = try await TestServer()
        let samples = SampleObjects(server)
        let app = "nautobot_device_lifecycle_mgmt"
        for (key, label, type, source, destination) in [
            ("device_soft", "Software on Device", "one-to-many", "\(app).softwarelcm", "dcim.device"),
            (
                "inventory_item_soft", "Software on InventoryItem", "one-to-many", "\(app).softwarelcm",
                "dcim.inventoryitem"
            ),
            ("soft_cve", "Software to CVE", "many-to-many", "dcim.softwareversion", "\(app).cvelcm"),
        ] {
            try await server.create(
                Self.path,
                [
                    "key": .string(key), "label": .string(label), "type": .string(type), "source_type": .string(source),
                    "destination_type": .string(destination), "source_hidden": true, "destination_hidden": true,
                ])
        }
        let software = try await samples.id("\(app).softwarelcm")
        let device = try await samples.id("dcim.device")
        let item = try await samples.id("dcim.inventoryitem")
        let response = try await server.send(
            "PATCH", "/api/plugins/nautobot-device-lifecycle-mgmt/software/\(software)/",
            [
                "relationships": [
                    "device_soft": ["destination": ["objects": [.string(device)]]],
                    "inventory_item_soft": ["destination": ["objects": [.string(item)]]],
                ]
            ])
        try await expect(response, answers: 200)
        let found = try await server.get("/api/dcim/devices/?cr_device_soft__source=\(software)&include=relationships")
        #expect(found["count"] == 1 && found["results"]?[0]?["id"] == .string(device))
        let shown = found["results"]?[0]?["relationships"]?["device_soft"]
        #expect(shown?["source"]?["object_type"] == .string("\(app).softwarelcm"))
        #expect(
            shown?["source"]?["label"] == "Software LCM" || shown?["source"]?["label"]?.stringValue?.isEmpty == false)
        #expect(
            try await server.get("/api/dcim/inventory-items/?cr_inventory_item_soft__source=\(software)")["count"] == 1)
        let version = try await samples.id("dcim.softwareversion")
        let cves = [try await samples.id("\(app).cvelcm"), try await samples.id("\(app).cvelcm")]
        for cve in cves {
            let linked = try await server.send(
                "PATCH", "/api/plugins/nautobot-device-lifecycle-mgmt/cve/\(cve)/",
                ["relationships": ["soft_cve": ["source": ["objects": [.string(version)]]]]])
            try await expect(linked, answers: 200)
        }
        let affected = try await server.get("/api/dcim/software-versions/\(version)/?include=relationships")
        #expect(affected["relationships"]?["soft_cve"]?["destination"]?["objects"]?.arrayValue?.count == 2)
    }
}
