package import Basics
package import Modeling

/// A name of a system that a source has given up for others, which mean the same (vendor.md §2.8).
package struct ReplacedName: Model {
    /// The description of the model.
    package static let schema = Schema<ReplacedName>(
        "vulnerabilities.replacedname", plural: "replaced-names", name: "replaced name", naturalKey: ["source", "key"],
        ordering: ["id"], features: [], operations: .readOnly, unique: [UniqueSet("source", "key", "is_live")],
        indexes: [["load"]], display: .field("key"))

    package let source = Field<String>(.maxLength(50), .readOnly, .help("Feed that tells it."))
    package let key = Field<String>(
        .maxLength(500), .readOnly, .search, .help("The name that was given up, as a CPE name."))
    package let isLive = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it counts, or waits for the rest of its load."))
    package let load = Field<Int>(.readOnly, .help("Number of the load that brought it."))
    package let digest = Field<Identifier>(
        .readOnly, .hidden, .filters(.none), .help("Follows from everything that the source says."))
    package let isWithdrawn = Field<Bool>(.readOnly, .help("Whether the name counts again."))
    package let modified = Field<Timestamp?>(.readOnly, .help("When the source changed it last."))
    package let replacements = Field<StringList>(
        .readOnly, .filters(.none), .help("The names in its place, as CPE names."))

    /// Makes the handles.
    package init() {}
}
