package import Modeling

/// A file from which a software version is installed.
package struct SoftwareImageFile: Model {
    package static let schema = Schema<SoftwareImageFile>(
        "dcim.softwareimagefile", plural: "software-image-files", name: "software image file",
        naturalKey: ["image_file_name", "software_version"], ordering: ["software_version", "image_file_name"],
        lookup: "image_file_name", unique: [UniqueSet("image_file_name", "software_version")],
        display: TextRule("software_version.display", "image_file_name") {
            "\($0[0].plainText) - \($0[1].plainText)"
        },
        search: ["software_version.version"],
        filters: [
            .path("software_version__platform", ["software_version", "platform"]),
            .path("device_types", ["device_type_mappings", "device_type"]),
            .isSet("has_device_types", ["device_type_mappings"]),
        ])

    package let imageFileName = Field<String>(
        .required, .maxLength(255), .search, .indexed, .label("Image File Name"), .help("The name of the file."))
    package let imageFileChecksum = Field<String>(
        .maxLength(256), .label("Image File Checksum"), .help("The checksum that the manufacturer publishes."))
    package let hashingAlgorithm = Field<String>(
        .maxLength(255), .choices(algorithms), .label("Hashing Algorithm"),
        .help("Hashing algorithm for image file checksum."))
    package let imageFileSize = Field<Int?>(
        .range(0...Int64.max), .label("Image File Size"), .help("Image file size in bytes."))
    package let downloadUrl = Field<String>(
        .maxLength(200), .format(.url), .label("Download URL"), .help("Where the file can be fetched."))
    package let defaultImage = Field<Bool>(
        .label("Default Image"), .help("Is the default image for this software version."))
    package let softwareVersion = Ref<SoftwareVersion>(
        .cascade, .label("Software Version"), .help("The version that the file installs."))
    package let externalIntegration = OptionalRef<ExternalIntegration>(
        .protect, .help("The system that the file can be fetched from."))
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the file."))
    /// Makes the handles.
    package init() {}

    private static let algorithms = [
        "md5", "sha1", "sha224", "sha384", "sha256", "sha512", "sha3", "blake2", "blake3",
    ].map { Choice($0, $0.uppercased()) }
}
