import Basics
import Domain
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

/// Every number of the pages about exposure is that of the list and the report behind it.
@Suite struct ExposureNumberTests {
    private func exposure(_ site: ExposureSite) async throws -> [DeviceExposure: Int64] {
        var counts: [DeviceExposure: Int64] = [:]
        for level in DeviceExposure.allCases {
            counts[level] = try await site.devices("exposure=\(level.rawValue)")
        }
        return counts
    }

    private func report(_ site: ExposureSite) async throws -> [DeviceExposure: Int64] {
        let summary = try await site.server.get("/api/lifecycle/reports/exposure/")["summary"]
        return Dictionary(
            uniqueKeysWithValues: DeviceExposure.allCases.map { ($0, summary?[$0.rawValue]?.intValue ?? -1) })
    }

    @Test func `devices are found by the worst that they are exposed to, as the report counts them`() async throws {
        let site = try await ExposureSite()
        #expect(
            try await exposure(site) == [
                .exploited: 4, .critical: 0, .high: 1, .medium: 0, .low: 0, .potential: 0, .none: 1, .notUnderstood: 0,
                .noSoftware: 1,
            ])
        #expect(try await exposure(site) == report(site))
        #expect(try await site.devices("exposure=exploited&exposure=high&location=FRA") == 4)
        #expect(try await site.devices("exposure__n=exploited") == 3)
        let refused = try await site.server.send("GET", "/api/dcim/devices/?exposure=awful")
        #expect(refused.status == 400)
    }

    @Test func `decisions for everything, a software, a type and a device move devices as in the report`() async throws
    {
        let site = try await ExposureSite()
        func decide(_ cve: String, _ state: String, _ scope: [String: String] = [:]) async throws {
            var object: JSONObject = ["cve": .string(cve), "state": .string(state), "reason": "Because."]
            for (name, key) in scope { object[name] = .string(try site.key(key)) }
            try await site.server.create("/api/vulnerabilities/triage/", .object(object))
        }
        try await decide(ExposureSite.exploited, "mitigated")
        #expect(try await exposure(site)[.critical] == 4)
        #expect(try await exposure(site) == report(site))
        try await decide(ExposureSite.exploited, "confirmed", ["device": "fw1"])
        #expect(try await exposure(site)[.exploited] == 1)
        #expect(try await exposure(site) == report(site))
        try await decide(ExposureSite.fortios, "false_positive", ["software": "7.2.4"])
        try await decide(ExposureSite.hostile, "false_positive", ["device_type": "T1"])
        #expect(try await exposure(site) == report(site))
        #expect(try await exposure(site)[.none] == 4)
        try await decide(ExposureSite.arista, "mitigated", ["device_type": "DCS-7280CR3-96"])
        #expect(try await exposure(site)[.high] == 0)
        #expect(try await exposure(site) == report(site))
        // The map counts the same, place by place.
        let desk = ExposureDesk(store: site.server.store, environment: site.server.environment)
        let map = try await desk.map(at: nil)
        for level in DeviceExposure.allCases {
            #expect(Int64(map.total[level] ?? 0) == (try await report(site)[level]), "\(level)")
        }
    }

    @Test func `each cell of the map opens as many devices as it says, at every depth`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let desk = ExposureDesk(store: site.server.store, environment: site.server.environment)
        let top = try await desk.map(at: nil)
        #expect(top.rows.map(\.name) == ["AMER", "EMEA"])
        let below = try await desk.map(at: top.rows.last?.id)
        #expect(below.rows.map(\.name) == ["FRA"])
        #expect(below.direct == [.none: 1])
        for row in top.rows + below.rows {
            for level in DeviceExposure.allCases {
                let listed = try await site.devices("location=\(row.id)&exposure=\(level.rawValue)")
                #expect(Int64(row.counts[level] ?? 0) == listed, "\(row.name) \(level)")
            }
        }
        let page = try await browser.get("/exposure/map/")
        #expect(page.status == 200)
        #expect(page.contains("exposure=exploited\">3<"))
        let csv = try await browser.get("/exposure/map/?form=csv&location=EMEA")
        #expect(csv.text.contains("FRA,") && csv.text.contains("EMEA itself,"))
        #expect(csv.text.split(whereSeparator: \.isNewline).count == 3)
        // A device that moves is counted where it is now.
        let moved = try await site.server.send(
            "PATCH", "/api/dcim/devices/\(try site.key("fw1"))/", ["location": .string(try site.key("AMER"))])
        #expect(moved.status == 200)
        #expect(try await desk.map(at: nil).rows.first?.counts[.exploited] == 2)
    }

    @Test func `every cell of the map of the sample network opens as many devices as it says`() async throws {
        let sample = try await SampleWorld(isJudged: true)
        let server = sample.world.server
        // Some devices stand at a place that has places below it.
        let region = try #require(
            try await server.get("/api/dcim/locations/?name=EMEA&depth=1")["results"]?.arrayValue?.first)
        let type = region["location_type"]?["id"]?.stringValue ?? ""
        let opened = try await server.send(
            "PATCH", "/api/dcim/location-types/\(type)/", ["content_types": ["dcim.device"]])
        #expect(opened.status == 200)
        for device in try await server.get("/api/dcim/devices/?limit=5&location=EMEA")["results"]?.arrayValue ?? [] {
            let moved = try await server.send(
                "PATCH", "/api/dcim/devices/\(device["id"]?.stringValue ?? "")/", ["location": region["id"] ?? .null])
            #expect(moved.status == 200)
        }
        var waiting = ["/exposure/map/"]
        var seen: Set<String> = []
        var cells: [String: Int] = [:]
        var exact = 0
        while let place = waiting.popLast() {
            guard seen.insert(place).inserted else { continue }
            let page = try await sample.browser.get(place)
            #expect(page.status == 200)
            for (target, words) in page.links {
                if target.hasPrefix("/exposure/map/?location=") { waiting.append(target) }
                let digits = words.prefix { $0 != " " && $0 != "<" }.filter { $0 != "\u{202F}" }
                guard target.hasPrefix("/dcim/devices/?location"), let count = Int(digits) else { continue }
                if target.contains("location_id=") { exact += 1 }
                #expect(cells[target] == nil || cells[target] == count, "\(place): \(target)")
                cells[target] = count
            }
        }
        for (target, count) in cells { #expect(try await sample.count(target) == count, "\(target)") }
        #expect(cells.count > 30 && seen.count > 3 && exact > 0)
        // The forecast drills down by the same places.
        let forecast = try await sample.browser.get("/lifecycle/forecast/?location=EMEA")
        let itself = forecast.numbers.filter { $0.place.contains("location_id=") }
        #expect(!itself.isEmpty && forecast.contains("EMEA itself"))
        for (place, count) in itself { #expect(try await sample.count(place) == count, "\(place)") }
    }

    @Test func `each number of the board opens as many devices and versions as it says`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let desk = ExposureDesk(store: site.server.store, environment: site.server.environment)
        let board = try await desk.board(TriageBoard.Question())
        #expect(
            board.rows.map(\.view.cve) == [
                ExposureSite.exploited, ExposureSite.fortios, ExposureSite.arista, ExposureSite.hostile,
            ])
        for row in board.rows {
            #expect(Int64(row.affected) == (try await site.devices("exposed_to=\(row.view.cve)")))
            #expect(Int64(row.potential) == (try await site.devices("maybe_exposed_to=\(row.view.cve)")))
            let versions = try await site.server.get(
                "/api/dcim/software-versions/?exposed_to=\(row.view.cve)&limit=1")
            #expect(Int64(row.software) == versions["count"]?.intValue)
        }
        #expect(board.rows.map(\.affected) == [4, 4, 1, 4])
        var question = TriageBoard.Question()
        question.location = Identifier(try site.key("AMER"))
        #expect(try await desk.board(question).rows.map(\.affected) == [1, 1, 1])
        let page = try await browser.get("/exposure/triage/?location=AMER&severity=Critical")
        #expect(page.contains(ExposureSite.fortios))
        #expect(!page.contains(ExposureSite.exploited))
        #expect(page.contains("1–1 of 1"))
        #expect(try await browser.get("/exposure/triage/?exploited=true").contains("1–1 of 1"))
        #expect(try await browser.get("/exposure/triage/?q=arista").contains(ExposureSite.arista))
        #expect(try await browser.get("/exposure/triage/?limit=1&offset=2").contains("3–3 of 4"))
        #expect(try await browser.get("/exposure/triage/?location=Atlantis").status == 404)
        #expect(try await browser.get("/exposure/triage/?state=nonsense").status == 400)
    }

    @Test func `the page of a CVE counts by software and by the hardware that differs`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let desk = ExposureDesk(store: site.server.store, environment: site.server.environment)
        let dossier = try await desk.dossier(ExposureSite.arista)
        #expect(dossier.affected == 1)
        #expect(dossier.potential == 0)
        let devices = dossier.subjects.map { "\($0.deviceType ?? "any") \($0.finding.state) \($0.devices)" }
        #expect(
            devices == [
                "any open 0", "Acme DCS-7280CR3-96 open 1", "Acme DCS-7050SX3-48YC8 closed 1",
            ])
        let page = try await browser.get("/exposure/cves/\(ExposureSite.arista)/")
        #expect(page.status == 200)
        #expect(page.contains("Why?"))
        #expect(page.contains("cpe:2.3:o:arista:eos"))
        #expect(page.contains("only on Acme DCS-7280CR3-96"))
        #expect(try await browser.get("/exposure/cves/CVE-1999-0001/").status == 404)
    }

    @Test func `advice names the release that fixes most, and says why`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        for query in ["device=fw1", "device_type=T1", "software=\(try site.key("7.2.4"))"] {
            let page = try await browser.get("/exposure/advisor/?\(query)")
            #expect(page.status == 200, "\(query)")
            #expect(page.contains("<strong>7.2.9</strong>"), "\(query)")
            #expect(page.contains("It fixes 3 of 3; it leaves nothing open"), "\(query)")
        }
        #expect(try await browser.get("/exposure/advisor/").status == 200)
        #expect(try await browser.get("/exposure/advisor/?device=nothing").status == 404)
        #expect(try await browser.get("/exposure/advisor/?device=bare").contains("No software of the device is known"))
    }

    @Test func `pages of devices, versions and types tell what they are exposed to`() async throws {
        let site = try await ExposureSite()
        let browser = try await site.web.browser()
        let device = try await browser.get("/dcim/devices/\(try site.key("fw1"))/")
        #expect(device.contains("id=\"exposure\""))
        #expect(device.contains(ExposureSite.exploited))
        #expect(device.contains("3 open in all"))
        let version = try await browser.get("/dcim/software-versions/\(try site.key("7.2.4"))/")
        #expect(version.contains("Open findings: 3 affected, 0 maybe."))
        let type = try await browser.get("/dcim/device-types/\(try site.key("T1"))/")
        #expect(type.contains("FortiOS 7.2.4"))
        #expect(type.contains("Exploited"))
    }
}
