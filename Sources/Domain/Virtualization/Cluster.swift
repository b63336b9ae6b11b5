package import Modeling

/// Hosts that run virtual machines together.
package struct Cluster: Model {
    package static let schema = Schema<Cluster>(
        "virtualization.cluster", plural: "clusters", naturalKey: ["name"], ordering: ["name"],
        features: [.primary, .tagsFirst],
        filters: [
            .tree("tenant_group", ["tenant", "tenant_group"]),
            .path("devices", ["device_assignments", "device"]),
            .isSet("has_devices", ["device_assignments"]),
            .reserved("cluster_group_id"),
        ])

    package let deviceCount = Derived(.count(of: "dcim.deviceclusterassignment", by: "cluster"))
    package let virtualmachineCount = Derived(.count(of: "virtualization.virtualmachine", by: "cluster"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the cluster."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let clusterType = Ref<ClusterType>(.protect, .help("The technology that it uses."))
    package let clusterGroup = Reserved()
    package let tenant = OptionalRef<Tenant>(.protect, .help("Who uses the cluster."))
    package let location = OptionalRef<Location>(.protect, .tree, .help("Where the cluster stands."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<Cluster>] = [.locationAccepts("Clusters", at: { $0.location })]
}
