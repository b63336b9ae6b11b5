package import Modeling

/// A group of tenants, in a tree.
package struct TenantGroup: Model {
    package static let schema = Schema<TenantGroup>(
        "tenancy.tenantgroup", plural: "tenant-groups", name: "tenant group", naturalKey: ["name"],
        ordering: ["name"], features: .organizational, display: .path(), tree: "parent")

    package let treeDepth = Derived(.constant("null"))
    package let tenantCount = Derived(.count(of: "tenancy.tenant", by: "tenant_group"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the group."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the group is for."))
    package let parent = OptionalRef<TenantGroup>(
        .cascade, .relatedName("children"), .help("The group that this one belongs to."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<TenantGroup>] = [.acyclic(\.parent)]
}
