package import Basics
package import Modeling

/// A software version as the lifecycle app kept it before the core had one; deprecated (lifecycle.md §1.4).
package struct SoftwareLCM: Model {
    /// The description of the model.
    package static let schema = Schema<SoftwareLCM>(
        "nautobot_device_lifecycle_mgmt.softwarelcm", plural: "software", name: "Software",
        naturalKey: ["device_platform", "version"],
        ordering: ["device_platform", "version", "end_of_support", "release_date"], features: [.primary, .tagsFirst],
        lookup: "version", unique: [UniqueSet("device_platform", "version")],
        display: TextRule("device_platform.name", "version") { cells in
            "\(cells[0].plainText) - \(cells[1].plainText)"
        },
        filters: [
            .bound("release_date_before", ["release_date"], .lessOrEqual),
            .bound("release_date_after", ["release_date"], .greaterOrEqual),
            .bound("end_of_support_before", ["end_of_support"], .lessOrEqual),
            .bound("end_of_support_after", ["end_of_support"], .greaterOrEqual),
        ])

    package let version = Field<String>(
        .required, .maxLength(255), .search, .help("Version as the vendor writes it."))
    package let alias = Field<String>(.maxLength(255), .search, .help("Another name of the version."))
    package let releaseDate = Field<CalendarDay?>(
        .search, .label("Release Date"), .help("Day on which the version was released."))
    package let endOfSupport = Field<CalendarDay?>(
        .search, .label("End of Software Support"), .help("Last day on which the version is supported."))
    package let documentationUrl = Field<String>(
        .maxLength(200), .format(.url), .filters(.contains), .label("Documentation URL"),
        .help("Where the vendor describes the version."))
    package let longTermSupport = Field<Bool>(
        .label("Long Term Support"), .help("Whether the vendor supports the version for longer than usual."))
    package let preRelease = Field<Bool>(
        .label("Pre-Release"), .help("Whether the version is not meant for production."))
    package let migratedToCoreModelFlag = Field<Bool>(
        .help("Flag to indicate this instance was migrated to dcim.SoftwareVersion."))
    package let devicePlatform = Ref<Platform>(
        .cascade, .relatedName("softwarelcm"), .label("Device Platform"), .help("Platform that the version runs on."))
    package let migratedToCoreModel = OptionalRef<SoftwareVersion>(
        .setNull, .relatedName("softwarelcm"), .filters(.idOnly), .help("Software version that took its place."))

    /// Makes the handles.
    package init() {}
}
