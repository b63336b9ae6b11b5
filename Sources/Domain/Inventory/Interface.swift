package import Modeling

/// A network interface of a device or module.
package struct Interface: Model {
    package static let schema = Schema<Interface>(
        "dcim.interface", plural: "interfaces", naturalKey: ["device", "module.id", "name"],
        ordering: ["device", "module", "_name"],
        unique: [UniqueSet("device", "name"), UniqueSet("module", "name")], filters: filters)

    package let cablePeerType = Derived(.constant("null"))
    package let cablePeer = Derived(.constant("null"))
    package let connectedEndpointType = Derived(.constant("null"))
    package let connectedEndpoint = Derived(.constant("null"))
    package let connectedEndpointReachable = Derived(.constant("null"))
    package let type = Field<String>(
        .required, .maxLength(50), .labelledChoices(InterfaceTypes.all), .help("What kind of interface it is."))
    package let portType = Field<String?>(
        .maxLength(50), .labelledChoices(InterfaceTypes.ports), .help("What kind of connector it has."))
    package let mode = Field<String?>(
        .maxLength(50),
        .labelledChoices([
            Choice("access", "Access"), Choice("tagged", "Tagged"), Choice("tagged-all", "Tagged (All)"),
        ]), .help("How the interface treats VLAN tags."))
    package let macAddress = Field<String>(
        .maxLength(18), .format(.macAddress), .indexed, .label("MAC Address"), .help("The hardware address."))
    package let ipAddressCount = Derived(.count(of: "ipam.ipaddresstointerface", by: "interface"))
    package let speed = Field<Int?>(.range(0...2_147_483_647), .help("The speed in kbit/s."))
    package let duplex = Field<String?>(
        .maxLength(10),
        .labelledChoices([Choice("auto", "Auto"), Choice("full", "Full"), Choice("half", "Half")]),
        .help("Whether both sides may send at once."))
    package let name = Field<String>(
        .required, .maxLength(255), .search, .naturalSort, .help("Unique in its device or module."))
    package let label = Field<String>(.maxLength(255), .search, .help("Physical label."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the interface leads to."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether the interface is switched on."))
    package let mtu = Field<Int?>(
        .range(1...65_536), .label("MTU"), .help("The longest packet that the interface takes, in bytes."))
    package let mgmtOnly = Field<Bool>(
        .label("Management only"), .help("This interface is used only for out-of-band management."))
    package let device = OptionalRef<Device>(.cascade, .help("The device that has the interface."))
    package let module = OptionalRef<Module>(.cascade, .help("The module that has the interface."))
    package let cable = Reserved(naturalKey: ["id"])
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the interface."))
    package let role = OptionalRef<Role>(.protect, .scopedToContentType, .help("What the interface is there for."))
    package let parentInterface = OptionalRef<Interface>(
        .cascade, .relatedName("child_interfaces"), .help("Assigned parent interface."))
    package let bridge = OptionalRef<Interface>(
        .setNull, .relatedName("bridged_interfaces"), .label("Bridge interface"),
        .help("Assigned bridge interface."))
    package let lag = OptionalRef<Interface>(
        .setNull, .relatedName("member_interfaces"), .label("Parent LAG"), .help("Assigned LAG interface."))
    package let untaggedVlan = Reserved(naturalKey: ["vid"])
    package let vrf = Reserved(naturalKey: ["rd"])
    package let taggedVlans = Reserved(naturalKey: ["vid"], many: true)
    package let ipAddresses = ManyRef<IPAddress>(
        .through(model: "ipam.ipaddresstointerface", owner: "interface", target: "ip_address"),
        .relatedName("interfaces"), .label("IP Addresses"), .filters(.none))
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Interface>, in context: RuleContext<Interface>) throws {
        record.portType = record.portType.nilIfEmpty
        record.mode = record.mode.nilIfEmpty
        record.duplex = record.duplex.nilIfEmpty
    }

    package static let rules: [Rule<Interface>] = [
        InterfaceRules.hasOwner, InterfaceRules.lagFits, InterfaceRules.parentFits, InterfaceRules.bridgeFits,
    ]

    private static let filters: [FilterDeclaration] =
        [
            .addresses("ip_addresses", at: ["ip_addresses"]),
            .path("device_with_common_vc", ["device"], .idOnly), InterfaceRules.kindFilter,
            .neverMatches("vlan_id"), .neverMatches("vlan"), .alwaysFalse("connected"),
        ]
        + .named("location", in: Location.schema, by: ["device", "location"])
        + .reserved("virtual_device_contexts", "interface_redundancy_groups")
}
