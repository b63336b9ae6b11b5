/// A CVSS score that one source gives a vulnerability.
protocol SourcedScore: Sendable {
    /// Who scored, such as `nvd@nist.gov`; empty when nobody says.
    var source: String { get }
    /// Whether the source calls it its primary score.
    var isPrimary: Bool { get }
}

extension Sequence where Element: SourcedScore {
    /// The score that counts among those of one version of CVSS (vendor.md §2.7): the NVD's own primary one, else the first
    /// primary one, else that of who assigned the CVE, else the first.
    ///
    /// - Parameter assigner: Who assigned the CVE; nil when that is not known.
    func believed(assigner: String?) -> Element? {
        first { $0.isPrimary && $0.source == "nvd@nist.gov" } ?? first(where: \.isPrimary)
            ?? first { !$0.source.isEmpty && $0.source == assigner } ?? first { _ in true }
    }
}
