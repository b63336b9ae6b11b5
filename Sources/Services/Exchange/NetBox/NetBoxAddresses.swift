import Basics
import Modeling

/// Ranges and addresses; what NetBox keeps apart by VRF has a namespace of that name.
enum NetBoxAddresses {
    static func prefix(_ record: inout NetBoxRecord) {
        record.copy(texts: "prefix", "description")
        record.use("vrf", "status", "is_pool")
        record.set("namespace", namespace(&record))
        // NetBox calls a range of ranges a status; here it is a type, and the range is in use.
        let isContainer = record.value("status") == "container"
        let isPool = record.source["is_pool"]?.boolValue == true
        record.set("type", .string(isContainer ? "container" : isPool ? "pool" : "network"))
        if isContainer { record.set("status", active(&record)) } else { record.status() }
        record.relate("tenant", to: "tenancy.tenant")
        record.relate("role", to: "extras.role", with: ["content_types": NetBoxRecord.types(["ipam.prefix"])])
        if let place = NetBoxPlaces.place(&record) { record.set("location", place) }
        record.finish()
    }

    static func address(_ record: inout NetBoxRecord) {
        guard let address = record.text("address") else {
            record.problem = "The address is missing."
            return
        }
        record.copy(texts: "address", "dns_name", "description")
        record.use("vrf", "status", "assigned_object", "assigned_object_id", "assigned_object_type", "role")
        if let key = record.lastingKey { record.set("id", key) }
        let namespace = namespace(&record)
        record.set("namespace", namespace)
        // How a host comes by its address is a status there and a type here.
        let state = record.value("status") ?? ""
        if ["dhcp", "slaac"].contains(state) {
            record.set("type", .string(state))
            record.set("status", active(&record))
        } else {
            record.status()
        }
        record.relate("tenant", to: "tenancy.tenant")
        if let role = record.label("role") {
            record.need(
                "extras.role", ["name": .string(role), "content_types": NetBoxRecord.types(["ipam.ipaddress"])])
            record.set("role", NetBoxRecord.named(role))
        }
        if let network = IPNetwork(address)?.description {
            record.need(
                "ipam.prefix",
                ["prefix": .string(network), "namespace": namespace, "status": active(&record)],
                by: ["prefix", "namespace"])
        }
        assign(&record)
        record.finish()
    }

    /// The interface that has the address, if NetBox names one of a device.
    private static func assign(_ record: inout NetBoxRecord) {
        let holder = record.source["assigned_object"]
        guard record.text("assigned_object_type") == "dcim.interface", let address = record.lastingKey,
            let name = holder?["name"]?.stringValue, let device = holder?["device"]?["name"]?.stringValue,
            let interface = record.mention(
                "dcim.interface", "dcim/interfaces", holder,
                ["device": NetBoxRecord.named(device), "name": .string(name)])
        else { return }
        record.follow(
            "ipam.ipaddresstointerface", ["ip_address": address, "interface": interface], optional: ["interface"])
    }

    private static func namespace(_ record: inout NetBoxRecord) -> JSONValue {
        let name = record.name(of: "vrf") ?? "Global"
        record.need("ipam.namespace", ["name": .string(name)])
        return NetBoxRecord.named(name)
    }

    private static func active(_ record: inout NetBoxRecord) -> JSONValue {
        record.needActive()
        return NetBoxRecord.named("Active")
    }
}
