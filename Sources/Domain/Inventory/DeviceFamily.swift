package import Modeling

/// A family of device types.
package struct DeviceFamily: Model {
    package static let schema = Schema<DeviceFamily>(
        "dcim.devicefamily", plural: "device-families", name: "device family", pluralName: "device families",
        naturalKey: ["name"], ordering: ["name"])

    package let deviceTypeCount = Derived(.count(of: "dcim.devicetype", by: "device_family"))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the family."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the types have in common."))
    /// Makes the handles.
    package init() {}
}
