import Basics
import Domain
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage
import TestKit
import Testing

/// What is told, when, and that it is told once.
@Suite struct NotificationEventTests {
    @Test func `hardware is told when it comes near its end of support, and once more when it has passed`() async throws
    {
        let world = try await NotificationWorld()
        let ids = try await world.furnish()
        let notice = try await world.notice("2027-03-01", of: ids["type"] ?? "")
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let rule = try await world.rule("hardware_support", try await world.channel(receiver), ["days": 90])
        #expect(try await world.tell()["messages"] == 0 && receiver.requests.isEmpty)
        // 100 days before the end to 90 days before it.
        world.wait(seconds: 10 * 86_400)
        #expect(try await world.tell()["delivered"] == 1)
        #expect(receiver.news == [["Acme T1: end of support on 2027-03-01, in 90 days – 2 devices"]])
        let message = try #require(receiver.requests.first).json
        let path = "/plugins/nautobot-device-lifecycle-mgmt/hardware/\(notice)/"
        #expect(message["items"]?[0]?["url"]?.stringValue == "https://almanac.test" + path)
        #expect(message["url"] == "https://almanac.test/lifecycle/hardware/")
        #expect(message["rule"] == "hardware_support" && message["total"] == 1)
        world.wait(seconds: 10 * 86_400)
        #expect(try await world.tell()["messages"] == 0)
        world.wait(seconds: 81 * 86_400)
        try await world.tell()
        #expect(
            receiver.news.dropFirst() == [["Acme T1: end of support passed on 2027-03-01 – 2 devices"]])
        let stored = try await world.get(rule: rule)
        #expect(stored["last_error"] == "" && stored["last_evaluated"]?.stringValue != nil)
        #expect(stored["last_digest"]?.stringValue != nil)
    }

    @Test func `what went away and came back is news again`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish()
        let notice = try await world.notice("2026-12-24", of: ids["type"] ?? "")
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule("hardware_support", try await world.channel(receiver))
        try await world.tell()
        try await world.tell()
        #expect(receiver.requests.count == 1)
        let path = "/api/plugins/nautobot-device-lifecycle-mgmt/hardware/\(notice)/"
        try await world.patch(path, ["end_of_support": "2030-01-01"])
        try await world.tell()
        #expect(try await world.server.get("/api/extras/notification-events/")["count"] == 0)
        try await world.patch(path, ["end_of_support": "2026-12-24"])
        try await world.tell()
        #expect(receiver.requests.count == 2)
    }

    @Test func `software and contracts are told by their dates, and only what is narrowed to`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        try await world.device("sw1", at: "FRA", ["software_version": .string(ids["software"] ?? "")])
        let away = try await world.device("sw2", at: "BER", ["software_version": .string(ids["software"] ?? "")])
        try await world.patch(
            "/api/dcim/software-versions/\(ids["software"] ?? "")/", ["end_of_support_date": "2026-12-01"])
        let contract = try await world.server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/contract/",
            ["name": "Gold", "start": "2020-01-01", "end": "2026-12-31", "devices": [.string(away)]])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        let there: JSONObject = ["location": .string(ids["location"] ?? "")]
        try await world.rule("software_support", channel, there)
        try await world.rule("contract_end", channel, name: "a contract here", there)
        try await world.rule("contract_end", channel, name: "a contract anywhere")
        try await world.tell()
        #expect(
            Set(receiver.news.flatMap(\.self)) == [
                "AcmeOS - 1.0: end of software support on 2026-12-01, in 10 days – 1 device",
                "Gold: contract end on 2026-12-31, in 40 days – 1 device",
            ])
        let urls = receiver.requests.map { $0.json["url"]?.stringValue ?? "" }
        #expect(urls.contains("https://almanac.test/lifecycle/timeline/?location=\(ids["location"] ?? "")"))
        let links = receiver.requests.compactMap { $0.json["items"]?[0]?["url"]?.stringValue }
        #expect(links.contains { $0.hasSuffix("/contract/\(contract)/") })
    }

    @Test func `a device without a contract is told until it has one`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule("device_uncovered", try await world.channel(receiver))
        try await world.tell()
        #expect(receiver.news == [["sw1 has no contract that runs", "sw2 has no contract that runs"]])
        try await world.server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/contract/",
            [
                "name": "Gold", "start": "2020-01-01", "end": "2026-12-01",
                "devices": [.string(ids["sw1"] ?? ""), .string(ids["sw2"] ?? "")],
            ])
        #expect(try await world.tell()["messages"] == 0)
        world.wait(seconds: 20 * 86_400)
        try await world.tell()
        #expect(receiver.news.count == 2 && receiver.news.last?.count == 2)
    }

    @Test func `a failed job is told once, and those that failed before the rule are not`() async throws {
        let broken = ScriptedJob("Broken") { _, _ in throw JobFailure("No luck.") }
        let world = try await NotificationWorld(jobs: [broken])
        func fail() async throws {
            await world.worker.step()
            _ = try await world.server.send(
                "POST", "/api/extras/jobs/Broken/run/", ["data": JSONValue.object(JSONObject())])
            try await world.server.work(world.worker)
        }
        try await fail()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule("job_failed", try await world.channel(receiver))
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        world.wait(seconds: 60)
        try await fail()
        try await world.tell()
        try await world.tell()
        #expect(receiver.news == [["The job Broken failed at 2026-11-21 12:01 UTC"]])
    }

    @Test func `a feed is told when its data is older than its limit, until it is fresh again`() async throws {
        let world = try await NotificationWorld()
        try await FeedService(store: world.server.store, environment: world.server.environment).prepare()
        let moment = world.server.time.now
        func succeed(_ time: Timestamp) async throws {
            try await world.server.store.write { session in
                var row = try #require(try session.first(Query<VulnerabilityFeed>().where { $0.slug == "kev" }))
                row.lastSuccess = time
                try session.update(
                    VulnerabilityFeed.schema, row.values,
                    columns: [VulnerabilityFeed.schema.handles.lastSuccess.index])
            }
        }
        try await succeed(moment)
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule("feed_stale", try await world.channel(receiver))
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        world.wait(seconds: 40 * 86_400)
        try await world.tell()
        try await world.tell()
        #expect(receiver.news.count == 1)
        #expect(receiver.news.first?.first?.contains("last succeeded at 2026-11-21 12:00 UTC, more than") == true)
        try await succeed(world.server.time.now)
        try await world.tell()
        world.wait(seconds: 40 * 86_400)
        try await world.tell()
        #expect(receiver.news.count == 2)
    }

    // MARK: Findings

    /// A vulnerability that is open on a software version.
    private func find(
        _ cve: String, _ severity: String, exploited: Bool = false, on software: String, _ world: NotificationWorld
    ) async throws {
        let environment = world.server.environment
        let software = try #require(Identifier(software))
        try await world.server.store.write { session in
            var view = Record<KnownVulnerability>(id: ID(environment.identifiers.next()))
            view.cve = cve
            view.severity = severity
            view.isExploited = exploited
            view.priority = exploited ? 100 : 10
            try session.insert(KnownVulnerability.schema, view.values)
            var assessment = Record<FindingAssessment>(id: ID(environment.identifiers.next()))
            assessment.verdict = "affected"
            try session.insert(FindingAssessment.schema, assessment.values)
            var finding = Record<Finding>(id: ID(environment.identifiers.next()))
            finding.vulnerability = view.id
            finding.software = ID(software)
            finding.assessment = assessment.id
            finding.verdict = "affected"
            finding.state = Finding.State.open.rawValue
            finding.opened = environment.time.now
            try session.insert(Finding.schema, finding.values)
        }
    }

    @Test func `findings that open after the rule are told, by severity or because they are exploited`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        let software = ids["software"] ?? ""
        try await world.device("sw1", ["software_version": .string(software)])
        try await find("CVE-2026-00001", "Critical", exploited: true, on: software, world)
        let severe = try await LoopbackServer { _, _ in .text("ok") }
        let exploited = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule(
            "finding_severity", try await world.channel(severe, name: "severe"), ["severity": "High"])
        try await world.rule("finding_exploited", try await world.channel(exploited, name: "exploited"))
        try await world.tell()
        #expect(severe.requests.isEmpty && exploited.requests.isEmpty)
        try await find("CVE-2026-00002", "Medium", exploited: true, on: software, world)
        try await find("CVE-2026-00003", "High", on: software, world)
        try await find("CVE-2026-00004", "Low", on: software, world)
        try await world.tell()
        try await world.tell()
        #expect(severe.news == [["CVE-2026-00003 (high): AcmeOS 1.0 on 1 device"]])
        #expect(exploited.news == [["CVE-2026-00002 (medium, known to be exploited): AcmeOS 1.0 on 1 device"]])
        let message = try #require(exploited.requests.first).json
        #expect(message["items"]?[0]?["url"] == "https://almanac.test/exposure/cves/CVE-2026-00002/")
        #expect(message["url"] == "https://almanac.test/dcim/devices/?exposure=exploited")
        // An old finding turns out to be exploited.
        try await world.server.store.write { session in
            var view = try #require(
                try session.first(Query<KnownVulnerability>().where { $0.cve == "CVE-2026-00004" }))
            view.isExploited = true
            try session.update(
                KnownVulnerability.schema, view.values,
                columns: [KnownVulnerability.schema.handles.isExploited.index])
        }
        try await world.tell()
        #expect(exploited.news.last == ["CVE-2026-00004 (low, known to be exploited): AcmeOS 1.0 on 1 device"])
        // Another threshold is another question: what is open then is known.
        let rules = try await world.server.get("/api/extras/notification-rules/?name=finding_severity")
        let rule = rules["results"]?[0]?["id"]?.stringValue ?? ""
        try await world.patch("/api/extras/notification-rules/\(rule)/", ["severity": "Low"])
        try await world.tell()
        #expect(severe.requests.count == 1)
        try await find("CVE-2026-00005", "Low", on: software, world)
        try await world.tell()
        #expect(severe.news.last == ["CVE-2026-00005 (low): AcmeOS 1.0 on 1 device"])
    }

    // MARK: Views

    @Test func `who comes into the list of a saved view and who leaves it is told to those who subscribed`()
        async throws
    {
        let world = try await NotificationWorld()
        let ids = try await world.furnish()
        let view = try await world.server.create(
            "/api/extras/saved-views/",
            [
                "name": "in FRA", "view": "dcim:device_list",
                "config": ["filter_params": ["location": ["FRA"]], "sort_order": ["name"]],
            ])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule("view_changed", try await world.channel(receiver), ["saved_view": .string(view)])
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        let added = try await world.device("sw3")
        try await world.device("sw4", at: "BER")
        _ = try await world.server.send("DELETE", "/api/dcim/devices/\(ids["sw1"] ?? "")/")
        try await world.tell()
        try await world.tell()
        #expect(receiver.news.count == 1)
        #expect(Set(receiver.news.first ?? []) == ["sw3 came into “in FRA”", "sw1 left “in FRA”"])
        let message = try #require(receiver.requests.first).json
        #expect(message["url"]?.stringValue == "https://almanac.test/dcim/devices/?saved_view=\(view)")
        try await world.patch("/api/dcim/devices/\(added)/", ["location": .string(ids["other"] ?? "")])
        try await world.tell()
        #expect(receiver.news.last == ["sw3 left “in FRA”"])
        try await world.patch("/api/dcim/devices/\(added)/", ["location": .string(ids["location"] ?? "")])
        try await world.tell()
        #expect(receiver.news.last == ["sw3 came into “in FRA”"])
        // The subscription ends with its view.
        _ = try await world.server.send("DELETE", "/api/extras/saved-views/\(view)/")
        #expect(try await world.server.get("/api/extras/notification-rules/")["count"] == 0)
    }

    @Test func `a saved view of devices narrows other events`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish()
        try await world.device("sw9", at: "BER")
        let view = try await world.server.create(
            "/api/extras/saved-views/",
            ["name": "nines", "view": "dcim:device_list", "config": ["filter_params": ["name__ic": ["9"]]]])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await world.rule("device_uncovered", channel, name: "view", ["saved_view": .string(view)])
        try await world.rule(
            "device_uncovered", channel, name: "view and place",
            ["saved_view": .string(view), "location": .string(ids["location"] ?? "")])
        try await world.tell()
        #expect(receiver.news == [["sw9 has no contract that runs"]])
        #expect(
            receiver.requests.first?.json["url"] == "https://almanac.test/dcim/devices/?under_contract=false&name__ic=9"
        )
    }
}
