package import Modeling

/// A space in which networks and addresses occur once.
package struct Namespace: Model {
    package static let schema = Schema<Namespace>(
        "ipam.namespace", plural: "namespaces", naturalKey: ["name"], ordering: ["name"],
        features: [.primary, .tagsFirst], filters: [.tree("tenant_group", ["tenant", "tenant_group"])])

    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the namespace."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the namespace is for."))
    package let location = OptionalRef<Location>(.protect, .filters(.idOnly), .help("Where the namespace is used."))
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the namespace."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<Namespace>] = [.locationAccepts("Namespaces", at: { $0.location })]
}
