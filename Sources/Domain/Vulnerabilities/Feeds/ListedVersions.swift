package import Basics
package import Modeling

/// The versions that a source lists by name for one of its criteria (vendor.md §2.8).
package struct ListedVersions: Model {
    /// The description of the model.
    package static let schema = Schema<ListedVersions>(
        "vulnerabilities.listedversions", plural: "listed-versions", name: "listed versions",
        pluralName: "listed versions", naturalKey: ["source", "key"], ordering: ["id"], features: [],
        operations: .readOnly, lookup: "key", unique: [UniqueSet("source", "key", "is_live")],
        indexes: [["key"], ["load"]], display: .field("criterion"))

    package let source = Field<String>(.maxLength(50), .readOnly, .help("Feed that tells it."))
    package let key = Field<String>(
        .maxLength(36), .readOnly, .search, .help("Id of the criterion, as configurations name it."))
    package let isLive = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it counts, or waits for the rest of its load."))
    package let load = Field<Int>(.readOnly, .help("Number of the load that brought it."))
    package let digest = Field<Identifier>(
        .readOnly, .hidden, .filters(.none), .help("Follows from everything that the source says."))
    package let isWithdrawn = Field<Bool>(.readOnly, .help("Whether the criterion counts no more."))
    package let criterion = Field<String>(
        .maxLength(1000), .readOnly, .search, .help("The name of the product with its bounds."))
    package let modified = Field<Timestamp?>(.readOnly, .help("When the source changed it, or what it lists, last."))
    package let versions = Field<StringList>(
        .readOnly, .filters(.none), .help("Versions, each with its update behind a colon where it has one."))

    /// Makes the handles.
    package init() {}
}

/// That a record has a criterion with bounds: how evaluation finds what changed lists are about.
package struct FeedRecordCriterion: Model {
    /// The description of the model.
    package static let schema = Schema<FeedRecordCriterion>(
        "vulnerabilities.recordcriterion", plural: "record-criteria", name: "criterion of a record", features: [],
        operations: .readOnly, indexes: [["criterion"], ["cve"]], display: .field("criterion"), isExposed: false,
        isLog: true)

    package let record = Ref<FeedRecord>(.cascade, .relatedName("+criteria"), .help("The record."))
    package let criterion = Field<String>(.maxLength(36), .help("Id of the criterion."))
    package let cve = Field<String>(.maxLength(30), .help("Vulnerability that the record is about."))

    /// Makes the handles.
    package init() {}
}
