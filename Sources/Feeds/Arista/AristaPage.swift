import Basics

/// What a page of Arista's advisories says; its sentences are read, its markup is not.
struct AristaPage {
    /// A record for each CVE that the page is about.
    let records: [SourceRecord]

    /// Headings that begin a part of a page, in small letters.
    private static let headings: Set<String> = [
        "description", "vulnerability assessment", "affected software", "affected platforms",
        "required configuration for exploitation", "indicators of compromise", "mitigation", "resolution", "hotfix",
        "references", "for more information", "symptoms", "background",
    ]
    private static let mostLines = 20_000

    /// Reads a page; `nil` when it names no CVE that it is about.
    ///
    /// - Parameters:
    ///   - html: The page.
    ///   - id: The name of the advisory.
    ///   - url: Where it is.
    init?(_ html: String, id: String, url: String?) {
        let lines = PlainText.of(html).split(separator: "\n").prefix(Self.mostLines).map { Words.trimmed(String($0)) }
        let sections = Self.sections(lines)
        let cves = Self.cves(lines)
        guard !cves.isEmpty else { return nil }
        var common = SourceRecord(key: id)
        common.advisory = id
        common.url = url
        common.title = lines.first { $0.lowercased().hasPrefix("security advisory") }
        common.summary = Self.text(sections["description"])
        common.conditions = Self.text(sections["required configuration for exploitation"])
        common.workaround = Self.text(sections["mitigation"])
        common.solution = [sections["resolution"], sections["hotfix"]].compactMap(Self.text).joined(separator: "\n\n")
        if common.solution?.isEmpty == true { common.solution = nil }
        common.weaknesses = lines.flatMap(Self.words).weaknesses
        common.bugs = Self.bugs(lines)
        var rows = AristaRows(cves: cves)
        rows.add(sections["affected software"] ?? [], status: "affected")
        rows.add(sections["resolution"] ?? [], status: "unaffected")
        let scores = Self.scores(lines, cves)
        records = cves.map { cve in
            var record = common
            record.key = "\(id)/\(cve)"
            record.cve = cve
            for metric in scores[cve] ?? [] { record.add(metric) }
            record.affected = rows.affected(by: cve)
            return record
        }
    }

    private static func text(_ lines: [String]?) -> String? {
        guard let lines, !lines.isEmpty else { return nil }
        return lines.joined(separator: "\n")
    }

    private static func sections(_ lines: [String]) -> [String: [String]] {
        var sections: [String: [String]] = [:]
        var name: String?
        for line in lines {
            let heading = line.lowercased().drop { $0 == "-" || $0 == " " }.prefix { $0 != ":" }
            if headings.contains(String(heading)), heading.count + 1 >= line.count {
                name = String(heading)
            } else if let name {
                sections[name, default: []].append(line)
            }
        }
        return sections
    }

    /// The CVEs that the page is about: those that it says it tracks, else those of its first lines.
    private static func cves(_ lines: [String]) -> [String] {
        let tracking = lines.filter { $0.lowercased().contains("cve-id") }
        let tracked = tracking.flatMap(words).cves
        return tracked.isEmpty ? lines.prefix(60).flatMap(words).cves : tracked
    }

    private static func bugs(_ lines: [String]) -> [String] {
        var bugs: [String] = []
        for line in lines {
            let words = words(line)
            for (word, next) in zip(words, words.dropFirst())
            where word.uppercased() == "BUG" && next.count >= 4 && next.allSatisfy(\.isNumber) && !bugs.contains(next) {
                bugs.append(next)
            }
        }
        return bugs
    }

    /// `CVSSv3.1 Base Score: 5.9 (CVSS:3.1/AV:N/…)`, behind the CVE that it belongs to.
    private static func scores(_ lines: [String], _ cves: [String]) -> [String: [CVSSMetric]] {
        var scores: [String: [CVSSMetric]] = [:]
        var current = cves
        for line in lines {
            let words = line.split { " ()".contains($0) }.map(String.init)
            let mentioned = words.cves.filter(cves.contains)
            if !mentioned.isEmpty { current = mentioned }
            guard line.lowercased().contains("base score"),
                let vector = words.first(where: { $0.hasPrefix("CVSS:") || $0.hasPrefix("AV:") }),
                let score = words.compactMap({ Double($0) }).first(where: { (0...10).contains($0) })
            else { continue }
            let version = vector.hasPrefix("CVSS:") ? vector.dropFirst(5).prefix { $0 != "/" } : "2.0"
            let data: JSONValue = [
                "version": .string(String(version)), "vectorString": .string(vector), "baseScore": .double(score),
            ]
            for cve in current {
                guard let metric = CVSSMetric(["source": "Arista", "type": "Primary", "cvssData": data]) else {
                    continue
                }
                scores[cve, default: []].append(metric)
            }
        }
        return scores
    }

    /// The words of a line, without what stands around them.
    static func words(_ line: String) -> [String] {
        line.split { !($0.isLetter || $0.isNumber || "-._".contains($0)) }.map { word in
            var word = word
            while let last = word.last, ".-".contains(last) { word.removeLast() }
            return String(word)
        }
    }
}
