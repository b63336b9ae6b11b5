import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct PipelineTests {
    private func json(_ document: JSONDocument?) throws -> JSONObject {
        let text = try #require(document).text
        return try #require(try JSONValue(parsing: text).objectValue)
    }

    @Test func `a create is recorded with its author, request and every field`() async throws {
        let world = try await ServiceWorld()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme", "description": "x"])
        let changes = try await world.history(of: id)
        #expect(changes.count == 1)
        let change = try #require(changes.first)
        #expect(change.action == "create" && change.userName == "almanac" && change.requestId == world.actor.requestID)
        #expect(change.changedObjectType == "dcim.manufacturer" && change.objectRepr == "Acme")
        #expect(change.time == world.environment.time.now && change.changeContextDetail == "test")
        #expect(change.before == nil)
        let after = try json(change.after)
        #expect(after["name"] == "Acme" && after["description"] == "x" && after["created"] != nil)
    }

    @Test func `an update records what differed before and everything after`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        world.server.time.advance(seconds: 10)
        let changed = try await world.update(
            "dcim.device", device, ["serial": "S1", "name": "a", "tags": [], "tenant": "ops"])
        #expect(Set(changed) == ["serial", "tags", "tenant"])
        let change = try #require(try await world.history(of: device).last)
        #expect(change.action == "update")
        let before = try json(change.before)
        #expect(Set(before.keys) == ["serial", "tags", "tenant", "last_updated"])
        #expect(before["serial"] == "" && before["tags"] == ["red"] && before["tenant"] == .null)
        let after = try json(change.after)
        // What is empty is left out.
        #expect(after["serial"] == "S1" && after["tags"] == nil && after["name"] == "a")
        #expect(after["tenant"] == .string(try #require(ids["ops"]).description))
    }

    @Test func `a new object whose tags cannot be written leaves nothing behind, without a savepoint too`() async throws
    {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let tag = try #require(ids["red"])
        let (actor, environment) = (world.actor, world.environment)
        let left = try await world.store.write { session -> [Int] in
            // There a refused statement ends the transaction.
            guard !session.failureSpoilsTransaction else { return [] }
            func counts() throws -> [Int] {
                try [Device.schema, ObjectChange.schema].map { try session.count($0, where: .always) }
            }
            let references = ReferenceResolver(session)
            _ = try references.resolve("red", in: Tag.schema, scope: "dcim.device")
            // Somebody else deletes the tag that an import remembers.
            try session.deleteTagUses(of: [tag])
            try session.delete(Tag.schema, ids: [tag])
            let before = try counts()
            let pipeline = RecordPipeline(session, actor: actor, environment: environment, references: references)
            #expect(throws: (any Error).self) {
                try pipeline.create(
                    Device.schema,
                    [
                        "name": "new", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA",
                        "tags": ["red"],
                    ])
            }
            return zip(try counts(), before).map { $0 - $1 }
        }
        #expect(left.allSatisfy { $0 == 0 })
        #expect(try await world.fetch(Query<Device>().where { $0.name == "new" }).isEmpty)
    }

    @Test func `what changes nothing writes nothing`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let history = try await world.count(ObjectChange.schema)
        let outbox = try await world.count(OutboxEvent.schema)
        world.server.time.advance(seconds: 10)
        #expect(
            try await world.update(
                "dcim.device", device,
                ["name": "a", "tags": ["red"], "location": ["name": "FRA"], "status": ["name": "Active"]]
            ).isEmpty)
        #expect(try await world.count(ObjectChange.schema) == history)
        #expect(try await world.count(OutboxEvent.schema) == outbox)
        let row = try #require(try await world.fetch(Query<Device>().where { $0.name == "a" }).first)
        #expect(row.values[Device.schema.lastUpdatedIndex ?? 0] == row.values[Device.schema.createdIndex ?? 0])
    }

    @Test func `each change is announced once, and what fails is neither kept, recorded nor announced`() async throws {
        let world = try await ServiceWorld()
        try await world.listen()
        func counts() async throws -> [Int] {
            [
                try await world.count(Manufacturer.schema), try await world.count(ObjectChange.schema),
                try await world.count(OutboxEvent.schema),
            ]
        }
        let start = try await counts()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme"])
        #expect(try await counts() == start.map { $0 + 1 })
        let event = try #require(
            try await world.fetch(Query<OutboxEvent>().where { $0.topic == "create.dcim.manufacturer" }).first)
        #expect(try await world.history(of: id).map(\.id.raw) == [event.changeId])
        struct Later: Error {}
        await #expect(throws: Later.self) {
            try await world.change { pipeline in
                _ = try pipeline.create(Manufacturer.schema, ["name": "Beta"])
                _ = try pipeline.update(Manufacturer.schema, id, ["description": "y"])
                try pipeline.delete(Manufacturer.schema, [id])
                throw Later()
            }
        }
        #expect(try await counts() == start.map { $0 + 1 })
    }

    @Test func `a delete records what was there`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        #expect(try await world.delete("dcim.device", device) == 1)
        let change = try #require(try await world.history(of: device).last)
        #expect(change.action == "delete" && change.after == nil && change.objectRepr == "a")
        let before = try json(change.before)
        #expect(before["name"] == "a" && before["tags"] == ["red"])
        #expect(try await world.delete("dcim.device", device) == 0)
    }

    @Test func `everything wrong with an object is told at once, by field`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let errors = await refusals {
            try await world.make(
                "dcim.device",
                ["name": "c", "role": "nothing", "status": 7, "location": .null, "position": 0, "tags": ["blue"]])
        }
        #expect(
            Set(errors.map { $0.prefix { $0 != ":" } }) == [
                "device_type", "role", "status", "location", "position", "tags",
            ])
        #expect(errors.contains("device_type: This field is required."))
        #expect(errors.contains("location: This field may not be null."))
        #expect(errors.contains("role: Related object not found using the provided attributes: {'name': 'nothing'}"))
    }

    @Test func `a collision is told in the words of the field or the set`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        #expect(
            await refusals { try await world.make("dcim.manufacturer", ["name": "Acme"]) }
                == ["name: manufacturer with this name already exists."])
        #expect(
            await refusals { try await world.make("dcim.devicetype", ["manufacturer": "Acme", "model": "T1"]) }
                == ["non_field_errors: The fields manufacturer, model must make a unique set."])
        let taken = try #require(ids["Acme"]).description
        #expect(
            await refusals { try await world.make("dcim.manufacturer", ["id": .string(taken), "name": "Beta"]) }
                == ["id: Manufacturer with this Id already exists."])
        #expect(
            await refusals { _ = try await world.update("dcim.device", try #require(ids["b"]), ["id": .string(taken)]) }
                == ["id: The id of an object cannot be changed."])
    }

    @Test func `who may only read, or may nothing, changes nothing`() async throws {
        let world = try await ServiceWorld()
        let id = try await world.make("dcim.manufacturer", ["name": "Acme"])
        let environment = world.environment
        for actor in [
            Actor(user: nil, name: "r", isSuperuser: true, mayWrite: false, requestID: id),
            Actor(user: nil, name: "n", isSuperuser: false, requestID: id),
        ] {
            for attempt in 0..<3 {
                let errors = await refusals {
                    try await world.store.write { session in
                        let pipeline = RecordPipeline(session, actor: actor, environment: environment)
                        switch attempt {
                        case 0: _ = try pipeline.create(Manufacturer.schema, ["name": "Beta"])
                        case 1: _ = try pipeline.update(Manufacturer.schema, id, ["name": "Beta"])
                        default: try pipeline.delete(Manufacturer.schema, [id])
                        }
                    }
                }
                #expect(errors == ["forbidden: You do not have permission to perform this action."])
            }
        }
        #expect(try await world.fetch(Query<Manufacturer>()).map(\.name) == ["Acme"])
    }
}

@Suite struct DeletePlanTests {
    @Test func `what goes with an object goes, with a history row each`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let item = try await world.make("dcim.inventoryitem", ["device": .string(device.description), "name": "slot"])
        let inner = try await world.make(
            "dcim.inventoryitem",
            ["device": .string(device.description), "name": "part", "parent": .string(item.description)])
        let port = try await world.make(
            "dcim.interface",
            ["device": .string(device.description), "name": "e1", "type": "virtual", "status": "Active"])
        #expect(try await world.delete("dcim.device", device) == 1)
        for id in [device, item, inner, port] {
            #expect(try await world.history(of: id).last?.action == "delete")
        }
        #expect(try await world.count(InventoryItem.schema) == 0)
        #expect(try await world.count(Interface.schema) == 0)
    }

    @Test func `what protects an object is named, and nothing is deleted`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let before = try await world.count(ObjectChange.schema)
        let errors = await refusals { try await world.delete("dcim.devicetype", try #require(ids["T1"])) }
        let message = try #require(errors.first)
        #expect(message.hasPrefix("conflict: Unable to delete object. 2 dependent objects were found: "))
        for name in ["a", "b"] {
            let id = try #require(ids[name])
            #expect(message.contains("\(name) (\(id))"))
        }
        #expect(try await world.count(ObjectChange.schema) == before)
        // Deep inside a cascade: the region takes the site with it, and the site its devices must not.
        #expect(await refusals { try await world.delete("dcim.location", try #require(ids["EMEA"])) }.count == 1)
        #expect(try await world.count(Location.schema) == 2)
    }

    @Test func `an optional reference is cleared, with a history row`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let platform = try await world.make("dcim.platform", ["name": "os"])
        _ = try await world.update("dcim.device", device, ["platform": "os"])
        #expect(try await world.delete("dcim.platform", platform) == 1)
        let row = try #require(try await world.fetch(Query<Device>().where { $0.name == "a" }).first)
        #expect(row.platform == nil)
        let change = try #require(try await world.history(of: device).last)
        #expect(change.action == "update" && change.before?.text.contains(platform.description) == true)
    }

    @Test func `members, tags, notes and contacts are let go`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        let contract = try await world.make(
            "nautobot_device_lifecycle_mgmt.contractlcm", ["name": "gold", "devices": [.string(device.description)]])
        try await world.make(
            "extras.note",
            ["assigned_object_type": "dcim.device", "assigned_object_id": .string(device.description), "note": "n"])
        try await world.make("extras.contact", ["name": "Ada"])
        try await world.make(
            "extras.contactassociation",
            [
                "associated_object_type": "dcim.device", "associated_object_id": .string(device.description),
                "contact": ["name": "Ada"], "role": "Support", "status": "Active",
            ])
        #expect(try await world.delete("dcim.device", device) == 1)
        #expect(try await world.count(Note.schema) == 0)
        #expect(try await world.count(ContactAssociation.schema) == 0)
        #expect(try await world.count(Contact.schema) == 1)
        try await world.store.read { (session: Session) throws in
            let field = try #require(Contract.schema.fieldsByName["devices"])
            #expect(try session.members(of: [contract], field: field, in: Contract.schema).isEmpty)
            #expect(try session.tags(of: [device]).isEmpty)
        }
        #expect(try await world.delete("extras.tag", try #require(ids["red"])) == 1)
    }

    @Test func `rows that refer to each other can be deleted together`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let device = try #require(ids["a"])
        try await world.make("ipam.prefix", ["prefix": "10.0.0.0/24", "status": "Active", "namespace": "Global"])
        let address = try await world.make(
            "ipam.ipaddress", ["address": "10.0.0.1/24", "status": "Active", "namespace": "Global"])
        let port = try await world.make(
            "dcim.interface",
            ["device": .string(device.description), "name": "e1", "type": "virtual", "status": "Active"])
        try await world.make(
            "ipam.ipaddresstointerface",
            ["ip_address": .string(address.description), "interface": .string(port.description)])
        _ = try await world.update("dcim.device", device, ["primary_ip4": .string(address.description)])
        #expect(try await world.delete("ipam.ipaddress", address) == 1)
        let row = try #require(try await world.fetch(Query<Device>().where { $0.name == "a" }).first)
        #expect(row.primaryIp4 == nil)
        #expect(try await world.delete("dcim.device", device) == 1)
        #expect(try await world.count(IPAddressToInterface.schema) == 0)
    }
}

@Suite struct ReferenceFormTests {
    @Test func `a row is meant by id, url, object, name, natural key and composite key`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let (site, type, device) = (try #require(ids["FRA"]), try #require(ids["T1"]), try #require(ids["b"]))
        let forms: [(AnySchema, JSONValue, Identifier)] = [
            (Location.schema, .string(site.description), site),
            (Location.schema, .string(site.description.uppercased()), site),
            (Location.schema, .string("http://test/api/dcim/locations/\(site)/"), site),
            (Location.schema, .string("/api/dcim/locations/\(site)/"), site),
            (Location.schema, ["id": .string(site.description), "name": "ignored"], site),
            (Location.schema, ["url": .string("http://test/api/dcim/locations/\(site)/")], site),
            (Location.schema, "FRA", site), (Location.schema, " FRA ", site),
            (Location.schema, ["name": "FRA", "parent": ["name": "EMEA"]], site),
            (Location.schema, ["name": "FRA", "parent__name": "EMEA"], site),
            (Location.schema, "FRA;EMEA", site),
            (DeviceType.schema, ["manufacturer": ["name": "Acme"], "model": "T1"], type),
            (DeviceType.schema, ["manufacturer__name": "Acme", "model": "T1"], type),
            (DeviceType.schema, "Acme;T1", type), (DeviceType.schema, "T1", type),
            (Device.schema, ["name": "b", "tenant": ["name": "ops"], "location": ["name": "FRA"]], device),
            (Device.schema, "b;ops;FRA;EMEA", device),
        ]
        try await world.store.read { (session: Session) throws in
            for (schema, json, id) in forms {
                #expect(try ReferenceResolver(session).resolve(json, in: schema) == id, "\(json.text)")
            }
        }
    }

    @Test func `a key of another system does not lead past what a reference is held to`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let (site, tag) = (try #require(ids["FRA"]), try #require(ids["red"]))
        let key = Identifier(high: 7, low: 7)
        let other = Identifier(high: 7, low: 8)
        try await world.store.read { (session: Session) throws in
            let references = ReferenceResolver(session)
            references.call(site, key)
            let given = JSONValue.string(key.description)
            #expect(try references.resolve(given, in: Location.schema) == site)
            // Another model, and rows that the caller may not see.
            #expect(throws: ValueError.self) { try references.resolve(given, in: Manufacturer.schema) }
            #expect(throws: ValueError.self) { try references.resolve(given, in: Location.schema, visible: .never) }
            references.call(tag, other)
            #expect(try references.resolve(.string(other.description), in: Tag.schema, scope: "dcim.device") == tag)
            #expect(throws: ValueError.self) {
                try references.resolve(.string(other.description), in: Tag.schema, scope: "ipam.prefix")
            }
            // A row is one step away, so that there is no going round in circles.
            references.call(key, site)
            #expect(try references.resolve(given, in: Location.schema) == site)
        }
    }

    @Test func `a name may hold the characters of composite keys`() async throws {
        let world = try await ServiceWorld()
        var ids: [(String, Identifier)] = []
        for name in ["C++ lab", "a;b", "50% off", "%zz", "x+y;z", ";", "Hall 1"] {
            ids.append((name, try await world.make("dcim.manufacturer", ["name": .string(name)])))
        }
        let made = ids
        try await world.store.read { (session: Session) throws in
            for (name, id) in made {
                #expect(try ReferenceResolver(session).resolve(.string(name), in: Manufacturer.schema) == id, "\(name)")
            }
            #expect(try ReferenceResolver(session).resolve("Hall+1", in: Manufacturer.schema) == made.last?.1)
        }
    }

    @Test func `what names nothing, or two things, or is no reference, is refused`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        try await world.make(
            "dcim.location", ["name": "FRA", "location_type": "Region", "status": "Active"])
        let site = try #require(ids["FRA"])
        let forms: [(AnySchema, JSONValue, String)] = [
            (Location.schema, "Nowhere", "Related object not found"),
            (Location.schema, "FRA", "Multiple objects match"),
            (Location.schema, ["name": "FRA"], "Multiple objects match"),
            (Location.schema, .string(Identifier(high: 9, low: 9).description), "Related object not found"),
            (Location.schema, .string("http://test/api/dcim/devices/\(site)/"), "Related object not found"),
            (Location.schema, 7, "Related objects must be referenced by ID or by dictionary of attributes"),
            (Location.schema, true, "Related objects must be referenced by ID"),
            (Location.schema, [], "Related objects must be referenced by ID"),
            (Location.schema, [:], "Related objects must be referenced by ID or by dictionary"),
            (Location.schema, ["id": "x"], "“x” is not a valid UUID."),
            (Location.schema, ["description__ic": "x"], "The attribute 'description__ic' cannot be used"),
            (Location.schema, ["status": "Active"], "The attribute 'status' cannot be used"),
            (Location.schema, "a;b;c;d;e;f;g;h;i;j;k;l;m;n", "Related object not found"),
            (Location.schema, "%zz;x", "Related object not found"),
        ]
        try await world.store.read { (session: Session) throws in
            for (schema, json, message) in forms {
                do {
                    _ = try ReferenceResolver(session).resolve(json, in: schema)
                    Issue.record("\(json.text) was taken")
                } catch let error as ValueError {
                    #expect(error.message.hasPrefix(message), "\(json.text): \(error.message)")
                }
            }
        }
    }

    @Test func `a status must be one of the model's own`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        try await world.store.read { (session: Session) throws in
            let resolver = ReferenceResolver(session)
            #expect(throws: ValueError.self) {
                try resolver.resolve("Primary", in: Status.schema, scope: "dcim.device")
            }
            #expect(throws: Never.self) {
                try resolver.resolve("Primary", in: Status.schema, scope: "extras.contactassociation")
            }
        }
    }

    @Test func `a row written in the same transaction is found, one deleted there is not`() async throws {
        let world = try await ServiceWorld()
        try await world.change { (pipeline: RecordPipeline) throws in
            #expect(throws: ValueError.self) { try pipeline.references.resolve("Acme", in: Manufacturer.schema) }
            let row = try pipeline.create(Manufacturer.schema, ["name": "Acme"])
            #expect(try pipeline.references.resolve("Acme", in: Manufacturer.schema) == row[0].identifier)
        }
    }
}
