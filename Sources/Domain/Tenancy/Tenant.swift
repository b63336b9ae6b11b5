package import Modeling

/// Who uses or owns something: a customer, a department.
package struct Tenant: Model {
    package static let schema = Schema<Tenant>(
        "tenancy.tenant", plural: "tenants", naturalKey: ["name"], ordering: ["tenant_group", "name"],
        features: [.primary, .tagsFirst],
        globalSearch: GlobalSearch(["name"], details: ["tenant_group.name"], place: 43), filters: filters)

    package let circuitCount = Derived(.noCount)
    package let deviceCount = Derived(.count(of: "dcim.device", by: "tenant"))
    package let ipaddressCount = Derived(.count(of: "ipam.ipaddress", by: "tenant"))
    package let namespaceCount = Derived(.count(of: "ipam.namespace", by: "tenant"))
    package let prefixCount = Derived(.count(of: "ipam.prefix", by: "tenant"))
    package let rackCount = Derived(.noCount)
    package let virtualmachineCount = Derived(.count(of: "virtualization.virtualmachine", by: "tenant"))
    package let vlanCount = Derived(.noCount)
    package let vrfCount = Derived(.noCount)
    package let clusterCount = Derived(.count(of: "virtualization.cluster", by: "tenant"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the tenant."))
    package let description = Field<String>(.maxLength(255), .search, .help("Who the tenant is."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let tenantGroup = OptionalRef<TenantGroup>(
        .setNull, .tree, .help("The group that the tenant belongs to."))
    /// Makes the handles.
    package init() {}

    private static let filters: [FilterDeclaration] = .reserved(
        "circuits", "rack_reservations", "racks", "route_targets", "vlans", "vrfs")
}
