/// Who says whether a vulnerability applies, in the order of who is believed.
package enum EvidenceSource: Int, Comparable, CaseIterable, Sendable {
    /// The vendor's own checker, asked for this very version.
    case vendorChecker
    /// The record that the vendor wrote for the CVE list.
    case cna
    /// The vendor's advisory in CSAF.
    case csaf
    /// The configurations of the NVD.
    case nvd
    /// Words of a page.
    case page

    /// Whether the left one is believed before the right one.
    package static func < (left: EvidenceSource, right: EvidenceSource) -> Bool { left.rawValue < right.rawValue }
}

/// What one source says of a subject, and why.
package struct Evidence: Sendable, Hashable {
    /// Who says it.
    package var source: EvidenceSource
    /// Where the words were found, such as the name of a feed; empty when that is not told apart.
    package var origin = ""
    /// What it says.
    package var verdict: Verdict
    /// The criterion or row that decided, as the source writes it.
    package var rule: String
    /// The releases that hold a fix, those of the own train first.
    package var fixedIn: [String] = []
    /// What was mended in the source to make sense of it.
    package var flags: Set<AffectedRow.Flag> = []
    /// What must hold besides the version.
    package var conditions: [String] = []

    /// Makes evidence.
    package init(source: EvidenceSource, verdict: Verdict, rule: String) {
        self.source = source
        self.verdict = verdict
        self.rule = rule
    }
}

/// What all sources together say of a subject.
package struct Assessment: Sendable, Hashable {
    /// The verdict of the source that is believed most and covers the version.
    package let verdict: Verdict
    /// Whether a source says "affected" and another one "not affected".
    package let isConflict: Bool
    /// What each source says, the most believed first.
    package let evidence: [Evidence]
    /// The releases that hold a fix, by the source that decided.
    package let fixedIn: [String]

    /// Combines what sources say.
    ///
    /// A source that is silent never makes something safe: "unknown" is passed over, and is the verdict only when all
    /// say so. Where the most believed source leaves it at "potential", a firm "affected" of another one counts.
    package init(_ evidence: [Evidence]) {
        let ranked = evidence.sorted { $0.source < $1.source }
        self.evidence = ranked
        let telling = ranked.filter { $0.verdict != .unknown }
        // One source may have several entries for a product: the strongest of them speaks for it.
        let leading = telling.first?.source
        var chosen = telling.filter { $0.source == leading }.min { Self.rank($0.verdict) < Self.rank($1.verdict) }
        if chosen?.verdict == .potential, let firm = telling.first(where: { $0.verdict == .affected }) { chosen = firm }
        verdict = chosen?.verdict ?? .unknown
        fixedIn = chosen?.fixedIn ?? []
        let verdicts = Set(telling.map(\.verdict))
        let contradictsItself = ranked.contains { $0.flags.contains(.contradicted) }
        isConflict =
            contradictsItself
            || verdicts.contains(.notAffected) && (verdicts.contains(.affected) || verdicts.contains(.potential))
    }

    private static func rank(_ verdict: Verdict) -> Int {
        switch verdict {
        case .affected: 0
        case .potential: 1
        case .notAffected: 2
        case .unknown: 3
        }
    }
}
