package import Modeling

/// A place, anywhere between a continent and a rack row.
package struct Location: Model {
    package static let schema = Schema<Location>(
        "dcim.location", plural: "locations", naturalKey: ["name", "parent"], ordering: ["_name"],
        unique: [UniqueSet("parent", "name")],
        display: .path(),
        globalSearch: GlobalSearch(["name", "facility"], details: ["location_type.name", "facility"], place: 5),
        filters: filters, tree: "parent")

    package let treeDepth = Derived(.constant("null"))
    package let timeZone = Field<String?>(.format(.timeZone), .help("The IANA name of the time zone."))
    package let circuitCount = Derived(.noCount)
    package let deviceCount = Derived(.count(of: "dcim.device", by: "location"))
    package let prefixCount = Derived(.countMany(of: "ipam.prefix", field: "locations"))
    package let rackCount = Derived(.noCount)
    package let virtualMachineCount = Derived(.noCount)
    package let vlanCount = Derived(.noCount)
    package let name = Field<String>(
        .required, .maxLength(255), .search, .naturalSort, .indexed, .help("Unique among the locations of a parent."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the location is."))
    package let facility = Field<String>(.maxLength(255), .search, .help("Local facility ID or description."))
    package let asn = Field<Int?>(
        .range(1...4_294_967_295), .label("ASN"), .help("32-bit autonomous system number."))
    package let physicalAddress = Field<String>(.search, .help("Where the location is."))
    package let shippingAddress = Field<String>(.search, .help("Where goods for the location go."))
    package let latitude = Field<Latitude?>(.help("GPS coordinate (latitude)."))
    package let longitude = Field<Longitude?>(.help("GPS coordinate (longitude)."))
    package let contactName = Field<String>(
        .maxLength(255), .search, .help("Kept for old data; associate a contact instead."))
    package let contactPhone = Field<String>(
        .maxLength(255), .search, .help("Kept for old data; associate a contact instead."))
    package let contactEmail = Field<String>(
        .maxLength(254), .format(.email), .search, .label("Contact E-mail"),
        .help("Kept for old data; associate a contact instead."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let parent = OptionalRef<Location>(
        .cascade, .relatedName("children"), .help("The location that this one stands in."))
    package let locationType = Ref<LocationType>(
        .protect, .help("The kind of location; it can not be changed later."))
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the location."))
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the location."))
    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<Location>, in context: RuleContext<Location>) throws {
        record.timeZone = record.timeZone.nilIfEmpty
    }

    package static let rules: [Rule<Location>] = [
        .acyclic(\.parent), LocationRules.typeStays, LocationRules.parentFits, LocationRules.rootNameIsFree,
    ]

    private static let filters: [FilterDeclaration] =
        [
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .tree("subtree", ["id"]),
            .path("child_location_type", ["location_type", "children"]),
            .path("content_type", ["location_type", "content_types"]),
            .maximumDepth(parent: "parent"),
        ]
        + .reserved("circuit_terminations", "power_panels", "rack_groups", "racks", "vlan_groups", "vlans")
}
