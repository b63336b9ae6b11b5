package import Basics
package import Modeling

/// A release of a platform's software.
package struct SoftwareVersion: Model {
    package static let schema = Schema<SoftwareVersion>(
        "dcim.softwareversion", plural: "software-versions", name: "software version",
        naturalKey: ["platform.name", "version"],
        ordering: ["platform", "version", "end_of_support_date", "release_date"], lookup: "version",
        unique: [UniqueSet("platform", "version")],
        display: TextRule("alias", "platform.name", "version") { cells in
            let texts = cells.map(\.plainText)
            return texts[0].isEmpty ? "\(texts[1]) - \(texts[2])" : texts[0]
        },
        search: ["platform.name"],
        globalSearch: GlobalSearch(["version", "alias"], details: ["platform.name", "status.name"], place: 25),
        filters: [.path("device_types", ["software_image_files", "device_type_mappings", "device_type"])])

    package let version = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("The version as the manufacturer writes it."))
    package let alias = Field<String>(
        .maxLength(255), .search, .help("Optional alternative label for this version."))
    package let releaseDate = Field<CalendarDay?>(.label("Release Date"), .help("The day it was published."))
    package let endOfSupportDate = Field<CalendarDay?>(
        .label("End of Support Date"), .help("The day its support ends."))
    package let documentationUrl = Field<String>(
        .maxLength(200), .format(.url), .label("Documentation URL"), .help("Where it is described."))
    package let longTermSupport = Field<Bool>(.label("Long Term Support"), .help("Is a Long Term Support version."))
    package let preRelease = Field<Bool>(.label("Pre-Release"), .help("Is a Pre-Release version."))
    package let platform = Ref<Platform>(.cascade, .help("The platform that the software is for."))
    package let status = Ref<Status>(.protect, .scopedToContentType, .help("The state of the version."))
    /// Makes the handles.
    package init() {}
}
