import Applicability
import Basics

/// Judges a batch of CVEs for the software of the own network.
struct ExposureJudge: Sendable {
    let batch: CaseBatch
    let known: [OperatingSystem: [SoftwareIdentities.Known]]
    let hardware: HardwareUse
    let checker: CheckerEvidence

    /// Everything of which a source says "affected" or "potential".
    ///
    /// - Parameter software: The software versions that are judged; nil for all.
    func findings(software: Set<Identifier>?) -> ([JudgedFinding], AssessmentBook) {
        var findings: [JudgedFinding] = []
        var book = AssessmentBook()
        for (system, index) in batch.indexes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            for release in known[system] ?? [] where software?.contains(release.software) ?? true {
                judge(release, index, &findings, &book)
            }
        }
        return (findings, book)
    }

    private func judge(
        _ release: SoftwareIdentities.Known, _ index: CaseIndex, _ findings: inout [JudgedFinding],
        _ book: inout AssessmentBook
    ) {
        let subject = Applicability.Subject(release.version)
        /// The hardware that runs it, with what the checker says of it there; made when the first answer depends on it.
        var kinds: [(id: Identifier, subject: Applicability.Subject, extra: [String: [Evidence]])]?
        for finding in index.findings(subject, extra: checker.evidence(subject)) {
            let base = book.keep(finding.assessment)
            findings.append(
                JudgedFinding(cve: finding.id, software: release.software, deviceType: nil, assessment: base))
            // Without hardware the answer leaves open what hardware decides; nothing else depends on it.
            guard finding.assessment.evidence.contains(where: { $0.verdict == .potential }) else { continue }
            let types =
                kinds
                ?? hardware.types(of: release.software).map { type in
                    let exact = Applicability.Subject(release.version, hardware: type.names)
                    return (type.id, exact, checker.evidence(exact))
                }
            kinds = types
            for type in types {
                let key = book.keep(index.assessment(at: finding.place, type.subject, extra: type.extra))
                guard key != base else { continue }
                findings.append(
                    JudgedFinding(cve: finding.id, software: release.software, deviceType: type.id, assessment: key))
            }
        }
    }
}
