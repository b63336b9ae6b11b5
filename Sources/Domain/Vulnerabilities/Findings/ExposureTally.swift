package import Modeling

/// How many open findings of one level a software version has: what maps and filters count devices by.
///
/// A row without a type of device counts what holds on any hardware; one with a type says by how many more, or fewer, there
/// are on that hardware. Every evaluation brings the rows in step; decisions of people are not in them.
package struct ExposureTally: Model {
    /// The description of the model.
    package static let schema = Schema<ExposureTally>(
        "vulnerabilities.exposuretally", plural: "exposure-tallies", name: "exposure tally",
        pluralName: "exposure tallies", features: [], operations: .readOnly, display: .field("level"),
        isExposed: false)

    package let software = Ref<SoftwareVersion>(.cascade, .relatedName("+exposure"), .help("The software version."))
    package let deviceType = OptionalRef<DeviceType>(
        .cascade, .relatedName("+exposure"), .help("The hardware, where it differs; null for all."))
    package let level = Field<String>(.maxLength(20), .help("How bad the findings are."))
    package let findings = Field<Int>(.help("How many of them; with a type: how many more, or fewer."))

    /// Makes the handles.
    package init() {}
}
