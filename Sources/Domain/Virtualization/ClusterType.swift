package import Modeling

/// A technology of clusters.
package struct ClusterType: Model {
    package static let schema = Schema<ClusterType>(
        "virtualization.clustertype", plural: "cluster-types", name: "cluster type", naturalKey: ["name"],
        ordering: ["name"], features: .organizational)

    package let clusterCount = Derived(.count(of: "virtualization.cluster", by: "cluster_type"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the technology."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the technology is."))
    /// Makes the handles.
    package init() {}
}
