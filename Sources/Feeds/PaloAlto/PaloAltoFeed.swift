import Basics
import Outbound
package import SystemPackage

/// The advisories of Palo Alto Networks, in the form of the CVE list (vendor.md §2.4, §2.6).
///
/// Their CSAF documents name the affected and the fixed range by one id, and so say nothing: they are not used.
package struct PaloAltoFeed: Feed {
    private static let pageSize = 100
    private static let mostPages = 200
    /// Days have no zone, and a list may be some hours old.
    private static let overlap = 2 * 86_400.0

    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "paloalto", label: "Palo Alto Networks", address: "https://security.paloaltonetworks.com",
            extent: .changes)
        description.limits = [.init(2, per: .seconds(1))]
        description.notice = "Advisories: Palo Alto Networks, under its terms; the texts are theirs."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "Palo Alto Networks", context: context)
        let known = state.watermark.flatMap { Timestamp($0) }
        let listed = try await list(line)
        let from = known?.adding(seconds: -Self.overlap)
        var batch = FeedBatch()
        var misses = FeedMisses(line)
        for (id, updated) in listed where from.map({ updated ?? .last >= $0 }) ?? true {
            let answer = try await line.optional(FeedQuestion(context.address + "/json/" + FeedQuestion.encoded(id)))
            let record = try await misses.attempt(id) { try answer.map { try Self.record(try line.parse($0.body)) } }
            if let record { try await batch.add(.record(record), sink) }
        }
        try misses.check()
        try await batch.flush(sink)
        var next = FeedState()
        next.watermark = (listed.compactMap(\.updated) + [known].compactMap { $0 }).max()?.description
        return next
    }

    /// The names of all advisories, and when each was changed.
    private func list(_ line: FeedLine) async throws -> [(id: String, updated: Timestamp?)] {
        var listed: [(id: String, updated: Timestamp?)] = []
        var seen: Set<String> = []
        for page in 1...Self.mostPages {
            var question = FeedQuestion(line.context.address + "/json/")
            question.query = [("page", "\(page)"), ("limit", "\(Self.pageSize)"), ("sort", "doc")]
            let json = try await line.json(question)
            guard let rows = json.arrayValue ?? json["data"]?.arrayValue else {
                throw FeedError(.malformed, "Palo Alto Networks answered with something that is no list of advisories.")
            }
            let before = seen.count
            for row in rows {
                guard let id = row["ID"]?.text, Self.isName(id), seen.insert(id).inserted else { continue }
                listed.append((id, row["updated"]?.moment ?? row["date"]?.moment))
            }
            // A page without anything new is behind the last, whether it is empty or the last once more.
            guard seen.count > before, rows.count >= Self.pageSize else { break }
        }
        guard !listed.isEmpty else { throw FeedError(.incomplete, "Palo Alto Networks lists no advisory at all.") }
        return listed
    }

    /// `CVE-2024-3400` or `PAN-SA-2025-0007`.
    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 == 0x2D || 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }
    }

    /// The record of an advisory; where it is described is known from its name.
    private static func record(_ json: JSONValue) throws -> SourceRecord {
        var record = try SourceRecord(list: json)
        record.advisory = record.key
        record.url = "https://security.paloaltonetworks.com/\(record.key)"
        return record
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            try document.items { json in
                // A page of the list beside the advisories tells nothing that they do not tell.
                if json["ID"] != nil, json["cveMetadata"] == nil { return }
                try body(.record(try Self.record(json)))
            }
        }
    }
}
