import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

/// What a webhook tells is what the user who saved it last may view (quality.md S1).
@Suite struct WebhookAccessTests {
    /// A webhook saved by a user who may view and handle manufacturers whose names start with "own".
    private func world(_ receiver: LoopbackServer, _ world: WebhookWorld) async throws -> String {
        let server = world.server
        try await server.create(
            "/api/users/permissions/",
            [
                "name": "webhooks", "object_types": ["extras.webhook"], "actions": ["view", "add", "change"],
                "users": ["plain"],
            ])
        try await server.create(
            "/api/users/permissions/",
            [
                "name": "own", "object_types": ["dcim.manufacturer"], "actions": ["view"], "users": ["plain"],
                "constraints": ["name__startswith": "own"],
            ])
        let response = try await server.send(
            "POST", "/api/extras/webhooks/",
            [
                "name": "hook", "content_types": ["dcim.manufacturer"], "payload_url": .string(receiver.url()),
                "type_create": true, "type_update": true, "type_delete": true,
            ], token: server.plainToken)
        #expect(response.status == 201)
        return try #require(try await response.jsonBody().objectValue?["id"]?.stringValue)
    }

    @Test func `what the user may not view is not told`() async throws {
        let base = try await WebhookWorld()
        let receiver = try await base.receiver()
        let hook = try await world(receiver, base)
        try await base.server.create("/api/dcim/manufacturers/", ["name": "own one"])
        try await base.server.create("/api/dcim/manufacturers/", ["name": "hidden"])
        try await base.tell()
        #expect(receiver.requests.map { $0.json["data"]?.objectValue?["name"]?.stringValue } == ["own one"])
        // An administrator who saves it takes it over.
        _ = try await base.server.send("PATCH", "/api/extras/webhooks/\(hook)/", ["type_update": false])
        try await base.server.create("/api/dcim/manufacturers/", ["name": "hidden too"])
        try await base.tell()
        #expect(receiver.requests.last?.json["data"]?.objectValue?["name"] == "hidden too")
    }

    @Test func `nothing is told for a user who is no longer active`() async throws {
        let base = try await WebhookWorld()
        let receiver = try await base.receiver()
        _ = try await world(receiver, base)
        let users = try await base.server.get("/api/users/users/?username=plain")
        let id = try #require(users.objectValue?["results"]?.arrayValue?.first?.objectValue?["id"]?.stringValue)
        #expect(try await base.server.send("PATCH", "/api/users/users/\(id)/", ["is_active": false]).status == 200)
        try await base.server.create("/api/dcim/manufacturers/", ["name": "own one"])
        try await base.tell()
        #expect(receiver.requests.isEmpty)
    }

    @Test func `trying a webhook out needs the permission to change it and tells how it went`() async throws {
        let base = try await WebhookWorld()
        let receiver = try await base.receiver { _, number in number == 1 ? .text("ok") : .answer(500) }
        let hook = try await base.webhook(receiver, "hook", ["enabled": false])
        let path = "/api/extras/webhooks/\(hook)/test/"
        #expect(try await base.server.send("POST", path, token: base.server.plainToken).status == 403)
        #expect(try await base.server.send("GET", path).status == 405)
        let first = try #require(try await base.server.send("POST", path).jsonBody().objectValue)
        #expect(first["delivered"] == true && first["status_code"] == 200 && first["response_body"] == "ok")
        #expect(receiver.requests.first?.json["event"] == "test")
        let second = try #require(try await base.server.send("POST", path).jsonBody().objectValue)
        #expect(second["delivered"] == false && second["status_code"] == 500)
        #expect(try await base.deliveries().isEmpty)
    }
}
