package import Basics

/// A record of the CVE list, version 5.
package struct CVEListRecord: Hashable, Sendable {
    /// The CVE's id.
    package let id: String
    /// Whether it was rejected: then it says nothing else.
    package let isRejected: Bool
    /// Who wrote it.
    package let assigner: String?
    /// When it was published, as the record writes it.
    package let published: String?
    /// When it was changed last, as the record writes it.
    package let updated: String?
    /// Its title.
    package let title: String?
    /// The description in English.
    package let summary: String?
    /// The products that it is about, as the record has them.
    package let affected: [JSONValue]

    /// Reads a record.
    ///
    /// - Throws: ``FeedError`` when it is none.
    package init(_ json: JSONValue) throws {
        guard let metadata = json["cveMetadata"], let id = metadata["cveId"]?.stringValue, CVEIdentifier.isValid(id)
        else {
            throw FeedError(.malformed, "A record of the CVE list has no valid id.")
        }
        let cna = json["containers"]?["cna"]
        self.id = id
        isRejected = metadata["state"]?.stringValue?.uppercased() == "REJECTED"
        assigner = metadata["assignerShortName"]?.stringValue
        published = metadata["datePublished"]?.stringValue
        updated = metadata["dateUpdated"]?.stringValue
        title = cna?["title"]?.stringValue
        let descriptions = cna?["descriptions"]?.arrayValue ?? []
        summary = descriptions.first { $0["lang"]?.stringValue?.hasPrefix("en") == true }?["value"]?.stringValue
        affected = isRejected ? [] : cna?["affected"]?.arrayValue ?? []
    }
}
