import Basics
package import Modeling

/// An address of a host, in a prefix.
package struct IPAddress: Model {
    package static let schema = Schema<IPAddress>(
        "ipam.ipaddress", plural: "ip-addresses", name: "IP address", pluralName: "IP addresses",
        naturalKey: ["parent.namespace.name", "host"], ordering: ["ip_version", "host_key", "mask_length"],
        features: [.primary, .tagsFirst], lookup: "id", unique: [UniqueSet("parent", "host")],
        display: .field("address"),
        globalSearch: GlobalSearch(["address", "dns_name"], details: ["dns_name", "tenant.name"], place: 20),
        filters: IPAddressRules.filters)

    package let address = Field<String>(
        .required, .maxLength(43), .format(.ipInterface), .search, .filters(.none),
        .help("The address with the mask of its network, such as 10.0.0.1/24."))
    package let namespace = OptionalRef<Namespace>(
        .protect, .writeOnly, .filters(.none), .relatedName("+namespace"),
        .help("Where the parent prefix is looked for; or name the parent."))
    package let host = Field<String>(.readOnly, .maxLength(39), .indexed, .filters(.none))
    package let maskLength = Field<Int>(.readOnly)
    package let type = Field<String>(
        .maxLength(50), .default(.text("host")),
        .choices([Choice("dhcp", "DHCP"), Choice("host", "Host"), Choice("slaac", "SLAAC")]),
        .help("How the host comes by the address."))
    package let ipVersion = Field<Int>(.readOnly, .label("IP version"))
    package let dnsName = Field<String>(
        .maxLength(255), .search, .indexed, .label("DNS Name"), .help("Hostname or FQDN (not case-sensitive)."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the address is for."))
    package let status = Ref<Status>(
        .protect, .scopedToContentType, .relatedName("ip_addresses"), .help("The state of the address."))
    package let role = OptionalRef<Role>(
        .protect, .scopedToContentType, .relatedName("ip_addresses"), .help("What the address is there for."))
    package let parent = OptionalRef<Prefix>(
        .protect, .relatedName("ip_addresses"), .filters(.idOnly), .help("The closest prefix that covers it."))
    package let tenant = OptionalRef<Tenant>(
        .protect, .relatedName("ip_addresses"), .help("Who uses the address."))
    package let natInside = OptionalRef<IPAddress>(
        .setNull, .relatedName("+nat_outside"), .filters(.idOnly), .label("NAT (Inside)"),
        .help("The address that this one stands for outside."))
    package let natOutsideList = ManyRef<IPAddress>(
        .through(model: "ipam.ipaddress", owner: "nat_inside", target: "id"), .filters(.none), .trailing,
        .label("NAT outside list"), .help("The addresses that stand for this one outside."))
    package let interfaces = ManyRef<Interface>(
        .through(model: "ipam.ipaddresstointerface", owner: "ip_address", target: "interface"),
        .relatedName("ip_addresses"), .trailing)
    package let vmInterfaces = Reserved(many: true, .trailing)
    /// Sorts and finds addresses: the family and the address in hexadecimal.
    package let hostKey = Field<String>(.hidden, .readOnly, .indexed)
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<IPAddress>, in context: RuleContext<IPAddress>) throws {
        guard let address = IPInterfaceAddress(record.address) else { return }
        record.address = address.description
        record.host = address.host.description
        record.maskLength = address.prefixLength
        record.ipVersion = address.host.family.rawValue
        record.hostKey = AddressKey.of(address.host)
        record.dnsName = record.dnsName.lowercased()
        try IPAddressRules.findParent(of: &record, context)
    }

    package static let rules: [Rule<IPAddress>] = [
        IPAddressRules.hostStays, IPAddressRules.slaacIsVersion6, IPAddressRules.dnsNameIsPlain,
    ]
}
