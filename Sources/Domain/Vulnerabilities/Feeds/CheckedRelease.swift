package import Basics
package import Modeling

/// What a vendor's checker answered for one release (vendor.md §2.2).
package struct CheckedRelease: Model {
    /// The description of the model.
    package static let schema = Schema<CheckedRelease>(
        "vulnerabilities.checkedrelease", plural: "checked-releases", name: "checked release",
        naturalKey: ["source", "key"], ordering: ["id"], features: [], operations: .readOnly, lookup: "key",
        unique: [UniqueSet("source", "key", "is_live")], indexes: [["system", "version"], ["load"]],
        display: TextRule("system", "version") { "\($0[0].plainText) \($0[1].plainText)" })

    package let source = Field<String>(.maxLength(50), .readOnly, .help("Feed that was asked."))
    package let key = Field<String>(.maxLength(255), .readOnly, .help("System and version."))
    package let isLive = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it counts, or waits for the rest of its load."))
    package let load = Field<Int>(.readOnly, .help("Number of the load that brought it."))
    package let digest = Field<Identifier>(
        .readOnly, .hidden, .filters(.none), .help("Follows from everything that the source says."))
    package let isWithdrawn = Field<Bool>(.readOnly, .help("Whether the answer counts no more."))
    package let system = Field<String>(.maxLength(50), .readOnly, .help("Operating system."))
    package let version = Field<String>(.maxLength(255), .readOnly, .help("Version in canonical form."))
    package let isKnown = Field<Bool>(.readOnly, .help("Whether the checker knows the version."))
    package let findings = Field<JSONDocument?>(
        .readOnly, .filters(.none), .help("Advisories that concern it, and what fixes them."))

    /// Makes the handles.
    package init() {}
}

/// Until when a source says that something is sold and supported (vendor.md §2.3, §2.10).
package struct LifecycleDates: Model {
    /// The description of the model.
    package static let schema = Schema<LifecycleDates>(
        "vulnerabilities.lifecycledates", plural: "lifecycle-dates", name: "lifecycle dates",
        pluralName: "lifecycle dates", naturalKey: ["source", "key"], ordering: ["id"], features: [],
        operations: .readOnly, lookup: "key", unique: [UniqueSet("source", "key", "is_live")], indexes: [["load"]],
        display: TextRule("key", "source") { "\($0[0].plainText) (\($0[1].plainText))" })

    package let source = Field<String>(.maxLength(50), .readOnly, .help("Feed that tells it."))
    package let key = Field<String>(
        .maxLength(255), .readOnly, .search, .help("Part number, or system and line of releases."))
    package let isLive = Field<Bool>(
        .readOnly, .hidden, .filters(.none), .help("Whether it counts, or waits for the rest of its load."))
    package let load = Field<Int>(.readOnly, .help("Number of the load that brought it."))
    package let digest = Field<Identifier>(
        .readOnly, .hidden, .filters(.none), .help("Follows from everything that the source says."))
    package let isWithdrawn = Field<Bool>(.readOnly, .help("Whether the source tells it no more."))
    package let part = Field<String?>(.maxLength(255), .readOnly, .indexed, .help("Part number, in capitals."))
    package let system = Field<String?>(.maxLength(50), .readOnly, .help("Operating system."))
    package let cycle = Field<String?>(.maxLength(100), .readOnly, .help("Line of releases."))
    package let title = Field<String>(.readOnly, .help("What the vendor calls it."))
    package let announced = Field<CalendarDay?>(.readOnly, .help("When the end was announced."))
    package let released = Field<CalendarDay?>(.readOnly, .help("When it came out."))
    package let endOfSale = Field<CalendarDay?>(.readOnly, .help("Last day on which it can be bought."))
    package let endOfSwReleases = Field<CalendarDay?>(
        .readOnly, .label("End of software releases"), .help("Last day of new releases of its software."))
    package let endOfSecurityPatches = Field<CalendarDay?>(
        .readOnly, .help("Last day of fixes for vulnerabilities."))
    package let endOfSupport = Field<CalendarDay?>(.readOnly, .help("Last day of support."))
    package let bulletin = Field<String>(.maxLength(255), .readOnly, .help("Number of the bulletin."))
    package let link = Field<String>(.maxLength(2000), .readOnly, .filters(.none), .label("URL"), .help("Its page."))
    package let replacements = Field<StringList>(.readOnly, .filters(.none), .help("Parts that replace it."))
    package let isUnannounced = Field<Bool>(
        .readOnly, .help("Whether the source was asked and has nothing to say: a product that is current."))

    /// Makes the handles.
    package init() {}
}
