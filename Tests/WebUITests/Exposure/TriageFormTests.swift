import Basics
import HTTPServing
import JobEngine
import Services
import TestKit
import Testing

/// People decide about vulnerabilities by forms, and what they decide stays.
@Suite struct TriageFormTests {
    private static let place = "/exposure/triage/decide/"

    private func decisions(_ site: ExposureSite) async throws -> [String] {
        let answer = try await site.server.get("/api/vulnerabilities/triage/?limit=100")
        return (answer["results"]?.arrayValue ?? []).map {
            "\($0["cve"]?.stringValue ?? "") \($0["state"]?["value"]?.stringValue ?? $0["state"]?.stringValue ?? "") "
                + ($0["expires"]?.stringValue ?? "-")
        }
    }

    @Test func `a risk is accepted until a day, leaves the board until then, and survives judging anew`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let form = try await browser.post(Self.place, [("pk", ExposureSite.fortios), ("state", "accepted")])
        #expect(form.status == 200)
        #expect(form.contains("value=\"2027-02-19\""))
        let fields = [("cve", ExposureSite.fortios), ("state", "accepted"), ("step", "apply"), ("scope", "all")]
        let refused = try await browser.post(Self.place, fields + [("reason", "The window is in December.")])
        #expect(refused.status == 400)
        #expect(refused.contains("Say until when the risk is accepted."))
        #expect(refused.contains("The window is in December."))
        let silent = try await browser.post(Self.place, fields + [("expires", "2026-12-24"), ("reason", " ")])
        #expect(silent.status == 400)
        #expect(silent.contains("Say why."))
        let late = try await browser.post(Self.place, fields + [("expires", "2026-11-20"), ("reason", "Late.")])
        #expect(late.status == 400)
        #expect(late.contains("That day is over"))
        #expect(try await decisions(site) == [])
        let done = try await browser.post(
            Self.place, fields + [("expires", "2026-12-24"), ("reason", "The window is in December.")])
        #expect(done.status == 303)
        #expect(done.location == "/exposure/triage/")
        #expect(try await decisions(site) == ["\(ExposureSite.fortios) accepted 2026-12-24"])
        try await site.evaluate()
        #expect(try await decisions(site) == ["\(ExposureSite.fortios) accepted 2026-12-24"])
        let link = "/exposure/cves/\(ExposureSite.fortios)/"
        #expect(!(try await browser.get("/exposure/triage/").contains(link)))
        #expect(try await browser.get("/exposure/triage/?state=accepted").contains("1–1 of 1"))
        let page = try await browser.get(link)
        #expect(page.contains("The window is in December."))
        #expect(page.contains("Who decided when"))
        site.server.time.advance(by: .seconds(40 * 86400))
        let again = try await site.web.login("root")
        #expect(try await again.get("/exposure/triage/").contains(link))
        #expect(try await again.get(link).contains("Expired"))
    }

    @Test func `many are decided at once, and deciding again changes what was decided`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let first = try await browser.post(
            Self.place,
            [
                ("cve", ExposureSite.fortios), ("cve", ExposureSite.exploited), ("state", "confirmed"),
                ("reason", "Real."), ("scope", "all"), ("step", "apply"), ("expires", ""),
            ])
        #expect(first.status == 303)
        let second = try await browser.post(
            Self.place,
            [
                ("cve", ExposureSite.fortios), ("cve", ExposureSite.arista), ("state", "mitigated"),
                ("reason", "Off."), ("scope", "all"), ("step", "apply"), ("back", "/exposure/triage/?limit=25"),
            ])
        #expect(second.location == "/exposure/triage/?limit=25")
        #expect(
            try await decisions(site) == [
                "\(ExposureSite.arista) mitigated -", "\(ExposureSite.fortios) mitigated -",
                "\(ExposureSite.exploited) confirmed -",
            ])
    }

    @Test func `many are decided all or not at all, also where some were decided before`() async throws {
        let site = try await ExposureSite()
        let root = try await site.web.browser()
        let fields = [("reason", "Because."), ("scope", "all"), ("step", "apply")]
        let first = try await root.post(
            Self.place, fields + [("cve", ExposureSite.fortios), ("state", "confirmed")])
        #expect(first.status == 303)
        // May change every decision, and make those about one of the two others.
        let careful = try await site.reader(
            "careful", ExposureSite.counted.merging(["vulnerabilities.triage": ["view", "change"]]) { $1 })
        let user = try #require(try await site.server.get("/api/users/users/?username=careful")["results"]?[0]?["id"])
        try await site.server.create(
            "/api/users/permissions/",
            [
                "name": "one only", "object_types": ["vulnerabilities.triage"], "actions": ["add"], "users": [user],
                "constraints": ["cve": .string(ExposureSite.arista)],
            ])
        let changes = try await site.server.get("/api/extras/object-changes/?limit=1")["count"]
        let all = [ExposureSite.arista, ExposureSite.fortios, ExposureSite.exploited].map { ("cve", $0) }
        let refused = try await careful.post(Self.place, fields + all + [("state", "mitigated")])
        #expect(refused.status == 403)
        #expect(try await decisions(site) == ["\(ExposureSite.fortios) confirmed -"])
        #expect(try await site.server.get("/api/extras/object-changes/?limit=1")["count"] == changes)
        // The API does the same: a vulnerability that is none, behind two that are fine, leaves nothing.
        let body: JSONValue = [
            "cves": [.string(ExposureSite.arista), .string(ExposureSite.fortios), "CVE-nonsense"],
            "state": "mitigated", "reason": "Off.",
        ]
        let bad = try await site.server.send("POST", "/api/vulnerabilities/decisions/", body)
        #expect(bad.status == 400)
        #expect(try await decisions(site) == ["\(ExposureSite.fortios) confirmed -"])
        let two = try await careful.post(Self.place, fields + all.prefix(2) + [("state", "mitigated")])
        #expect(two.status == 303)
        #expect(
            try await decisions(site) == [
                "\(ExposureSite.arista) mitigated -", "\(ExposureSite.fortios) mitigated -",
            ])
    }

    @Test func `a decision for one software counts on its board only`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let software = try site.key("7.2.4")
        let done = try await browser.post(
            Self.place,
            [
                ("cve", ExposureSite.fortios), ("software", software), ("state", "mitigated"), ("reason", "Off."),
                ("scope", "software:\(software)"), ("step", "apply"),
            ])
        #expect(done.status == 303)
        #expect(try await browser.get("/exposure/triage/?software=\(software)").contains("1–2 of 2"))
        let all = try await browser.get("/exposure/triage/")
        #expect(all.contains("1–4 of 4"))
        #expect(all.contains("1 for a part"))
    }

    @Test func `a form cannot lead away, and its vulnerabilities must be CVE ids`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let fields = [("state", "confirmed"), ("reason", "x"), ("scope", "all"), ("step", "apply")]
        for back in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"] {
            let done = try await browser.post(
                Self.place, fields + [("cve", ExposureSite.fortios), ("back", back)])
            #expect(done.location == "/exposure/triage/", "\(back)")
        }
        let wrong = try await browser.post(Self.place, fields + [("cve", "<b>CVE</b>")])
        #expect(wrong.status == 400)
        #expect(!wrong.contains("<b>CVE</b>"))
        let none = try await browser.post(Self.place, fields)
        #expect(none.status == 303)
        let forged = try await browser.post(Self.place, fields + [("cve", ExposureSite.arista)], proof: false)
        #expect(forged.status == 403)
        #expect(try await decisions(site).count == 1)
    }

    @Test func `whoever may not see everything that a page joins is refused, and nobody decides without the right`()
        async throws
    {
        let site = try await ExposureSite()
        let stranger = try await site.reader("stranger", ["dcim.device": ["view"]])
        for path in [
            "/exposure/triage/", "/exposure/map/", "/exposure/map/?form=csv", "/exposure/feeds/",
            "/exposure/cves/\(ExposureSite.fortios)/", "/exposure/cves/\(ExposureSite.fortios)/vex/?form=csaf",
            "/exposure/triage/decide/?cve=\(ExposureSite.fortios)", "/exposure/advisor/?device=fw1",
            "/dcim/devices/?exposed_to=\(ExposureSite.fortios)", "/dcim/devices/?exposure=exploited",
        ] {
            #expect(try await stranger.get(path).status == 403, "\(path)")
        }
        let device = try await stranger.get("/dcim/devices/\(try site.key("fw1"))/")
        #expect(device.status == 200)
        #expect(!device.contains("id=\"exposure\""))
        let viewer = try await site.reader("viewer", ExposureSite.counted)
        let board = try await viewer.get("/exposure/triage/")
        #expect(board.status == 200)
        #expect(board.contains(ExposureSite.fortios))
        #expect(!board.contains("name=\"pk\""))
        #expect(!(try await viewer.get("/exposure/cves/\(ExposureSite.fortios)/").contains(">Decide<")))
        let refused = try await viewer.post(
            Self.place,
            [
                ("cve", ExposureSite.fortios), ("state", "confirmed"), ("reason", "x"), ("scope", "all"),
                ("step", "apply"),
            ])
        #expect(refused.status == 403)
        let adder = try await site.reader(
            "adder", ExposureSite.counted.merging(["vulnerabilities.triage": ["view", "add"]]) { $1 })
        let fields = [
            ("cve", ExposureSite.fortios), ("state", "confirmed"), ("reason", "x"), ("scope", "all"), ("step", "apply"),
        ]
        #expect(try await adder.post(Self.place, fields).status == 303)
        #expect(try await adder.post(Self.place, fields).status == 403)
    }

    @Test func `what a hostile source writes stays text, and its links lead nowhere`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        try await site.server.create(
            "/api/vulnerabilities/triage/",
            ["cve": .string(ExposureSite.hostile), "state": "confirmed", "reason": .string(ExposureSite.vector)])
        for path in [
            "/exposure/triage/?state=all", "/exposure/cves/\(ExposureSite.hostile)/",
            "/exposure/triage/decide/?cve=\(ExposureSite.hostile)", "/dcim/devices/\(try site.key("fw1"))/",
            "/exposure/advisor/?device=fw1",
        ] {
            let page = try await browser.get(path)
            #expect(page.status == 200, "\(path)")
            #expect(!page.contains("<img src=x"), "\(path)")
            #expect(!page.contains("<script>window"), "\(path)")
            #expect(!page.contains("href=\"javascript:"), "\(path)")
            #expect(!page.contains("href=\"data:"), "\(path)")
        }
        let page = try await browser.get("/exposure/cves/\(ExposureSite.hostile)/")
        #expect(page.contains("&lt;img src=x"))
        #expect(page.contains("href=\"https://example.com/advisory\""))
    }

    @Test func `a CVE is handed on as CSAF and CycloneDX, about nothing else`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        for form in ["csaf", "cyclonedx"] {
            let file = try await browser.get("/exposure/cves/\(ExposureSite.fortios)/vex/?form=\(form)")
            #expect(file.status == 200)
            let json = try JSONValue(parsing: file.text)
            #expect(json["vulnerabilities"]?.arrayValue?.count == 1)
            #expect(file.contains(ExposureSite.fortios))
            #expect(!file.contains(ExposureSite.exploited))
        }
        #expect(try await browser.get("/exposure/cves/\(ExposureSite.fortios)/vex/?form=csv").status == 400)
    }

    @Test func `feeds tell how fresh they are, and those who may have the jobs run`() async throws {
        let site = try await ExposureSite(jobs: true)
        let browser = try await site.web.browser()
        let page = try await browser.get("/exposure/feeds/")
        #expect(page.status == 200)
        #expect(page.contains("Fresh"))
        #expect(page.contains("old after 48 hours"))
        site.server.time.advance(by: .seconds(5 * 86400))
        let later = try await site.web.login("root")
        #expect(try await later.get("/exposure/feeds/").contains("Stale"))
        // Runs are refused where nobody would do them.
        await site.server.worker().step()
        for (job, name) in [("sync", "Sync Vulnerability Feeds"), ("evaluate", "Evaluate Exposure")] {
            let asked = try await later.post("/exposure/feeds/", [("job", job)])
            #expect(asked.status == 303)
            #expect(asked.location?.hasPrefix("/extras/job-results/") == true)
            let runs = try await site.server.get("/api/extras/job-results/?depth=1&limit=10")
            let names = (runs["results"]?.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
            #expect(names.contains(name))
        }
        let viewer = try await site.reader("viewer", ["vulnerabilities.feed": ["view"]])
        let plain = try await viewer.get("/exposure/feeds/")
        #expect(plain.status == 200)
        #expect(!plain.contains("Sync feeds"))
        #expect(try await viewer.post("/exposure/feeds/", [("job", "sync")]).status == 403)
    }
}
