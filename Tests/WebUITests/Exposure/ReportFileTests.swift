import Basics
import HTTPServing
import Storage
import TestKit
import Testing

@testable import Services

/// What pages show can be taken along, whole and as it was narrowed.
@Suite struct ReportFileTests {
    private func rows(_ answer: WebPage) throws -> [[String: JSONValue]] {
        try (JSONValue(parsing: answer.text)["rows"]?.arrayValue ?? []).map { row in
            Dictionary(uniqueKeysWithValues: (row.objectValue?.members ?? []).map { ($0.key, $0.value) })
        }
    }

    @Test func `the board is taken along as it is narrowed, in its order, with what people decided`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        try await site.server.create(
            "/api/vulnerabilities/triage/",
            [
                "cve": .string(ExposureSite.fortios), "state": "accepted", "reason": "=Until the window.",
                "expires": "2026-12-24",
            ])
        let all = try rows(try await browser.get("/exposure/triage/?state=all&limit=1&form=json"))
        let board = try await browser.get("/exposure/triage/?state=all")
        let cves = all.compactMap { $0["cve"]?.stringValue }
        let places = cves.compactMap { board.text.firstRange(of: "/exposure/cves/\($0)/")?.lowerBound }
        #expect(cves.count > 2 && places.count == cves.count && places == places.sorted())
        #expect(board.contains("1–\(cves.count) of \(cves.count)"))
        let decided = try #require(all.first { $0["cve"]?.stringValue == ExposureSite.fortios })
        #expect(decided["decision"] == "accepted" && decided["expires"] == "2026-12-24")
        #expect(decided["reason"] == "=Until the window." && decided["devices"] == 4)
        // What was decided is no work to do, and a spreadsheet computes nothing.
        let toDo = try rows(try await browser.get("/exposure/triage/?form=json")).compactMap { $0["cve"]?.stringValue }
        #expect(toDo == cves.filter { $0 != ExposureSite.fortios })
        let csv = try await browser.get("/exposure/triage/?state=accepted&form=csv")
        #expect(
            csv.headers.first { $0.name == "Content-Disposition" }?.value
                == "attachment; filename=\"almanac_triage.csv\"")
        #expect(csv.text.split(whereSeparator: \.isNewline).count == 2 && csv.contains(",'=Until the window.,"))
    }

    @Test func `a long board is read in parts that fit together`() async throws {
        let site = try await ExposureSite()
        let (store, today) = (site.server.store, site.server.environment.time.today)
        var question = TriageBoard.Question()
        question.standing = .all
        let asked = question
        let (whole, parts) = try await store.read { session in
            let fleet = try FleetCount(session)
            return (
                try TriageReport.make(session, asked, fleet, today: today),
                try TriageReport.make(session, asked, fleet, today: today, batch: 2)
            )
        }
        #expect(whole.rows.count > 2)
        #expect(parts.rows == whole.rows)
    }

    @Test(
        "every page that is a table has all forms, and tells of one that it has not",
        arguments: ["/exposure/triage/", "/exposure/map/", "/lifecycle/forecast/", "/lifecycle/forecast/?step=quarter"])
    func forms(_ place: String) async throws {
        let sample = try await SampleWorld(isJudged: true)
        let page = try await sample.browser.get(place)
        let begin = place + (place.contains("?") ? "&" : "?")
        for (form, start) in [("csv", "cve,"), ("xlsx", "PK\u{3}\u{4}"), ("pdf", "%PDF-1.7"), ("json", "{\"report\":")]
        {
            #expect(page.contains("form=\(form)\""), "\(place) offers \(form)")
            let file = try await sample.browser.get("\(begin)form=\(form)")
            #expect(file.status == 200)
            #expect(form == "csv" || file.text.hasPrefix(start), "\(place) \(form)")
        }
        let refused = try await sample.browser.get("\(begin)form=doc")
        #expect(refused.status == 400)
        #expect(refused.contains("Take one of csv, xlsx, pdf, json."))
    }

    @Test func `the forecast counts in every form as on its page`() async throws {
        let sample = try await SampleWorld()
        let report = try JSONValue(parsing: try await sample.browser.get("/lifecycle/forecast/?form=json").text)
        let summary = try #require(report["summary"]?.objectValue)
        let all = summary.members.reduce(0) { $0 + ($1.value.intValue ?? 0) }
        #expect(Int(all) == (try await sample.count("/dcim/devices/")))
        for (period, count) in summary.members.map({ ($0.key, $0.value.intValue ?? 0) }) where period != "unknown" {
            let rows = report["rows"]?.arrayValue ?? []
            #expect(rows.reduce(0) { $0 + ($1[period]?.intValue ?? 0) } == count, "\(period)")
        }
        let narrowed = try JSONValue(
            parsing: try await sample.browser.get("/lifecycle/forecast/?form=json&location=EMEA").text)
        #expect((narrowed["rows"]?.arrayValue?.count ?? 0) < (report["rows"]?.arrayValue?.count ?? 0))
    }
}
