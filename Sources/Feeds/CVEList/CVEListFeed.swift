import Basics
import Outbound
package import SystemPackage

/// The CVE list of the CVE Program in version 5, as GitHub serves it (vendor.md §2.9).
///
/// The first fetch brings the whole list; later ones bring the records that the list's own log names.
package struct CVEListFeed: Feed {
    /// Beyond so many changes the whole list is brought instead.
    static let mostChanges = 5_000
    /// GitHub may serve a record as it was some minutes ago: what changed so shortly before the last fetch is asked again.
    static let overlap = 3_600.0
    private static let home = "https://raw.githubusercontent.com/CVEProject/cvelistV5/main"
    private static let archive = "https://codeload.github.com/CVEProject/cvelistV5/zip/refs/heads/main"

    /// Makes the source.
    package init() {}

    package var description: FeedDescription {
        var description = FeedDescription(slug: "cve-list", label: "CVE List", address: Self.home, extent: .changes)
        description.limits = [.init(10, per: .seconds(1)), .init(4_500, per: .seconds(3_600))]
        description.notice =
            "CVE records: the CVE Program, https://www.cve.org/Legal/TermsOfUse; CISA Vulnrichment (CC0)."
        return description
    }

    package func fetch(
        since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
    ) async throws -> FeedState {
        let line = FeedLine(label: "The CVE list", context: context)
        let known = state.watermark.flatMap { Timestamp($0) }
        var question = FeedQuestion(context.address + "/cves/deltaLog.json")
        if known != nil { question.validator = state.validators["log"] }
        let answer = try await line.ask(question) { line.usual($0) }
        guard !answer.head.isNotModified else { return state.unchanged }
        let log = try Log(try line.parse(answer.body))
        if let changes = log.changes(since: known), changes.count <= Self.mostChanges {
            try await fetch(changes, line, sink)
        } else {
            try await fetchAll(line, sink)
        }
        var next = FeedState()
        next.watermark = max(log.last, known ?? log.last).description
        next.validators["log"] = FeedState.Validator(answer.head)
        return next
    }

    private func fetch(_ changes: [String], _ line: FeedLine, _ sink: FeedBatch.Sink) async throws {
        var batch = FeedBatch()
        var misses = FeedMisses(line)
        for id in changes {
            guard let path = Self.path(of: id) else { continue }
            let answer = try await line.optional(FeedQuestion(line.context.address + path))
            let record = try await misses.attempt(id) {
                try answer.map { try SourceRecord(list: try line.parse($0.body)) }
            }
            if let record { try await batch.add(.record(record), sink) }
        }
        try misses.check()
        try await batch.flush(sink)
    }

    private func fetchAll(_ line: FeedLine, _ sink: FeedBatch.Sink) async throws {
        // A mirror has the whole list beside the records.
        let isHome = line.context.address == Self.home
        let question = FeedQuestion(isHome ? Self.archive : line.context.address + "/cves.zip")
        guard let (file, _) = try await line.download(question, most: 2 << 30) else { return }
        let archive = try ZipArchive(file.path)
        var batch = FeedBatch()
        var count = 0
        while let entry = try archive.next() {
            guard Self.isRecord(entry.name) else { continue }
            try Task.checkCancellation()
            let json = try line.parse(try archive.bytes(entry, most: 64 << 20))
            count += 1
            try await batch.add(.record(try SourceRecord(list: json)), sink)
        }
        guard count > 0 else { throw FeedError(.incomplete, "The archive of the CVE list holds no record.") }
        try await batch.flush(sink)
    }

    package func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {
        try FeedBundle(bundle).documents { document in
            guard !Self.isAboutTheList(document.name) else { return }
            try document.items { try body(.record(try SourceRecord(list: $0))) }
        }
    }

    /// Whether a name is that of a record in the list's folders.
    private static func isRecord(_ name: String) -> Bool {
        guard let last = name.split(separator: "/").last else { return false }
        return last.hasPrefix("CVE-") && last.hasSuffix(".json")
    }

    /// Files in the folders of the list that are no records.
    private static func isAboutTheList(_ name: String) -> Bool {
        name == "delta.json" || name == "deltalog.json" || name.hasPrefix("recent_activities")
    }

    /// `/cves/2025/14xxx/CVE-2025-14617.json`; `nil` for what is no id.
    static func path(of id: String) -> String? {
        guard CVEIdentifier.isValid(id) else { return nil }
        let parts = id.split(separator: "-")
        return "/cves/\(parts[1])/\(parts[2].dropLast(3))xxx/\(id).json"
    }
}

extension CVEListFeed {
    /// What the list tells of its changes in the last 30 days: `deltaLog.json`.
    struct Log {
        private var entries: [(moment: Timestamp, ids: [String])] = []
        /// When the latest changes were made.
        let last: Timestamp

        /// Reads the log.
        init(_ json: JSONValue) throws(FeedError) {
            for entry in json.arrayValue ?? [] {
                guard let moment = entry["fetchTime"]?.moment else { continue }
                let changed = (entry["new"]?.arrayValue ?? []) + (entry["updated"]?.arrayValue ?? [])
                entries.append((moment, changed.compactMap { $0["cveId"]?.text }.cves))
            }
            guard let last = entries.map(\.moment).max() else {
                throw FeedError(.malformed, "The log of the CVE list tells no change. Check the address.")
            }
            self.last = last
        }

        /// What changed since a moment, each id once; `nil` when the log does not reach back so far.
        func changes(since moment: Timestamp?) -> [String]? {
            guard let moment, let first = entries.map(\.moment).min(), first <= moment else { return nil }
            let from = moment.adding(seconds: -CVEListFeed.overlap)
            return entries.filter { $0.moment > from }.flatMap(\.ids).cves
        }
    }
}
