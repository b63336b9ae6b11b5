import Basics
package import SystemPackage

/// What the NVD changed of its records, when, and who wanted it (vendor.md §2.8): why a verdict is another one than last week.
package struct NVDHistoryFeed: Feed {
    /// How many changes a page holds at most; the NVD gives no more than 5,000.
    let pageSize: Int
    /// How far the first fetch reaches back: what is older is no news.
    static let first = Duration.seconds(30 * 86_400)

    /// Makes the source.
    package init(pageSize: Int = 5_000) {
        self.pageSize = min(max(pageSize, 1), 5_000)
    }

    package var description: FeedDescription {
        var description = NVDFeed.description(slug: "nvd-history", label: "NVD change history")
        description.sharesWith = "nvd"
        return description
    }

    private static let members = ["cveChanges"]

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let changes = NVDFeed.Interface(path: "/cvehistory/2.0", window: ("changeStartDate", "changeEndDate")) { body in
            var splitter = JSONItemSplitter(members: Self.members)
            var items: [FeedItem] = []
            try splitter.take(body) { items.append(.change(try CVEChange($0))) }
            let (envelope, count) = try splitter.finish()
            return (try NVDFeed.Page(envelope, count: count), items)
        }
        let start =
            state.watermark.flatMap { Timestamp($0) }
            ?? context.time.now.adding(seconds: -(Self.first / .seconds(1)))
        return try await NVDFeed.fetch(changes, from: start, pageSize: pageSize, context, sink)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            var splitter = JSONItemSplitter(members: Self.members)
            try document.read { piece in
                try splitter.take(piece) { try body(.change(try CVEChange($0))) }
            }
            let (envelope, count) = try splitter.finish()
            _ = try NVDFeed.Page(envelope, count: count)
        }
    }
}

extension CVEChange {
    /// Reads an element of `cveChanges`.
    ///
    /// Values are texts, lists or objects, as the NVD has them; they are kept as they are.
    /// - Throws: ``FeedError`` when it is none.
    init(_ bytes: UnsafeBufferPointer<UInt8>) throws {
        let json: JSONValue
        do throws(JSONError) {
            json = try JSONValue(parsing: Array(bytes))
        } catch {
            throw FeedError(.malformed, "A change of the NVD is no JSON: \(error.reason)")
        }
        guard let change = json["change"], let id = change["cveChangeId"]?.text, Identifier(id) != nil,
            let cve = change["cveId"]?.text, CVEIdentifier.isValid(cve),
            let moment = change["created"]?.text.flatMap({ Timestamp($0) })
        else { throw FeedError(.malformed, "A change of the NVD has no valid id, vulnerability or time.") }
        self.init(
            id: id.uppercased(), cve: cve, event: change["eventName"]?.text ?? "",
            author: change["sourceIdentifier"]?.text ?? "", moment: moment,
            details: (change["details"]?.arrayValue ?? []).map { detail in
                var entry = JSONObject()
                for (key, name) in [("action", "action"), ("type", "type"), ("oldValue", "old"), ("newValue", "new")] {
                    if let value = detail[key], value != .null { entry[name] = value }
                }
                return .object(entry)
            })
    }
}
