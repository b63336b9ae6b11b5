import Basics
import Domain
import Feeds

/// A vulnerability as the NVD answers it, in the terms of a CVE record (lifecycle.md §4.4, vendor.md §2.7).
struct NISTRecord: Sendable, Hashable {
    let name: String
    let description: String
    /// nil when the answer has none; it is never made up.
    let published: CalendarDay?
    let modified: CalendarDay?
    let link: String
    /// Whether the CVE was withdrawn.
    let isRejected: Bool
    /// The best base score: of version 4.0, else 3.1, else 3.0, else 2.
    let cvss: Double?
    let cvssV2: Double?
    let cvssV3: Double?
    let severity: Severity

    /// - Parameter json: The member `cve` of an entry.
    /// - Returns: nil for an entry that is no CVE.
    init?(_ json: JSONValue) {
        guard let id = json["id"]?.stringValue, CVEIdentifier.isValid(id) else { return nil }
        name = id
        let english = (json["descriptions"]?.arrayValue ?? []).first { $0["lang"]?.stringValue == "en" }
        description = english?["value"]?.stringValue ?? "No English description provided."
        func day(_ member: String) -> CalendarDay? {
            json[member]?.stringValue.flatMap { CalendarDay(String($0.prefix(10))) }
        }
        published = day("published")
        modified = day("lastModified")
        isRejected = json["vulnStatus"]?.stringValue?.lowercased() == "rejected"
        let urls = (json["references"]?.arrayValue ?? []).compactMap { $0["url"]?.stringValue }
        link = urls.first(where: Self.isLink) ?? "https://www.cvedetails.com/cve/\(id)/"
        let scores = NISTScores(json["metrics"], assigner: json["sourceIdentifier"]?.stringValue)
        cvss = scores.best?.score
        severity = scores.best?.severity ?? .none
        cvssV2 = scores.version2?.score
        cvssV3 = (scores.version31 ?? scores.version30)?.score
    }

    /// Whether a record can hold the address.
    private static func isLink(_ url: String) -> Bool {
        url.count <= 200 && (url.hasPrefix("https://") || url.hasPrefix("http://"))
            && url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

/// The scores of a vulnerability, one for each version of CVSS.
struct NISTScores: Sendable, Hashable {
    struct Score: Sendable, Hashable {
        /// The base score, 0 to 10.
        let score: Double
        let severity: Severity
    }

    let version40: Score?
    let version31: Score?
    let version30: Score?
    let version2: Score?

    var best: Score? { version40 ?? version31 ?? version30 ?? version2 }

    init(_ metrics: JSONValue?, assigner: String?) {
        func score(_ member: String, isSecond: Bool = false) -> Score? {
            let entries = (metrics?[member]?.arrayValue ?? []).compactMap { Entry($0, isSecond: isSecond) }
            return entries.believed(assigner: assigner)?.score
        }
        version40 = score("cvssMetricV40")
        version31 = score("cvssMetricV31")
        version30 = score("cvssMetricV30")
        version2 = score("cvssMetricV2", isSecond: true)
    }

    private struct Entry: SourcedScore {
        let source: String
        let isPrimary: Bool
        let score: Score

        init?(_ json: JSONValue, isSecond: Bool) {
            guard let base = json["cvssData"]?["baseScore"]?.doubleValue, (0...10).contains(base) else { return nil }
            source = json["source"]?.stringValue ?? ""
            isPrimary = json["type"]?.stringValue == "Primary"
            let named = (json["cvssData"]?["baseSeverity"] ?? json["baseSeverity"])?.stringValue ?? ""
            let severity = Severity.allCases.first { $0.rawValue.uppercased() == named.uppercased() }
            score = Score(score: base, severity: severity ?? .band(of: base, isVersion2: isSecond))
        }
    }
}
