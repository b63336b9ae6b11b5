import Domain
package import Modeling

/// What the lifecycle area adds to other areas.
package enum LifecycleArea {
    /// Filters of core models that lead into lifecycle data (lifecycle.md §2.3, end), and those by verdict behind the numbers
    /// of reports.
    package static let filters: [String: [FilterDeclaration]] = [
        "dcim.device": LifecycleFilters.device + VerdictFilters.device + DayFilters.device + ExposureFilters.device,
        "dcim.devicetype": LifecycleFilters.deviceType,
        "extras.role": LifecycleFilters.role, "extras.tag": LifecycleFilters.tag,
        "tenancy.tenant": LifecycleFilters.tenant,
        "dcim.inventoryitem": LifecycleFilters.inventoryItem + VerdictFilters.inventoryItem,
        "dcim.softwareversion": LifecycleFilters.softwareVersion + ExposureFilters.softwareVersion,
    ]
}
