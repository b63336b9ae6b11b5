import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct SearchTests {
    /// A furnished world whose index is up to date.
    private func world(_ devices: [(name: String, serial: String)] = []) async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        try await world.furnish()
        for device in devices { try await Self.add(device.name, device.serial, to: world) }
        return world
    }

    @discardableResult
    private static func add(_ name: String, _ serial: String = "", to world: ServiceWorld) async throws -> Identifier {
        try await world.make(
            "dcim.device",
            [
                "name": .string(name), "serial": .string(serial), "device_type": "T1", "role": "core",
                "status": "Active", "location": "FRA",
            ])
    }

    private func search(_ text: String, _ world: ServiceWorld, limit: Int = 50) async throws -> SearchAnswer {
        try await SearchIndexer(store: world.store).catchUp()
        return try await SearchService(store: world.store).search(text: text, limit: limit, actor: world.actor)
    }

    private func displays(_ text: String, _ world: ServiceWorld) async throws -> [String] {
        try await search(text, world).hits.map(\.display)
    }

    @Test func `whole texts come before beginnings, these before what is inside, devices before others`() async throws {
        let world = try await world([("xrow", ""), ("row-2", ""), ("Row", ""), ("other", "ROW")])
        for name in ["row", "rowan", "arrow"] { try await world.make("dcim.manufacturer", ["name": .string(name)]) }
        let answer = try await search("row", world)
        #expect(answer.hits.map(\.display) == ["Row", "other", "row", "row-2", "rowan", "xrow", "arrow"])
        #expect(answer.hits.map(\.match.rank) == [.whole, .whole, .whole, .beginning, .beginning, .inside, .inside])
        #expect(answer.isComplete)
        #expect(answer.kinds.map(\.schema.identifier) == ["dcim.device", "dcim.manufacturer"])
        #expect(answer.kinds.map(\.count) == [4, 3])
        #expect(answer.kinds.allSatisfy { !$0.isMore })
    }

    @Test func `a hit says what it is, where, and what of it fits`() async throws {
        let world = try await world([("edge-7", "FCW2140L0GH")])
        let hit = try #require(try await search("w2140l", world).hits.first)
        #expect(hit.schema.identifier == "dcim.device")
        #expect(hit.display == "edge-7")
        #expect(hit.details == "FCW2140L0GH · EMEA → FRA")
        #expect(hit.match.path == "serial" && hit.match.label == "Serial number")
        let parts = hit.match.parts
        #expect([parts.before, parts.matched, parts.after] == ["FC", "W2140L", "0GH"])
        let answer = try await search("w2140l", world).json(base: "https://x")
        let json = try #require(answer["results"]?.arrayValue?.first)
        #expect(json["url"]?.stringValue == "https://x/api/dcim/devices/\(hit.id)/")
        #expect(
            json["match"] == [
                "field": "serial", "label": "Serial number", "text": "FCW2140L0GH", "start": 2, "length": 6,
            ])
        #expect(json["rank"] == "substring")
    }

    @Test func `every model that people look for is found by its own words`() async throws {
        let world = try await world()
        let software = try await world.make("dcim.platform", ["name": "QIOS", "network_driver": "qdriver_ios"])
        try await world.make(
            "dcim.softwareversion",
            ["version": "77.9.4q", "platform": .string(software.description), "status": "Active"])
        try await world.make("dcim.devicetype", ["manufacturer": "Acme", "model": "Q9300", "part_number": "PN-Q-77"])
        try await world.make(
            "dcim.inventoryitem", ["name": "psuq1", "device": "a", "part_id": "PWR-Q", "serial": "SNQ5"])
        try await world.make("ipam.prefix", ["prefix": "10.77.0.0/16", "status": "Active"])
        try await world.make(
            "ipam.ipaddress",
            ["address": "10.77.3.4/24", "namespace": "Global", "status": "Active", "dns_name": "q.example.com"])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.contractlcm",
            ["name": "Care Q", "number": "CTR-Q-1", "contract_type": "Hardware"])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.cvelcm",
            ["name": "CVE-2077-1234", "published_date": "2026-01-01", "link": "https://example.com/"])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.hardwarelcm", ["device_type": "Q9300", "end_of_support": "2027-01-01"])
        try await world.make("extras.secretsgroup", ["name": "group q"])
        for (text, models) in [
            ("qdriver", ["dcim.platform"]), ("77.9.4", ["dcim.softwareversion"]), ("psuq1", ["dcim.inventoryitem"]),
            ("snq5", ["dcim.inventoryitem"]), ("pwr-q", ["dcim.inventoryitem"]),
            ("q9300", ["dcim.devicetype", "nautobot_device_lifecycle_mgmt.hardwarelcm"]),
            ("pn-q", ["dcim.devicetype", "nautobot_device_lifecycle_mgmt.hardwarelcm"]), ("10.77.0", ["ipam.prefix"]),
            ("10.77.3.4/24", ["ipam.ipaddress"]), ("q.example", ["ipam.ipaddress"]),
            ("ctr-q-1", ["nautobot_device_lifecycle_mgmt.contractlcm"]),
            ("2077-12", ["nautobot_device_lifecycle_mgmt.cvelcm"]), ("group q", ["extras.secretsgroup"]),
            ("FRA", ["dcim.location"]), ("acme", ["dcim.manufacturer"]), ("op", ["tenancy.tenant"]),
        ] as [(String, [String])] {
            #expect(try await search(text, world).hits.map(\.schema.identifier) == models, "\(text)")
        }
    }

    @Test func `renamed, deleted and imported objects are found as they are`() async throws {
        let world = try await world()
        let id = try await Self.add("old name", to: world)
        #expect(try await displays("old name", world) == ["old name"])
        _ = try await world.update("dcim.device", id, ["name": "new name"])
        #expect(try await displays("old name", world).isEmpty)
        #expect(try await displays("w nam", world) == ["new name"])
        try await world.delete("dcim.device", id)
        #expect(try await displays("new name", world).isEmpty)
        let line = """
            {"object_type":"dcim.device","name":"imported one","device_type":"T1","role":"core","status":"Active","location":"FRA"}
            """
        #expect(try await world.load(line, mode: .plan).total(.create) == 1)
        #expect(try await displays("imported", world).isEmpty)
        #expect(try await world.load(line).total(.create) == 1)
        #expect(try await displays("imported", world) == ["imported one"])
    }

    @Test func `a hardware notice follows its device type, and goes with it`() async throws {
        let world = try await world()
        let type = try await world.make("dcim.devicetype", ["manufacturer": "Acme", "model": "Q1"])
        try await world.make(
            "nautobot_device_lifecycle_mgmt.hardwarelcm", ["device_type": "Q1", "end_of_support": "2027-01-01"])
        _ = try await world.update("dcim.devicetype", type, ["model": "Renamed9"])
        #expect(try await search("q1", world).hits.isEmpty)
        #expect(try await search("renamed9", world).hits.count == 2)
        try await world.delete("dcim.devicetype", type)
        #expect(try await search("renamed9", world).hits.isEmpty)
    }

    @Test func `what is stored in bulk, past the pipeline, is found too`() async throws {
        let world = try await world()
        try await world.store.write { session in
            let rows = (1000..<1020).map { number -> [Value] in
                var row = Record<KnownVulnerability>(id: ID(Identifier(high: 9, low: UInt64(number))))
                row.cve = "CVE-2026-\(number)"
                row.severity = "High"
                row.title = "A flaw"
                row.priority = number
                row.weaknesses = StringList([])
                (row.isExploited, row.usedByRansomware, row.isWithdrawn) = (false, false, false)
                return row.values
            }
            try session.insert(KnownVulnerability.schema, all: rows)
        }
        let answer = try await search("cve-2026-10", world)
        #expect(answer.hits.count == SearchService.hitsPerKind)
        #expect(answer.kinds.map(\.count) == [20])
        #expect(answer.hits.first?.details == "High · A flaw")
    }

    @Test func `an aborted transaction leaves nothing to be found`() async throws {
        let world = try await world()
        let (actor, environment) = (world.actor, world.environment)
        await #expect(throws: Problem.self) {
            try await world.store.write { session in
                let pipeline = RecordPipeline(session, actor: actor, environment: environment)
                _ = try pipeline.create(Manufacturer.schema, ["name": "phantom"])
                throw Problem(.conflict, "no")
            }
        }
        #expect(try await displays("phantom", world).isEmpty)
        let waiting = try await world.count(TextChange.schema)
        #expect(waiting == 0)
    }

    @Test func `at most eight of a kind and as many as wanted are told, and counts end at a hundred`() async throws {
        let world = try await world()
        try await world.change { pipeline in
            for number in 0..<130 {
                _ = try pipeline.create(Manufacturer.schema, ["name": .string("maker \(number)")])
                _ = try pipeline.create(Tenant.schema, ["name": .string("maker tenant \(number)")])
            }
        }
        let answer = try await search("maker", world)
        #expect(answer.hits.count == 16)
        #expect(answer.kinds.map(\.count) == [100, 100])
        #expect(answer.kinds.allSatisfy { $0.isMore })
        #expect(try await search("maker 1", world).kinds.map(\.count) == [41])
        #expect(try await search("maker", world, limit: 3).hits.count == 3)
        #expect(try await search("maker", world, limit: -7).hits.count == 1)
        #expect(try await search("maker", world, limit: .max).hits.count == 16)
    }

    @Test func `no text makes a search fail`() async throws {
        let world = try await world([("100% \"odd\" _name_ 😀", "")])
        let nothing = [
            "", " ", "\0", "dev\0ice", String(repeating: "x", count: 10_240), String(repeating: "😀", count: 3_000),
            "\"\"\"", "' OR 1=1 --", "%%%", "___", "NEAR(", "*", "a AND", "\u{202E}abc", "\u{FFFD}\u{FFFF}", "\r\n",
            "{{7*7}}", "<script>", "\\x00", "🇩🇪🇫🇷",
        ]
        for text in nothing { #expect(try await search(text, world).hits.isEmpty, "\(text.prefix(20))") }
        for text in ["100%", "% \"o", "_name_", "e_ 😀", "\"ODD\""] {
            #expect(try await search(text, world).hits.count == 1, "\(text)")
        }
    }

    @Test func `until old rows are taken in an answer says so`() async throws {
        let world = try await world()
        let service = SearchService(store: world.store)
        #expect(try await service.search(text: "fra", actor: world.actor).isComplete == false)
        let indexer = TextIndexer(world.store)
        while try await indexer.isBehind() {
            _ = try await indexer.step()
        }
        let answer = try await service.search(text: "fra", actor: world.actor)
        #expect(answer.isComplete && answer.hits.count == 1)
    }

    @Test func `while the product serves, a change is found without anybody asking for it`() async throws {
        let world = try await world()
        let indexing = Task { await SearchIndexer(store: world.store).run(SystemTime(), logger: TemporaryStore.logger) }
        defer { indexing.cancel() }
        let service = SearchService(store: world.store)
        try await Self.add("found soon", to: world)
        while try await service.search(text: "found soon", actor: world.actor).hits.isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        indexing.cancel()
        await indexing.value
    }

    @Test func `every declaration leads to stored texts that are shown, and to nothing secret`() {
        let searched = ProductCatalog.catalog.schemas.filter { $0.globalSearch != nil }
        #expect(searched.count >= 20)
        for schema in searched {
            let search = schema.globalSearch ?? GlobalSearch([])
            #expect(schema.isExposed, "\(schema.identifier)")
            #expect(!search.texts.isEmpty && schema.searchedTexts.map(\.path) == search.texts, "\(schema.identifier)")
            for path in search.texts + search.details {
                guard case .nothing = CompiledPath(path, schema) else { continue }
                Issue.record("\(schema.identifier) has no \(path)")
            }
            for text in schema.searchedTexts {
                let field = (text.target ?? schema).columns[text.column].field
                let info = field?.info
                #expect(
                    info?.isHidden == false && info?.isSealed == false && info?.isWriteOnly == false, "\(text.path)")
            }
        }
        let places = searched.compactMap { $0.globalSearch?.place }
        #expect(Set(places).count == places.count)
        #expect(searched.min { ($0.globalSearch?.place ?? 0) < ($1.globalSearch?.place ?? 0) } === Device.schema)
    }
}
