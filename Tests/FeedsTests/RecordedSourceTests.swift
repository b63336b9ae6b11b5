import Applicability
import Basics
import Feeds
import Foundation
import SystemPackage
import Testing

/// What each source makes of recorded files, as a bundle.
@Suite(.enabled(if: RecordedFeeds.areAvailable)) struct RecordedSourceTests {
    private static let root = RecordedFeeds.root

    private static func feed(_ slug: String) throws -> any Feed {
        try #require(BuiltInFeeds.all.first { $0.description.slug == slug })
    }

    private static func items(_ slug: String, _ path: String) throws -> [FeedItem] {
        var items: [FeedItem] = []
        try feed(slug).read(FilePath(root + path)) { items.append($0) }
        return items
    }

    private static func records(_ slug: String, _ path: String) throws -> [SourceRecord] {
        try items(slug, path).compactMap { if case .record(let record) = $0 { record } else { nil } }
    }

    private static func facts(_ slug: String, _ path: String) throws -> [LifecycleFact] {
        try items(slug, path).compactMap { if case .lifecycle(let fact) = $0 { fact } else { nil } }
    }

    @Test(arguments: [
        ("nvd", "nvd-netos", 2556), ("nvd", "nvd-feed/nvdcve-1.1-recent.json.gz", 513),
        ("nvd", "nvd-feed/nvdcve-2.0-2002.sample.json.gz", 4), ("nvd", "nvd-feed/nvdcve-2.0-2021.sample.json.gz", 3),
        ("nvd", "nvd-feed/nvdcve-2.0-modified.sample.json.gz", 2), ("nvd", "nvd-api/cve-1_item-0-1.json", 1),
        ("nvd", "nvd-api/cve-3_pages-0-3.json", 3), ("nvd", "nvd-api/cve-3_pages-3-3.json", 3),
        ("nvd", "nvd-api/cve-3_pages-6-3.json", 2), ("nvd", "nvd-api/cve-empty-0-1.json", 0),
        ("nvd", "nvd-api/cve-moddate-0-3.json", 8), ("nvd", "nvd-api/cve-modern-netos-5.trimmed.json", 5),
        ("nvd", "nvd-api/cve-ssvc_affected-0-1.json", 1), ("cve-list", "cve5", 1149),
        ("kev", "kev/known_exploited_vulnerabilities.json", 1404), ("epss", "epss/epss_scores-2021-04-14.csv.gz", 2),
        ("epss", "epss/epss_scores-2021-09-01.csv.gz", 2), ("epss", "epss/epss_scores-2022-02-04.csv.gz", 2),
        ("epss", "epss/epss_scores-2023-03-07.csv.gz", 2), ("epss", "epss/epss-missing-date.csv", 5),
        ("epss", "epss/epss-example-2025-02-20.csv", 5), ("cisco-openvuln", "cisco-openvuln/all-3-advisories.json", 10),
        ("cisco-openvuln", "cisco-openvuln/by-cve-CVE-2011-0941.json", 1),
        ("cisco-openvuln", "cisco-openvuln/advisory-cisco-sa-20150309-rowhammer.json", 1),
        ("cisco-openvuln", "cisco-openvuln/advisory-cisco-sa-snort3-mime-vulns-tTL8PgVH.json", 2),
        ("cisco-eox", "cisco-eox", 10), ("paloalto", "paloalto-json", 6), ("fortinet", "fortinet-csaf", 10),
        ("csaf", "cisco-csaf", 10), ("csaf", "paloalto-csaf", 17), ("csaf", "csaf-generic", 0),
        ("endoflife", "endoflife", 176),
    ])
    func `every recorded file gives what it holds`(slug: String, path: String, count: Int) throws {
        #expect(try Self.items(slug, path).count == count)
    }

    @Test(arguments: [
        ("nvd", "nvd-api/cpe-1_item-0-1.json"), ("nvd", "nvd-api/cpematch-1_item-0-1.json"),
        ("nvd", "nvd-api/cvehistory-3_items-0-3.json"), ("nvd", "kev"), ("kev", "nvd-api/cve-1_item-0-1.json"),
        ("epss", "epss/epss-invalid-header.csv"), ("cisco-openvuln", "cisco-openvuln/error-bodies.json"),
        ("cisco-openvuln", "cisco-openvuln/ostype-fragments.json"), ("csaf", "kev"),
        ("fortinet", "cve5/CVE-2024-3400.json"),
        ("cve-list", "fortinet-csaf"), ("paloalto", "fortinet-csaf"), ("endoflife", "kev"), ("cisco-eox", "kev"),
        ("arista", "kev"), ("nvd", "nothing-here"),
    ])
    func `a file of another source is refused`(slug: String, path: String) throws {
        #expect(throws: FeedError.self) { try Self.items(slug, path) }
    }

    /// What a record says of a version.
    private static func verdicts(
        _ record: SourceRecord, _ system: OperatingSystem, _ versions: [String]
    ) throws -> [Verdict] {
        let products = record.affected.compactMap(AffectedProduct.init)
        return try versions.map { text in
            let subject = Subject(try Version(text, of: system))
            return products.compactMap { $0.evidence(subject)?.verdict }.first ?? .unknown
        }
    }

    private static func record(_ slug: String, _ path: String, _ key: String) throws -> SourceRecord {
        try #require(try records(slug, path).first { $0.key == key })
    }

    @Test func `records of the NVD say all that is in them, in the form of today and in the old one`() throws {
        let modern = try Self.record("nvd", "nvd-api/cve-modern-netos-5.trimmed.json", "CVE-2023-20198")
        #expect(modern.modified == Timestamp("2025-10-28T13:59:32.787Z"))
        #expect(modern.metrics.contains { $0.score == 10 && $0.source == "nvd@nist.gov" })
        #expect(!modern.references.isEmpty && modern.weaknesses.contains("CWE-420"))
        let passedOn = try #require(try Self.records("nvd", "nvd-api/cve-ssvc_affected-0-1.json").first)
        #expect(passedOn.affected.contains { $0["product"] != nil && $0["versions"]?.arrayValue?.isEmpty == false })
        #expect(passedOn.decision?.exploitation != nil && passedOn.decision?.technicalImpact != nil)
        #expect(modern.exploitedSince == CalendarDay("2023-10-16"))
        let old = try Self.records("nvd", "nvd-feed/nvdcve-1.1-recent.json.gz")
        #expect(old.allSatisfy { $0.modified != nil && $0.summary != nil && $0.metrics.count <= 2 })
        let configured = old.compactMap(\.configurations)
        #expect(configured.count == 22)
        for text in configured { _ = try NVDConfigurations(try JSONValue(parsing: text)) }
        #expect(old.contains { !$0.metrics.isEmpty && !$0.references.isEmpty && !$0.weaknesses.isEmpty })
    }

    @Test func `records of the CVE list carry rows, scores, decisions and words`() throws {
        let webUI = try Self.record("cve-list", "cve5/CVE-2023-20198.json", "CVE-2023-20198")
        #expect(try Self.verdicts(webUI, .ciscoIOSXE, ["16.9.5", "17.9.4a"]) == [.affected, .notAffected])
        #expect(webUI.exploitedSince != nil && webUI.decision?.exploitation == "active")
        let globalProtect = try Self.record("cve-list", "cve5/CVE-2024-3400.json", "CVE-2024-3400")
        #expect(
            try Self.verdicts(globalProtect, .panOS, ["10.2.9", "10.2.9-h1", "10.1.6-h3"])
                == [.affected, .notAffected, .notAffected])
        #expect(globalProtect.metrics.contains { $0.source == "palo_alto" && $0.type == "Primary" })
        #expect(globalProtect.workaround != nil && globalProtect.solution != nil && globalProtect.conditions != nil)
        let all = try Self.records("cve-list", "cve5")
        #expect(all.filter(\.isWithdrawn).count == 1)
        #expect(all.filter { $0.decision != nil }.count > 1_000)
        #expect(all.allSatisfy { $0.cve == $0.key && $0.modified != nil })
        #expect(all.filter { $0.configurations != nil }.isEmpty)
    }

    @Test func `scores know their day and their model as far as the file or its name tells`() throws {
        func scores(_ name: String) throws -> [EPSSScore] {
            try Self.items("epss", "epss/" + name).compactMap {
                if case .likelihood(let score) = $0 { score } else { nil }
            }
        }
        #expect(
            try scores("epss_scores-2021-04-14.csv.gz").map(\.day) == [
                CalendarDay("2021-04-14"), CalendarDay("2021-04-14"),
            ])
        #expect(try scores("epss_scores-2021-04-14.csv.gz").allSatisfy { $0.percentile == nil && $0.model == nil })
        #expect(try scores("epss_scores-2023-03-07.csv.gz").first?.model == "v2023.03.01")
        #expect(try scores("epss_scores-2022-02-04.csv.gz").first?.score == 0.96817)
        #expect(try scores("epss-missing-date.csv").allSatisfy { $0.day == nil && $0.model == "v2023.03.01" })
    }

    @Test func `advisories of Cisco have no score of their CVEs, and no CVE that is called NA`() throws {
        let records = try Self.records("cisco-openvuln", "cisco-openvuln/all-3-advisories.json")
        #expect(records.filter { $0.cve == nil }.count == 1)
        #expect(records.allSatisfy { $0.metrics.isEmpty && !($0.summary ?? "").contains("<p>") && $0.modified != nil })
        #expect(records.contains { $0.rating == "Informational" })
        #expect(records.contains { $0.advisoryScore == 6.7 && $0.rating == "High" })
        let old = try #require(try Self.records("cisco-openvuln", "cisco-openvuln/by-cve-CVE-2011-0941.json").first)
        #expect(old.modified == Timestamp("2011-11-07T22:36:55Z"))
        #expect(old.status == nil && old.references.isEmpty)
    }

    @Test func `dates of parts are read, blank ones stay unknown`() throws {
        let facts = try Self.facts("cisco-eox", "cisco-eox/response_page_1_of_1.json")
        #expect(
            facts.map(\.subject) == [
                .part("WS-C2950G-48-EI-WS"), .part("WS-C2950T-48-SI-WS"), .part("WS-C2950G-24-EI"),
            ])
        #expect(facts.map(\.endOfSale) == ["2010-12-31", "2010-12-31", "2006-12-31"].map { CalendarDay($0) })
        #expect(facts[0].replacements.isEmpty)
        #expect(facts[2].replacements == ["WS-C2960G-24TC-L"])
        #expect(facts.allSatisfy { $0.endOfSoftwareReleases == nil && $0.released == nil && $0.endOfSupport != nil })
        let none = try Self.facts("cisco-eox", "cisco-eox/no_result_response.json")
        #expect(none.map(\.isUnannounced) == [true])
    }

    @Test func `Cisco's documents give rows with vendor and family from above, IOS XR none that is sure`() throws {
        let path = "cisco-csaf/cisco-sa-snmp-dos-sdxnSUcW.json.gz"
        let records = try Self.records("csaf", path)
        #expect(records.count == 8)
        let record = try #require(records.first { $0.cve == "CVE-2025-20173" })
        #expect(record.key == "cisco-sa-snmp-dos-sdxnSUcW/CVE-2025-20173")
        #expect(record.affected.compactMap { $0["versions"]?.arrayValue?.count }.reduce(0, +) == 1_652)
        let names = Set(record.affected.compactMap { $0["product"]?.stringValue })
        #expect(names.isSubset(of: ["IOS", "Cisco IOS XE Software"]))
        #expect(record.bugs.contains { $0.hasPrefix("CSC") } && record.conflicts.isEmpty)
        #expect(record.metrics.map(\.score) == [7.7])
        let first = try #require(
            record.affected.first { $0["product"] == "IOS" }?["versions"]?[0]?["version"]?.stringValue)
        #expect(try Self.verdicts(record, .ciscoIOS, [first]) == [.affected])
        let router = try #require(records.first { $0.cve == "CVE-2025-20172" })
        #expect(try Self.verdicts(router, .ciscoIOSXR, ["7.10.1"]) == [.potential])
        let smart = try #require(try Self.records("csaf", "cisco-csaf/cisco-sa-20180328-smi2.json").first)
        #expect(try Self.verdicts(smart, .ciscoIOSXE, ["3.10.0E"]) == [.affected])
    }

    @Test func `Fortinet's documents are read in both dialects, with what is fixed`() throws {
        let ranges = try #require(try Self.records("fortinet", "fortinet-csaf/FG-IR-24-041.json").first)
        #expect(
            try Self.verdicts(
                ranges, .fortiOS, ["7.4.0", "7.4.3", "7.4.4", "7.4.9", "7.6.1", "7.0.12", "7.2.7", "7.2.8"])
                == [.affected, .affected, .notAffected, .notAffected, .notAffected, .affected, .affected, .notAffected])
        #expect(ranges.affected.allSatisfy { $0["vendor"] == "Fortinet" })
        #expect(ranges.modified == Timestamp("2026-01-14T00:00:00Z"))
        let upwards = try #require(try Self.records("fortinet", "fortinet-csaf/FG-IR-24-385.json").first)
        #expect(
            try Self.verdicts(upwards, .fortiOS, ["7.0.6", "7.0.17", "7.6.2"]) == [.affected, .affected, .notAffected])
        let listed = try #require(
            try Self.records("fortinet", "fortinet-csaf/csaf_authenticated-heap-overflow-in-ssl-vpn-bookmarks.json")
                .first)
        #expect(listed.key == "FG-IR-25-756" && listed.cve == nil)
        #expect(try Self.verdicts(listed, .fortiOS, ["6.4.0", "7.2.11"]) == [.affected, .notAffected])
        #expect(listed.affected.compactMap { $0["product"]?.stringValue } == ["FortiOS", "FortiPAM", "FortiProxy"])
        for record in try Self.records("fortinet", "fortinet-csaf") {
            #expect(record.conflicts.isEmpty && !record.metrics.isEmpty && record.solution != nil)
        }
    }

    @Test func `documents that contradict themselves keep both sides and say so`() throws {
        let record = try Self.record("csaf", "paloalto-csaf/CVE-2025-0114.json", "CVE-2025-0114")
        #expect(record.conflicts.count == 6)
        let rows = record.affected.first { $0["product"] == "PAN-OS" }?["versions"]?.arrayValue ?? []
        let flagged = rows.filter { $0["conflict"] == true }
        #expect(flagged.contains { $0["status"] == "affected" } && flagged.contains { $0["status"] == "unaffected" })
        let plain = try Self.record("paloalto", "paloalto-json/CVE-2025-0114.json", "CVE-2025-0114")
        #expect(try Self.verdicts(plain, .panOS, ["11.0.1", "11.0.2"]) == [.affected, .notAffected])
        #expect(plain.url == "https://security.paloaltonetworks.com/CVE-2025-0114")
        let advisory = try #require(try Self.records("paloalto", "paloalto-json/PAN-SA-2025-0007.json").first)
        #expect(advisory.cve == nil && advisory.advisory == "PAN-SA-2025-0007")
    }

    @Test func `release lines have the dates that their product means`() throws {
        let facts = try Self.facts("endoflife", "endoflife/api-v1-products-cisco-ios-xe.json")
        #expect(facts.count == 19)
        let line = try #require(facts.first { $0.subject == .cycle(system: "cisco_iosxe", name: "17.12") })
        #expect(line.released == CalendarDay("2023-07-28"))
        #expect(line.endOfSoftwareReleases == CalendarDay("2026-01-28"))
        #expect(line.endOfSecurityPatches == CalendarDay("2027-07-28"))
        // The label says that security ends, not support.
        #expect(line.endOfSupport == nil)
        let forti = try Self.facts("endoflife", "endoflife/api-v1-products-fortios.json")
        #expect(forti.allSatisfy { $0.endOfSupport == $0.endOfSecurityPatches })
        #expect(try Self.facts("endoflife", "endoflife/api-v1-products-opnsense.json").isEmpty)
    }
}
