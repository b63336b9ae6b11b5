package import Basics
package import Modeling

/// That a software version is, or may be, affected by a vulnerability (design §8).
///
/// A row without a type of device holds for every device that runs the software; one with a type says what differs on
/// that hardware. Machine data: what people decide about it is a ``Triage``.
package struct Finding: Model {
    /// The description of the model.
    package static let schema = Schema<Finding>(
        "vulnerabilities.finding", plural: "findings", name: "finding",
        naturalKey: ["vulnerability", "software", "device_type"], ordering: ["id"], features: [],
        operations: .readOnly, lookup: "id",
        indexes: [["software", "device_type", "vulnerability"], ["vulnerability", "software"]],
        display: TextRule("vulnerability.cve", "software.version", "device_type.model") { cells in
            "\(cells[0].plainText): \(cells[1].plainText)" + (cells[2].isNull ? "" : " on \(cells[2].plainText)")
        },
        filters: [
            .path("cve", ["vulnerability", "cve"]), .path("severity", ["vulnerability", "severity"]),
            .path("is_exploited", ["vulnerability", "is_exploited"]), .path("platform", ["software", "platform"]),
        ], isLog: true)

    /// Where a finding stands, by what sources and the network say.
    package enum State: String, CaseIterable, Sendable {
        /// It holds.
        case open
        /// It held once.
        case closed
    }

    package let vulnerability = Ref<KnownVulnerability>(
        .cascade, .readOnly, .relatedName("findings"), .help("The vulnerability."))
    package let software = Ref<SoftwareVersion>(
        .cascade, .readOnly, .relatedName("findings"), .filters(.idOnly), .help("The software version."))
    package let deviceType = OptionalRef<DeviceType>(
        .cascade, .readOnly, .relatedName("findings"), .filters(.idOnly), .unindexed,
        .help("The hardware, where it differs from other hardware; null for all that run the software."))
    package let assessment = Ref<FindingAssessment>(
        .cascade, .readOnly, .relatedName("+findings"), .filters(.idOnly), .unindexed,
        .help("What the sources say, and why."))
    package let verdict = Field<String>(
        .maxLength(20), .readOnly, .choices(FindingAssessment.choices), .help("What the sources say together."))
    package let isConflict = Field<Bool>(.readOnly, .help("Whether sources contradict each other."))
    package let state = Field<String>(
        .maxLength(10), .readOnly, .choices(State.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("Whether it holds."))
    package let opened = Field<Timestamp>(.readOnly, .help("When it was found, or found again."))
    package let closed = Field<Timestamp?>(.readOnly, .help("When it ended to hold."))
    package let closeReason = Field<String>(.readOnly, .filters(.none), .help("Why it ended to hold."))

    /// Makes the handles.
    package init() {}
}

/// What sources say of a vulnerability and a software, kept once for all findings of which it holds.
package struct FindingAssessment: Model {
    /// The description of the model.
    package static let schema = Schema<FindingAssessment>(
        "vulnerabilities.assessment", plural: "assessments", name: "assessment", ordering: ["id"], features: [],
        operations: .readOnly, lookup: "id", display: .field("verdict"))

    /// The verdicts that are kept.
    package static let choices = ["affected", "potential", "not-affected", "unknown"].map { Choice($0, $0) }

    package let verdict = Field<String>(
        .maxLength(20), .readOnly, .choices(choices), .help("What the sources say together."))
    package let isConflict = Field<Bool>(.readOnly, .help("Whether sources contradict each other."))
    package let fixedIn = Field<StringList>(
        .readOnly, .filters(.none), .help("Releases that hold a fix, those of the own train first."))
    package let evidence = Field<JSONDocument>(
        .readOnly, .filters(.none), .help("What each source says, the most believed first."))

    /// Makes the handles.
    package init() {}
}
