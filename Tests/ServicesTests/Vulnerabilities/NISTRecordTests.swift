import Basics
import Domain
import Testing

@testable import Services

/// What becomes of an entry of the NVD (lifecycle.md §4.4, vectors N01 to N09).
@Suite struct NISTRecordTests {
    private static func entry(_ more: JSONObject) -> JSONValue {
        var object: JSONObject = [
            "id": "CVE-2024-0001", "sourceIdentifier": "psirt@example.com", "published": "2024-05-01T10:15:10.023",
            "lastModified": "2024-06-02T13:59:32.787", "vulnStatus": "Analyzed",
            "descriptions": [["lang": "es", "value": "No."], ["lang": "en", "value": "Bad."]],
            "references": [["url": "https://example.com/advisory"]],
        ]
        for (name, value) in more { object[name] = value }
        return .object(object)
    }

    private static func metric(
        _ base: Double, _ severity: JSONValue? = nil, source: String = "nvd@nist.gov", type: String = "Primary",
        exploitability: Double = 1.1
    ) -> JSONValue {
        var data: JSONObject = ["baseScore": .double(base)]
        data["baseSeverity"] = severity
        return [
            "source": .string(source), "type": .string(type), "cvssData": .object(data),
            "exploitabilityScore": .double(exploitability),
        ]
    }

    private static func record(metrics: JSONValue?) throws -> NISTRecord {
        try #require(NISTRecord(entry(metrics.map { ["metrics": $0] } ?? JSONObject())))
    }

    @Test func `scores are base scores, of the newest version of CVSS that there is`() throws {
        let second: JSONValue = [
            "cvssData": ["baseScore": 7.8], "baseSeverity": "HIGH", "exploitabilityScore": 10.0,
        ]
        // Metrics, then best score, severity, score of version 2 and of version 3.
        let cases: [(JSONValue?, Double?, Severity, Double?, Double?)] = [
            (["cvssMetricV31": [Self.metric(9.8, "CRITICAL", exploitability: 3.9)]], 9.8, .critical, nil, 9.8),
            (
                ["cvssMetricV30": [Self.metric(7.5, "HIGH")], "cvssMetricV2": [Self.metric(6.8)]], 7.5, .high, 6.8, 7.5
            ),
            (["cvssMetricV2": [second]], 7.8, .high, 7.8, nil),
            (["cvssMetricV2": [Self.metric(5.0)]], 5.0, .medium, 5.0, nil),
            (["cvssMetricV2": [Self.metric(5.0, "")]], 5.0, .medium, 5.0, nil),
            (["cvssMetricV2": [Self.metric(9.3)]], 9.3, .high, 9.3, nil),
            (nil, nil, .none, nil, nil), ([:], nil, .none, nil, nil), (["cvssMetricV31": []], nil, .none, nil, nil),
            (["cvssMetricV40": [Self.metric(8.7, "HIGH")]], 8.7, .high, nil, nil),
            (
                ["cvssMetricV40": [Self.metric(6.9)], "cvssMetricV31": [Self.metric(9.8, "CRITICAL")]], 6.9, .medium,
                nil,
                9.8
            ),
            (["cvssMetricV31": [Self.metric(0, "NONE")]], 0, .none, nil, 0),
            (["cvssMetricV31": [Self.metric(17)]], nil, .none, nil, nil),
        ]
        for (metrics, score, severity, second, third) in cases {
            let record = try Self.record(metrics: metrics)
            #expect(record.cvss == score && record.severity == severity, "\(metrics?.text ?? "")")
            #expect(record.cvssV2 == second && record.cvssV3 == third, "\(metrics?.text ?? "")")
        }
    }

    @Test func `of several sources the NVD's own score counts, then that of who assigned the CVE`() throws {
        let other = Self.metric(3.1, source: "x@example.org", type: "Secondary")
        let assigner = Self.metric(5.9, source: "psirt@example.com", type: "Secondary")
        let nvd = Self.metric(7.5)
        #expect(try Self.record(metrics: ["cvssMetricV31": [other, assigner, nvd]]).cvss == 7.5)
        #expect(try Self.record(metrics: ["cvssMetricV31": [other, assigner]]).cvss == 5.9)
        #expect(try Self.record(metrics: ["cvssMetricV31": [other]]).cvss == 3.1)
    }

    @Test func `texts and days are taken over, and none is made up`() throws {
        let plain = try #require(NISTRecord(Self.entry([:])))
        #expect(plain.description == "Bad." && plain.link == "https://example.com/advisory")
        #expect(plain.published == CalendarDay("2024-05-01") && plain.modified == CalendarDay("2024-06-02"))
        #expect(!plain.isRejected)
        let bare = try #require(
            NISTRecord(
                Self.entry([
                    "references": [], "descriptions": [["lang": "fr", "value": "Non."]], "published": .null,
                    "vulnStatus": "Rejected",
                ])))
        #expect(bare.link == "https://www.cvedetails.com/cve/CVE-2024-0001/")
        #expect(bare.description == "No English description provided.")
        #expect(bare.published == nil && bare.isRejected)
        let long: JSONValue = [["url": .string("https://example.com/" + String(repeating: "a", count: 200))]]
        #expect(NISTRecord(Self.entry(["references": long]))?.link.hasPrefix("https://www.cvedetails.com/") == true)
        #expect(NISTRecord(Self.entry(["id": "NOTCVE-1"])) == nil)
        #expect(NISTRecord(Self.entry(["id": "CVE-24-1"])) == nil)
    }

    @Test func `remarks keep what people wrote, however often they are renewed`() throws {
        let first = try #require(Timestamp("2026-11-21T09:05:07Z"))
        let once = NISTRemarks.updated("Call Anna.", at: first)
        #expect(
            once
                == "LAST AUTOMATED UPDATE BY NAUTOBOT NIST JOB - 2026-Nov-21 09:05:07\n"
                + "Place any other comments below this line.\n\nCall Anna.")
        let twice = NISTRemarks.updated(once, at: first.adding(seconds: 86_400))
        #expect(twice == once.replacing("Nov-21", with: "Nov-22"))
        let rejected = NISTRemarks.rejected(once, at: first)
        #expect(rejected == "REJECTED BY THE NVD - 2026-Nov-21 09:05:07\n" + once)
        #expect(NISTRemarks.rejected(rejected, at: first.adding(seconds: 1)) == rejected)
    }
}
