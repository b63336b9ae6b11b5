import Basics
import Outbound
package import SystemPackage

/// Arista's security advisories, which are pages for people (vendor.md §2.5).
///
/// The same facts stand in the CVE list in a form for machines; the pages add numbers of faults, conditions and hot fixes.
package struct AristaFeed: Feed {
    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(
            slug: "arista", label: "Arista advisories",
            address: "https://www.arista.com/en/support/advisories-notices/security-advisory", extent: .changes)
        description.limits = [.init(2, per: .seconds(1))]
        description.notice = "Advisories: Arista Networks, under its terms; the texts are Arista's."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "Arista", context: context)
        let walk = AdvisoryWalk(line: line, state: state, advisory: Self.advisory)
        var validators: [String: FeedState.Validator] = [:]
        var batch = FeedBatch()
        var misses = FeedMisses(line)
        for link in try await walk.links() {
            var question = FeedQuestion(link.url)
            question.validator = state.validators[link.id]
            let answer = try await line.optional(question, isData: false)
            validators[link.id] =
                answer.flatMap { FeedState.Validator($0.head) } ?? state.validators[link.id]
                ?? FeedState.Validator(tag: nil, modified: nil)
            if let answer, answer.head.isNotModified { continue }
            let page = try await misses.attempt(link.id) {
                try answer.map { answer in
                    let text = String(decoding: answer.body, as: UTF8.self)
                    guard let page = AristaPage(text, id: link.id, url: link.url) else {
                        throw FeedError(.malformed, "The page names no vulnerability.")
                    }
                    return page
                }
            }
            if let page { try await batch.add(page.records.map { .record($0) }, sink) }
        }
        try misses.check()
        try await batch.flush(sink)
        return walk.next(validators)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle, endings: [".html", ".htm"]).documents { document in
            let id = Self.number(document.name).map { "security-advisory-\($0)" } ?? document.name
            let text = String(decoding: try document.bytes(), as: UTF8.self)
            guard let page = AristaPage(text, id: id, url: nil) else {
                throw FeedError(.malformed, "\(document.name) is no advisory of Arista.")
            }
            for record in page.records { try body(.record(record)) }
        }
    }

    /// `…/security-advisory/21394-security-advisory-0117`, in any language and in the older forms.
    private static func advisory(_ url: String) -> AdvisoryWalk.Link? {
        let parts = url.prefix { $0 != "?" }.split(separator: "/")
        guard parts.count > 2, ["security-advisory", "security-advisories"].contains(parts[parts.count - 2]),
            let last = parts.last, let number = number(String(last)), last.first?.isNumber == true
        else { return nil }
        return AdvisoryWalk.Link(id: "security-advisory-\(number)", url: url)
    }

    /// The number in `21394-security-advisory-0117`, with four digits.
    private static func number(_ text: String) -> String? {
        guard let range = text.firstRange(of: "security-advisory-") else { return nil }
        let digits = text[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard (1...6).contains(digits.count) else { return nil }
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
