package import Basics

/// What one source says of one vulnerability, or of an advisory that names none (vendor.md, appendix B).
///
/// Texts are plain: markup is taken out, nothing is cut. A day or a score that the source does not give stays `nil`.
package struct SourceRecord: Hashable, Sendable {
    /// What distinguishes it among the records of its source: the CVE's id, the advisory's, or both with `/` between them.
    package var key: String
    /// The CVE that it is about; `nil` for an advisory without one.
    package var cve: String?
    /// The source's own name of the advisory, where it has one beside the CVE's id.
    package var advisory: String?
    /// When the source changed it last; a record that was changed later replaces one that was changed earlier.
    package var modified: Timestamp?
    /// When it was published.
    package var published: Timestamp?
    /// How far the source is with it, in the source's words (`Analyzed`, `Interim`).
    package var status: String?
    /// Whether the source took it back: then it says nothing else.
    package var isWithdrawn = false
    /// Its title.
    package var title: String?
    /// What it is about.
    package var summary: String?
    /// The page that describes it.
    package var url: String?
    /// The vendor's own rating, which may differ from the band of the score (`High`).
    package var rating: String?
    /// Scores of the CVE; a score that a vendor gives to a whole advisory is no score of its CVEs.
    package var metrics: [CVSSMetric] = []
    /// The score of the whole advisory, 0 to 10.
    package var advisoryScore: Double?
    /// Ids of weaknesses (`CWE-79`), each once.
    package var weaknesses: [String] = []
    /// Pages that it refers to.
    package var references: [String] = []
    /// The vendor's numbers of its faults.
    package var bugs: [String] = []
    /// What must be configured to be exposed.
    package var conditions: String?
    /// What helps until the fix is there.
    package var workaround: String?
    /// What fixes it, in words.
    package var solution: String?
    /// `configurations` in the form of the NVD's API 2.0, as JSON; `nil` when there are none, which means "unknown".
    package var configurations: [UInt8]?
    /// Products in the form of `affected` in the CVE list, version 5.
    package var affected: [JSONValue] = []
    /// Products of which the source says two things at once; their rows have the member `conflict`.
    package var conflicts: [String] = []
    /// How CISA decided about it.
    package var decision: SSVCDecision?
    /// The day on which CISA listed it as exploited, where the record tells.
    package var exploitedSince: CalendarDay?

    /// Starts with nothing but its name.
    package init(key: String) {
        self.key = key
    }
}

/// A decision by the Stakeholder-Specific Vulnerability Categorization, in its own words and small letters.
package struct SSVCDecision: Hashable, Sendable {
    /// `none`, `poc` or `active`.
    package var exploitation: String?
    /// Whether exploiting it can be automated.
    package var automatable: Bool?
    /// `partial` or `total`.
    package var technicalImpact: String?
    /// When it was decided.
    package var decided: Timestamp?
}
