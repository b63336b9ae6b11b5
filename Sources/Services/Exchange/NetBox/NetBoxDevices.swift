import Basics
import Modeling

/// Devices and what they consist of.
enum NetBoxDevices {
    static func device(_ record: inout NetBoxRecord) {
        NetBoxPlaces.standing(&record)
        if let key = record.lastingKey { record.set("id", key) }
        record.copy("name", "asset_tag")
        record.copy(texts: "serial", "comments")
        record.use("device_type")
        guard let type = deviceType(&record) else { return }
        record.set("device_type", type)
        record.status()
        record.role()
        record.relate("tenant", to: "tenancy.tenant")
        platform(&record)
        primaryAddresses(&record)
        record.finish()
    }

    private static func deviceType(_ record: inout NetBoxRecord) -> JSONValue? {
        let type = record.source["device_type"]
        guard let model = type?["model"]?.stringValue, let manufacturer = type?["manufacturer"]?["name"]?.stringValue
        else {
            record.problem =
                "The device type does not say its manufacturer and model. Ask NetBox without \"brief\" and \"exclude\"."
            return nil
        }
        record.need("dcim.manufacturer", ["name": .string(manufacturer)])
        let reference: JSONValue = .object(["manufacturer": NetBoxRecord.named(manufacturer), "model": .string(model)])
        record.need(
            "dcim.devicetype", ["manufacturer": NetBoxRecord.named(manufacturer), "model": .string(model)],
            by: ["manufacturer", "model"])
        return reference
    }

    static func platform(_ record: inout NetBoxRecord) {
        let platform = record.source["platform"]
        record.relate(
            "platform", to: "dcim.platform",
            with: [
                "network_driver": .string(
                    NetBoxDrivers.driver(platform?["slug"]?.stringValue, platform?["name"]?.stringValue))
            ])
    }

    /// The addresses under which a device is reached, as soon as they are there.
    static func primaryAddresses(_ record: inout NetBoxRecord) {
        for name in ["primary_ip4", "primary_ip6"] {
            record.use(name)
            guard let number = record.source[name]?["id"]?.intValue,
                let key = record.lastingKey("ipam/ip-addresses", number)
            else { continue }
            record.set(name, key)
            record.makeOptional(name)
        }
    }

    static func interface(_ record: inout NetBoxRecord) {
        guard let device = holder(&record) else { return }
        if let key = record.lastingKey { record.set("id", key) }
        record.use("device", "type", "parent", "lag", "bridge", "mode")
        record.copy(texts: "name", "label", "description")
        record.copy("enabled", "mtu", "mgmt_only", "speed")
        record.set("device", device)
        record.set("type", .string(record.value("type") ?? "other"))
        if let mode = record.value("mode") { record.set("mode", .string(mode)) }
        // One address on its own since NetBox 4.2, a text before.
        record.use("mac_address", "primary_mac_address", "mac_addresses", "duplex")
        if let address = record.text("mac_address") { record.set("mac_address", .string(address)) }
        if let duplex = record.value("duplex") { record.set("duplex", .string(duplex)) }
        for (member, field) in [("parent", "parent_interface"), ("lag", "lag"), ("bridge", "bridge")] {
            guard let number = record.source[member]?["id"]?.intValue else { continue }
            record.set(field, record.lastingKey("dcim/interfaces", number) ?? .null)
        }
        record.status()
        record.finish()
    }

    static func inventoryItem(_ record: inout NetBoxRecord) {
        guard let device = holder(&record) else { return }
        if let key = record.lastingKey { record.set("id", key) }
        record.copy(texts: "name", "label", "description", "part_id", "serial")
        record.copy("asset_tag", "discovered")
        record.use("device", "parent", "status")
        record.set("device", device)
        record.relate("manufacturer", to: "dcim.manufacturer")
        if let parent = record.source["parent"]?.intValue, let key = record.lastingKey("dcim/inventory-items", parent) {
            record.set("parent", key)
        }
        record.finish()
    }

    /// The device that has the part.
    private static func holder(_ record: inout NetBoxRecord) -> JSONValue? {
        let device = record.source["device"]
        let names: JSONObject = device?["name"]?.stringValue.map { ["name": .string($0)] } ?? [:]
        if let key = record.mention("dcim.device", "dcim/devices", device, names) { return key }
        record.problem = "The object names no device."
        return nil
    }
}
