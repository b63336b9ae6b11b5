package import Basics
package import Modeling

/// A network: a range of addresses in a namespace.
package struct Prefix: Model {
    package static let schema = Schema<Prefix>(
        "ipam.prefix", plural: "prefixes", pluralName: "prefixes",
        naturalKey: ["namespace.name", "network", "prefix_length"],
        ordering: ["namespace", "ip_version", "network_key", "prefix_length"], features: [.primary, .tagsFirst],
        lookup: "id", unique: [UniqueSet("namespace", "network", "prefix_length")],
        display: TextRule("prefix", "namespace.name") { "\($0[0].plainText): \($0[1].plainText)" },
        globalSearch: GlobalSearch(["prefix"], details: ["description"], place: 21), filters: PrefixFilters.all,
        tree: "parent")

    package let prefix = Field<String>(
        .required, .maxLength(43), .format(.ipNetwork), .search, .filters(.none),
        .help("The network with its mask, such as 10.0.0.0/24."))
    package let type = Field<String>(
        .maxLength(50), .default(.text("network")),
        .labelledChoices([
            Choice("container", "Container"), Choice("network", "Network"), Choice("pool", "Pool"),
        ]), .help("Whether the range holds networks, hosts or a pool."))
    package let location = OptionalRef<Location>(
        .setNull, .writeOnly, .filters(.none), .relatedName("+location"), .help("The one location of the range."))
    package let network = Field<String>(.readOnly, .maxLength(39))
    package let broadcast = Field<String>(.readOnly, .maxLength(39))
    package let prefixLength = Field<Int>(.readOnly)
    package let ipVersion = Field<Int>(.readOnly, .label("IP version"))
    package let dateAllocated = Field<Timestamp?>(.help("When the range was allocated."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the range is for."))
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the range."))
    package let role = OptionalRef<Role>(.protect, .scopedToContentType, .help("What the range is there for."))
    package let parent = OptionalRef<Prefix>(
        .protect, .relatedName("children"), .filters(.idOnly), .help("The closest range that covers this one."))
    package let namespace = Ref<Namespace>(.protect, .default(.null), .help("Where the range occurs once."))
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the range."))
    package let vlan = Reserved(naturalKey: ["vid"])
    package let rir = Reserved()
    package let locations = ManyRef<Location>(.own, .tree, .help("Where the range is used."))
    package let vrfs = Reserved(naturalKey: ["rd"], many: true, .trailing)
    /// Sorts and finds ranges: the family and the first address.
    package let networkKey = Field<String>(.hidden, .readOnly, .indexed)
    /// The family and the last address.
    package let broadcastKey = Field<String>(.hidden, .readOnly)
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Prefix>, in context: RuleContext<Prefix>) throws {
        guard let network = IPNetwork(record.prefix) else { return }
        record.prefix = network.description
        record.network = network.network.description
        record.broadcast = network.broadcast.description
        record.prefixLength = network.prefixLength
        record.ipVersion = network.family.rawValue
        record.networkKey = AddressKey.of(network.network)
        record.broadcastKey = AddressKey.of(network.broadcast)
        if record.values[schema.handles.namespace.index].isNull {
            record.namespace = try Addressing.globalNamespace(context)
        }
        if let previous = context.previous, isInPlace(record, previous) { return }
        record.parent = try Addressing.closestPrefix(
            covering: record.networkKey, to: record.broadcastKey, shorterThan: network.prefixLength,
            in: record.namespace, excluding: record.id, context)?.id
    }

    private static func isInPlace(_ record: Record<Prefix>, _ previous: Record<Prefix>) -> Bool {
        record.networkKey == previous.networkKey && record.prefixLength == previous.prefixLength
            && record.namespace == previous.namespace && record.parent == previous.parent
    }

    package static let rules: [Rule<Prefix>] = [
        PrefixRules.movesOneWay, PrefixRules.keepsAddresses, .locationAccepts("Prefixes", at: { $0.location }),
        PrefixRules.locationsAccept,
    ]
}
