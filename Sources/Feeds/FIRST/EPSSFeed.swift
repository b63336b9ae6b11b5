import Basics
import Outbound
package import SystemPackage

/// The Exploit Prediction Scoring System of FIRST: one file a day, or answers of its API (vendor.md §2.10).
package struct EPSSFeed: Feed {
    /// Where the file has been moved to in the course of time.
    private static let hosts: [HostRule] = [.domain("cyentia.com"), .domain("empiricalsecurity.com")]

    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "epss", label: "FIRST EPSS", address: "https://epss.cyentia.com/epss_scores-current.csv.gz",
            extent: .everything)
        description.limits = [.init(6, per: .seconds(60))]
        description.notice = "Exploit predictions: FIRST.org EPSS, https://www.first.org/epss."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "EPSS", context: context)
        var question = FeedQuestion(context.address)
        question.validator = state.validators["scores"]
        question.redirects = RedirectRule(maximum: 5, otherHosts: Self.hosts)
        guard let (file, head) = try await line.download(question, most: 64 << 20) else { return state.unchanged }
        let pieces = try FeedFilePieces(file.path)
        var table = Table(name: "")
        var batch = FeedBatch()
        var count = 0
        var scores: [FeedItem] = []
        while try pieces.next({ try table.take($0) { scores.append(.likelihood($0)) } }) {
            count += scores.count
            try await batch.add(scores, sink)
            scores.removeAll(keepingCapacity: true)
        }
        let header = try table.finish { scores.append(.likelihood($0)) }
        guard count + scores.count > 0 else { throw FeedError(.incomplete, "EPSS came without a single score.") }
        try await batch.add(scores, sink)
        try await batch.flush(sink)
        var next = FeedState()
        next.watermark = header.day?.description
        next.validators["scores"] = FeedState.Validator(head)
        return next
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle, endings: [".csv", ".json"]).documents { document in
            if document.name.hasSuffix(".json") { return try Self.readAnswer(document, body) }
            var table = Table(name: document.name)
            try document.read { try table.take($0) { try body(.likelihood($0)) } }
            _ = try table.finish { try body(.likelihood($0)) }
        }
    }

    /// Reads an answer of the API, whose numbers are texts.
    private static func readAnswer(_ document: BundleDocument, _ body: (FeedItem) throws -> Void) throws {
        var splitter = JSONItemSplitter(member: "data")
        try document.read { piece in
            try splitter.take(piece) { bytes in
                guard let json = try? JSONValue(parsing: Array(bytes)), let id = json["cve"]?.text,
                    CVEIdentifier.isValid(id), let score = json["epss"]?.number, (0...1).contains(score)
                else { throw FeedError(.malformed, "An entry of \(document.name) is no score.") }
                let percentile = json["percentile"]?.number.flatMap { (0...1).contains($0) ? $0 : nil }
                try body(
                    .likelihood(
                        EPSSScore(id: id, score: score, percentile: percentile, day: json["date"]?.day, model: nil)))
            }
        }
        _ = try splitter.finish()
    }
}
