import Basics
import Domain
import HTTPAPI
import HTTPServing
import JobEngine
import Modeling
import Outbound
import Secrets
import Services
import Storage
import TestKit
import Testing

/// A server with a small network, channels to receivers on loopback, and a worker that moves when the test says so.
struct NotificationWorld: Sendable {
    let server: TestServer
    let worker: Worker
    /// What secrets are: variables of an environment.
    let variables: MemoryProvider

    /// Whether the schedule that the first rule brings stays on; tests have the job run themselves.
    let isScheduled: Bool

    /// - Parameter mailPorts: Ports of mail servers on this machine.
    init(
        now: String = "2026-11-21T12:00:00Z", jobs: [any Job] = [], mailPorts: [Int] = [], isScheduled: Bool = false
    ) async throws {
        self.isScheduled = isScheduled
        var urls = EgressPolicy.forUserURLs()
        var integrations = EgressPolicy.forNetworkAccess()
        let loopback = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        urls.exceptions = loopback
        integrations.exceptions = mailPorts.flatMap { port in
            IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0, port: port)] } ?? []
        }
        variables = MemoryProvider.environment()
        server = try await TestServer(
            now: now, userURLs: urls, secretProviders: ProviderRegistry([variables]),
            jobs: JobRegistry(BuiltInJobs.all + jobs), integrations: integrations, names: LoopbackNames())
        worker = server.worker()
        await worker.step()
    }

    // MARK: The network

    /// A site, a device type, and so many devices of it.
    ///
    /// - Returns: The ids by name: `location`, `role`, `type`, and the devices by theirs.
    @discardableResult
    func furnish(devices: [String] = ["sw1", "sw2"]) async throws -> [String: String] {
        var ids: [String: String] = [:]
        ids["locationtype"] = try await server.create(
            "/api/dcim/location-types/", ["name": "Site", "content_types": ["dcim.device"]])
        ids["location"] = try await server.create(
            "/api/dcim/locations/", ["name": "FRA", "location_type": "Site", "status": "Active"])
        ids["other"] = try await server.create(
            "/api/dcim/locations/", ["name": "BER", "location_type": "Site", "status": "Active"])
        ids["manufacturer"] = try await server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        ids["type"] = try await server.create("/api/dcim/device-types/", ["manufacturer": "Acme", "model": "T1"])
        ids["role"] = try await server.create(
            "/api/extras/roles/", ["name": "core", "content_types": ["dcim.device"]])
        ids["platform"] = try await server.create("/api/dcim/platforms/", ["name": "AcmeOS"])
        ids["software"] = try await server.create(
            "/api/dcim/software-versions/", ["platform": "AcmeOS", "version": "1.0", "status": "Active"])
        for name in devices { ids[name] = try await device(name) }
        return ids
    }

    @discardableResult
    func device(_ name: String, at location: String = "FRA", _ more: JSONObject = JSONObject()) async throws -> String {
        var object: JSONObject = [
            "name": .string(name), "device_type": "T1", "role": "core", "status": "Active",
            "location": .string(location),
        ]
        for (key, value) in more { object[key] = value }
        return try await server.create("/api/dcim/devices/", .object(object))
    }

    /// A hardware notice about the device type.
    func notice(_ end: String, of type: String) async throws -> String {
        try await server.create(
            "/api/plugins/nautobot-device-lifecycle-mgmt/hardware/",
            ["device_type": .string(type), "end_of_support": .string(end)])
    }

    // MARK: Channels and rules

    /// A secrets group with these values, by access type and secret type.
    func group(_ name: String, _ values: [(access: String, type: String, value: String)]) async throws -> String {
        let group = try await server.create("/api/extras/secrets-groups/", ["name": .string(name)])
        for (number, value) in values.enumerated() {
            let variable = "\(name.uppercased())_\(number)"
            variables.keep(variable, value.value)
            let secret = try await server.create(
                "/api/extras/secrets/",
                [
                    "name": .string("\(name) \(number)"), "provider": "environment-variable",
                    "parameters": ["variable": .string(variable)],
                ])
            try await server.create(
                "/api/extras/secrets-groups-associations/",
                [
                    "secrets_group": .string(group), "secret": .string(secret), "access_type": .string(value.access),
                    "secret_type": .string(value.type),
                ])
        }
        return group
    }

    /// A channel to a receiver on loopback.
    func channel(
        _ receiver: LoopbackServer, _ kind: String = "webhook", name: String = "hook", path: String = "/in",
        key: String? = nil
    ) async throws -> String {
        let url = [(access: "HTTP(S)", type: "url", value: receiver.url(path))]
        let group = try await group(name, url + (key.map { [("HTTP(S)", "secret", $0)] } ?? []))
        return try await server.create(
            "/api/extras/notification-channels/",
            ["name": .string(name), "kind": .string(kind), "secrets_group": .string(group)])
    }

    @discardableResult
    func rule(
        _ event: String, _ channel: String, name: String? = nil, _ more: JSONObject = JSONObject()
    ) async throws -> String {
        try await rule(event, channels: [channel], name: name, more)
    }

    @discardableResult
    func rule(
        _ event: String, channels: [String], name: String? = nil, _ more: JSONObject = JSONObject()
    ) async throws -> String {
        var object: JSONObject = [
            "name": .string(name ?? event), "event": .string(event),
            "channels": .array(channels.map { .string($0) }),
        ]
        for (key, value) in more { object[key] = value }
        let id = try await server.create("/api/extras/notification-rules/", .object(object))
        if !isScheduled { try await unschedule() }
        return id
    }

    /// Switches the schedule off that the first rule brought.
    func unschedule() async throws {
        let found = try await server.get("/api/extras/scheduled-jobs/?enabled=true")["results"]?.arrayValue ?? []
        for schedule in found {
            let id = schedule["id"]?.stringValue ?? ""
            let answer = try await server.send("POST", "/api/extras/scheduled-jobs/\(id)/disable/")
            #expect(answer.status == 200)
        }
    }

    // MARK: Telling

    /// Runs the job once and returns what it says.
    @discardableResult
    func tell() async throws -> JSONValue {
        // After a leap of the clock nobody has heard of the worker for long.
        await worker.step()
        let response = try await server.send(
            "POST", "/api/extras/jobs/Send%20Notifications/run/", ["data": JSONValue.object(JSONObject())])
        let body = try await response.jsonBody()
        let id = try #require(body["job_result"]?["id"]?.stringValue, "\(body.text)")
        try await server.work(worker)
        let result = try await server.get("/api/extras/job-results/\(id)/")
        #expect(result["status"]?["value"] == "SUCCESS", "\(result.text)")
        return result["result"] ?? .null
    }

    func wait(seconds: Double) { server.time.advance(seconds: seconds) }

    /// The deliveries, oldest first.
    func deliveries() async throws -> [JSONValue] {
        try await server.get("/api/extras/notification-deliveries/?sort=created&limit=1000")["results"]?.arrayValue
            ?? []
    }

    func get(rule id: String) async throws -> JSONValue {
        try await server.get("/api/extras/notification-rules/\(id)/")
    }

    func patch(_ path: String, _ body: JSONValue) async throws {
        let answer = try await server.send("PATCH", path, body)
        let text = try await answer.text()
        #expect(answer.status == 200, "\(text)")
    }
}

extension LoopbackServer {
    /// The titles of the news in each message that came, by message.
    var news: [[String]] {
        requests.map { ($0.json["items"]?.arrayValue ?? []).compactMap { $0["title"]?.stringValue } }
    }
}
