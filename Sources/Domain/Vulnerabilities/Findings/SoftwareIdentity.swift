package import Basics
package import Modeling

/// Which release of which operating system a software version is, and what is known of its vulnerabilities.
///
/// A version that cannot be read is a finding of its own (`problem`), never a guess.
package struct SoftwareIdentity: Model {
    /// The description of the model.
    package static let schema = Schema<SoftwareIdentity>(
        "vulnerabilities.softwareidentity", plural: "software-identities", name: "software identity",
        pluralName: "software identities", naturalKey: ["software"], features: [], operations: .readOnly,
        lookup: "id", indexes: [["system", "canonical"]],
        display: TextRule("system", "canonical", "version") { cells in
            cells[1].isNull ? cells[2].plainText : "\(cells[0].plainText) \(cells[1].plainText)"
        })

    package let software = Ref<SoftwareVersion>(
        .cascade, .unique, .readOnly, .relatedName("+identity"), .filters(.idOnly), .help("The software version."))
    package let driver = Field<String>(
        .maxLength(255), .readOnly, .help("Network driver of its platform when it was read."))
    package let version = Field<String>(.maxLength(255), .readOnly, .help("Its version when it was read."))
    package let system = Field<String?>(.maxLength(50), .readOnly, .help("Operating system."))
    package let canonical = Field<String?>(.maxLength(255), .readOnly, .help("Version in canonical form."))
    package let problem = Field<String>(
        .readOnly, .filters(.none), .help("Why nothing can be said of it; empty when it was understood."))
    package let hardware = Field<Identifier?>(
        .readOnly, .hidden, .filters(.none), .help("Follows from the types of device that ran it when it was judged."))
    package let affected = Field<Int>(.readOnly, .default(.int(0)), .help("Open findings: affected."))
    package let potential = Field<Int>(.readOnly, .default(.int(0)), .help("Open findings: maybe affected."))
    package let evaluated = Field<Timestamp?>(.readOnly, .help("When it was judged last."))

    /// Makes the handles.
    package init() {}
}
