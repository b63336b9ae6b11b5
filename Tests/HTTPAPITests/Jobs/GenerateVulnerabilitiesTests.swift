import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// The job that makes vulnerabilities of CVEs and the software that runs (lifecycle.md §4.3).
@Suite struct GenerateVulnerabilitiesTests {
    private static let name = "Generate Vulnerabilities"

    /// Two software versions, two CVEs, three devices and an inventory item.
    private func world() async throws -> (JobWorld, [String: String]) {
        let world = try await JobWorld()
        let objects = SampleObjects(world.server)
        var ids: [String: String] = [:]
        for name in ["old", "new"] { ids[name] = try await objects.id(SoftwareVersion.schema) }
        for (name, software) in [("a", "old"), ("b", "old"), ("c", "new")] {
            let device = try await objects.id(Device.schema)
            try await set(world, "dcim/devices/\(device)", software: ids[software])
            ids[name] = device
        }
        ids["item"] = try await objects.id(InventoryItem.schema)
        try await set(world, "dcim/inventory-items/\(ids["item"] ?? "")", software: ids["old"])
        for (name, day, software) in [
            ("CVE-2019-0001", "2019-05-01", ["old"]), ("CVE-2024-0002", "2024-05-01", ["old", "new"]),
        ] {
            ids[name] = try await world.server.create(
                CVE.schema.names.path,
                [
                    "name": .string(name), "published_date": .string(day), "link": "https://example.com/cve",
                    "affected_softwares": .array(software.map { ["id": .string(ids[$0] ?? "")] }),
                ])
        }
        try await world.enable(Self.name)
        return (world, ids)
    }

    private func set(_ world: JobWorld, _ path: String, software: String?) async throws {
        let answer = try await world.server.send(
            "PATCH", "/api/\(path)/", ["software_version": .string(software ?? "")])
        #expect(answer.status == 200)
    }

    private func count(_ world: JobWorld, _ filter: String = "") async throws -> JSONValue? {
        try await world.server.get(Vulnerability.schema.names.path + filter)["count"]
    }

    @Test func `every device and inventory item gets each CVE of its software once`() async throws {
        let (world, ids) = try await world()
        let run = try await world.begin(Self.name)
        try await world.work()
        #expect(try await world.log(run).contains("info Processed 2 CVEs and generated 7 Vulnerabilities."))
        #expect(try await world.result(run)["result"] == .null)
        #expect(try await count(world) == 7)
        #expect(try await count(world, "?device=\(ids["a"] ?? "")") == 2)
        #expect(try await count(world, "?device=\(ids["c"] ?? "")") == 1)
        #expect(try await count(world, "?inventory_item=\(ids["item"] ?? "")") == 2)
        let again = try await world.begin(Self.name)
        try await world.work()
        #expect(try await world.log(again).contains("info Processed 2 CVEs and generated 0 Vulnerabilities."))
        #expect(try await count(world) == 7)
    }

    @Test func `a vulnerability is a record like any other, and keeps what people made of it`() async throws {
        let (world, ids) = try await world()
        _ = try await world.run(Self.name)
        let page = try await world.server.get(Vulnerability.schema.names.path + "?device=\(ids["c"] ?? "")&depth=1")
        let found = try #require(page["results"]?[0])
        #expect(found["cve"]?["name"] == "CVE-2024-0002")
        #expect(found["status"] == .null && found["custom_fields"] == [:])
        #expect(found["created"]?.stringValue == "2026-11-21T12:00:00Z")
        let status = try await world.server.create(
            "/api/extras/statuses/",
            [
                "name": "Accepted", "color": "00ff00",
                "content_types": ["nautobot_device_lifecycle_mgmt.vulnerabilitylcm"],
            ])
        let path = Vulnerability.schema.names.path + "\(found["id"]?.stringValue ?? "")/"
        #expect(try await world.server.send("PATCH", path, ["status": .string(status)]).status == 200)
        // The upgraded device keeps the old vulnerability and gets those of its new software.
        try await set(world, "dcim/devices/\(ids["a"] ?? "")", software: ids["new"])
        let run = try await world.begin(Self.name)
        try await world.work()
        #expect(try await world.log(run).contains("info Processed 2 CVEs and generated 1 Vulnerabilities."))
        #expect(try await world.server.get(path)["status"]?["id"]?.stringValue == status)
        #expect(try await count(world, "?device=\(ids["a"] ?? "")") == 3)
    }

    @Test func `what is over gets a status when one is named for it, and loses it when it is not any more`()
        async throws
    {
        let (world, ids) = try await world()
        _ = try await world.run(Self.name)
        let model = "nautobot_device_lifecycle_mgmt.vulnerabilitylcm"
        var statuses: [String] = []
        for name in ["Over", "Accepted"] {
            statuses.append(
                try await world.server.create(
                    "/api/extras/statuses/", ["name": .string(name), "content_types": [.string(model)]]))
        }
        func of(_ device: String) async throws -> [String] {
            let filter = "?device=\(ids[device] ?? "")&depth=1"
            let page = try await world.server.get(Vulnerability.schema.names.path + filter)
            return (page["results"]?.arrayValue ?? []).map {
                "\($0["cve"]?["name"]?.stringValue ?? "") \($0["software"]?["id"]?.stringValue == ids["old"] ? "old" : "new") "
                    + "\($0["status"]?["name"]?.stringValue ?? "-")"
            }.sorted()
        }
        // Somebody accepted one of them before the device was upgraded.
        let page = try await world.server.get(Vulnerability.schema.names.path + "?device=\(ids["a"] ?? "")&depth=1")
        let accepted = (page["results"]?.arrayValue ?? []).first { $0["cve"]?["name"] == "CVE-2019-0001" }
        let path = Vulnerability.schema.names.path + "\(accepted?["id"]?.stringValue ?? "")/"
        #expect(try await world.server.send("PATCH", path, ["status": .string(statuses[1])]).status == 200)
        try await set(world, "dcim/devices/\(ids["a"] ?? "")", software: ids["new"])
        let inputs: JSONValue = ["closed_status": .string(statuses[0])]
        let run = try await world.begin(Self.name, inputs)
        try await world.work()
        let log = try await world.log(run)
        #expect(log.contains("info 1 Vulnerabilities are over and 0 are not any more, by their status."), "\(log)")
        #expect(try await of("a") == ["CVE-2019-0001 old Accepted", "CVE-2024-0002 new -", "CVE-2024-0002 old Over"])
        #expect(try await of("b") == ["CVE-2019-0001 old -", "CVE-2024-0002 old -"])
        // A second run has nothing to do; the way back takes the status off, and the new software's rows are over.
        #expect(try await world.run(Self.name, inputs)["status"]?["value"] == "SUCCESS")
        try await set(world, "dcim/devices/\(ids["a"] ?? "")", software: ids["old"])
        let back = try await world.begin(Self.name, inputs)
        try await world.work()
        #expect(
            try await world.log(back).contains(
                "info 1 Vulnerabilities are over and 1 are not any more, by their status.")
        )
        #expect(try await of("a") == ["CVE-2019-0001 old Accepted", "CVE-2024-0002 new Over", "CVE-2024-0002 old -"])
        // A CVE that does not affect the software any more is over too.
        let cve = CVE.schema.names.path + "\(ids["CVE-2024-0002"] ?? "")/"
        #expect(try await world.server.send("PATCH", cve, ["affected_softwares": []]).status == 200)
        #expect(try await world.run(Self.name, inputs)["status"]?["value"] == "SUCCESS")
        #expect(try await of("b") == ["CVE-2019-0001 old -", "CVE-2024-0002 old Over"])
        let other = try await world.run(Self.name, ["closed_status": "Active"])
        #expect(other["status"]?["value"] != "SUCCESS")
    }

    @Test func `only CVEs from a day on count, and each is named when asked`() async throws {
        let (world, _) = try await world()
        let run = try await world.begin(Self.name, ["published_after": "2024-05-01", "debug": true])
        try await world.work()
        let log = try await world.log(run)
        #expect(log.contains("info Generating vulnerabilities for CVE CVE-2024-0002"))
        #expect(!log.contains { $0.contains("CVE-2019-0001") })
        #expect(log.contains("info Processed 1 CVEs and generated 4 Vulnerabilities."))
        let none = try await world.begin(Self.name, ["published_after": "2024-05-02"])
        try await world.work()
        #expect(try await world.log(none).contains("info Processed 0 CVEs and generated 0 Vulnerabilities."))
    }

    @Test(arguments: ["2024-13-01", "2023-02-29", "yesterday"])
    func `a day that the calendar does not have is refused before anything runs`(_ day: String) async throws {
        let (world, _) = try await world()
        let answer = try await world.ask(Self.name, ["data": ["published_after": .string(day)]])
        #expect(answer.status == 400)
        let message = try await answer.jsonBody()["errors"]?["published_after"]?[0]?.stringValue
        #expect(message == "\(day) is not a day of the calendar. Give one such as 2026-01-31.")
    }

    @Test func `a dry run counts and makes nothing`() async throws {
        let (world, _) = try await world()
        let run = try await world.begin(Self.name, ["dryrun": true, "published_after": .null])
        try await world.work()
        let log = try await world.log(run)
        #expect(log.contains("info Processed 2 CVEs and would generate 7 Vulnerabilities."))
        #expect(log.contains { $0.contains("7 changes were planned, none was made") })
        #expect(try await world.result(run)["result"] == ["cves": 2, "vulnerabilities": 7])
        #expect(try await count(world) == 0)
    }
}
