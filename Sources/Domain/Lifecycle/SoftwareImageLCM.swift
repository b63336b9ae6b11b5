package import Modeling

/// A software image as the lifecycle app kept it before the core had one; deprecated (lifecycle.md §1.5).
package struct SoftwareImageLCM: Model {
    /// The description of the model.
    package static let schema = Schema<SoftwareImageLCM>(
        "nautobot_device_lifecycle_mgmt.softwareimagelcm", plural: "software-image", name: "Software Image",
        naturalKey: ["image_file_name", "software"], ordering: ["software", "default_image", "image_file_name"],
        features: [.primary, .tagsFirst], lookup: "image_file_name",
        unique: [UniqueSet("image_file_name", "software")], display: .field("image_file_name"),
        search: ["software.version", "device_types.model", "inventory_items.id", "object_tags.name"],
        filters: [
            .path("software_version", ["software"], .nameOnly),
            // Resolved through relationships that only data before 3.0 has (§1.5): there is never a match here.
            .custom("device_name") { _, _ in .never },
            .custom("device_id") { _, _ in .never },
            .custom("inventory_item_id") { _, _ in .never },
        ])

    package let imageFileName = Field<String>(
        .required, .maxLength(255), .search, .label("Image File Name"), .help("Name of the file."))
    package let downloadUrl = Field<String>(
        .maxLength(200), .format(.url), .label("Download URL"), .help("Where the file can be fetched."))
    package let imageFileChecksum = Field<String>(
        .maxLength(256), .label("Image File Checksum"), .help("Checksum of the file."))
    package let hashingAlgorithm = Field<String>(
        .maxLength(255), .label("Hashing Algorithm"), .help("How the checksum was made."))
    package let defaultImage = Field<Bool>(
        .label("Default Image"), .help("Whether the image is used where none is named."))
    package let migratedToCoreModelFlag = Field<Bool>(
        .help("Flag to indicate this instance was migrated to dcim.SoftwareImageFile."))
    package let software = Ref<SoftwareLCM>(
        .cascade, .relatedName("software_images"), .filters(.idOnly), .label("Software Version"),
        .help("Software version that the image contains."))
    package let migratedToCoreModel = OptionalRef<SoftwareImageFile>(
        .setNull, .relatedName("softwareimagelcm"), .filters(.idOnly), .help("Image file that took its place."))
    package let deviceTypes = ManyRef<DeviceType>(
        .own, .relatedName("software_images"), .filters(.nameOnly), .help("Device types that use the image."))
    package let inventoryItems = ManyRef<InventoryItem>(
        .own, .relatedName("softwareimagelcm"), .filters(.idOnly), .help("Inventory items that use the image."))
    package let objectTags = ManyRef<Tag>(
        .own, .relatedName("softwareimagelcm"), .filters(.nameOnly),
        .help("Tags of the devices and inventory items that use the image."))

    /// Makes the handles.
    package init() {}
}
