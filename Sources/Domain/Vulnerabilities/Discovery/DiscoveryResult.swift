package import Basics
package import Modeling

/// What a run learned of a device: what it runs, and what does not fit the inventory, or why it told nothing (vendor.md §1.4).
///
/// Machine data: a row for each device of each run, also of a dry run; they go with the run.
package struct DiscoveryResult: Model {
    /// The description of the model.
    package static let schema = Schema<DiscoveryResult>(
        "vulnerabilities.discoveryresult", plural: "discovery-results", name: "discovery result", naturalKey: [],
        ordering: ["id"], features: [], operations: .readOnly, lookup: "id",
        display: TextRule("device.name", "outcome") { "\($0[0].plainText): \($0[1].plainText)" }, isLog: true)

    /// What became of a device.
    package enum Outcome: String, CaseIterable, Sendable {
        /// It told what it runs.
        case discovered
        /// What the inventory says of its software counts.
        case recorded
        /// It was passed over.
        case skipped
        /// It told nothing.
        case failed
    }

    /// How sure the version is.
    package enum Confidence: String, CaseIterable, Sendable {
        /// The device runs the system that its platform says.
        case high
        /// It runs another system that such devices may run.
        case medium
    }

    package let jobResult = Ref<JobResult>(
        .cascade, .readOnly, .relatedName("+discovery_results"), .filters(.idOnly), .help("The run."))
    package let device = Ref<Device>(
        .cascade, .readOnly, .relatedName("+discovery_results"), .filters(.idOnly), .help("The device."))
    package let outcome = Field<String>(
        .maxLength(20), .readOnly, .choices(Outcome.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("What became of it."))
    package let failure = Field<String>(
        .maxLength(20), .readOnly,
        .help("Kind of failure: unreachable, refused, auth, timeout, no-driver, no-credentials or unparseable."))
    package let message = Field<String>(.readOnly, .filters(.none), .help("Why it was passed over or told nothing."))
    package let system = Field<String>(.maxLength(50), .readOnly, .help("Operating system that it runs."))
    package let version = Field<String>(.maxLength(255), .readOnly, .help("Version as it prints it."))
    package let canonical = Field<String>(.maxLength(255), .readOnly, .help("Version in canonical form."))
    package let confidence = Field<String>(
        .maxLength(10), .readOnly, .choices(Confidence.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("How sure the version is."))
    package let model = Field<String>(.maxLength(255), .readOnly, .help("Model that it names."))
    package let serial = Field<String>(.maxLength(255), .readOnly, .help("Serial number that it names."))
    package let hostname = Field<String>(.maxLength(255), .readOnly, .help("Name that it has."))
    package let uptime = Field<Int?>(.readOnly, .help("Seconds since it started."))
    package let differences = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("What does not fit the inventory, each with what was expected and found."))
    package let raw = Field<String>(.readOnly, .filters(.none), .help("What it printed."))
    package let at = Field<Timestamp>(.readOnly, .help("When it was asked."))

    /// Makes the handles.
    package init() {}
}
