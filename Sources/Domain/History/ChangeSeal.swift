package import Basics
package import Modeling

/// The seal of one transaction's history rows, linked to the seal before it.
///
/// Each digest covers the rows and the digest of the seal before, so that no row and no seal can be changed or taken out
/// without every later digest being wrong.
package struct ChangeSeal: Model {
    /// The description of the model.
    package static let schema = Schema<ChangeSeal>(
        "system.changeseal", plural: "change-seals", name: "change seal", ordering: ["sequence"], features: [],
        operations: .readOnly, display: .field("sequence"), isExposed: false, isLog: true)

    package let sequence = Field<Int>(
        .readOnly, .unique, .filters(.none), .help("1, 2, 3 … without gaps, in the order of the transactions."))
    package let kind = Field<String>(.maxLength(20), .readOnly, .filters(.none), .help("What it seals."))
    package let time = Field<Timestamp>(.readOnly, .filters(.none), .help("Time of the sealing."))
    package let changes = Field<Int>(.readOnly, .filters(.none), .help("Number of history rows that it covers."))
    package let firstChange = Field<Identifier?>(.readOnly, .filters(.none), .help("Key of the first of them."))
    package let lastChange = Field<Identifier?>(.readOnly, .filters(.none), .help("Key of the last of them."))
    package let prunedThrough = Field<Int?>(
        .readOnly, .filters(.none), .help("Sequence of the last seal whose rows retention removes."))
    package let prunedDigest = Field<String>(
        .maxLength(64), .readOnly, .filters(.none), .help("Digest of that seal, in hex."))
    package let previous = Field<String>(
        .maxLength(64), .readOnly, .filters(.none), .help("Digest of the seal before, in hex; empty for the first."))
    package let digest = Field<String>(
        .maxLength(64), .readOnly, .filters(.none), .help("SHA-256 over this seal and its rows, in hex."))

    /// Makes the handles.
    package init() {}

    /// What a seal seals.
    package enum Kind: String, Sendable {
        /// The history rows of one transaction.
        case changes
        /// Rows that were written before there were seals, sealed as they were found.
        case adopted
        /// The removal of old rows by retention.
        case pruned
    }
}
