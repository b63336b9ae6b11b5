import Basics

/// An advisory of Cisco, as openVuln gives it; every value is a text or a list of texts (vendor.md §2.2).
struct CiscoAdvisory: Sendable {
    /// Its name (`cisco-sa-…`).
    let id: String
    /// Releases that hold the fix, of all trains.
    let firstFixed: [String]
    /// Product lines with what fixes them.
    let platforms: [CheckerAnswer.Platform]
    /// The CVEs that it names; none for advisories that are about something else.
    let cves: [String]
    private let common: SourceRecord

    /// Reads an advisory.
    ///
    /// - Throws: ``FeedError`` when it has no name.
    init(_ json: JSONValue) throws {
        guard let id = json["advisoryId"]?.text, id.utf8.count <= 200 else {
            throw FeedError(.malformed, "An advisory of Cisco has no name.")
        }
        self.id = id
        cves = (json["cves"]?.texts ?? []).cves
        firstFixed = json["firstFixed"]?.texts ?? []
        platforms = (json["platforms"]?.arrayValue ?? []).compactMap { platform in
            guard let name = platform["name"]?.text else { return nil }
            let fixes = (platform["firstFixes"]?.arrayValue ?? []).compactMap { $0["name"]?.text ?? $0.text }
            // What does not say that it is safe is taken for what it is listed as.
            let isSafe = platform["vulnerabilityState"]?.text?.lowercased().contains("not") == true
            return CheckerAnswer.Platform(name: name, isVulnerable: !isSafe, fixedIn: fixes)
        }
        var common = SourceRecord(key: id)
        common.advisory = id
        common.title = json["advisoryTitle"]?.text
        common.summary = json["summary"]?.text.map(PlainText.of)
        common.modified = json["lastUpdated"]?.moment
        common.published = json["firstPublished"]?.moment
        common.status = json["status"]?.text
        common.rating = json["sir"]?.text
        common.advisoryScore = json["cvssBaseScore"]?.number.flatMap { (0...10).contains($0) ? $0 : nil }
        common.weaknesses = (json["cwe"]?.texts ?? []).weaknesses
        common.bugs = json["bugIDs"]?.texts ?? []
        common.url = json["publicationUrl"]?.text
        common.references = [json["csafUrl"]?.text].compactMap { $0 }
        self.common = common
    }

    /// A record for each CVE, or one for the advisory when it names none.
    var records: [SourceRecord] {
        guard !cves.isEmpty else { return [common] }
        return cves.map { cve in
            var record = common
            record.key = "\(id)/\(cve)"
            record.cve = cve
            return record
        }
    }

    /// What the advisory says of the version that was asked for.
    var finding: CheckerAnswer.Finding {
        CheckerAnswer.Finding(advisory: id, cves: cves, fixedIn: firstFixed, platforms: platforms)
    }

    /// The advisories of an answer: a list, or one that stands by itself.
    ///
    /// - Throws: ``FeedError`` for anything else, which must not pass for "nothing found".
    static func list(_ json: JSONValue) throws -> [CiscoAdvisory] {
        guard let advisories = json["advisories"] else { return [try CiscoAdvisory(json)] }
        guard let list = advisories.arrayValue else { return [try CiscoAdvisory(advisories)] }
        return try list.map(CiscoAdvisory.init)
    }
}
