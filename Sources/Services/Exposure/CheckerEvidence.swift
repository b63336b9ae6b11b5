import Applicability
import Basics
import Domain
import Feeds
import Modeling
import Storage

/// What a vendor's checker said of releases, as evidence.
struct CheckerEvidence: Sendable {
    /// The feed that asks the checker.
    static let feed = "cisco-openvuln"

    private struct Release: Hashable {
        let system: OperatingSystem
        let canonical: String
    }

    private var answers: [Release: [String: [CheckerAnswer.Finding]]] = [:]
    /// By system, the CVEs that the checker named for any release.
    private(set) var known: [OperatingSystem: Set<String>] = [:]

    /// Reads all answers that count.
    init(_ session: Session) throws {
        let rows = try session.connection.rows(
            "SELECT system, version, findings FROM \(CheckedRelease.schema.names.table) WHERE is_live AND is_known "
                + "AND NOT is_withdrawn", [], kinds: [.text, .text, .json])
        for row in rows {
            guard let system = OperatingSystem(rawValue: row[0].plainText) else { continue }
            var findings: [String: [CheckerAnswer.Finding]] = [:]
            if case .json(let text) = row[2], let json = try? JSONValue(parsing: text) {
                for finding in CheckerFindings.read(json) {
                    for cve in finding.cves { findings[cve, default: []].append(finding) }
                }
            }
            known[system, default: []].formUnion(findings.keys)
            answers[Release(system: system, canonical: row[1].plainText)] = findings
        }
    }

    /// Evidence of the checker for a subject, by CVE.
    ///
    /// A release that was asked for is not affected by what the checker knows and did not name; of what it does not know it
    /// says nothing.
    func evidence(_ subject: Applicability.Subject) -> [String: [Evidence]] {
        let release = Release(system: subject.system, canonical: subject.version.canonical)
        guard let findings = answers[release] else { return [:] }
        var result: [String: [Evidence]] = [:]
        for (cve, list) in findings { result[cve] = list.map { Self.evidence($0, subject) } }
        for cve in known[subject.system] ?? [] where result[cve] == nil {
            var evidence = Evidence(
                source: .vendorChecker, verdict: .notAffected, rule: "not among the advisories for \(release.canonical)"
            )
            evidence.origin = Self.feed
            result[cve] = [evidence]
        }
        return result
    }

    private static func evidence(_ finding: CheckerAnswer.Finding, _ subject: Applicability.Subject) -> Evidence {
        var evidence = Evidence(source: .vendorChecker, verdict: .affected, rule: finding.advisory)
        evidence.origin = feed
        evidence.fixedIn = finding.fixedIn
        let vulnerable = finding.platforms.filter(\.isVulnerable)
        if !vulnerable.isEmpty {
            let matches = vulnerable.map { subject.hardware.match($0.name, vendor: "cisco") }
            if matches.max() != .yes { evidence.verdict = .potential }
            evidence.conditions = ["platforms: " + vulnerable.map(\.name).joined(separator: ", ")]
            evidence.fixedIn += vulnerable.flatMap(\.fixedIn)
        }
        return evidence
    }
}
