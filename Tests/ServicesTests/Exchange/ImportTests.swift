import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct ImportTests {
    private static let network = """
        {"object_type":"dcim.locationtype","name":"Site","content_types":["dcim.device"]}
        {"object_type":"dcim.location","name":"FRA","location_type":"Site","status":"Active"}
        {"object_type":"dcim.manufacturer","name":"Acme"}
        {"object_type":"dcim.devicetype","manufacturer":"Acme","model":"T1"}
        {"object_type":"extras.role","name":"core","content_types":["dcim.device"]}

        {"object_type":"dcim.device","name":"a","device_type":"T1","role":"core","status":"Active","location":"FRA"}
        """

    private func totals(_ plan: ImportPlan) -> [Int] { ImportEntry.Action.allCases.map(plan.total) }

    @Test("objects are read whatever the chunks they come in", arguments: [1, 7, 64, 100_000])
    func chunks(_ chunk: Int) async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(Self.network, chunk: chunk)
        #expect(totals(plan) == [6, 0, 0, 0])
        #expect(plan.counts.map(\.model).last == "dcim.device")
        #expect(try await world.fetch(Query<Device>()).map(\.name) == ["a"])
    }

    @Test func `a plan changes nothing and is what applying does`() async throws {
        let world = try await ServiceWorld()
        let before = try await world.export()
        let history = try await world.count(ObjectChange.schema)
        let plan = try await world.load(Self.network, mode: .plan)
        #expect(try await world.export() == before)
        #expect(try await world.count(ObjectChange.schema) == history)
        let applied = try await world.load(Self.network, mode: .applyExactly(fingerprint: plan.fingerprint))
        #expect(applied.fingerprint == plan.fingerprint && totals(applied) == totals(plan))
        let again = try await world.load(Self.network, mode: .plan)
        #expect(again.isEmpty && totals(again) == [0, 0, 6, 0])
        #expect(again.fingerprint != plan.fingerprint)
    }

    @Test func `an object that the permissions do not cover is refused and leaves no trace`() async throws {
        let world = try await ServiceWorld()
        let user = ID<User>(Identifier(high: 1, low: 3))
        try await world.change { pipeline in
            var record = Record<User>(id: user)
            record.username = "limited"
            record.dateJoined = pipeline.environment.time.now
            try pipeline.create(record)
        }
        try await world.make(
            "users.objectpermission",
            [
                "name": "own", "object_types": ["tenancy.tenant"], "actions": ["view", "add"],
                "constraints": ["name": "mine"], "users": ["limited"],
            ])
        let grants = try await world.store.read { try Grants(of: user, in: $0) }
        let actor = Actor(
            user: user, name: "limited", isSuperuser: false, grants: grants, requestID: Identifier(high: 1, low: 4))
        let plan = try await world.load(
            """
            {"object_type":"tenancy.tenant","name":"mine"}
            {"object_type":"tenancy.tenant","name":"theirs"}
            """, actor: actor)
        #expect(totals(plan) == [1, 0, 0, 1])
        #expect(try await world.fetch(Query<Tenant>()).map(\.name) == ["mine"])
    }

    @Test func `a tree whose nodes come before their parents holds nothing else up`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(
            """
            {"object_type":"dcim.locationtype","name":"Site","parent":"Region","content_types":["dcim.device"]}
            {"object_type":"dcim.locationtype","name":"Region"}
            {"object_type":"dcim.location","name":"FRA","location_type":"Site","status":"Active","parent":"EMEA"}
            {"object_type":"dcim.location","name":"EMEA","location_type":"Region","status":"Active"}
            {"object_type":"dcim.manufacturer","name":"Acme"}
            {"object_type":"dcim.devicetype","manufacturer":"Acme","model":"T1"}
            """)
        #expect(totals(plan) == [6, 0, 0, 0])
        // In the order in which they were made: the tree was complete before the next model came.
        #expect(
            plan.entries.map(\.display) == ["Region", "Region → Site", "EMEA", "EMEA → FRA", "Acme", "Acme T1"])
    }

    @Test func `an outcome other than the expected plan changes nothing`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(Self.network, mode: .plan)
        try await world.make("dcim.manufacturer", ["name": "Acme"])
        let before = try await world.export()
        let errors = await refusals {
            _ = try await world.load(Self.network, mode: .applyExactly(fingerprint: plan.fingerprint))
        }
        #expect(errors.count == 1 && errors[0].hasPrefix("conflict: ") && errors[0].contains(plan.fingerprint))
        #expect(try await world.export() == before)
    }

    @Test func `applying again changes nothing, and differing objects are updated with what differs`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.network)
        let history = try await world.count(ObjectChange.schema)
        #expect(try await world.load(Self.network).isEmpty)
        #expect(try await world.count(ObjectChange.schema) == history)
        let plan = try await world.load(
            """
            {"object_type":"dcim.device","name":"a","location":"FRA","serial":"S1","comments":""}
            {"object_type":"dcim.manufacturer","name":"Acme","description":"new"}
            """)
        #expect(totals(plan) == [0, 2, 0, 0])
        #expect(plan.entries.map(\.changed) == [["serial"], ["description"]])
        #expect(try await world.count(ObjectChange.schema) == history + 2)
    }

    @Test func `an object is found by its key, wherever that is among those of others`() async throws {
        let world = try await ServiceWorld()
        func tenant(_ key: Int, _ name: String) -> String {
            "{\"object_type\":\"tenancy.tenant\",\"id\":\"00000000-0000-4000-8000-00000000000\(key)\",\"name\":\"\(name)\"}\n"
        }
        // Behind the highest, before it, between, and keys that this import brought itself.
        let first = try await world.load(
            tenant(5, "e") + tenant(3, "c") + tenant(5, "E") + tenant(4, "d") + tenant(3, "C"))
        #expect(totals(first) == [3, 2, 0, 0])
        let second = try await world.load(tenant(9, "i") + tenant(4, "D") + tenant(9, "I") + tenant(1, "a"))
        #expect(totals(second) == [2, 2, 0, 0])
        #expect(try await world.fetch(Query<Tenant>().sorted(by: "id")).map(\.name) == ["a", "C", "D", "E", "I"])
    }

    @Test func `bad rows are told with their place, and nothing else is lost`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(
            """
            {"object_type":"dcim.manufacturer","name":"A"}
            {"object_type":"dcim.manufacturer","name":
            {"object_type":"dcim.manufacturer","name":""}
            [1]
            {"name":"B"}
            {"object_type":"dcim.nothing","name":"B"}
            {"object_type":"dcim.manufacturer","name":"B","name":"C"}
            {"object_type":"dcim.devicetype","manufacturer":"Z","model":"T"}
            {"object_type":"nautobot_device_lifecycle_mgmt.devicehardwarenoticeresult"}
            {"object_type":"dcim.manufacturer","name":"D","custom_fields":{"x":1}}
            {"object_type":"dcim.manufacturer","name":"E"}
            """)
        #expect(totals(plan) == [2, 0, 0, 9])
        let errors = Dictionary(
            plan.entries.filter { $0.action == .error }.map { ($0.origin.line, $0) },
            uniquingKeysWith: { first, _ in first })
        #expect(Set(errors.keys) == Set(2...10))
        #expect(errors[2].map { $0.origin.column > 40 && $0.messages[0].hasPrefix("Not JSON: ") } == true)
        #expect(errors[3]?.messages == ["name: This field may not be blank."])
        #expect(errors[4]?.messages == ["Not a JSON object."])
        #expect(errors[5]?.messages.first?.hasPrefix("No model is named.") == true)
        #expect(errors[6]?.messages == ["There is no model \"dcim.nothing\"."])
        #expect(errors[7]?.messages[0].hasPrefix("Not JSON: ") == true)
        #expect(
            errors[8]?.messages == [
                "manufacturer: Related object not found using the provided attributes: {'name': 'Z'}"
            ])
        #expect(errors[9]?.messages[0].hasSuffix("cannot be imported.") == true)
        #expect(try await Set(world.fetch(Query<Manufacturer>()).map(\.name)) == ["A", "E"])
    }

    private func noted(_ plan: ImportPlan) -> [String] {
        plan.unknown.map { "\($0.model) \($0.name) \($0.objects) \($0.first.line)" }
    }

    @Test func `members that a model does not have are noted, once each, with how often and where`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let text = """
            {"object_type":"dcim.device","name":"a","location":"FRA","serial_no":"S1"}
            {"object_type":"dcim.device","name":"b","location":"FRA","tenant":"ops","serial_no":null,"colour":"red"}
            {"object_type":"dcim.manufacturer","name":"Acme","serial_no":"x","tags":["red"]}
            {"object_type":"dcim.device","name":"c","location":"nowhere","serial_no":"S3"}
            {"object_type":"dcim.nothing","serial_no":"S3"}
            """
        let expected = [
            "dcim.device serial_no 3 1", "dcim.device colour 1 2", "dcim.manufacturer serial_no 1 3",
            "dcim.manufacturer tags 1 3",
        ]
        let plan = try await world.load(text, mode: .plan)
        #expect(noted(plan) == expected && !plan.hasMoreUnknown)
        #expect(totals(plan) == [0, 0, 3, 2])
        #expect(
            plan.json["unknown_members"]?[1]
                == ["model": "dcim.device", "member": "colour", "objects": 1, "file": "test", "line": 2])
        #expect(plan.json["more_unknown_members"] == false)
        #expect(noted(try await world.load(text)) == expected)
        // An object that waits for a later one is counted once.
        let waiting = """
            {"object_type":"dcim.devicetype","manufacturer":"Later","model":"T","hight":1}
            {"object_type":"dcim.manufacturer","name":"Later"}
            """
        #expect(noted(try await world.load(waiting)) == ["dcim.devicetype hight 1 1"])
    }

    @Test func `notes of unknown members are bounded in number and length`() async throws {
        let world = try await ServiceWorld()
        let lines = (0..<150).map { #"{"object_type":"dcim.manufacturer","name":"m","x\#($0)":1}"# }
        let plan = try await world.load(lines.joined(separator: "\n"), mode: .plan)
        #expect(plan.unknown.count == ImportPlan.unknownLimit && plan.hasMoreUnknown)
        #expect(plan.json["more_unknown_members"] == true)
        let long = String(repeating: "ü", count: 100_000)
        let cut = try await world.load(#"{"object_type":"dcim.manufacturer","name":"m","\#(long)":1}"#, mode: .plan)
        #expect(cut.unknown.map(\.name) == [String(repeating: "ü", count: 40) + "…"])
    }

    @Test func `an update that is refused halfway leaves its object as it was`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let history = try await world.history(of: try #require(ids["red"])).count
        // The tag is in use on devices, so the type cannot be taken away; the color must then stay too.
        let plan = try await world.load(
            #"{"object_type":"extras.tag","name":"red","color":"ffffff","content_types":["dcim.location"]}"#)
        #expect(totals(plan) == [0, 0, 0, 1])
        let tag = try #require(try await world.fetch(Query<Domain.Tag>()).first)
        #expect(tag.color == "9e9e9e" && tag.contentTypes.elements.contains("dcim.device"))
        #expect(try await world.history(of: tag.id.raw).count == history)
        let bad = try await world.load(
            #"{"object_type":"dcim.device","name":"a","location":"FRA","serial":"S9","software_image_files":["none"]}"#)
        #expect(totals(bad) == [0, 0, 0, 1])
        #expect(try await world.fetch(Query<Device>().where { $0.serial == "S9" }).isEmpty)
    }

    @Test func `objects may come before what they refer to`() async throws {
        let world = try await ServiceWorld()
        let lines = Self.network.split(separator: "\n").reversed().joined(separator: "\n")
        #expect(totals(try await world.load(lines, mode: .plan)) == [6, 0, 0, 0])
        #expect(totals(try await world.load(lines)) == [6, 0, 0, 0])
        #expect(try await world.load(Self.network).isEmpty)
    }

    @Test func `objects may refer to each other`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.network)
        let cycle = """
            {"object_type":"dcim.device","name":"b","device_type":"T1","role":"core","status":"Active","location":"FRA",\
            "primary_ip4":{"host":"10.0.0.5"},"id":"00000000-0000-4000-8000-00000000000b"}
            {"object_type":"dcim.interface","name":"e0","type":"virtual","status":"Active",\
            "device":"00000000-0000-4000-8000-00000000000b","id":"00000000-0000-4000-8000-0000000000e0"}
            {"object_type":"ipam.prefix","prefix":"10.0.0.0/24","status":"Active","namespace":"Global"}
            {"object_type":"ipam.ipaddress","address":"10.0.0.5/24","status":"Active","namespace":"Global",\
            "id":"00000000-0000-4000-8000-0000000000a5"}
            {"object_type":"ipam.ipaddresstointerface","ip_address":"00000000-0000-4000-8000-0000000000a5",\
            "interface":"00000000-0000-4000-8000-0000000000e0"}
            """.replacing(#"{"host":"10.0.0.5"}"#, with: #""00000000-0000-4000-8000-0000000000a5""#)
        let plan = try await world.load(cycle)
        #expect(plan.total(.error) == 0, "\(plan.entries.flatMap(\.messages))")
        let device = try #require(try await world.fetch(Query<Device>().where { $0.name == "b" }).first)
        #expect(device.primaryIp4?.raw == Identifier("00000000-0000-4000-8000-0000000000a5"))
        #expect(try await world.load(cycle).isEmpty)
    }

    @Test func `a reference that never comes is an error, once, and the rest is kept`() async throws {
        let world = try await ServiceWorld()
        let plan = try await world.load(
            """
            {"object_type":"tenancy.tenant","name":"t1","tenant_group":"nowhere"}
            {"object_type":"tenancy.tenant","name":"t2"}
            {"object_type":"tenancy.tenant","name":"t3","tenant_group":"nowhere"}
            """)
        #expect(plan.total(.error) == 2)
        #expect(plan.entries.filter { $0.action == .error }.map(\.origin.line).sorted() == [1, 3])
        #expect(try await world.fetch(Query<Tenant>()).contains { $0.name == "t2" })
        // Whatever was made of them, doing it again makes nothing more.
        let again = try await world.load(#"{"object_type":"tenancy.tenant","name":"t2"}"#)
        #expect(again.isEmpty)
    }

    @Test func `unnamed devices of one place stay apart`() async throws {
        let world = try await ServiceWorld()
        _ = try await world.load(Self.network)
        let lines = (1...3).map { number in
            #"{"object_type":"dcim.device","id":"00000000-0000-4000-8000-00000000000\#(number)","device_type":"T1","#
                + #""role":"core","status":"Active","location":"FRA","name":null,"serial":"S\#(number)"}"#
        }.joined(separator: "\n")
        let plan = try await world.load(lines)
        #expect(totals(plan) == [3, 0, 0, 0])
        #expect(
            try await Set(world.fetch(Query<Device>().where { $0.name == String?.none }).map(\.serial)) == [
                "S1", "S2", "S3",
            ])
        #expect(try await world.load(lines).isEmpty)
    }

    @Test func `several objects that match are an error, not a guess`() async throws {
        let world = try await ServiceWorld(settings: DomainSettings(deviceUniqueness: .none))
        try await world.furnish()
        try await world.make(
            "dcim.device", ["name": "a", "device_type": "T1", "role": "core", "status": "Active", "location": "FRA"])
        let plan = try await world.load(#"{"object_type":"dcim.device","name":"a","location":"FRA","serial":"X"}"#)
        #expect(plan.entries.first?.messages == ["Several objects match name, tenant, location. Give an id."])
    }

    @Test func `a name that is taken elsewhere is refused, although the object matches nothing`() async throws {
        let world = try await ServiceWorld(settings: DomainSettings(deviceUniqueness: .name))
        try await world.furnish()
        func device(_ name: String, at location: String) -> String {
            #"{"object_type":"dcim.device","name":"\#(name)","device_type":"T1","role":"core","status":"Active","#
                + #""location":"\#(location)"}"#
        }
        let plan = try await world.load(
            [
                #"{"object_type":"dcim.location","name":"AMS","location_type":"Site","parent":"EMEA","status":"Active"}"#,
                device("a", at: "AMS"), device("new", at: "AMS"), device("new", at: "FRA"), device("new", at: "AMS"),
            ].joined(separator: "\n"))
        #expect(totals(plan) == [2, 0, 1, 2])
        #expect(plan.entries.filter { $0.action == .error }.map(\.origin.line) == [2, 4])
        #expect(try await world.fetch(Query<Device>().where { $0.name == "new" }).count == 1)
    }

    @Test func `a name means the row that has it now, not the one that had it before`() async throws {
        let world = try await ServiceWorld()
        let ids = try await world.furnish()
        let fra = try #require(ids["FRA"])
        for reference in [#""FRA""#, #"{"name":"FRA","parent":{"name":"EMEA"}}"#] {
            func device(_ name: String) -> String {
                #"{"object_type":"dcim.device","name":"\#(name)","device_type":{"manufacturer":{"name":"Acme"},"#
                    + #""model":"T1"},"role":"core","status":"Active","location":\#(reference)}"#
            }
            let plan = try await world.load(
                [
                    device("before"), device("also before"),
                    #"{"object_type":"dcim.location","id":"\#(fra)","name":"Frankfurt"}"#,
                    #"{"object_type":"dcim.location","name":"FRA","location_type":"Site","parent":"EMEA","status":"Active"}"#,
                    device("after"),
                ].joined(separator: "\n"))
            #expect(plan.total(.error) == 0, "\(plan.entries.filter { $0.action == .error }.map(\.messages))")
            let devices = try await world.fetch(Query<Device>())
            let places = Dictionary(uniqueKeysWithValues: devices.map { ($0.name ?? "", $0.location) })
            #expect(places["before"]?.raw == fra && places["also before"]?.raw == fra)
            #expect(places["after"] != nil && places["after"]?.raw != fra)
            // As it was, for the other form of reference.
            for name in ["before", "also before", "after"] {
                let id = try #require(devices.first { $0.name == name }).id.raw
                try await world.delete("dcim.device", id)
            }
            try await world.delete("dcim.location", try #require(places["after"]).raw)
            _ = try await world.update("dcim.location", fra, ["name": "FRA"])
        }
    }

    @Test func `a reference by attributes is one thing, a name that looks like it another`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let plan = try await world.load(
            [
                #"{"object_type":"dcim.manufacturer","name":"{\"name\":\"Acme\"}"}"#,
                #"{"object_type":"dcim.devicetype","model":"A","manufacturer":{"name":"Acme"}}"#,
                #"{"object_type":"dcim.devicetype","model":"B","manufacturer":"{\"name\":\"Acme\"}"}"#,
            ].joined(separator: "\n"))
        #expect(plan.total(.create) == 3, "\(plan.entries.map(\.messages))")
        let types = try await world.fetch(Query<DeviceType>())
        #expect(Set(types.filter { $0.model != "T1" }.map(\.manufacturer)).count == 2)
    }

    @Test func `counts are complete and details bounded`() async throws {
        let world = try await ServiceWorld()
        let lines = (0..<2500).map { #"{"object_type":"dcim.manufacturer","name":"m\#($0)"}"# }.joined(separator: "\n")
        let plan = try await world.load(lines)
        #expect(plan.total(.create) == 2500 && plan.entries.count == ImportPlan.detailLimit)
        #expect(try await world.count(Manufacturer.schema) == 2500)
        #expect(plan.json["totals"]?["create"] == 2500)
    }

    @Test func `the sample network of 400 devices is taken without an error`() async throws {
        let world = try await ServiceWorld()
        let network = SampleNetwork(devices: 400, seed: 1, today: world.environment.time.today)
        let feed = SampleFeed(network)
        let plan = try await ImportRun(store: world.store, environment: world.environment, actor: world.actor)
            .run(.apply, next: { feed.next() })
        #expect(plan.total(.error) == 0, "\(plan.entries.filter { $0.action == .error }.prefix(3).map(\.messages))")
        #expect(try await world.count(Device.schema) == 400)
        // What it exports is taken by an empty store, whole and the same, cyclic addresses included.
        let exported = try await world.export()
        let copy = try await ServiceWorld()
        let imported = try await copy.load(exported, chunk: 65_536)
        #expect(imported.unknown.isEmpty, "\(imported.unknown)")
        #expect(
            imported.total(.error) == 0, "\(imported.entries.filter { $0.action == .error }.prefix(3).map(\.messages))")
        #expect(try await copy.export() == exported)
        #expect(try await copy.load(exported, mode: .plan, chunk: 65_536).isEmpty)
    }
}
