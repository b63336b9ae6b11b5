import Basics
import Outbound
package import SystemPackage

/// CISA's Known Exploited Vulnerabilities Catalog, one file (vendor.md §2.10).
package struct KEVFeed: Feed {
    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "kev", label: "CISA KEV",
            address: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
            extent: .everything)
        description.limits = [.init(6, per: .seconds(60))]
        description.notice = "Known exploited vulnerabilities: the KEV catalog of CISA, in the public domain (CC0)."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "CISA's catalog", context: context)
        var question = FeedQuestion(context.address)
        question.validator = state.validators["catalog"]
        // The file moves within the site of CISA, and is mirrored on GitHub.
        let answer = try await line.ask(question) { line.usual($0) }
        guard !answer.head.isNotModified else { return state.unchanged }
        let (entries, version) = try Self.read { take in try answer.body.withUnsafeBufferPointer(take) }
        guard !entries.isEmpty else { throw FeedError(.incomplete, "CISA's catalog came without a single entry.") }
        var batch = FeedBatch()
        try await batch.add(entries.lazy.map { .exploited($0) }, sink)
        try await batch.flush(sink)
        var next = FeedState()
        next.watermark = version
        next.validators["catalog"] = FeedState.Validator(answer.head)
        return next
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            for entry in try Self.read(document.read).entries { try body(.exploited(entry)) }
        }
    }
}
