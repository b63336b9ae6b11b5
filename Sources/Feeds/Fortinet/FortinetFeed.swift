import Basics
import Outbound
package import SystemPackage

/// The advisories of Fortinet's PSIRT: a list of pages, each of which leads to a CSAF document (vendor.md §2.4).
package struct FortinetFeed: Feed {
    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "fortinet", label: "Fortinet PSIRT", address: "https://fortiguard.fortinet.com/psirt",
            extent: .changes)
        description.limits = [.init(2, per: .seconds(1))]
        description.notice = "Advisories: Fortinet PSIRT, under its terms; the texts are Fortinet's."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "Fortinet", context: context)
        let walk = AdvisoryWalk(line: line, state: state, advisory: Self.advisory)
        var validators: [String: FeedState.Validator] = [:]
        var batch = FeedBatch()
        var misses = FeedMisses(line)
        for link in try await walk.links() {
            let known = state.validators[link.id]
            validators[link.id] = known ?? FeedState.Validator(tag: nil, modified: nil)
            let page = try await line.optional(FeedQuestion(link.url), isData: false)
            let document = page.flatMap { page in
                PageLinks.of(page.body, at: link.url).first {
                    Self.isDocument($0) && CSAFListing.isNear($0, context.address)
                }
            }
            guard let document else {
                // Old advisories have none.
                await context.tell("The page of \(link.id) leads to no CSAF document.")
                continue
            }
            var question = FeedQuestion(document)
            question.validator = known
            let answer = try await line.optional(question)
            if let answer, answer.head.isNotModified { continue }
            let records = try await misses.attempt(link.id) {
                try answer.map { try CSAFDocument(try line.parse($0.body)).records(.fortinet) }
            }
            guard let answer, let records else { continue }
            try await batch.add(records.map { .record($0) }, sink)
            validators[link.id] = FeedState.Validator(answer.head) ?? validators[link.id]
        }
        try misses.check()
        try await batch.flush(sink)
        return walk.next(validators)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try CSAFFeed.documents(bundle) { document in
            for record in document.records(.fortinet) { try body(.record(record)) }
        }
    }

    /// `…/psirt/FG-IR-25-756`.
    private static func advisory(_ url: String) -> AdvisoryWalk.Link? {
        let parts = url.prefix { $0 != "?" }.split(separator: "/")
        guard parts.count > 2, parts[parts.count - 2] == "psirt", let id = parts.last else { return nil }
        let numbers = id.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 4, numbers[0] == "FG", numbers[1] == "IR", id.utf8.count <= 20,
            numbers[2...].allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
        else { return nil }
        return AdvisoryWalk.Link(id: String(id), url: url)
    }

    private static func isDocument(_ url: String) -> Bool {
        let last = url.prefix { $0 != "?" }.split(separator: "/").last?.lowercased() ?? ""
        return last.hasSuffix(".json") && last.hasPrefix("csaf")
    }
}
