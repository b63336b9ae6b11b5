package import Basics
package import Modeling

/// What one source says of one vulnerability or advisory, kept as the source tells it (vendor.md §1.4).
///
/// Sources never overwrite each other. Rows are machine data: a load stages them with `is_live` off, and one transaction
/// makes them live, so a load that fails changes nothing.
package struct FeedRecord: Model {
    /// The description of the model.
    package static let schema = Schema<FeedRecord>(
        "vulnerabilities.record", plural: "records", name: "record", naturalKey: ["source", "key"], ordering: ["id"],
        features: [], operations: .readOnly, lookup: "key", unique: [UniqueSet("source", "key", "is_live")],
        indexes: [["load"]],
        display: TextRule("source", "key") { "\($0[1].plainText) (\($0[0].plainText))" })

    package let source = Field<String>(.maxLength(50), .readOnly, .help("Feed that tells it."))
    package let key = Field<String>(.maxLength(255), .readOnly, .search, .help("Its name at the source."))
    package let isLive = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it counts, or waits for the rest of its load."))
    package let load = Field<Int>(.readOnly, .help("Number of the load that brought it."))
    package let digest = Field<Identifier>(
        .readOnly, .hidden, .filters(.none), .help("Follows from everything that the source says."))
    package let cve = Field<String?>(
        .maxLength(30), .readOnly, .search, .indexed, .label("CVE"), .help("Vulnerability that it is about."))
    package let advisory = Field<String?>(
        .maxLength(255), .readOnly, .search, .help("The source's name of its advisory."))
    package let published = Field<Timestamp?>(.readOnly, .help("When the source published it."))
    package let modified = Field<Timestamp?>(.readOnly, .help("When the source changed it last."))
    package let status = Field<String>(.maxLength(100), .readOnly, .help("How far the source is with it."))
    package let isWithdrawn = Field<Bool>(.readOnly, .help("Whether the source took it back."))
    package let title = Field<String>(.readOnly, .search, .help("Its title."))
    package let summary = Field<String>(.readOnly, .filters(.none), .help("What it is about."))
    package let link = Field<String>(.maxLength(2000), .readOnly, .filters(.none), .label("URL"), .help("Its page."))
    package let rating = Field<String>(
        .maxLength(50), .readOnly, .help("The vendor's own rating, which may differ from the score's."))
    package let details = Field<JSONDocument?>(
        .readOnly, .filters(.none),
        .help("Scores, weaknesses, references, faults, conditions, workaround and solution."))
    package let configurations = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("What it applies to, in the form of the NVD."))
    package let affected = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("What it applies to, in the form of the CVE list."))

    /// Makes the handles.
    package init() {}
}

/// That a record is about a network operating system: how evaluation finds it without looking at all records.
package struct FeedRecordSystem: Model {
    /// The description of the model.
    package static let schema = Schema<FeedRecordSystem>(
        "vulnerabilities.recordsystem", plural: "record-systems", name: "system of a record", features: [],
        operations: .readOnly, indexes: [["system", "cve"]], display: .field("system"), isExposed: false, isLog: true)

    package let record = Ref<FeedRecord>(.cascade, .relatedName("+systems"), .help("The record."))
    package let system = Field<String>(.maxLength(50), .help("Operating system that it names."))
    package let cve = Field<String>(.maxLength(30), .help("Vulnerability that it is about."))

    /// Makes the handles.
    package init() {}
}
