import Basics
package import SystemPackage

/// Cisco's EoX API: until when a part is sold and supported (vendor.md §2.3).
package struct EoXFeed: Feed {
    private let tokens: CiscoTokens

    /// The API takes no more parts in one question.
    static let mostParts = 20

    /// Makes the source.
    ///
    /// - Parameter tokens: Shared with the other APIs of Cisco.
    package init(tokens: CiscoTokens) {
        self.tokens = tokens
    }

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "cisco-eox", label: "Cisco EoX", address: "https://apix.cisco.com/supporttools/eox/rest/5",
            extent: .changes)
        description.credentials = ["username", "password"]
        description.needsCredentials = true
        let limits: [FeedDescription.Limit] = [
            .init(4, per: .seconds(1)), .init(28, per: .seconds(60)), .init(5_000, per: .seconds(86_400)),
        ]
        description.limits = limits
        description.limitsWithCredentials = limits
        description.staleAfter = .seconds(14 * 86_400)
        description.notice = "End-of-life dates of parts: Cisco EoX API, under the terms of Cisco's support APIs."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = CiscoLine(label: "Cisco EoX", api: "EoX V5 API", tokens: tokens, context: context)
        var search = EoXSearch(line: line, questions: context.questions.parts)
        try await search.run()
        var batch = FeedBatch()
        try await batch.add(search.facts.map { .lifecycle($0) }, sink)
        try await batch.flush(sink)
        for sentence in search.remarks { await context.tell(sentence) }
        var next = FeedState()
        next.watermark = context.time.today.description
        return next
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            let answer = try document.json()
            let records = EoXAnswer.records(answer)
            guard answer["EOXRecord"] != nil || EoXRecord.fault(answer) != nil else {
                throw FeedError(.malformed, "\(document.name) is no answer of the EoX API.")
            }
            var parts: [String] = []
            for case let part? in records.map(\.part) where !parts.contains(part) { parts.append(part) }
            for part in parts {
                guard let fact = EoXAnswer.fact(records.filter { $0.part == part }, about: part) else { continue }
                try body(.lifecycle(fact))
            }
            for record in records where record.fault == .noData && !record.input.isEmpty {
                try body(.lifecycle(.unannounced(record.input)))
            }
        }
    }
}

/// Reads answers of the EoX API.
enum EoXAnswer {
    /// The records: a list, one alone, or none.
    static func records(_ json: JSONValue) -> [EoXRecord] {
        guard let records = json["EOXRecord"] else { return [] }
        if let list = records.arrayValue { return list.filter { $0.objectValue != nil }.map(EoXRecord.init) }
        return records.objectValue == nil ? [] : [EoXRecord(records)]
    }

    /// The last page; 1 when the answer does not tell.
    static func lastPage(_ json: JSONValue) -> Int {
        Int(min(max(json["PaginationResponseRecord"]?["LastIndex"]?.number ?? 1, 1), 1_000))
    }

    /// What the records say together: the dates of the first one that has any, and all replacements.
    static func fact(_ records: [EoXRecord], about part: String) -> LifecycleFact? {
        guard let first = records.first(where: { $0.fault == nil && $0.hasEnd }) else { return nil }
        var fact = first.fact(about: part)
        for case let replacement? in records.map(\.replacement) where !fact.replacements.contains(replacement) {
            fact.replacements.append(replacement)
        }
        return fact
    }
}

extension LifecycleFact {
    /// The source was asked about a part, and has nothing to say.
    static func unannounced(_ part: String) -> LifecycleFact {
        var fact = LifecycleFact(.part(part))
        fact.isUnannounced = true
        return fact
    }
}
