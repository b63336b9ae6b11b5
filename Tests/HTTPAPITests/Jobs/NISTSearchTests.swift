import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Outbound
import Services
import TestKit
import Testing

/// The search for CVEs of software versions, against a server that answers as the NVD does (lifecycle.md §4.4).
@Suite struct NISTSearchTests {
    private static let name = "NIST - Software CVE Search"
    private static let key = "5ad0a1f0-nist-key"

    /// A server whose integrations may reach loopback, with a stub of the NVD, and versions of Cisco IOS that it is asked about.
    private struct World {
        let jobs: JobWorld
        let stub: LoopbackServer

        init(
            key: String? = NISTSearchTests.key, platforms: [(String, [String])] = [("cisco_ios", ["15.2(7)E3"])],
            script: @escaping LoopbackServer.Script
        ) async throws {
            var policy = EgressPolicy.forNetworkAccess()
            policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
            jobs = try await JobWorld(
                integrations: policy, variables: key.map { ["NAUTOBOT_DLM_NIST_API_KEY": $0] } ?? [:])
            stub = try await LoopbackServer(script: script)
            try await jobs.enable(NISTSearchTests.name)
            let maker = try await jobs.server.create("/api/dcim/manufacturers/", ["name": "Cisco"])
            for (driver, versions) in platforms {
                let platform = try await jobs.server.create(
                    "/api/dcim/platforms/",
                    ["name": .string("P \(driver)"), "network_driver": .string(driver), "manufacturer": .string(maker)])
                for version in versions {
                    try await jobs.server.create(
                        "/api/dcim/software-versions/",
                        ["platform": .string(platform), "version": .string(version), "status": "Active"])
                }
            }
            try await change(["remote_url": .string(stub.url("/cves"))])
        }

        /// Changes the integration that every store has.
        func change(_ object: JSONValue) async throws {
            let answer = try await jobs.server.send(
                "PATCH", "/api/extras/external-integrations/\(Seeds.feed.id)/", object)
            #expect(answer.status == 200)
        }

        func cve(_ name: String) async throws -> JSONValue? {
            try await jobs.server.get(CVE.schema.names.path + "?name=\(name)&exclude_m2m=false")["results"]?[0]
        }

        func run(_ data: JSONValue = [:]) async throws -> (result: JSONValue, log: [String]) {
            let id = try await jobs.begin(NISTSearchTests.name, data)
            try await jobs.work()
            return (try await jobs.result(id), try await jobs.log(id))
        }
    }

    private static func cve(
        _ id: String, modified: String = "2024-06-02", score: Double = 9.8, _ more: JSONObject = JSONObject()
    ) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "published": "2024-05-01T10:15:10.023",
            "lastModified": .string(modified + "T00:00:00.000"),
            "vulnStatus": "Analyzed", "descriptions": [["lang": "en", "value": .string("About \(id).")]],
            "references": [["url": .string("https://example.com/\(id)")]],
            "metrics": [
                "cvssMetricV31": [
                    [
                        "source": "nvd@nist.gov", "type": "Primary", "exploitabilityScore": 3.9,
                        "cvssData": ["baseScore": .double(score), "baseSeverity": "CRITICAL"],
                    ]
                ]
            ],
        ]
        for (name, value) in more { object[name] = value }
        return .object(object)
    }

    private static func answer(_ cves: [JSONValue]) -> Reply {
        let entries = cves.map { JSONValue.object(["cve": $0]) }
        let page: JSONValue = [
            "resultsPerPage": .int(Int64(cves.count)), "startIndex": 0, "totalResults": .int(Int64(cves.count)),
            "vulnerabilities": .array(entries),
        ]
        return .answer(200, ["Content-Type": "application/json"], Array(page.text.utf8))
    }

    @Test func `every store has the integration, with its secrets group, and the job names it`() async throws {
        let world = try await JobWorld(variables: ["NAUTOBOT_DLM_NIST_API_KEY": "k"])
        let found = try await world.server.get("/api/extras/external-integrations/\(Seeds.feed.id)/?depth=1")
        #expect(found["name"] == "NAUTOBOT DLM NIST EXTERNAL INTEGRATION")
        #expect(found["remote_url"] == "https://services.nvd.nist.gov/rest/json/cves/2.0")
        #expect(found["http_method"] == "GET" && found["timeout"] == 60 && found["verify_ssl"] == true)
        #expect(found["headers"] == ["Content-Type": "application/json"])
        #expect(found["extra_config"] == ["api_call_delay": 6, "retries": ["max_attempts": 3, "backoff": 2]])
        #expect(found["secrets_group"]?["name"] == "NAUTOBOT DLM NIST SECRETS GROUP")
        let job = try await world.server.get("/api/extras/jobs/?job_class_name=NistCveSyncSoftware")["results"]?[0]
        #expect(job?["module_name"] == "nautobot_device_lifecycle_mgmt.jobs.cve_tracking")
        #expect(job?["grouping"] == "CVE Tracking" && job?["enabled"] == false)
        let variables = try await world.server.get("/api/extras/jobs/\(job?["id"]?.stringValue ?? "")/variables/")
        #expect(variables[0]?["name"] == "nist_integration" && variables[0]?["type"] == "ObjectVar")
        #expect(variables[0]?["default"] == .string(Seeds.feed.id.description))
    }

    @Test func `CVEs are created with their scores and linked to the software that they affect`() async throws {
        let world = try await World { request, _ in
            #expect(request["apikey"] == Self.key && request["content-type"] == "application/json")
            return Self.answer([
                Self.cve("CVE-2024-0001"), Self.cve("CVE-2024-0002", ["metrics": [:]]), Self.cve("NOTCVE-1"),
            ])
        }
        let (result, log) = try await world.run()
        #expect(result["status"]?["value"] == "SUCCESS", "\(result.text)")
        #expect(log.contains(#"info Gathering CVE Information for Software Version: P cisco_ios - 15.2(7)E3"#))
        #expect(log.contains("info Created 2 new CVEs."))
        #expect(log.contains("info Performed discovery on all software. Created 2 CVE."))
        #expect(world.stub.requests.map(\.target) == ["/cves?cpeName=cpe:2.3:o:cisco:ios:15.2%5C%287%5C%29e3:*"])
        let cve = try #require(try await world.cve("CVE-2024-0001"))
        #expect(cve["cvss"] == 9.8 && cve["cvss_v3"] == 9.8 && cve["cvss_v2"] == .null)
        #expect(cve["severity"] == "Critical" && cve["published_date"] == "2024-05-01")
        #expect(cve["last_modified_date"] == "2024-06-02" && cve["link"] == "https://example.com/CVE-2024-0001")
        #expect(cve["comments"] == "ENTRY CREATED BY NAUTOBOT NIST JOB")
        #expect(cve["affected_softwares"]?.arrayValue?.count == 1)
        #expect(try await world.cve("CVE-2024-0002")?["severity"] == "None")
        let changes = try await world.jobs.server.get(
            "/api/extras/object-changes/?changed_object_id=\(cve["id"]?.stringValue ?? "")")
        #expect(changes["count"] == 1)
    }

    @Test func `what has not changed is left alone, and what has is renewed with a remark`() async throws {
        let world = try await World { _, number in
            Self.answer([Self.cve("CVE-2024-0001", modified: number < 3 ? "2024-06-02" : "2024-07-01", score: 7.5)])
        }
        _ = try await world.run()
        let first = try #require(try await world.cve("CVE-2024-0001"))
        let path = CVE.schema.names.path + "\(first["id"]?.stringValue ?? "")/"
        _ = try await world.jobs.server.send("PATCH", path, ["description": "Ours", "comments": "Call Anna."])
        world.jobs.server.time.advance(seconds: 5)
        _ = try await world.run()
        let second = try await world.jobs.server.get(path)
        #expect(second["description"] == "Ours" && second["comments"] == "Call Anna.")
        let (third, _) = try await world.run()
        #expect(third["result"]?["updated"] == 1 && third["result"]?["created"] == 0)
        let renewed = try await world.jobs.server.get(path)
        #expect(renewed["description"] == "About CVE-2024-0001." && renewed["last_modified_date"] == "2024-07-01")
        let comments = renewed["comments"]?.stringValue
        #expect(
            comments?.hasPrefix("LAST AUTOMATED UPDATE BY NAUTOBOT NIST JOB - 2026-Nov-21 12:00:05\nPlace any") == true)
        #expect(comments?.hasSuffix("\n\nCall Anna.") == true)
    }

    @Test func `a withdrawn CVE is not taken in, and one that is there is marked`() async throws {
        let rejected: JSONObject = ["vulnStatus": "Rejected", "metrics": [:]]
        let world = try await World { _, number in
            Self.answer([
                Self.cve("CVE-2024-0001", number == 1 ? JSONObject() : rejected), Self.cve("CVE-2024-0002", rejected),
            ])
        }
        _ = try await world.run()
        #expect(try await world.cve("CVE-2024-0002") == nil)
        let (_, log) = try await world.run()
        #expect(log.contains("warning CVE-2024-0001 was withdrawn: the NVD rejects it."))
        let cve = try #require(try await world.cve("CVE-2024-0001"))
        #expect(cve["comments"]?.stringValue?.hasPrefix("REJECTED BY THE NVD - 2026-Nov-21") == true)
        #expect(cve["cvss"] == 9.8)
        let (again, _) = try await world.run()
        #expect(again["result"]?["updated"] == 0)
    }

    @Test func `software that the answer does not name any more stays named, and another is added`() async throws {
        let world = try await World(platforms: [("cisco_ios", ["15.2", "15.3"])]) { request, number in
            let isFirst = request.target.contains("15.2")
            return Self.answer(
                number <= 2 ? (isFirst ? [Self.cve("CVE-2024-0001")] : []) : isFirst ? [] : [Self.cve("CVE-2024-0001")])
        }
        _ = try await world.run()
        #expect(try await world.cve("CVE-2024-0001")?["affected_softwares"]?.arrayValue?.count == 1)
        let (result, _) = try await world.run()
        #expect(result["result"]?["linked"] == 1)
        #expect(try await world.cve("CVE-2024-0001")?["affected_softwares"]?.arrayValue?.count == 2)
    }

    @Test func `what fails for one version is told, and the others are asked for`() async throws {
        let platforms = [("arista_eos", ["4.28.1F"]), ("cisco_ios", ["15.2", "15"]), ("fortinet", ["7.2.4"])]
        let world = try await World(platforms: platforms) { request, _ in
            request.target.contains("arista")
                ? .answer(404, ["message": "Invalid cpeName."]) : Self.answer([Self.cve("CVE-2024-0001")])
        }
        let (result, log) = try await world.run()
        #expect(result["status"]?["value"] == "SUCCESS")
        #expect(
            result["result"] == [
                "state": "partial", "versions": 4, "asked": 1, "failed": 1, "skipped": 2, "created": 1, "updated": 0,
                "linked": 0,
            ])
        #expect(log.contains("error The NIST Service does not take the question: Invalid cpeName."))
        #expect(
            log.contains {
                $0.hasPrefix(#"error There is no name to ask for Cisco, network driver "fortinet", version "7.2.4"."#)
            })
        #expect(
            log.contains {
                $0.hasPrefix(#"error There is no name to ask for Cisco, network driver "cisco_ios", version "15"."#)
            })
        #expect(log.contains("warning 1 of 4 software versions could not be asked for."))
        #expect(log.contains("info Performed discovery on all software. Created 1 CVE."))
    }

    @Test func `a run can be for some versions only`() async throws {
        let world = try await World(platforms: [("cisco_ios", ["15.2", "15.3"])]) { _, _ in Self.answer([]) }
        let found = try await world.jobs.server.get("/api/dcim/software-versions/?version=15.3")
        _ = try await world.run(["software_versions": [.string(found["results"]?[0]?["id"]?.stringValue ?? "")]])
        #expect(world.stub.requests.map(\.target) == ["/cves?cpeName=cpe:2.3:o:cisco:ios:15.3:*"])
    }

    @Test func `a key that cannot be read ends the run before anything is asked`() async throws {
        let world = try await World(key: nil) { _, _ in Self.answer([]) }
        let (result, log) = try await world.run()
        #expect(result["status"]?["value"] == "FAILURE")
        #expect(log.contains { $0.hasPrefix("error The API key cannot be read.") })
        #expect(world.stub.requests.isEmpty)
        try await world.change(["secrets_group": .null])
        let (open, _) = try await world.run()
        #expect(open["status"]?["value"] == "SUCCESS")
        #expect(world.stub.requests.count == 1 && world.stub.requests[0]["apikey"] == nil)
    }

    @Test func `a key that the service does not know ends the run, and no log has it`() async throws {
        let world = try await World(platforms: [("cisco_ios", ["15.2", "15.3"])]) { _, _ in
            .answer(404, ["message": "Invalid apiKey."])
        }
        let (result, log) = try await world.run()
        #expect(result["status"]?["value"] == "FAILURE")
        #expect(log.contains("failure The NIST Service cannot be asked: Invalid apiKey."))
        #expect(world.stub.requests.count == 1)
        #expect(!log.contains { $0.contains(Self.key) } && !result.text.contains(Self.key))
    }
}
