import Basics
import Modeling

/// Models of NetBox that have a counterpart, and how their objects are told in Almanac's terms.
///
/// The members are those of NetBox's REST API, versions 3.5 to 4.4 (`https://netboxlabs.com/docs/netbox/`): roles of
/// devices were `device_role` before 4.0, the place of prefixes and clusters was `site` before 4.2 and is `scope` since.
enum NetBoxKind: String, CaseIterable {
    case regions = "dcim/regions"
    case sites = "dcim/sites"
    case locations = "dcim/locations"
    case manufacturers = "dcim/manufacturers"
    case deviceTypes = "dcim/device-types"
    case moduleTypes = "dcim/module-types"
    case deviceRoles = "dcim/device-roles"
    case platforms = "dcim/platforms"
    case devices = "dcim/devices"
    case interfaces = "dcim/interfaces"
    case inventoryItems = "dcim/inventory-items"
    case prefixes = "ipam/prefixes"
    case addresses = "ipam/ip-addresses"
    case tenantGroups = "tenancy/tenant-groups"
    case tenants = "tenancy/tenants"
    case clusterTypes = "virtualization/cluster-types"
    case clusters = "virtualization/clusters"
    case machines = "virtualization/virtual-machines"
    case tags = "extras/tags"

    /// The model of the counterpart.
    var model: String {
        switch self {
        case .regions, .sites, .locations: "dcim.location"
        case .manufacturers: "dcim.manufacturer"
        case .deviceTypes: "dcim.devicetype"
        case .moduleTypes: "dcim.moduletype"
        case .deviceRoles: "extras.role"
        case .platforms: "dcim.platform"
        case .devices: "dcim.device"
        case .interfaces: "dcim.interface"
        case .inventoryItems: "dcim.inventoryitem"
        case .prefixes: "ipam.prefix"
        case .addresses: "ipam.ipaddress"
        case .tenantGroups: "tenancy.tenantgroup"
        case .tenants: "tenancy.tenant"
        case .clusterTypes: "virtualization.clustertype"
        case .clusters: "virtualization.cluster"
        case .machines: "virtualization.virtualmachine"
        case .tags: "extras.tag"
        }
    }

    /// Tells an object.
    func fill(_ record: inout NetBoxRecord) {
        switch self {
        case .regions: NetBoxPlaces.region(&record)
        case .sites: NetBoxPlaces.site(&record)
        case .locations: NetBoxPlaces.location(&record)
        case .deviceTypes: deviceType(&record)
        case .moduleTypes: moduleType(&record)
        case .deviceRoles: deviceRole(&record)
        case .platforms: platform(&record)
        case .devices: NetBoxDevices.device(&record)
        case .interfaces: NetBoxDevices.interface(&record)
        case .inventoryItems: NetBoxDevices.inventoryItem(&record)
        case .prefixes: NetBoxAddresses.prefix(&record)
        case .addresses: NetBoxAddresses.address(&record)
        case .tenants: tenant(&record)
        case .tenantGroups: tenantGroup(&record)
        case .clusters: cluster(&record)
        case .machines: machine(&record)
        case .tags: tag(&record)
        case .manufacturers, .clusterTypes:
            record.copy(texts: "name", "description")
            record.finish()
        }
    }

    private func deviceType(_ record: inout NetBoxRecord) {
        record.relate("manufacturer", to: "dcim.manufacturer")
        record.copy(texts: "model", "part_number", "comments")
        record.copy("is_full_depth")
        record.use("u_height", "subdevice_role")
        if let height = record.source["u_height"], let units = height.doubleValue {
            // NetBox knows half units, the dialect whole ones: half a unit takes a whole one.
            guard let whole = Int64(exactly: units.rounded(.up)) else {
                record.problem = "The height \(height.text) is no number of rack units."
                return
            }
            record.set("u_height", .int(whole))
        }
        if let role = record.value("subdevice_role") { record.set("subdevice_role", .string(role)) }
        record.finish()
    }

    private func moduleType(_ record: inout NetBoxRecord) {
        record.relate("manufacturer", to: "dcim.manufacturer")
        record.copy(texts: "model", "part_number", "comments")
        record.finish()
    }

    private func deviceRole(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "color", "description")
        record.use("vm_role")
        record.set("content_types", NetBoxRecord.types(["dcim.device", "virtualization.virtualmachine"]))
        record.finish()
    }

    private func platform(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "description", "napalm_driver")
        record.relate("manufacturer", to: "dcim.manufacturer")
        record.set("network_driver", .string(NetBoxDrivers.driver(record.text("slug"), record.text("name"))))
        record.finish()
    }

    private func tenantGroup(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "description")
        record.relate("parent", to: model)
        record.finish()
    }

    private func tenant(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "description", "comments")
        record.relate("group", to: "tenancy.tenantgroup", as: "tenant_group")
        record.finish()
    }

    private func cluster(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "comments")
        record.use("status")
        record.relate("type", to: "virtualization.clustertype", as: "cluster_type")
        record.relate("tenant", to: "tenancy.tenant")
        if let place = NetBoxPlaces.place(&record) { record.set("location", place) }
        record.finish()
    }

    private func machine(_ record: inout NetBoxRecord) {
        if let key = record.lastingKey { record.set("id", key) }
        record.copy(texts: "name", "comments")
        record.copy("vcpus", "memory", "disk")
        record.use("site")
        guard record.name(of: "cluster") != nil else {
            record.problem = "A machine needs a cluster; NetBox has none for this one."
            return
        }
        record.set("cluster", NetBoxRecord.named(record.name(of: "cluster") ?? ""))
        record.use("cluster")
        record.status()
        record.role()
        record.relate("tenant", to: "tenancy.tenant")
        NetBoxDevices.platform(&record)
        NetBoxDevices.primaryAddresses(&record)
        record.finish()
    }

    private func tag(_ record: inout NetBoxRecord) {
        record.copy(texts: "name", "color", "description")
        record.use("object_types")
        record.set("content_types", NetBoxRecord.types(NetBoxRecord.holders))
        record.finish()
    }
}

/// Names of network drivers by how people call platforms in NetBox.
enum NetBoxDrivers {
    /// By the words of a slug without what stands between them.
    private static let drivers = [
        "ciscoios": "cisco_ios", "ios": "cisco_ios", "iosxe": "cisco_xe", "ciscoiosxe": "cisco_xe",
        "ciscoxe": "cisco_xe",
        "iosxr": "cisco_xr", "ciscoiosxr": "cisco_xr", "ciscoxr": "cisco_xr", "nxos": "cisco_nxos",
        "cisconxos": "cisco_nxos", "asa": "cisco_asa", "ciscoasa": "cisco_asa", "ftd": "cisco_ftd",
        "ciscoftd": "cisco_ftd",
        "eos": "arista_eos", "aristaeos": "arista_eos", "junos": "juniper_junos", "juniperjunos": "juniper_junos",
        "junosevolved": "juniper_junos", "panos": "paloalto_panos", "paloaltopanos": "paloalto_panos",
        "paloaltonetworkspanos": "paloalto_panos", "fortios": "fortinet", "fortinetfortios": "fortinet",
        "fortinet": "fortinet", "arubaoscx": "aruba_aoscx", "aoscx": "aruba_aoscx", "arubaaoscx": "aruba_aoscx",
        "arubaos": "aruba_os", "routeros": "mikrotik_routeros", "mikrotikrouteros": "mikrotik_routeros",
        "bigip": "bigip_f5", "f5bigip": "bigip_f5", "vyos": "vyos", "sonic": "sonic", "sros": "nokia_sros",
        "nokiasros": "nokia_sros", "srlinux": "nokia_srl", "nokiasrlinux": "nokia_srl", "exos": "extreme_exos",
        "extremeexos": "extreme_exos", "linux": "linux",
    ]

    /// The driver, empty when neither the slug nor the name is one that everybody uses.
    static func driver(_ names: String?...) -> String {
        for name in names {
            let letters = String((name ?? "").lowercased().filter { $0.isLetter || $0.isNumber })
            if let driver = drivers[letters] { return driver }
        }
        return ""
    }
}
