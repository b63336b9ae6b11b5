package import Basics
package import Modeling

/// What a person decided about a vulnerability: for all that it concerns, or for one software, type or device.
///
/// No evaluation ever writes it. Of several that concern a device, the most exact one counts: the device's own, then the
/// type's, then the software's, then the one for all.
package struct Triage: Model {
    /// The description of the model.
    package static let schema = Schema<Triage>(
        "vulnerabilities.triage", plural: "triage", name: "triage decision",
        naturalKey: ["cve", "software", "device_type", "device"], ordering: ["cve", "id"], lookup: "cve",
        unique: [
            UniqueSet(
                "cve", "software", "device_type", "device", nullsCollide: true,
                message: FieldErrors(
                    "cve", ["There is a decision about this CVE and these objects already; change it."]))
        ],
        display: TextRule("cve", "state") { "\($0[0].plainText): \($0[1].plainText)" })

    /// What was decided.
    package enum State: String, CaseIterable, Sendable {
        /// Somebody looks into it.
        case underInvestigation = "under_investigation"
        /// It is real and will be dealt with.
        case confirmed
        /// The risk is borne, until the decision expires.
        case accepted
        /// It does not apply here, whatever the sources say.
        case falsePositive = "false_positive"
        /// It cannot be used here, by what was done about it.
        case mitigated

        /// Whether nobody needs to act while the decision counts.
        package var silences: Bool {
            switch self {
            case .accepted, .falsePositive, .mitigated: true
            case .underInvestigation, .confirmed: false
            }
        }
    }

    package let cve = Field<String>(
        .required, .maxLength(30), .search, .label("CVE"), .help("The CVE's id, such as CVE-2023-20198."))
    package let state = Field<String>(
        .required, .maxLength(30), .choices(State.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("What was decided."))
    package let reason = Field<String>(.required, .search, .help("Why."))
    package let expires = Field<CalendarDay?>(.help("Last day on which it counts; null for ever."))
    package let software = OptionalRef<SoftwareVersion>(
        .cascade, .relatedName("+triage"), .filters(.idOnly), .help("Only for this software version."))
    package let deviceType = OptionalRef<DeviceType>(
        .cascade, .relatedName("+triage"), .filters(.idOnly), .help("Only for this type of device."))
    package let device = OptionalRef<Device>(
        .cascade, .relatedName("+triage"), .filters(.idOnly), .help("Only for this device."))

    package static let rules: [Rule<Triage>] = [.cveIsValid, .acceptedUntil]

    /// Makes the handles.
    package init() {}
}
