package import Basics
package import SystemPackage

/// An entry of CISA's Known Exploited Vulnerabilities Catalog.
package struct KEVEntry: Hashable, Sendable {
    /// The CVE's id.
    package let id: String
    /// The day on which it was added.
    package let added: CalendarDay
    /// The day until which it has to be dealt with.
    package let due: CalendarDay
    /// What has to be done.
    package let action: String
    /// Whether ransomware is known to use it.
    package let isUsedByRansomware: Bool
    /// The vendor and the product in CISA's words.
    package let product: String

    /// Reads an element of `vulnerabilities`.
    ///
    /// - Throws: ``FeedError`` when something that is needed is missing.
    package init(_ json: JSONValue) throws {
        guard let id = json["cveID"]?.stringValue, CVEIdentifier.isValid(id),
            let added = json["dateAdded"]?.stringValue.flatMap({ CalendarDay($0) }),
            let due = json["dueDate"]?.stringValue.flatMap({ CalendarDay($0) })
        else { throw FeedError(.malformed, "An entry of the catalog lacks its id or its days.") }
        self.id = id
        self.added = added
        self.due = due
        action = json["requiredAction"]?.stringValue ?? ""
        isUsedByRansomware = json["knownRansomwareCampaignUse"]?.stringValue?.lowercased() == "known"
        product = [json["vendorProject"], json["product"]].compactMap { $0?.stringValue }.joined(separator: " ")
    }
}

extension KEVFeed {
    /// All entries of a file; the catalog is small.
    ///
    /// - Throws: ``FeedError`` when it cannot be read, or holds not as many entries as it says.
    package static func read(_ path: FilePath) throws -> [KEVEntry] {
        try read { try FeedFile.read(path, $0) }.entries
    }

    /// All entries of a text that comes in pieces, and the version of the catalog.
    static func read(
        _ source: ((UnsafeBufferPointer<UInt8>) throws -> Void) throws -> Void
    ) throws -> (entries: [KEVEntry], version: String?) {
        var splitter = JSONItemSplitter(member: "vulnerabilities")
        var entries: [KEVEntry] = []
        try source { piece in
            try splitter.take(piece) { bytes in
                guard let json = try? JSONValue(parsing: Array(bytes)) else {
                    throw FeedError(.malformed, "An entry of the catalog is no JSON.")
                }
                entries.append(try KEVEntry(json))
            }
        }
        let (envelope, count) = try splitter.finish()
        if let stated = envelope["count"]?.intValue, stated != Int64(count) {
            throw FeedError(.incomplete, "The catalog says \(stated) entries and holds \(count).")
        }
        return (entries, envelope["catalogVersion"]?.text)
    }
}
