import Basics
import Domain
import HTTPAPI
import JobEngine
import Modeling
import Services
import Storage
import TestKit

/// The objects that the recorded requests refer to, under the recorded ids.
struct GoldenWorld {
    let server: TestServer

    init() async throws {
        server = try await TestServer(
            now: "2026-11-21T12:00:00Z", jobs: JobRegistry(BuiltInJobs.all))
        try await status()
        try await inventory()
        try await lifecycle()
        try await secrets()
        try await jobs()
    }

    /// A run that has ended.
    private func jobs() async throws {
        let worker = server.worker("celery@vm")
        await worker.step()
        let found = try await server.get("/api/extras/jobs/?name=Generate%20Vulnerabilities")["results"]?[0]
        let job = found?["id"]?.stringValue ?? ""
        _ = try await server.send("PATCH", "/api/extras/jobs/\(job)/", ["enabled": true])
        _ = try await server.send("POST", "/api/extras/jobs/Generate%20Vulnerabilities/run/", [:])
        try await server.work(worker)
    }

    private func secrets() async throws {
        for (id, name, provider, parameters) in [
            (
                "797f624f-ff7a-56f8-a566-1990dfd1efa5", "device-password", "text-file",
                ["path": "/opt/secrets/{{ obj.location.name }}.txt"] as JSONValue
            ),
            ("d6135ce6-80ea-5904-b6bb-e3969aa08bad", "plain-env", "environment-variable", ["variable": "PLAIN"]),
            ("74f086a9-a8aa-5409-b212-25911f1c1bf1", "unused", "environment-variable", ["variable": "UNUSED"]),
        ] {
            try await server.create(
                "/api/extras/secrets/",
                ["id": .string(id), "name": .string(name), "provider": .string(provider), "parameters": parameters])
        }
        try await server.create(
            "/api/extras/secrets-groups/",
            ["id": "ac40d483-5837-55ea-a48d-715826d6780c", "name": "device-credentials"])
        try await server.create(
            "/api/extras/secrets-groups-associations/",
            [
                "secrets_group": "device-credentials", "secret": "device-password", "access_type": "SSH",
                "secret_type": "password",
            ])
    }

    private func status() async throws {
        // The recordings write the status by id, so the seeded one makes way.
        let active = Seeds.id("extras.status", "Active")
        let before = try await server.get("/api/extras/statuses/\(active)/")
        _ = try await server.send("DELETE", "/api/extras/statuses/\(active)/")
        try await server.create(
            "/api/extras/statuses/",
            [
                "id": "0ab8b97f-b161-41fe-8491-99146debe538", "name": "Active", "color": "4caf50",
                "description": "Unit is active", "content_types": before["content_types"] ?? [],
            ])
        try await server.create(
            "/api/extras/roles/",
            ["id": "dfda1cd1-5a2e-5bfa-b615-b0a93dd910d9", "name": "core-switch", "content_types": ["dcim.device"]])
        try await server.create(
            "/api/extras/tags/",
            ["id": "e1abbeca-5151-5edc-b584-ef004560712e", "name": "critical", "content_types": ["dcim.device"]])
    }

    private func inventory() async throws {
        try await server.create(
            "/api/dcim/location-types/",
            ["id": "dbd43d5a-ed0b-575c-9f7c-86996716632e", "name": "Region", "nestable": true])
        try await server.create(
            "/api/dcim/location-types/",
            [
                "id": "a57345e9-86c2-5a9d-8134-e4aa9561b081", "name": "Site", "parent": "Region",
                "content_types": ["dcim.device"],
            ])
        try await location("347f2dff-0ac2-5e69-b8c9-a5cf4e1c3947", "APAC", "Region", nil)
        try await location(nil, "APAC-4", "Region", "APAC")
        try await location("5067336a-a7ef-596b-9812-cb6fb90499df", "site-00003", "Site", "APAC-4")
        try await location(nil, "EMEA", "Region", nil)
        try await location("1511a593-2629-5967-9c7c-cf18c9afce56", "EMEA-1", "Region", "EMEA")
        try await server.create(
            "/api/dcim/manufacturers/", ["id": "d397dc0e-5815-5b5d-9f37-5225da5bf740", "name": "Cisco"])
        for (id, model) in [
            ("5c20aecb-3b37-54ee-8ea8-76a890c40337", "NXOS-6600-6"),
            ("a0ef3f5c-473f-5ad4-a62d-615b9dea190c", "IOS-5300-5"),
        ] {
            try await server.create(
                "/api/dcim/device-types/", ["id": .string(id), "model": .string(model), "manufacturer": "Cisco"])
        }
        try await server.create(
            "/api/dcim/platforms/",
            [
                "id": "70db72f7-05e3-53f9-9247-8a753bd7f0a3", "name": "cisco_ios", "network_driver": "cisco_ios",
                "manufacturer": "Cisco",
            ])
        try await server.create(
            "/api/dcim/software-versions/",
            [
                "id": "2ae13eb6-2e6a-5cdf-87e2-454fc3d8a470", "version": "10.0.3", "platform": "cisco_ios",
                "alias": "cisco_ios 10.0.3", "status": "Active",
            ])
        try await server.create(
            "/api/dcim/devices/",
            [
                "id": "062ff25e-a112-518f-8560-aebeffb6ba7b", "name": "dev-000007", "role": "core-switch",
                "device_type": "5c20aecb-3b37-54ee-8ea8-76a890c40337", "status": "Active", "platform": "cisco_ios",
                "location": "5067336a-a7ef-596b-9812-cb6fb90499df", "asset_tag": "AT7",
                "software_version": "2ae13eb6-2e6a-5cdf-87e2-454fc3d8a470", "tags": ["critical"],
            ])
        try await server.create(
            "/api/dcim/inventory-items/",
            ["name": "module-0", "device": "062ff25e-a112-518f-8560-aebeffb6ba7b", "manufacturer": "Cisco"])
    }

    private func location(_ id: String?, _ name: String, _ type: String, _ parent: String?) async throws {
        var object: [(String, JSONValue)] = [
            ("name", .string(name)), ("location_type", .string(type)), ("status", "Active"),
        ]
        if let id { object.append(("id", .string(id))) }
        if let parent { object.append(("parent", ["name": .string(parent)])) }
        try await server.create("/api/dcim/locations/", .object(JSONObject(object)))
    }

    private func lifecycle() async throws {
        let base = "/api/plugins/nautobot-device-lifecycle-mgmt"
        try await server.create(
            "\(base)/provider/", ["id": "e87b16c4-7ae0-5a5d-84f9-217ada3c2d98", "name": "CDW"])
        try await server.create(
            "\(base)/contract/",
            ["id": "b7d2633a-39d0-579d-b20e-e156494ee338", "name": "contract-0000", "provider": "CDW"])
        try await server.create(
            "\(base)/hardware/",
            ["device_type": "5c20aecb-3b37-54ee-8ea8-76a890c40337", "end_of_support": "2030-01-01"])
        try await server.create(
            "\(base)/cve/",
            [
                "id": "91fd38f0-254a-5dc5-8e03-7c7b358ddbbe", "name": "CVE-2025-10025", "link": "https://example.com/",
                "published_date": "2025-01-01",
            ])
        let environment = server.environment
        try await server.store.write { session in
            let pipeline = RecordPipeline(
                session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                environment: environment)
            func key<M: Model>(_ text: String) -> ID<M>? { Identifier(text).map { ID<M>($0) } }
            var found = Record<Vulnerability>(id: ID(environment.identifiers.next()))
            found.cve = key("91fd38f0-254a-5dc5-8e03-7c7b358ddbbe")
            found.software = key("2ae13eb6-2e6a-5cdf-87e2-454fc3d8a470")
            found.device = key("062ff25e-a112-518f-8560-aebeffb6ba7b")
            try pipeline.create(found)
        }
        _ = try await server.send("POST", "/api/lifecycle/evaluate/")
    }
}
