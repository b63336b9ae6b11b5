package import Modeling

/// Says that an image is meant for devices of a type.
package struct DeviceTypeToSoftwareImageFile: Model {
    package static let schema = Schema<DeviceTypeToSoftwareImageFile>(
        "dcim.devicetypetosoftwareimagefile", plural: "device-types-to-software-image-files",
        name: "device type to software image file mapping", naturalKey: ["device_type", "software_image_file"],
        features: .plain, unique: [UniqueSet("device_type", "software_image_file")],
        display: TextRule("device_type.model", "software_image_file.display") {
            "\($0[0].plainText) - \($0[1].plainText)"
        }, search: ["device_type.model", "software_image_file.image_file_name"])

    package let deviceType = Ref<DeviceType>(
        .cascade, .relatedName("software_image_file_mappings"), .help("The device type."))
    package let softwareImageFile = Ref<SoftwareImageFile>(
        .protect, .relatedName("device_type_mappings"), .help("The image meant for it."))
    /// Makes the handles.
    package init() {}
}
