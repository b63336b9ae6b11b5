import Basics
import Domain
import Feeds
import Modeling
import Services
import TestKit
import Testing

@Suite struct ExposureEvaluationTests {
    @Test func `sources that contradict each other are shown, and the vendor is believed`() async throws {
        let world = try await ExposureWorld()
        for version in ["16.9.5", "17.9.4a", "17.3.1"] { try await world.software("IOS XE", version) }
        // vendor.md §3.6: the NVD's range leaves out what Cisco lists.
        try await world.tell(
            world.nvd, [ExposureWorld.nvd("CVE-2023-20198", "cisco:ios_xe", from: "17.3", before: "17.3.8a", score: 10)]
        )
        try await world.tell(
            world.list,
            [
                ExposureWorld.cna(
                    "CVE-2023-20198", "Cisco", "Cisco IOS XE Software",
                    ["16.9.5", "17.3.1"].map(ExposureWorld.affected))
            ])
        let summary = try await world.evaluate()
        #expect(summary.opened == 2)
        #expect(
            try await world.findings() == [
                "CVE-2023-20198 16.9.5 affected conflict open", "CVE-2023-20198 17.3.1 affected open",
            ])
        let json = try await VulnerabilityReader(store: world.world.store, environment: world.world.environment)
            .vulnerability("CVE-2023-20198")
        let evidence = json["findings"]?.arrayValue?.first { $0["conflict"]?.boolValue == true }?["evidence"]?
            .arrayValue
        #expect(evidence?.map { $0["feed"]?.stringValue } == ["cve-list", "nvd"])
        #expect(evidence?.map { $0["verdict"]?.stringValue } == ["affected", "not-affected"])
    }

    @Test func `a second run changes nothing, a first one looks at everything`() async throws {
        let world = try await ExposureWorld()
        try await world.software("FortiOS", "7.2.4")
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        #expect(try await world.evaluate().opened == 1)
        let again = try await world.evaluate()
        #expect(again.isEmpty)
        #expect(again.vulnerabilities == 0)
        let everything = try await world.evaluate(all: true)
        #expect(everything.isEmpty)
        #expect(everything.vulnerabilities == 1)
    }

    @Test func `hardware decides where a source says so, and only there`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("EOS", "4.28.3M")
        try await world.device("leaf", software, type: "DCS-7280CR3-96")
        try await world.device("tor", software, type: "DCS-7050SX3-48YC8")
        try await world.tell(
            world.nvd,
            [
                ExposureWorld.nvd(
                    "CVE-2023-3646", "arista:eos", from: "4.28.2", before: "4.28.6", hardware: "arista:7280r3"),
                ExposureWorld.nvd("CVE-2023-1000", "arista:eos", from: "4.28.2", before: "4.28.6"),
            ])
        try await world.evaluate()
        #expect(
            try await world.findings() == [
                "CVE-2023-1000 4.28.3M affected open",
                "CVE-2023-3646 4.28.3M on Acme DCS-7050SX3-48YC8 not-affected closed",
                "CVE-2023-3646 4.28.3M on Acme DCS-7280CR3-96 affected open",
                "CVE-2023-3646 4.28.3M potential open",
            ])
        let report = try await world.report()
        #expect(report["CVE-2023-3646"] == [1, 0])
        #expect(report["CVE-2023-1000"] == [2, 0])
        // The same software on new hardware is judged when it is seen.
        try await world.device("spine", software, type: "DCS-7280CR3K-32P4")
        try await world.evaluate()
        #expect(try await world.report()["CVE-2023-3646"] == [2, 0])
    }

    @Test func `findings end with their reason and come back`() async throws {
        let world = try await ExposureWorld()
        try await world.software("FortiOS", "7.2.4")
        func tell(_ before: String, _ month: Int) async throws {
            try await world.tell(
                world.nvd,
                [
                    ExposureWorld.nvd(
                        "CVE-2026-1000", "fortinet:fortios", from: "7.2.0", before: before,
                        modified: "2026-0\(month)-01T00:00:00Z")
                ])
        }
        try await tell("7.2.5", 1)
        try await world.evaluate()
        try await tell("7.2.3", 2)
        let summary = try await world.evaluate()
        #expect(summary.closed == 1)
        var finding = try #require(try await world.world.fetch(Query<Finding>()).first)
        #expect(finding.state == "closed")
        #expect(finding.closeReason == "No source says any more that it applies to this software.")
        #expect(finding.closed != nil)
        try await tell("7.2.9", 3)
        #expect(try await world.evaluate().reopened == 1)
        finding = try #require(try await world.world.fetch(Query<Finding>()).first)
        #expect(finding.state == "open")
        #expect(finding.closed == nil)
        #expect(finding.closeReason == "")
        var withdrawn = SourceRecord(key: "CVE-2026-1000")
        withdrawn.cve = "CVE-2026-1000"
        withdrawn.modified = Timestamp("2026-04-01T00:00:00Z")
        withdrawn.isWithdrawn = true
        try await world.tell(world.nvd, [.record(withdrawn)])
        #expect(try await world.evaluate().closed == 1)
        finding = try #require(try await world.world.fetch(Query<Finding>()).first)
        #expect(finding.closeReason == "Its sources took the vulnerability back.")
    }

    @Test func `software that nobody understands is counted, never called safe`() async throws {
        let world = try await ExposureWorld()
        let odd = try await world.software("IOS XE", "everest-special")
        let nameless = try await world.software("Nameless", "1.0")
        try await world.device("x", odd)
        try await world.device("y", nameless)
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "cisco:ios_xe", before: "17.3.1")])
        let summary = try await world.evaluate()
        #expect(summary.notUnderstood == 2)
        let report = try await LifecycleService(store: world.world.store, environment: world.world.environment)
            .report(.exposure)
        let figures = Dictionary(uniqueKeysWithValues: report.summary.map { ($0.name, $0.count) })
        #expect(figures["not_understood"] == 2)
        #expect(figures["none"] == 0)
        // Two devices of the furniture have no software.
        #expect(figures["no_software"] == 2)
        // The report says why, for people and programs.
        #expect(report.remarks.count == 2)
        #expect(
            report.remarks.contains(
                "Nameless 1.0 on 1 device: Its platform has no network driver; set one, such as cisco_xe."))
        #expect(report.remarks.contains { $0.hasPrefix("IOS XE everest-special on 1 device: ") })
        #expect(report.json["remarks"]?.arrayValue?.count == 2)
    }

    @Test func `findings of software that runs nowhere any more close, and come back with it`() async throws {
        let world = try await ExposureWorld()
        let old = try await world.software("FortiOS", "7.2.4")
        let never = try await world.software("FortiOS", "7.2.3")
        let device = try await world.device("fw", old, type: "FortiGate-60F")
        let other = try await world.device("fw2", old, type: "FortiGate-60F")
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        #expect(try await world.evaluate().opened == 2)
        // One of two devices goes: the software still runs.
        try await world.world.delete("dcim.device", other)
        #expect(try await world.evaluate().isEmpty)
        let new = try await world.software("FortiOS", "7.2.9")
        _ = try await world.world.update("dcim.device", device, ["software_version": .string(new.description)])
        #expect(try await world.evaluate().closed == 1)
        func finding(_ software: Identifier) async throws -> Record<Finding> {
            let id = ID<SoftwareVersion>(software)
            return try #require(try await world.world.fetch(Query<Finding>().where { $0.software == id }).first)
        }
        let closed = try await finding(old)
        #expect(closed.state == "closed" && closed.closeReason == "The software runs nowhere any more.")
        #expect(closed.closed != nil && closed.verdict == "affected")
        // What never ran is judged, so that it can be looked up before somebody installs it.
        #expect(try await finding(never).state == "open")
        // Nothing new is found in it either, however it is judged.
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1001", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        let expected = [
            "CVE-2026-1000 7.2.3 affected open", "CVE-2026-1000 7.2.4 affected closed",
            "CVE-2026-1001 7.2.3 affected open",
        ]
        #expect(try await world.findings() == expected)
        #expect(try await world.evaluate(all: true).isEmpty)
        #expect(try await world.findings() == expected)
        #expect(try await world.openFindings(old) == [0, 0])
        // It runs again, on an inventory item.
        _ = try await world.world.make(
            "dcim.inventoryitem",
            ["device": .string(device.description), "name": "module", "software_version": .string(old.description)])
        let back = try await world.evaluate()
        #expect(back.reopened == 1 && back.opened == 1)
        #expect(try await finding(old).closeReason == "")
        #expect(try await world.evaluate(all: true).isEmpty)
    }

    @Test func `a changed version or platform is judged again`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("FortiOS", "7.2.4")
        try await world.tell(world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5")])
        try await world.evaluate()
        _ = try await world.world.update("dcim.softwareversion", software, ["version": "7.2.9"])
        #expect(try await world.evaluate().closed == 1)
        _ = try await world.world.update("dcim.softwareversion", software, ["version": "7.1.1"])
        #expect(try await world.evaluate().reopened == 1)
        _ = try await world.world.update("dcim.softwareversion", software, ["version": "unknown"])
        #expect(try await world.evaluate().closed == 1)
    }

    @Test func `the answer of a checker comes before all others, for the release that it was asked for`() async throws {
        let world = try await ExposureWorld()
        for version in ["17.3.1", "17.3.2", "17.3.3"] { try await world.software("IOS XE", version) }
        try await world.tell(
            world.nvd, [ExposureWorld.nvd("CVE-2026-1000", "cisco:ios_xe", from: "17.3.1", before: "17.3.3")])
        let finding = CheckerAnswer.Finding(
            advisory: "cisco-sa-x", cves: ["CVE-2026-1000", "CVE-2026-2000"], fixedIn: ["17.3.4"])
        try await world.tell(
            world.openVuln,
            [
                .checked(CheckerAnswer(system: "cisco_iosxe", version: "17.3.3", isKnown: true, findings: [finding])),
                .checked(CheckerAnswer(system: "cisco_iosxe", version: "17.3.1", isKnown: true, findings: [])),
                .checked(CheckerAnswer(system: "cisco_iosxe", version: "17.3.2", isKnown: false, findings: [])),
            ])
        try await world.evaluate()
        #expect(
            try await world.findings() == [
                "CVE-2026-1000 17.3.1 not-affected conflict closed", "CVE-2026-1000 17.3.2 affected open",
                "CVE-2026-1000 17.3.3 affected conflict open", "CVE-2026-2000 17.3.3 affected open",
            ])
    }

    @Test func `exploitation comes first in the order of work`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("FortiOS", "7.2.4")
        try await world.device("fw", software)
        try await world.tell(
            world.nvd,
            [
                ExposureWorld.nvd("CVE-2026-1000", "fortinet:fortios", before: "7.2.5", score: 9.8),
                ExposureWorld.nvd("CVE-2026-1001", "fortinet:fortios", before: "7.2.5", score: 5.0),
                ExposureWorld.nvd("CVE-2026-1002", "fortinet:fortios", before: "7.2.5", score: 7.5),
                ExposureWorld.nvd("CVE-2026-1003", "fortinet:fortios", before: "7.2.5", score: 0),
            ])
        try await world.evaluate()
        let entry = try KEVEntry(["cveID": "CVE-2026-1001", "dateAdded": "2026-01-01", "dueDate": "2026-02-01"])
        try await world.tell(world.kev, [.exploited(entry)])
        try await world.tell(world.epss, [.likelihood(EPSSScore(id: "CVE-2026-1002", score: 0.4, percentile: 0.9))])
        let before = try await world.tallies()
        #expect(try await world.evaluate().vulnerabilities == 2)
        // A vulnerability that is worse than before counts where it belongs now.
        let after = try await world.tallies()
        #expect(before != after && after.contains { $0.hasSuffix("exploited 1") })
        try await world.evaluate(all: true)
        #expect(try await world.tallies() == after)
        let rows = try await world.world.fetch(Query<KnownVulnerability>().sorted(by: "-priority"))
        #expect(rows.map(\.cve) == ["CVE-2026-1001", "CVE-2026-1002", "CVE-2026-1000", "CVE-2026-1003"])
        #expect(rows.map(\.severity) == ["Medium", "High", "Critical", "None"])
        #expect(rows.first?.due == CalendarDay("2026-02-01"))
    }

    @Test(arguments: 1...4) func `judging what changed gives the same as judging everything`(seed: UInt64) async throws
    {
        let world = try await ExposureWorld()
        let random = SeededRandom(seed: seed)
        func pick(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        var softwares: [Identifier] = []
        for round in 1...8 {
            for _ in 0..<3 {
                let version = "7.\(pick(4)).\(pick(20))"
                if let id = try? await world.software("FortiOS", version) { softwares.append(id) }
            }
            if let software = softwares.randomElement() {
                let device = try await world.device("d\(round)", software, type: "FortiGate-\(60 + pick(3))F")
                // Some are upgraded at once, and leave software behind that ran.
                if pick(2) == 0, let next = softwares.randomElement() {
                    try await world.evaluate()
                    _ = try await world.world.update(
                        "dcim.device", device, ["software_version": .string(next.description)])
                }
            }
            var items: [FeedItem] = []
            for _ in 0..<6 {
                items.append(
                    ExposureWorld.nvd(
                        "CVE-2026-10\(10 + pick(20))", "fortinet:fortios", from: "7.\(pick(3)).\(pick(10))",
                        before: "7.\(1 + pick(3)).\(pick(20))", score: [3.0, 5.0, 7.5, 9.8][pick(4)],
                        modified: "2026-0\(round)-01T00:00:00Z",
                        hardware: pick(3) == 0 ? "fortinet:fortigate_\(60 + pick(3))f" : nil))
            }
            try await world.tell(world.nvd, items)
            if pick(2) == 0 {
                let entry = try KEVEntry([
                    "cveID": .string("CVE-2026-10\(10 + pick(20))"), "dateAdded": "2026-01-01", "dueDate": "2026-02-01",
                ])
                try await world.tell(world.kev, [.exploited(entry)])
            }
            try await world.evaluate()
        }
        let incremental = try await world.findings()
        let counts = try await world.counts()
        let tallies = try await world.tallies()
        #expect(incremental.count > 10)
        #expect(tallies.count > 3)
        #expect(counts.contains { $0.affected > 1 })
        #expect(try await world.evaluate(all: true).isEmpty)
        #expect(try await world.findings() == incremental)
        #expect(try await world.counts() == counts)
        #expect(try await world.tallies() == tallies)
        // Both are what counting gives.
        for count in counts {
            let open = try await world.openFindings(count.software)
            #expect([count.affected, count.potential] == open, "\(count)")
        }
    }

    @Test func `an evaluation that was ended half-way leaves counts that are right`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.software("FortiOS", "7.2.4")
        try await world.evaluate()
        try await world.tell(
            world.nvd,
            (0..<2500).map { ExposureWorld.nvd("CVE-2026-\(10_000 + $0)", "fortinet:fortios", before: "7.2.5") })
        struct Ended: Error {}
        let evaluation = ExposureEvaluation(store: world.world.store, environment: world.world.environment) { done in
            if done > 0 { throw Ended() }
        }
        await #expect(throws: Ended.self) { try await evaluation.run() }
        #expect(try await world.counts().map(\.affected) == [2000])
        #expect(try await world.evaluate().opened == 500)
        #expect(try await world.counts().map(\.affected) == [2500])
        #expect(try await world.openFindings(software) == [2500, 0])
    }
}

extension ExposureWorld {
    /// What lists show of a software version.
    struct Count: Hashable, Sendable {
        let software: Identifier
        let affected: Int
        let potential: Int
    }

    /// How many findings stand on each level, by software and hardware.
    func tallies() async throws -> Set<String> {
        Set(
            try await world.fetch(Query<ExposureTally>()).map {
                "\($0.software) \($0.deviceType?.description ?? "-") \($0.level) \($0.findings)"
            })
    }

    func counts() async throws -> [Count] {
        try await world.fetch(Query<SoftwareIdentity>().sorted(by: "id")).map {
            Count(software: $0.software.raw, affected: $0.affected, potential: $0.potential)
        }
    }

    /// How many findings affect a software version, and may affect it, without hardware.
    func openFindings(_ software: Identifier) async throws -> [Int] {
        let open = try await world.fetch(Query<Finding>()).filter {
            $0.software.raw == software && $0.deviceType == nil && $0.state == "open"
        }
        return ["affected", "potential"].map { verdict in open.filter { $0.verdict == verdict }.count }
    }

    /// By CVE, the devices that are affected and those that may be.
    func report() async throws -> [String: [Int]] {
        let report = try await LifecycleService(store: world.store, environment: world.environment).report(.exposure)
        return Dictionary(
            uniqueKeysWithValues: report.rows.map { row in
                (row[0].text, [Int(row[6].text) ?? 0, Int(row[7].text) ?? 0])
            })
    }
}
