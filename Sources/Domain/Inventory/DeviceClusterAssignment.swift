import Basics
package import Modeling

/// Says that a device is part of a cluster.
package struct DeviceClusterAssignment: Model {
    package static let schema = Schema<DeviceClusterAssignment>(
        "dcim.deviceclusterassignment", plural: "device-cluster-assignments", name: "device cluster assignment",
        naturalKey: ["device", "cluster.name"], ordering: ["device", "cluster"], features: [.history],
        unique: [UniqueSet("device", "cluster")],
        display: TextRule("device.display", "cluster.name") { "\($0[0].plainText) - \($0[1].plainText)" },
        search: ["device.name", "cluster.name"])

    package let device = Ref<Device>(.cascade, .relatedName("cluster_assignments"), .help("The device."))
    package let cluster = Ref<Cluster>(
        .cascade, .relatedName("device_assignments"), .help("The cluster that it is part of."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<DeviceClusterAssignment>] = [clusterIsNear]

    /// The cluster's location is the device's, or one above it.
    private static let clusterIsNear = Rule<DeviceClusterAssignment> { context in
        guard let cluster = try context.get(context.record.cluster), let place = cluster.location,
            let device = try context.get(context.record.device)
        else { return [] }
        var seen: Set<ID<Location>> = []
        var next: ID<Location>? = device.location
        while let location = next, seen.insert(location).inserted {
            if location == place { return [] }
            next = try context.get(location)?.parent
        }
        let wanted = try context.get(place)?.name ?? ""
        let found = try context.get(device.location)?.name ?? ""
        return [
            FieldErrors(
                "cluster",
                ["Cluster \(cluster.name) belongs to a location, \(wanted), that does not include \(found)."])
        ]
    }
}
