package import Basics
package import Modeling

/// A verdict that many results share: what decided, why, until when, and which entries applied.
///
/// Devices of one type, role, tenant and software have the same verdict, so it is kept once; results refer to it.
package struct SoftwareVerdictRecord: Model {
    /// The description of the model.
    package static let schema = Schema<SoftwareVerdictRecord>(
        "lifecycle.softwareverdict", plural: "software-verdicts", name: "software verdict", features: [],
        operations: .readOnly, display: .field("outcome"), isExposed: false)

    package let outcome = Field<String>(.maxLength(20), .help("Raw value of the outcome."))
    package let isValid = Field<Bool>(.help("Whether the installed software is approved."))
    package let validUntil = Field<CalendarDay?>(.help("Last day of unbroken approval."))
    package let rule = OptionalRef<ValidatedSoftware>(
        .setNull, .relatedName("deciding_verdicts"), .help("Entry behind the outcome."))
    package let weight = Field<Int?>(.help("Weight of that entry."))
    package let explanation = Field<String>(.help("The reason as one sentence."))
    package let candidates = ManyRef<ValidatedSoftware>(
        .own, .relatedName("candidate_verdicts"), .help("Every entry that applies."))

    /// Makes the handles.
    package init() {}
}

/// Which verdict holds for which combination of type, role, tenant and software: the table that a run joins devices with.
package struct SoftwareClassRecord: Model {
    /// The description of the model.
    package static let schema = Schema<SoftwareClassRecord>(
        "lifecycle.softwareclass", plural: "software-classes", name: "software class", features: [],
        operations: .readOnly, display: .field("id"), isExposed: false)

    package let deviceTypeId = Field<Identifier>(.indexed, .help("Device type of the class."))
    package let roleId = Field<Identifier>(.help("Role of the class."))
    package let tenantId = Field<Identifier?>(.help("Tenant of the class."))
    package let softwareId = Field<Identifier?>(.help("Installed software of the class."))
    package let verdictId = Field<Identifier>(.help("Verdict on the class."))
    package let isValid = Field<Bool>(.help("Whether the software is approved."))

    /// Makes the handles.
    package init() {}
}
