import Basics
import Domain
import Modeling

/// Makes one view of what all sources say of a CVE (vendor.md §1.4, field rules; §2.7, choice of the score).
struct MergedView {
    /// What one record says, as far as the view needs it.
    struct Part {
        let feed: String
        let title: String
        let summary: String
        let url: String
        let rating: String
        let published: Timestamp?
        let modified: Timestamp?
        let details: RecordDetails
        let isWithdrawn: Bool
    }

    private let cve: String
    private let parts: [Part]

    /// - Parameter parts: The live records of the CVE, in any order.
    init(_ cve: String, _ parts: [Part]) {
        self.cve = cve
        // Vendors know their products; the NVD describes everything the same way.
        self.parts = parts.filter { !$0.isWithdrawn }.sorted {
            (FeedRank.rank($0.feed), $0.feed) < (FeedRank.rank($1.feed), $1.feed)
        }
    }

    /// Where a CVE's row is kept.
    static func id(_ cve: String) -> Identifier { .derived(from: "vulnerability:\(cve)") }

    /// The row, without what catalogs of exploitation say.
    func record() -> Record<KnownVulnerability> {
        var row = Record<KnownVulnerability>(id: ID(Self.id(cve)))
        row.cve = cve
        row.isWithdrawn = parts.isEmpty
        row.title = parts.first { !$0.title.isEmpty }?.title ?? ""
        row.summary = parts.first { !$0.summary.isEmpty }?.summary ?? ""
        row.link = parts.first { !$0.url.isEmpty }?.url ?? "https://www.cve.org/CVERecord?id=\(cve)"
        row.rating = parts.first { !$0.rating.isEmpty }?.rating ?? ""
        row.published = parts.compactMap(\.published).min().map(\.day)
        row.modified = parts.compactMap(\.modified).max().map(\.day)
        var weaknesses: [String] = []
        for weakness in parts.flatMap(\.details.weaknesses) where !weaknesses.contains(weakness) {
            weaknesses.append(weakness)
        }
        row.weaknesses = StringList(weaknesses)
        if let best = bestMetric() {
            row.score = best.score
            row.scoreVersion = best.version
            row.scoreSource = best.source
            row.vector = best.vector
            row.severity = Severity.band(of: best.score, isVersion2: best.version.hasPrefix("2.0")).rawValue
        } else {
            row.severity = Severity.none.rawValue
        }
        return row
    }

    /// The newest version of CVSS; in it the NVD's own, else the first of who is believed most.
    private func bestMetric() -> RecordDetails.Metric? {
        let all = parts.flatMap(\.details.metrics)
        guard let newest = all.map({ Self.generation($0.version) }).max() else { return nil }
        return all.filter { Self.generation($0.version) == newest }.believed(assigner: nil)
    }

    private static func generation(_ version: String) -> Int {
        switch version.prefix(3) {
        case "4.0": 4
        case "3.1": 3
        case "3.0": 2
        case "2.0": 1
        default: 0
        }
    }

    /// The order of work: exploited ones by the day until which they have to be dealt with, then those that ransomware uses,
    /// then those with an EPSS of 0.1 or more, then by score, then by EPSS (vendor.md, appendix B).
    static func priority(_ row: Record<KnownVulnerability>) -> Int {
        var priority = 0
        if row.isExploited { priority = max(1, 100_000 - Int(row.due?.daysSinceEpoch ?? 99_000)) }
        priority = priority << 1 | (row.usedByRansomware ? 1 : 0)
        priority = priority << 1 | ((row.epss ?? 0) >= 0.1 ? 1 : 0)
        priority = priority << 7 | Int(((row.score ?? 0) * 10).rounded())
        return priority << 10 | Int(((row.epss ?? 0) * 1000).rounded())
    }
}

/// How much the records of a feed are believed.
enum FeedRank {
    /// 0 is believed most.
    static func rank(_ feed: String) -> Int {
        switch feed {
        case "cve-list": 0
        case "nvd": 2
        case "bundled": 4
        case "arista": 3
        default: 1
        }
    }
}
