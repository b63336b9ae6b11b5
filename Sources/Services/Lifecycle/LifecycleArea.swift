import Domain
package import Modeling

/// What the lifecycle area adds to other areas.
package enum LifecycleArea {
    /// Filters of core models that lead into lifecycle data (lifecycle.md §2.3, end).
    package static let filters: [String: [FilterDeclaration]] = [
        "dcim.device": LifecycleFilters.device + ExposureFilters.device, "dcim.devicetype": LifecycleFilters.deviceType,
        "extras.role": LifecycleFilters.role, "extras.tag": LifecycleFilters.tag,
        "tenancy.tenant": LifecycleFilters.tenant, "dcim.inventoryitem": LifecycleFilters.inventoryItem,
        "dcim.softwareversion": LifecycleFilters.softwareVersion + ExposureFilters.softwareVersion,
    ]
}
