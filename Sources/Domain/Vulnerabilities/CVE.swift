package import Basics
package import Modeling

/// A published vulnerability, and the software it affects (lifecycle.md §1.13).
package struct CVE: Model {
    /// The description of the model.
    package static let schema = Schema<CVE>(
        "nautobot_device_lifecycle_mgmt.cvelcm", plural: "cve", name: "CVE", modelName: "CVELCM", naturalKey: ["name"],
        ordering: ["severity", "name"], features: [.primary, .tagsFirst], display: .prefixed("CVE: ", "name"),
        globalSearch: GlobalSearch(["name"], details: ["severity", "status.name"], place: 27),
        filters: [
            .bound("published_date_before", ["published_date"], .lessOrEqual),
            .bound("published_date_after", ["published_date"], .greaterOrEqual),
            .bound("last_modified_date_before", ["last_modified_date"], .lessOrEqual),
            .bound("last_modified_date_after", ["last_modified_date"], .greaterOrEqual),
            .excludingStatus,
        ])

    package let name = Field<String>(
        .required, .unique, .maxLength(255), .search, .help("CVE id, or any other name of an advisory; occurs once."))
    package let publishedDate = Field<CalendarDay>(
        .label("Published Date"), .help("Day on which it was published."))
    package let lastModifiedDate = Field<CalendarDay?>(
        .label("Last Modified Date"), .help("Day on which its source last changed it."))
    package let link = Field<String>(
        .required, .maxLength(200), .format(.url), .search, .help("Where it is described."))
    package let description = Field<String>(.help("What it is about."))
    package let severity = Field<String>(
        .default(.text("None")), .maxLength(50), .choices(Severity.choices), .help("How bad it is."))
    package let cvss = Field<Double?>(.label("CVSS Base Score"), .help("Best base score that is known."))
    package let cvssV2 = Field<Double?>(.label("CVSSv2 Score"), .help("Base score of CVSS version 2."))
    package let cvssV3 = Field<Double?>(.label("CVSSv3 Score"), .help("Base score of CVSS version 3."))
    package let fix = Field<String>(.maxLength(255), .help("What removes the vulnerability."))
    package let comments = Field<String>(.help("Remarks."))
    package let status = OptionalRef<Status>(
        .protect, .scopedToContentType, .relatedName("cves"), .help("Where its handling stands."))
    package let affectedSoftwares = ManyRef<SoftwareVersion>(
        .own, .relatedName("corresponding_cves"), .filters(.idOnly), .help("Software versions that it affects."))
    package let oldAffectedSoftwares = ManyRef<SoftwareLCM>(
        .own, .relatedName("corresponding_cves"), .filters(.none), .help("Software of the deprecated model."))

    /// Makes the handles.
    package init() {}
}

/// How bad a vulnerability is, worst first (lifecycle.md §6).
package enum Severity: String, Sendable, Hashable, CaseIterable {
    case critical = "Critical"
    case high = "High"
    case medium = "Medium"
    case low = "Low"
    case none = "None"

    /// The accepted values of the field.
    static let choices = allCases.map { Choice($0.rawValue, $0.rawValue) }

    /// The band of a base score (CVSS 3.1 and 4.0, qualitative severity rating scale; for version 2 the NVD's own bands).
    ///
    /// - Parameters:
    ///   - score: 0 to 10.
    ///   - isVersion2: Whether it is of CVSS version 2, which knows neither "none" nor "critical".
    package static func band(of score: Double, isVersion2: Bool) -> Severity {
        switch score {
        case ..<0.1: isVersion2 ? .low : .none
        case ..<4: .low
        case ..<7: .medium
        case ..<9: .high
        default: isVersion2 ? .high : .critical
        }
    }
}

extension FilterDeclaration {
    /// Leaves out rows with one of the named statuses; rows without a status stay.
    static let excludingStatus = FilterDeclaration.custom("exclude_status") { names, resolver in
        let resolved = try resolver.resolve(names, in: Status.schema, by: "name")
        if let missing = resolved.missing.first { throw FilterRefusal.notAChoice(missing) }
        return .not(.compare(["status"], .equals, resolved.found.map(Value.id)))
    }
}
