package import Modeling

/// The filters that the lifecycle models add to core models (lifecycle.md §2.3, last paragraph).
///
/// A core model lists them behind its own: `filters: [...] + LifecycleFilters.device`. The paths lead over the
/// related names of lifecycle models, which only the whole catalog knows.
package enum LifecycleFilters {
    private static let prefix = "nautobot_device_lifecycle_mgmt_"

    /// For ``Device``.
    package static let device: [FilterDeclaration] = [
        .path(prefix + "device_contracts", ["device_contracts"]),
        validatedSoftware,
        .path(prefix + "hardware_reports", ["device_type", "hardwarelcm"], .idOnly),
        noticeDate("hardware_end_of_sale", "end_of_sale"),
        noticeDate("hardware_end_of_software_releases", "end_of_sw_releases"),
        noticeDate("hardware_end_of_security_patches", "end_of_security_patches"),
        noticeDate("hardware_end_of_support", "end_of_support"),
        .path(prefix + "software_version_end_of_support_date", ["software_version", "end_of_support_date"]),
    ]
    /// For ``DeviceType``.
    package static let deviceType = [validatedSoftware]
    /// For ``Role``.
    package static let role = [validatedSoftware]
    /// For ``Tag``.
    package static let tag = [validatedSoftware]
    /// For ``Tenant``.
    package static let tenant: [FilterDeclaration] = [
        .path(prefix + "validated_software", ["validated_software_tenants"], .idOnly)
    ]
    /// For ``InventoryItem``.
    package static let inventoryItem: [FilterDeclaration] = [
        validatedSoftware, .reserved("cr_contractlcm_to_inventoryitem__source"),
    ]
    /// For ``SoftwareVersion``.
    package static let softwareVersion: [FilterDeclaration] = [
        .isSet(prefix + "has_cves", ["corresponding_cves"])
    ]

    /// Entries that name the row itself.
    private static let validatedSoftware = FilterDeclaration.path(
        prefix + "validated_software", ["validated_software"], .idOnly)

    private static func noticeDate(_ name: String, _ field: String) -> FilterDeclaration {
        .path(prefix + name, ["device_type", "hardwarelcm", field])
    }
}
