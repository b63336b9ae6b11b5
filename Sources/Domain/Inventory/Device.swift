package import Basics
package import Modeling

/// A network device in use, planned or in stock.
package struct Device: Model {
    package static let schema = Schema<Device>(
        "dcim.device", plural: "devices", naturalKey: ["name", "tenant.name", "location"], ordering: ["_name"],
        indexes: [
            ["device_type", "role", "tenant", "software_version"], ["location", "software_version", "device_type"],
        ],
        display: .field(
            "name",
            or: TextRule("device_type.manufacturer.name", "device_type.model", "id") { cells in
                "\(cells[0].plainText) \(cells[1].plainText) (\(cells[2].plainText))"
            }),
        search: ["inventory_items.serial"],
        globalSearch: GlobalSearch(
            ["name", "serial", "asset_tag"], details: ["serial", "location.display"], place: 0),
        filters: DeviceFilters.all)

    package let face = Field<String?>(
        .maxLength(50), .labelledChoices([Choice("front", "Front"), Choice("rear", "Rear")]),
        .help("The side of the rack that the device is mounted on."))
    package let localConfigContextData = Field<JSONDocument?>(
        .filters(.none), .help("Data that outweighs every configuration context, as an object."))
    package let localConfigContextDataOwnerObjectId = Field<Identifier?>(
        .filters(.none), .help("The key of the object that the local data comes from."))
    package let name = Field<String?>(
        .maxLength(255), .search, .naturalSort, .indexed,
        .help("Unique per location and tenant, unless set up otherwise."))
    package let serial = Field<String>(
        .maxLength(255), .search, .indexed, .label("Serial number"), .help("The manufacturer's serial number."))
    package let assetTag = Field<String?>(
        .maxLength(255), .unique, .search, .help("A unique tag used to identify this device."))
    package let position = Field<Int?>(
        .range(1...32_767), .label("Position (U)"), .help("The lowest-numbered unit occupied by the device."))
    package let deviceRedundancyGroupPriority = Field<Int?>(
        .range(1...2_147_483_647), .label("Device Redundancy Group Priority"),
        .help("The priority the device has in the device redundancy group."))
    package let vcPosition = Field<Int?>(
        .range(0...255), .label("Virtual chassis position"), .help("The number of the device in its virtual chassis."))
    package let vcPriority = Field<Int?>(
        .range(0...255), .label("Virtual chassis priority"), .help("The device's priority in its virtual chassis."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let localConfigContextSchema = OptionalRef<ConfigContextSchema>(
        .setNull, .relatedName("devices"), .help("The schema that the local data must fit."))
    package let localConfigContextDataOwnerContentType = Reserved(naturalKey: [])
    package let deviceType = Ref<DeviceType>(.protect, .help("The make and model."))
    package let status = Ref<Status>(.protect, .scopedToContentType, .unindexed, .help("The state of the device."))
    package let role = Ref<Role>(.protect, .scopedToContentType, .help("What the device is there for."))
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the device."))
    package let platform = OptionalRef<Platform>(.setNull, .help("The operating system that the device runs."))
    package let location = Ref<Location>(.protect, .tree, .help("Where the device stands."))
    package let rack = Reserved(naturalKey: ["name", "rack_group.name", "rack_group.location"])
    package let primaryIp4 = OptionalRef<IPAddress>(
        .setNull, .late, .relatedName("primary_ip4_for"), .label("Primary IPv4"),
        .help("The IPv4 address under which the device is managed."))
    package let primaryIp6 = OptionalRef<IPAddress>(
        .setNull, .late, .relatedName("primary_ip6_for"), .label("Primary IPv6"),
        .help("The IPv6 address under which the device is managed."))
    package let virtualChassis = Reserved()
    package let deviceRedundancyGroup = Reserved(.label("Device Redundancy Group"))
    package let softwareVersion = OptionalRef<SoftwareVersion>(
        .protect, .help("The software version installed on this device."))
    package let secretsGroup = OptionalRef<SecretsGroup>(
        .setNull, .relatedName("devices"), .help("The secrets with which the device is reached."))
    package let controllerManagedDeviceGroup = Reserved()
    package let clusters = ManyRef<Cluster>(
        .through(model: "dcim.deviceclusterassignment", owner: "device", target: "cluster"), .relatedName("devices"))
    package let softwareImageFiles = ManyRef<SoftwareImageFile>(
        .own, .label("Software Image Files"),
        .help("Override the software image files associated with the software version for this device."))
    package let parentBay = Reserved(
        naturalKey: ["device.name", "device.tenant.name", "device.location", "name"], .trailing)
    package let configContext = Derived(.configContext, .trailing)
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Device>, in context: RuleContext<Device>) throws {
        record.assetTag = record.assetTag.nilIfEmpty
        record.face = record.face.nilIfEmpty
    }

    package static let rules: [Rule<Device>] = [
        .locationAccepts("Devices", at: { $0.location }), DeviceRules.nameIsUnique, DeviceRules.platformFitsType,
        DeviceRules.placeNeedsRack, DeviceRules.priorityNeedsGroup, DeviceRules.primaryAddress4,
        DeviceRules.primaryAddress6, DeviceRules.imagesFitType,
        .isObject("local_config_context_data") { $0.localConfigContextData },
        .fitsSchema(
            "local_config_context_data", { $0.localConfigContextData }, { $0.localConfigContextSchema }),
    ]
}
