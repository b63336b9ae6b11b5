import Basics
package import SystemPackage

/// What the NVD means by the bounds of its criteria: the versions that it lists for them by name (vendor.md §2.8).
///
/// The list is evidence of its own. Where it names a version, that counts, whatever our order of versions says of the bounds; what
/// it does not name it says nothing of, because names come later than releases.
package struct NVDMatchFeed: Feed {
    /// How many criteria a page holds at most; the NVD gives no more than 500.
    let pageSize: Int

    /// Makes the source.
    package init(pageSize: Int = 500) {
        self.pageSize = min(max(pageSize, 1), 500)
    }

    package var description: FeedDescription {
        var description = NVDFeed.description(slug: "nvd-match", label: "NVD match criteria")
        description.sharesWith = "nvd"
        description.isSlowWithoutCredentials = true
        description.staleAfter = .seconds(14 * 86_400)
        return description
    }

    private static let members = ["matchStrings"]

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let criteria = NVDFeed.Interface(path: "/cpematch/2.0", window: ("lastModStartDate", "lastModEndDate")) {
            body in
            var splitter = JSONItemSplitter(members: Self.members)
            var items: [FeedItem] = []
            try splitter.take(body) { items.append(.criterion(try MatchCriterion($0))) }
            let (envelope, count) = try splitter.finish()
            return (try NVDFeed.Page(envelope, count: count), items)
        }
        let start = state.watermark.flatMap { Timestamp($0) }
        return try await NVDFeed.fetch(criteria, from: start, pageSize: pageSize, context, sink)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            var splitter = JSONItemSplitter(members: Self.members)
            try document.read { piece in
                try splitter.take(piece) { try body(.criterion(try MatchCriterion($0))) }
            }
            let (envelope, count) = try splitter.finish()
            _ = try NVDFeed.Page(envelope, count: count)
        }
    }
}

extension MatchCriterion {
    /// Reads an element of `matchStrings`.
    ///
    /// - Throws: ``FeedError`` when it is none.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        var reader = JSONReader(bytes)
        var parts = Parts()
        do {
            try parts.read(&reader)
            try reader.end()
        } catch let error as JSONError {
            throw FeedError(.malformed, "A criterion of the NVD is no JSON: \(error.reason)")
        }
        guard let id = parts.id.flatMap({ Identifier($0) }), let product = parts.criteria else {
            throw FeedError(.malformed, "A criterion of the NVD has no valid id or no name.")
        }
        self.init(id: id.description.uppercased(), product: product)
        for (key, sign) in Self.bounds {
            if let bound = parts.bounds[key] { text += " \(sign) \(bound)" }
        }
        isInactive = parts.status == "Inactive"
        names = parts.names
        // What it lists may change while the criterion itself does not.
        let moments = [parts.modified, parts.listed].compactMap { $0.flatMap { Timestamp($0) } }
        modified = moments.max()
    }

    /// The bounds in the order in which they are written.
    private static let bounds = [
        ("versionStartIncluding", ">="), ("versionStartExcluding", ">"), ("versionEndIncluding", "<="),
        ("versionEndExcluding", "<"),
    ]

    /// Whether it has bounds: what names one version, or all, lists nothing that it does not say.
    package var isBounded: Bool { text != product }

    /// What is read of an element.
    private struct Parts {
        var id: String?
        var criteria: String?
        var status: String?
        var modified: String?
        var listed: String?
        var bounds: [String: String] = [:]
        var names: [String] = []

        mutating func read(_ reader: inout JSONReader) throws {
            try reader.object { reader, key in
                switch key {
                case "matchString": try read(&reader)
                case "matchCriteriaId": id = try reader.stringOrNull()
                case "criteria": criteria = try reader.stringOrNull()
                case "status": status = try reader.stringOrNull()
                case "lastModified": modified = try reader.stringOrNull()
                case "cpeLastModified": listed = try reader.stringOrNull()
                case "versionStartIncluding": bounds["versionStartIncluding"] = try reader.stringOrNull()
                case "versionStartExcluding": bounds["versionStartExcluding"] = try reader.stringOrNull()
                case "versionEndIncluding": bounds["versionEndIncluding"] = try reader.stringOrNull()
                case "versionEndExcluding": bounds["versionEndExcluding"] = try reader.stringOrNull()
                case "matches": try readMatches(&reader)
                default: break
                }
            }
        }

        private mutating func readMatches(_ reader: inout JSONReader) throws {
            guard try !reader.takeNull() else { return }
            try reader.array { reader in
                try reader.object { reader, key in
                    if key == "cpeName", let name = try reader.stringOrNull() { names.append(name) }
                }
            }
        }
    }
}
