import Basics
package import SystemPackage

/// Which names of products the NVD has given up for others (vendor.md §2.8).
///
/// A name that was given up means the same release as the names in its place. Records keep the names with which they were written.
package struct NVDNameFeed: Feed {
    /// How many names a page holds at most; the NVD gives no more than 10,000.
    let pageSize: Int

    /// Makes the source.
    package init(pageSize: Int = 10_000) {
        self.pageSize = min(max(pageSize, 1), 10_000)
    }

    package var description: FeedDescription {
        var description = NVDFeed.description(slug: "nvd-cpe", label: "NVD names of products")
        description.sharesWith = "nvd"
        description.isSlowWithoutCredentials = true
        description.staleAfter = .seconds(14 * 86_400)
        return description
    }

    private static let members = ["products"]

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let names = NVDFeed.Interface(path: "/cpes/2.0", window: ("lastModStartDate", "lastModEndDate")) { body in
            var splitter = JSONItemSplitter(members: Self.members)
            var items: [FeedItem] = []
            try splitter.take(body) { items.append(.name(try DictionaryName($0))) }
            let (envelope, count) = try splitter.finish()
            return (try NVDFeed.Page(envelope, count: count), items)
        }
        let start = state.watermark.flatMap { Timestamp($0) }
        return try await NVDFeed.fetch(names, from: start, pageSize: pageSize, context, sink)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            var splitter = JSONItemSplitter(members: Self.members)
            try document.read { piece in
                try splitter.take(piece) { try body(.name(try DictionaryName($0))) }
            }
            let (envelope, count) = try splitter.finish()
            _ = try NVDFeed.Page(envelope, count: count)
        }
    }
}

extension DictionaryName {
    /// Reads an element of `products`.
    ///
    /// - Throws: ``FeedError`` when it is none.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var reader = JSONReader(bytes)
        var parts = Parts()
        do {
            try parts.read(&reader)
            try reader.end()
        } catch let error as JSONError {
            throw FeedError(.malformed, "A name of the NVD is no JSON: \(error.reason)")
        }
        guard let id = parts.id, Identifier(id) != nil, let name = parts.name else {
            throw FeedError(.malformed, "A product of the NVD has no valid id or no name.")
        }
        self.init(name: name)
        isDeprecated = parts.isDeprecated ?? !parts.replacements.isEmpty
        replacements = parts.replacements
        modified = parts.modified.flatMap { Timestamp($0) }
    }

    /// What is read of an element.
    private struct Parts {
        var id: String?
        var name: String?
        var isDeprecated: Bool?
        var modified: String?
        var replacements: [String] = []

        mutating func read(_ reader: inout JSONReader) throws {
            try reader.object { reader, key in
                switch key {
                case "cpe": try read(&reader)
                case "cpeNameId": id = try reader.stringOrNull()
                case "cpeName": name = try reader.stringOrNull()
                case "deprecated": isDeprecated = try reader.takeNull() ? nil : reader.bool()
                case "lastModified": modified = try reader.stringOrNull()
                case "deprecatedBy": try readReplacements(&reader)
                default: break
                }
            }
        }

        private mutating func readReplacements(_ reader: inout JSONReader) throws {
            guard try !reader.takeNull() else { return }
            try reader.array { reader in
                try reader.object { reader, key in
                    if key == "cpeName", let name = try reader.stringOrNull() { replacements.append(name) }
                }
            }
        }
    }
}
