import Basics
import HTTPServing
import Modeling
import Services
import TestKit
import Testing

@testable import WebUI

@Suite("The overview")
struct DashboardTests {
    private static let app = "nautobot_device_lifecycle_mgmt"

    @Test func `an empty store begins with the import, adding by hand and what to read`() async throws {
        let page = try await WebWorld().browser().get("/")
        #expect(page.status == 200 && page.contains("<h1>Welcome to Almanac</h1>"))
        for link in ["/import/", "/dcim/locations/add/", "/dcim/devices/add/", "/api/"] {
            #expect(page.contains("href=\"\(link)\""), "\(link)")
        }
    }

    @Test func `it shows what the reports of the API count`() async throws {
        let sample = try await SampleWorld(isJudged: true)
        let page = try await sample.browser.get("/")
        #expect(page.status == 200)
        for (report, figures) in [
            ("hardware", ["supported", "ending", "unsupported", "unknown"]),
            ("software", ["valid", "invalid", "no_software"]),
            ("contracts", ["expired", "ending", "devices_uncovered"]),
            ("exposure", ["exploited", "critical", "high"]),
        ] {
            let summary = try await sample.world.server.get("/api/lifecycle/reports/\(report)/")["summary"]
            for figure in figures {
                let count = Int(try #require(summary?[figure]?.intValue))
                #expect(
                    page.numbers.contains { $0.count == count && $0.place.contains(Self.mark(report, figure)) },
                    "\(report) \(figure): \(count)")
            }
        }
        let exploited = try #require(page.text.firstRange(of: "Known exploited"))
        let critical = try #require(page.text.firstRange(of: ">Critical<"))
        #expect(exploited.lowerBound < critical.lowerBound, "what is exploited stands first")
    }

    /// What tells the list behind a figure.
    private static func mark(_ report: String, _ figure: String) -> String {
        switch (report, figure) {
        case ("hardware", _): "support_state=\(figure)"
        case ("software", _): "software_validity=\(figure)"
        case ("contracts", "devices_uncovered"): "under_contract=false"
        case ("contracts", _): "show=\(figure)"
        default: "exposure=\(figure)"
        }
    }

    @Test func `parts that the reader may not see are not there, not even as words`() async throws {
        let sample = try await SampleWorld(devices: 40, isJudged: true)
        try await sample.grant("dora", ["dcim.device", "\(Self.app).hardwarelcm"])
        let dora = try await sample.world.login("dora")
        let page = try await dora.get("/")
        #expect(page.contains("Hardware support"))
        for word in ["compliance", "Contract", "xposure", "Jobs", "Freshness", "findings"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(try await dora.get("/lifecycle/software/").status == 403)
        #expect(try await dora.get("/lifecycle/rules/").status == 403)
        let device = try await sample.world.server.get("/api/dcim/devices/?limit=1")["results"]?.arrayValue?.first
        let id = try #require(device?["id"]?.stringValue)
        let detail = try await dora.get("/dcim/devices/\(id)/")
        #expect(detail.status == 200 && !detail.contains("/lifecycle/why/"))
    }

    @Test func `numbers are those of the devices that the reader may see`() async throws {
        let sample = try await SampleWorld()
        try await sample.grant("eve", ["\(Self.app).hardwarelcm"])
        try await sample.grant(nil, ["dcim.device"], to: "eve", constraints: ["status__name": "Active"])
        let eve = try await sample.world.login("eve")
        let page = try await eve.get("/lifecycle/hardware/")
        let all = try #require(try await sample.count("/dcim/devices/"))
        let active = try #require(try await sample.count("/dcim/devices/?status=Active"))
        #expect(active < all)
        #expect(page.numbers.contains { $0.place == "/dcim/devices/" && $0.count == active })
        for state in ["supported", "ending", "unsupported", "unknown"] {
            let count = try #require(try await sample.count("/dcim/devices/?status=Active&support_state=\(state)"))
            #expect(
                page.numbers.contains { $0.place == "/dcim/devices/?support_state=\(state)" && $0.count == count },
                "\(state)")
        }
    }

    @Test func `a reader without any permission is told whom to ask`() async throws {
        let world = try await WebWorld()
        let page = try await world.browser("fred", superuser: false).get("/")
        #expect(page.status == 200 && page.contains("Nothing to show") && !page.contains("Import"))
    }
}

extension SampleWorld {
    /// Gives somebody, who is made unless named in `to`, the permission to view models.
    func grant(
        _ name: String?, _ models: [String], to other: String? = nil, constraints: JSONObject? = nil
    ) async throws {
        if let name {
            try await world.server.create(
                "/api/users/users/", ["username": .string(name), "password": .string(WebWorld.password)])
        }
        let user = name ?? other ?? ""
        var permission: JSONObject = [
            "name": .string("view \(models.joined())\(user)"), "object_types": .array(models.map(JSONValue.string)),
            "actions": ["view"],
        ]
        let found = try await world.server.get("/api/users/users/?username=\(user)")["results"]?.arrayValue?.first
        permission["users"] = .array([found?["id"] ?? .null])
        if let constraints { permission["constraints"] = .object(constraints) }
        try await world.server.create("/api/users/permissions/", .object(permission))
    }
}
