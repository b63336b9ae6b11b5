import Basics
import DeviceAccess
import Domain
import Foundation
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import SystemPackage
import TestKit
import Testing

/// Devices in the inventory, and recordings that answer for them.
private final class Fleet: Sendable {
    static let job = "Vendor CVE Discovery"
    let folder: String
    let jobs: JobWorld
    /// Keys by name.
    let site: String
    let type: String
    let role: String
    let platform: String

    init(reaches: Bool = true, variables: [String: String] = [:]) async throws {
        folder = NSTemporaryDirectory() + "almanac-fleet-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let start = Timestamp("2026-11-21T12:00:00Z") ?? Timestamp(microseconds: 0)
        // What recordings wait for passes at once.
        let transport = ReplayTransport(folder: folder, time: InstantTime(start))
        jobs = try await JobWorld(
            discovery: DiscoveryAccess(transport: reaches ? transport : nil), variables: variables)
        try await jobs.enable(Self.job)
        let server = jobs.server
        let kind = try await server.create(
            "/api/dcim/location-types/", ["name": "Site", "content_types": ["dcim.device"]])
        site = try await server.create(
            "/api/dcim/locations/", ["name": "HQ", "location_type": .string(kind), "status": "Active"])
        let maker = try await server.create("/api/dcim/manufacturers/", ["name": "Cisco"])
        type = try await server.create(
            "/api/dcim/device-types/", ["manufacturer": .string(maker), "model": "WS-C2960-24TT-L"])
        role = try await server.create(
            "/api/extras/roles/", ["name": "access", "content_types": ["dcim.device"]])
        platform = try await server.create(
            "/api/dcim/platforms/", ["name": "IOS", "network_driver": "cisco_ios"])
    }

    deinit {
        // Nothing waits for it.
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Adds a device to the inventory.
    @discardableResult
    func device(_ name: String, _ more: JSONObject = JSONObject()) async throws -> String {
        var object: JSONObject = [
            "name": .string(name), "location": .string(site), "device_type": .string(type), "role": .string(role),
            "status": "Active", "platform": .string(platform),
        ]
        for (key, value) in more { object[key] = value }
        return try await jobs.server.create("/api/dcim/devices/", .object(object))
    }

    /// Records what a device answers.
    func record(_ name: String, version: String, serial: String = "FOC1", fault: String? = nil) throws {
        let path = folder + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let text = """
            Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version \(version), RELEASE SOFTWARE (fc1)
            \(name) uptime is 2 days, 3 hours
            cisco WS-C2960-24TT-L (PowerPC405) processor (revision D0) with 65536K bytes of memory.
            Processor board ID \(serial)
            """
        try Data(text.utf8).write(to: URL(filePath: path + "/show_version.txt"))
        let behaviour = fault.map { #"{"fault": "\#($0)"}"# } ?? #"{"noise": true, "delay": 3}"#
        try Data(behaviour.utf8).write(to: URL(filePath: path + "/transport.json"))
    }

    func run(_ data: JSONValue = [:]) async throws -> (id: String, result: JSONValue, log: [String]) {
        let id = try await jobs.begin(Self.job, data)
        try await jobs.work()
        return (id, try await jobs.result(id), try await jobs.log(id))
    }

    func results(_ run: String, _ more: String = "") async throws -> JSONValue {
        try await jobs.server.get(DiscoveryResult.schema.names.path + "?job_result=\(run)&limit=1000\(more)")
    }

    func software(of device: String) async throws -> JSONValue? {
        try await jobs.server.get("/api/dcim/devices/\(device)/?depth=1")["software_version"]
    }
}

/// The job that asks devices what they run (vendor.md §1.4).
@Suite struct VendorDiscoveryTests {
    @Test func `a device that answers has its software in the inventory, and what it said is kept`() async throws {
        let fleet = try await Fleet()
        let device = try await fleet.device("sw-1")
        try fleet.record("sw-1", version: "15.0(2)SE4")
        let (id, result, log) = try await fleet.run()
        #expect(result["status"]?["value"] == "SUCCESS", "\(result.text)")
        #expect(result["result"]?["state"] == "success" && result["result"]?["devices_changed"] == 1)
        #expect(result["result"]?["exposure"]?["software"] == 1)
        let software = try await fleet.software(of: device)
        #expect(software?["version"] == "15.0(2)SE4" && software?["platform"]?["id"]?.stringValue == fleet.platform)
        let row = try #require(try await fleet.results(id)["results"]?[0])
        #expect(row["outcome"] == "discovered" && row["failure"] == "" && row["confidence"] == "high")
        #expect(row["system"] == "cisco_ios" && row["canonical"] == "15.0(2)SE4" && row["serial"] == "FOC1")
        #expect(row["model"] == "WS-C2960-24TT-L" && row["hostname"] == "sw-1")
        #expect(row["uptime"] == .int(2 * 86_400 + 3 * 3600) && row["differences"] == .null)
        #expect(row["raw"]?.stringValue?.contains("Version 15.0(2)SE4") == true)
        #expect(log.contains("info discovered: cisco_ios 15.0(2)SE4") && log.contains("info discover"))
        #expect(log.contains { $0.hasPrefix("info Processed 1 devices: 1 done, 0 failed, 0 skipped") })
        #expect(try await fleet.jobs.server.send("POST", DiscoveryResult.schema.names.path, [:]).status == 405)
        let changes = try await fleet.jobs.server.get("/api/extras/object-changes/?changed_object_id=\(device)")
        #expect(changes["count"] == 2)
    }

    @Test func `a version in another spelling is the one that the inventory has`() async throws {
        let fleet = try await Fleet()
        let platform = try await fleet.jobs.server.create(
            "/api/dcim/platforms/", ["name": "XE", "network_driver": "cisco_xe"])
        let known = try await fleet.jobs.server.create(
            "/api/dcim/software-versions/",
            ["platform": .string(platform), "version": "17.03.04a", "status": "Active"])
        let device = try await fleet.device("r-1", ["platform": .string(platform)])
        try FileManager.default.createDirectory(atPath: fleet.folder + "/r-1", withIntermediateDirectories: true)
        try Data("Cisco IOS XE Software, Version 17.03.04a\n".utf8).write(
            to: URL(filePath: fleet.folder + "/r-1/show version"))
        let (_, result, _) = try await fleet.run()
        #expect(result["result"]?["software_created"] == 0)
        #expect(try await fleet.software(of: device)?["id"]?.stringValue == known)
    }

    @Test func `what differs from the inventory is told and not overwritten`() async throws {
        let fleet = try await Fleet()
        let device = try await fleet.device("sw-1", ["serial": "OLD9"])
        try fleet.record("sw-1", version: "15.0(2)SE4", serial: "NEW1")
        let (id, result, log) = try await fleet.run()
        #expect(result["result"]?["differing"] == 1)
        let row = try await fleet.results(id)["results"]?[0]
        #expect(row?["differences"] == [["kind": "serial", "expected": "OLD9", "found": "NEW1"]])
        #expect(log.contains("warning The serial number is NEW1, the inventory has OLD9."))
        #expect(try await fleet.jobs.server.get("/api/dcim/devices/\(device)/")["serial"] == "OLD9")
    }

    @Test func `a version or a system that does not fit is told and never kept as a version`() async throws {
        let fleet = try await Fleet()
        let odd = try await fleet.device("odd")
        try await fleet.device("other")
        try fleet.record("odd", version: "banana")
        try FileManager.default.createDirectory(atPath: fleet.folder + "/other", withIntermediateDirectories: true)
        try Data("Cisco IOS XR Software, Version 7.3.2\n".utf8).write(
            to: URL(filePath: fleet.folder + "/other/show_version"))
        let (id, result, _) = try await fleet.run()
        #expect(result["status"]?["value"] == "FAILURE")
        #expect(result["result"]?["failures"] == ["unparseable": 2])
        let rows = try await fleet.results(id)["results"]?.arrayValue ?? []
        let kinds = rows.compactMap { $0["differences"]?[0]?["kind"]?.stringValue }
        #expect(Set(kinds) == ["version", "system"])
        #expect(rows.allSatisfy { $0["raw"]?.stringValue?.isEmpty == false && $0["canonical"] == "" })
        #expect(try await fleet.software(of: odd) == .null)
        #expect(try await fleet.jobs.server.get("/api/dcim/software-versions/")["count"] == 0)
    }

    @Test func `each device is asked, counts as recorded, or is skipped for a reason`() async throws {
        let fleet = try await Fleet()
        let odd = try await fleet.jobs.server.create(
            "/api/dcim/platforms/", ["name": "FortiSwitch", "network_driver": "fortinet_switch"])
        let known = try await fleet.jobs.server.create(
            "/api/dcim/software-versions/", ["platform": .string(odd), "version": "7.2", "status": "Active"])
        try await fleet.device("asked")
        try fleet.record("asked", version: "15.0(2)SE4")
        try await fleet.device("recorded", ["platform": .string(odd), "software_version": .string(known)])
        try await fleet.device("unknown", ["platform": .string(odd)])
        try await fleet.device("bare", ["platform": .null])
        try await fleet.device("planned", ["status": "Planned"])
        let (_, result, log) = try await fleet.run()
        let counters = result["result"]
        #expect(counters?["selected"] == 4 && counters?["discovered"] == 1 && counters?["recorded"] == 1)
        #expect(counters?["done"] == 2 && counters?["failed"] == 0 && counters?["skipped"] == 2)
        #expect(log.contains("info use-recorded"))
        #expect(log.contains("info skip: The device has no platform, so that nobody knows what to ask it."))
        #expect(log.contains { $0.contains("network driver fortinet_switch cannot be asked") })
    }

    @Test func `without a way to devices the inventory counts, and the log says so`() async throws {
        let fleet = try await Fleet(reaches: false)
        try await fleet.device("sw-1")
        let (_, result, log) = try await fleet.run()
        #expect(result["result"]?["skipped"] == 1 && result["result"]?["state"] == "success")
        #expect(log.contains { $0.hasPrefix("warning No way to reach devices is set up") })
    }

    @Test func `credentials that cannot be had are a failure of the device, and no log has those that can`()
        async throws
    {
        let fleet = try await Fleet(variables: ["DEVICE_USER": "netops-user", "DEVICE_PASSWORD": "tr0ub4dor-and-3"])
        let server = fleet.jobs.server
        try await fleet.device("sw-1")
        try fleet.record("sw-1", version: "15.0(2)SE4")
        let group = try await server.create("/api/extras/secrets-groups/", ["name": "devices"])
        let (_, none, _) = try await fleet.run(["secrets_group": .string(group)])
        #expect(none["result"]?["failures"] == ["no-credentials": 1])
        for (type, variable) in [("username", "DEVICE_USER"), ("password", "DEVICE_PASSWORD")] {
            let secret = try await server.create(
                "/api/extras/secrets/",
                [
                    "name": .string(type), "provider": "environment-variable",
                    "parameters": ["variable": .string(variable)],
                ])
            try await server.create(
                "/api/extras/secrets-groups-associations/",
                [
                    "secrets_group": .string(group), "secret": .string(secret), "access_type": "SSH",
                    "secret_type": .string(type),
                ])
        }
        let (_, result, log) = try await fleet.run(["secrets_group": .string(group)])
        #expect(result["result"]?["state"] == "success")
        #expect(!log.contains { $0.contains("tr0ub4dor-and-3") } && !result.text.contains("tr0ub4dor-and-3"))
        #expect(
            !String(decoding: try await server.temporary.bytes(), as: UTF8.self).contains("tr0ub4dor-and-3"))
    }

    @Test func `a dry run plans exactly what applying does`() async throws {
        let fleet = try await Fleet()
        for (name, version) in [("a", "15.0(2)SE4"), ("b", "15.0(2)SE4"), ("c", "15.2(7)E3")] {
            try await fleet.device(name)
            try fleet.record(name, version: version)
        }
        let (dry, planned, log) = try await fleet.run(["dry_run": true])
        #expect(planned["result"]?["devices_changed"] == 3 && planned["result"]?["software_created"] == 2)
        #expect(planned["result"]?["exposure"] == nil)
        #expect(log.contains { $0.contains("5 changes were planned, none was made") })
        #expect(try await fleet.jobs.server.get("/api/dcim/software-versions/")["count"] == 0)
        #expect(try await fleet.results(dry)["count"] == 3)
        let before = try await newest(fleet)
        let (_, applied, _) = try await fleet.run()
        #expect(applied["result"]?["devices_changed"] == 3)
        let plan = try await fleet.jobs.server.get("/api/extras/job-plan-changes/?job_result=\(dry)&limit=100")
        let changes = try await fleet.jobs.server.get("/api/extras/object-changes/?limit=100")
        let made = (changes["results"]?.arrayValue ?? []).filter { ($0["time"]?.stringValue ?? "") > before }
        let wanted = (plan["results"]?.arrayValue ?? []).map { Self.normal($0, after: $0["after"]) }.sorted()
        let done = made.filter {
            ["dcim.device", "dcim.softwareversion"].contains($0["changed_object_type"]?.stringValue)
        }
        .map { Self.normal($0, after: $0["object_data"]) }.sorted()
        #expect(wanted.count == 5 && wanted == done)
        let (_, again, _) = try await fleet.run(["dry_run": true])
        #expect(again["result"]?["devices_changed"] == 0 && again["result"]?["devices_unchanged"] == 3)
    }

    /// The time of the newest change.
    private func newest(_ fleet: Fleet) async throws -> String {
        let changes = try await fleet.jobs.server.get("/api/extras/object-changes/?limit=1")
        fleet.jobs.server.time.advance(seconds: 1)
        return changes["results"]?[0]?["time"]?.stringValue ?? ""
    }

    /// Action, model, name and version of a change, without what differs from run to run.
    private static func normal(_ change: JSONValue, after: JSONValue?) -> String {
        let action = change["action"]?["value"]?.stringValue ?? change["action"]?.stringValue ?? ""
        let type = change["changed_object_type"]?.stringValue ?? ""
        return "\(action) \(type) \(after?["name"]?.stringValue ?? "") \(after?["version"]?.stringValue ?? "")"
    }

    @Test func `hardware notices are made of what vendors announced, when asked for`() async throws {
        let fleet = try await Fleet()
        try await fleet.device("sw-1")
        try fleet.record("sw-1", version: "15.0(2)SE4")
        let environment = fleet.jobs.server.environment
        try await fleet.jobs.server.store.write { session in
            var dates = Record<LifecycleDates>(id: ID(environment.identifiers.next()))
            dates.source = "cisco-eox"
            dates.key = "WS-C2960-24TT-L"
            dates.part = "WS-C2960-24TT-L"
            dates.isLive = true
            dates.isWithdrawn = false
            dates.isUnannounced = false
            dates.load = 1
            dates.digest = environment.identifiers.next()
            (dates.title, dates.bulletin, dates.link, dates.replacements) = ("", "", "", [])
            dates.endOfSupport = CalendarDay("2019-10-31")
            try session.insert(LifecycleDates.schema, dates.values)
        }
        let (_, plan, _) = try await fleet.run(["dry_run": true, "include_hardware_notices": true])
        #expect(plan["result"]?["hardware_notices"] == ["created": 1, "changed": 0])
        #expect(try await fleet.jobs.server.get(HardwareNotice.schema.names.path)["count"] == 0)
        let (_, result, _) = try await fleet.run(["include_hardware_notices": true])
        #expect(result["result"]?["hardware_notices"] == ["created": 1, "changed": 0])
        #expect(result["result"]?["hardware"] == 1)
        #expect(try await fleet.jobs.server.get(HardwareNotice.schema.names.path)["count"] == 1)
    }

    @Test func `a device that was upgraded changes, and the old release stays in the list`() async throws {
        let fleet = try await Fleet()
        let device = try await fleet.device("sw-1")
        try fleet.record("sw-1", version: "15.0(2)SE4")
        _ = try await fleet.run()
        try fleet.record("sw-1", version: "15.2(7)E3")
        let (_, result, _) = try await fleet.run()
        #expect(result["result"]?["devices_changed"] == 1)
        #expect(try await fleet.software(of: device)?["version"] == "15.2(7)E3")
        #expect(try await fleet.jobs.server.get("/api/dcim/software-versions/")["count"] == 2)
    }

    /// vendor.md §7, check 11.
    @Test
    func `devices that were upgraded are rid of what was found in their old release, and what was accepted stays so`()
        async throws
    {
        let fleet = try await Fleet()
        let server = fleet.jobs.server
        for name in ["a", "b"] {
            try await fleet.device(name)
            try fleet.record(name, version: "15.0(2)SE4")
        }
        let matches = ["CVE-2026-1000", "CVE-2026-1001"].map { cve in
            """
            {"cve":{"id":"\(cve)","lastModified":"2026-01-01T00:00:00.000","vulnStatus":"Analyzed","descriptions":[],\
            "configurations":[{"nodes":[{"operator":"OR","cpeMatch":[{"vulnerable":true,\
            "criteria":"cpe:2.3:o:cisco:ios:15.0\\\\(2\\\\)se4:*:*:*:*:*:*:*"}]}]}]}}
            """
        }
        let file = fleet.folder + "/nvd.json"
        try Data(#"{"totalResults":2,"vulnerabilities":[\#(matches.joined(separator: ","))]}"#.utf8)
            .write(to: URL(filePath: file))
        let feeds = FeedService(store: server.store, environment: server.environment)
        try await feeds.prepare()
        _ = try await feeds.importBundle(FilePath(file), of: "nvd")
        let (_, first, _) = try await fleet.run()
        #expect(first["result"]?["exposure"]?["opened"] == 2, "\(first.text)")
        try await server.create(
            "/api/vulnerabilities/triage/",
            [
                "cve": "CVE-2026-1001", "state": "accepted", "reason": "Nobody reaches it.", "expires": "2027-01-01",
            ])
        func findings() async throws -> [String] {
            let page = try await server.get("/api/vulnerabilities/findings/?depth=1")
            return (page["results"]?.arrayValue ?? []).map { finding in
                [finding["vulnerability"]?["cve"], finding["state"], finding["close_reason"]]
                    .map { $0?.stringValue ?? "?" }.joined(separator: " ")
            }.sorted()
        }
        func exposed(_ device: String) async throws -> [JSONValue] {
            try await server.get("/api/vulnerabilities/exposure/?device=\(device)")["findings"]?.arrayValue ?? []
        }
        // One device is upgraded: it is exposed to nothing, the other one still is.
        try fleet.record("a", version: "15.2(7)E3")
        _ = try await fleet.run()
        #expect(try await exposed("a").isEmpty)
        #expect(try await exposed("b").count == 2)
        #expect(try await findings() == ["CVE-2026-1000 open ", "CVE-2026-1001 open "])
        // The other one follows: the old release runs nowhere, and what was found in it ends with that reason.
        try fleet.record("b", version: "15.2(7)E3")
        let (_, last, _) = try await fleet.run()
        #expect(last["result"]?["exposure"]?["closed"] == 2, "\(last.text)")
        let reason = "The software runs nowhere any more."
        #expect(try await findings() == ["CVE-2026-1000 closed \(reason)", "CVE-2026-1001 closed \(reason)"])
        let triage = try await server.get("/api/vulnerabilities/triage/?cve=CVE-2026-1001")
        #expect(triage["results"]?[0]?["state"] == "accepted")
        // Should it come back, it is found again, and is still accepted.
        try fleet.record("a", version: "15.0(2)SE4")
        let (_, back, _) = try await fleet.run()
        #expect(back["result"]?["exposure"]?["reopened"] == 2, "\(back.text)")
        let again = try await exposed("a").first { $0["cve"] == "CVE-2026-1001" }
        #expect(again?["triage"]?["state"] == "accepted")
    }

    @Test func `a fleet with every sort of failure ends, counts all, and is the same the second time`() async throws {
        let fleet = try await Fleet()
        try await fill(fleet)
        let (first, result, _) = try await fleet.run()
        let counters = try #require(result["result"])
        #expect(result["status"]?["value"] == "SUCCESS" && counters["state"] == "partial")
        #expect(counters["selected"] == 500 && counters["done"] == 440 && counters["failed"] == 60)
        #expect(counters["failures"] == ["auth": 25, "timeout": 25, "unparseable": 10])
        #expect(counters["devices_changed"] == 440 && counters["software_created"] == 8)
        #expect(try await fleet.results(first, "&outcome=failed")["count"] == 60)
        #expect(try await fleet.results(first, "&outcome=discovered")["count"] == 440)
        let (second, again, _) = try await fleet.run()
        #expect(again["result"]?["devices_changed"] == 0 && again["result"]?["devices_unchanged"] == 440)
        #expect(again["result"]?["failures"] == counters["failures"])
        #expect(try await outcomes(fleet, first) == (try await outcomes(fleet, second)))
        let (third, plan, _) = try await fleet.run(["dry_run": true])
        #expect(plan["result"]?["devices_changed"] == 0 && plan["result"]?["software_created"] == 0)
        let planned = try await fleet.jobs.server.get("/api/extras/job-plan-changes/?job_result=\(third)")
        #expect(planned["count"] == 0)
        try await prune(fleet)
        #expect(try await fleet.jobs.server.get(DiscoveryResult.schema.names.path)["count"] == 0)
    }

    /// 500 devices: 5 % that take no password, 5 % that say nothing, 2 % that say nothing that means anything.
    private func fill(_ fleet: Fleet) async throws {
        let (site, type, role, platform) = (fleet.site, fleet.type, fleet.role, fleet.platform)
        let environment = fleet.jobs.server.environment
        try await fleet.jobs.server.store.write { session in
            let pipeline = RecordPipeline(
                session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                environment: environment)
            for number in 0..<500 {
                _ = try pipeline.create(
                    Device.schema,
                    [
                        "name": .string("sw-\(number)"), "location": .string(site), "device_type": .string(type),
                        "role": .string(role), "status": "Active", "platform": .string(platform),
                    ])
            }
        }
        for number in 0..<500 {
            let fault: String? =
                switch number % 100 {
                case 0..<5: "auth"
                case 20..<25: "silence"
                case 40..<42: "garbage"
                default: nil
                }
            try fleet.record("sw-\(number)", version: "15.0(2)SE\(number % 8 + 1)", fault: fault)
        }
    }

    /// What became of each device, and its release.
    private func outcomes(_ fleet: Fleet, _ run: String) async throws -> [String: String] {
        let rows = try await fleet.results(run)["results"]?.arrayValue ?? []
        return Dictionary(
            rows.map { row in
                (
                    row["device"]?["id"]?.stringValue ?? "",
                    "\(row["outcome"]?.text ?? "") \(row["failure"]?.text ?? "") \(row["canonical"]?.text ?? "")"
                )
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Removes old runs, with all that belongs to them.
    private func prune(_ fleet: Fleet) async throws {
        let server = fleet.jobs.server
        server.time.advance(seconds: 3 * 86_400)
        try await server.work(fleet.jobs.worker)
        let id = try await fleet.jobs.begin("Logs Cleanup", ["cleanup_types": ["extras.JobResult"], "max_age": 1])
        try await fleet.jobs.work()
        #expect(try await fleet.jobs.result(id)["status"]?["value"] == "SUCCESS")
    }
}
