import Basics
import HTTPServing
import TestKit
import Testing

/// Contract expiry and hardware age over REST: what a reader may not view is not counted.
@Suite struct DayReportEndpointTests {
    private static let contracts = "nautobot_device_lifecycle_mgmt.contractlcm"
    private static let notices = "nautobot_device_lifecycle_mgmt.hardwarelcm"

    private func furnished() async throws -> TestServer {
        let server = try await TestServer()
        let kind = try await server.create(
            "/api/dcim/location-types/", ["name": "Site", "content_types": ["dcim.device"]])
        let site = try await server.create(
            "/api/dcim/locations/", ["name": "S", "location_type": .string(kind), "status": "Active"])
        let maker = try await server.create("/api/dcim/manufacturers/", ["name": "M"])
        let type = try await server.create(
            "/api/dcim/device-types/", ["manufacturer": .string(maker), "model": "T"])
        try await server.create("/api/extras/roles/", ["name": "core", "content_types": ["dcim.device"]])
        try await server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/hardware/",
            ["device_type": .string(type), "release_date": "2020-01-01", "end_of_sale": "2024-01-01"])
        var ids: [String: JSONValue] = [:]
        for name in ["a", "b", "c"] {
            ids[name] = .string(
                try await server.create(
                    "/api/dcim/devices/",
                    [
                        "name": .string(name), "device_type": .string(type), "role": "core", "status": "Active",
                        "location": .string(site),
                    ]))
        }
        for (name, end, devices) in [
            ("first", "2026-12-31", ["a", "b"]), ("second", "2027-01-31", ["b"]), ("past", "2026-11-20", ["c"]),
            ("idle", "2027-01-15", []),
        ] {
            try await server.create(
                "/api/plugins/nautobot-device-lifecycle-mgmt/contract/",
                [
                    "name": .string(name), "start": "2026-01-01", "end": .string(end),
                    "devices": .array(devices.compactMap { ids[$0] }),
                ])
        }
        return server
    }

    private func rows(_ server: TestServer, _ report: String, _ token: String) async throws -> [String: [Int64]] {
        let answer = try await server.send("GET", "/api/lifecycle/reports/\(report)/", token: token).jsonBody()
        return Dictionary(
            (answer["rows"]?.arrayValue ?? []).compactMap { row in
                let counts = [row["contracts"], row["devices"]].compactMap { $0?.intValue }
                guard counts.contains(where: { $0 > 0 }) else { return nil }
                return ((row["period"] ?? row["age"])?.stringValue ?? "", counts)
            }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `only devices that may be viewed count, and contracts with one of them`() async throws {
        let server = try await furnished()
        let all = try await server.role(
            "all", [(["dcim.device", Self.contracts, Self.notices], ["view"], "null")])
        #expect(
            try await rows(server, "expiry", all)
                == ["ended": [1, 1], "2026-12": [1, 1], "2027-01": [2, 1]])
        #expect(try await rows(server, "age", all) == ["6": [3]])
        let some = try await server.role(
            "some",
            [
                (["dcim.device"], ["view"], #"{"name__in": ["a", "c"]}"#),
                ([Self.contracts, Self.notices], ["view"], "null"),
            ])
        #expect(try await rows(server, "expiry", some) == ["ended": [1, 1], "2026-12": [1, 1]])
        #expect(try await rows(server, "age", some) == ["6": [2]])
        let devices = try await server.role("devices", [(["dcim.device"], ["view"], "null")])
        for report in ["expiry", "age"] {
            #expect(try await server.send("GET", "/api/lifecycle/reports/\(report)/", token: devices).status == 403)
            #expect(
                try await server.send("GET", "/api/lifecycle/reports/\(report)/", token: server.plainToken).status
                    == 403)
        }
    }

    @Test func `rows as CSV, with days as days`() async throws {
        let server = try await furnished()
        let expiry = try await server.send("GET", "/api/lifecycle/reports/expiry/?format=csv")
        #expect(
            try await expiry.text().hasPrefix(
                "period,from,to,contracts,devices\r\nended,,2026-11-20,1,1\r\n2026-11,2026-11-21,2026-11-30,0,0\r\n"))
        let age = try await server.send("GET", "/api/lifecycle/reports/age/?format=csv&on=2021-01-01")
        #expect(try await age.text().contains("\r\n1,2019-01-02,2020-01-01,3\r\n"))
    }
}
