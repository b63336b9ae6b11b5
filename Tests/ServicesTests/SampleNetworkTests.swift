import Basics
import Domain
import Modeling
import Testing

@testable import Services

/// What a network handed over, boiled down for comparison.
private struct Emission {
    var count = 0
    var byModel: [String: [JSONObject]] = [:]
    /// When each object appeared first.
    var places: [String: Int] = [:]
    /// The model of each object.
    var models: [String: String] = [:]
    var repeats: [(model: String, object: JSONObject)] = []
    /// FNV-1a over everything, in order.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325

    init(devices: Int = 400, seed: UInt64 = 7) {
        SampleNetwork(devices: devices, seed: seed, today: sampleToday).generate { add($0, $1) }
    }

    private mutating func add(_ model: String, _ object: JSONObject) {
        count += 1
        for byte in (model + object.text).utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let id = object["id"]?.stringValue ?? ""
        guard places[id] == nil else { return repeats.append((model, object)) }
        places[id] = places.count
        models[id] = model
        byModel[model, default: []].append(object)
    }

    func objects(_ model: String) -> [JSONObject] { byModel[model] ?? [] }
}

private let sampleToday = CalendarDay(year: 2026, month: 11, day: 21) ?? .first
private let catalog = Catalog(CoreCatalog.schemas + LifecycleCatalog.schemas)

extension JSONObject {
    fileprivate func text(_ member: String) -> String { self[member]?.stringValue ?? "" }
    fileprivate func list(_ member: String) -> [String] { self[member]?.arrayValue?.compactMap(\.stringValue) ?? [] }
}

@Suite struct SampleNetworkTests {
    private let network = Emission()

    @Test func `the same seed and size give the same objects`() {
        #expect(Emission().hash == network.hash)
    }

    @Test func `another seed gives other devices and the same catalogue`() {
        let other = Emission(seed: 8)
        #expect(other.hash != network.hash)
        let devices = Set(network.objects("dcim.device").map { $0.text("id") })
        #expect(devices.isDisjoint(with: other.objects("dcim.device").map { $0.text("id") }))
        for model in ["dcim.devicetype", "dcim.softwareversion", "dcim.location"] {
            #expect(network.objects(model) == other.objects(model), "\(model)")
        }
    }

    @Test(arguments: [0, 1, 30, 400, 1_500, 6_000])
    func `as many devices and objects as announced`(devices: Int) {
        let emission = Emission(devices: devices)
        #expect(emission.objects("dcim.device").count == devices)
        let announced = SampleNetwork(devices: devices, seed: 7, today: sampleToday).objectCount
        #expect(emission.count == announced)
    }

    @Test func `four hundred devices stand in twenty-five sites`() {
        let site = network.objects("dcim.locationtype").first { $0.text("name") == "Site" }?.text("id")
        let sites = network.objects("dcim.location").filter { $0.text("location_type") == site }
        #expect(sites.count == 25)
        #expect(Set(network.objects("dcim.device").map { $0.text("location") }) == Set(sites.map { $0.text("id") }))
    }

    @Test func `further sites are added for large networks`() {
        let emission = Emission(devices: 8_000)
        let names = emission.objects("dcim.location").map { $0.text("name") }
        #expect(names.contains("FRA08"))
        #expect(emission.objects("dcim.location").count == 200 + 3 + 18)
        #expect(emission.objects("dcim.interface").isEmpty)
        for contract in emission.objects("nautobot_device_lifecycle_mgmt.contractlcm") {
            #expect(contract.list("devices").count <= 2_000)
        }
    }

    @Test func `every reference was handed over before, or is a seeded name`() throws {
        var checked = 0
        for (model, object) in network.byModel.flatMap({ model, objects in objects.map { (model, $0) } }) {
            let schema = try #require(catalog[model])
            let own = try #require(network.places[object.text("id")])
            for (name, json) in object {
                let target = name == "tags" ? Tag.schema : schema.fieldsByName[name]?.target
                guard let target else { continue }
                for text in object.list(name) + (json.stringValue.map { [$0] } ?? []) {
                    checked += 1
                    if let place = network.places[text] {
                        #expect(place < own, "\(model).\(name)")
                        #expect(network.models[text] == target.identifier, "\(model).\(name)")
                    } else {
                        #expect(isSeeded(text, target, for: model), "\(model).\(name): \(text)")
                    }
                }
            }
        }
        #expect(checked > 4_000)
    }

    private func isSeeded(_ name: String, _ target: AnySchema, for model: String) -> Bool {
        switch target.identifier {
        case "extras.status":
            Seeds.statuses.contains { $0.name == name && $0.contentTypes.contains(model) }
        case "ipam.namespace": Seeds.namespaces.contains { $0.name == name }
        default: false
        }
    }

    @Test func `members are fields of the models, with values that these accept`() throws {
        for (model, objects) in network.byModel {
            let schema = try #require(catalog[model])
            for object in objects {
                for field in schema.fields where field.info.isRequired {
                    #expect(object[field.info.name] != nil, "\(model).\(field.info.name)")
                }
                for (name, json) in object where name != "id" && name != "tags" {
                    let field = try #require(schema.fieldsByName[name], "\(model).\(name)")
                    #expect(!field.info.isReadOnly && !field.info.isHidden, "\(model).\(name)")
                    guard field.target == nil else { continue }
                    #expect(throws: Never.self, "\(model).\(name)") { try ValueParser.parse(json, for: field) }
                }
            }
        }
    }

    @Test func `what must be unique is`() throws {
        for (model, objects) in network.byModel {
            let schema = try #require(catalog[model])
            for field in schema.fields where field.info.isUnique {
                let values = objects.compactMap { $0[field.info.name]?.text }
                #expect(Set(values).count == values.count, "\(model).\(field.info.name)")
            }
            for set in schema.unique {
                let keys = objects.compactMap { object -> [String]? in
                    let key = set.fields.compactMap { object[$0]?.text }
                    return key.count == set.fields.count ? key : nil
                }
                #expect(Set(keys).count == keys.count, "\(model) \(set.fields)")
            }
        }
        for model in ["dcim.device", "dcim.inventoryitem"] {
            let serials = network.objects(model).map { $0.text("serial") }
            #expect(Set(serials).count == serials.count && !serials.contains(""), "\(model)")
        }
        let items = network.objects("dcim.inventoryitem").map { $0.text("device") + $0.text("name") }
        #expect(Set(items).count == items.count)
    }

    @Test func `only devices come twice, with their primary address and nothing else`() {
        #expect(!network.repeats.isEmpty)
        #expect(network.repeats.allSatisfy { $0.model == "dcim.device" && $0.object.keys == ["id", "primary_ip4"] })
        let owners = Set(network.objects("dcim.interface").map { $0.text("device") })
        #expect(Set(network.repeats.map { $0.object.text("id") }) == owners)
    }
}

@Suite struct SampleNetworkShareTests {
    private let network = Emission()

    private func share(_ model: String, where holds: (JSONObject) -> Bool) -> Double {
        let objects = network.objects(model)
        return Double(objects.count(where: holds)) / Double(max(1, objects.count))
    }

    @Test func `devices differ as much as those of a real network`() {
        let device = "dcim.device"
        #expect((0.02...0.10).contains(share(device) { $0["software_version"] == nil }))
        #expect((0.50...0.70).contains(share(device) { $0["tenant"] != nil }))
        #expect((0.40...0.60).contains(share(device) { $0["asset_tag"] != nil }))
        #expect((0.80...0.97).contains(share(device) { $0.text("status") == "Active" }))
        #expect((0.15...0.35).contains(Double(network.repeats.count) / 400))
        let withItems = Set(network.objects("dcim.inventoryitem").map { $0.text("device") })
        #expect((0.20...0.40).contains(Double(withItems.count) / 400))
        #expect(Set(network.objects(device).map { $0.text("status") }).count == 5)
        #expect(Set(network.objects(device).map { $0.text("role") }).count == 9)
        #expect(Set(network.objects(device).map { $0.text("device_type") }).count > 50)
    }

    @Test func `contracts cover about seventy per cent of the devices`() {
        let contracts = network.objects("nautobot_device_lifecycle_mgmt.contractlcm")
        let covered = Set(contracts.flatMap { $0.list("devices") })
        #expect((0.60...0.80).contains(Double(covered.count) / 400))
        for contract in contracts { #expect(!contract.list("devices").isEmpty, "\(contract.text("name"))") }
    }

    @Test func `devices are found valid, not valid and without software`() {
        let rules = network.objects("nautobot_device_lifecycle_mgmt.validatedsoftwarelcm")
        var counts = ["valid": 0, "not valid": 0, "none": 0]
        for device in network.objects("dcim.device") {
            guard let version = device["software_version"] else {
                counts["none", default: 0] += 1
                continue
            }
            let isValid = rules.contains { rule in
                let start = CalendarDay(rule.text("start")) ?? .last
                let end = CalendarDay(rule.text("end")) ?? .last
                guard rule["software"] == version, start <= sampleToday, sampleToday <= end else { return false }
                let roles = rule.list("device_roles")
                return !Set(rule.list("object_tags")).isDisjoint(with: device.list("tags"))
                    || (rule.list("device_types").contains(device.text("device_type"))
                        && (roles.isEmpty || roles.contains(device.text("role"))))
            }
            counts[isValid ? "valid" : "not valid", default: 0] += 1
        }
        #expect(counts.values.allSatisfy { $0 >= 10 }, "\(counts)")
    }

    @Test func `every rule and image says what it is for`() {
        for rule in network.objects("nautobot_device_lifecycle_mgmt.validatedsoftwarelcm") {
            #expect(!rule.list("device_types").isEmpty || !rule.list("object_tags").isEmpty, "\(rule.text)")
        }
        let mapped = Set(
            network.objects("dcim.devicetypetosoftwareimagefile").map { $0.text("software_image_file") })
        #expect(mapped.count > 80)
    }

    @Test func `parts with a notice stand in devices, and some run software`() {
        let items = network.objects("dcim.inventoryitem")
        let noticed = Set(
            network.objects("nautobot_device_lifecycle_mgmt.hardwarelcm").map { $0.text("inventory_item") })
        #expect(noticed.count == 5)  // Four parts, and the empty text of the notices about device types.
        #expect(items.contains { noticed.contains($0.text("part_id")) })
        #expect(items.contains { $0["software_version"] != nil })
    }
}

@Suite struct LargeSampleNetworkTests {
    @Test func `twenty thousand devices have names, serials and ascending keys of their own`() {
        var names: Set<String> = []
        var serials: Set<String> = []
        var last = ""
        var ascends = true
        var devices = 0
        var items = 0
        SampleNetwork(devices: 20_000, seed: 1, today: sampleToday).generate { model, object in
            if model == "dcim.inventoryitem" { items += 1 }
            guard model == "dcim.device" else { return }
            devices += 1
            names.insert(object.text("name"))
            serials.insert(object.text("serial"))
            ascends = ascends && last < object.text("id")
            last = object.text("id")
        }
        #expect(devices == 20_000)
        #expect(names.count == devices)
        #expect(serials.count == devices)
        #expect(ascends)
        #expect((700...1_300).contains(items))
    }

    @Test func `keys ascend beyond the counter's first part, in the shape of version 7`() {
        let indices = [0, 1, 262_143, 262_144, 999_999, 1 << 29]
        let keys = indices.map { SampleID.ordered(.devices, $0, bits: .max - UInt64($0)) }
        #expect(keys == keys.sorted() && Set(keys).count == keys.count)
        #expect(keys.allSatisfy { $0.version == 7 && $0.low >> 62 == 2 })
    }

    @Test func `scattered numbers never meet`() {
        #expect(Set((0..<50_000).map(SampleText.letters)).count == 50_000)
        #expect(Set((0..<50_000).map(SampleText.digits)).count == 50_000)
        #expect(SampleText.letters(1_679_616) == SampleText.letters(0) + "1")
    }
}
