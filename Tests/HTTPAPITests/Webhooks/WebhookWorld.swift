import Basics
import Domain
import Modeling
import Outbound
import Services
import Storage
import TestKit

/// A server whose webhooks may reach loopback, and receivers there.
struct WebhookWorld {
    let server: TestServer

    init() async throws {
        var policy = EgressPolicy.forUserURLs()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        server = try await TestServer(userURLs: policy)
    }

    /// A receiver that answers everything as told.
    func receiver(
        _ script: @escaping LoopbackServer.Script = { _, _ in .text("thanks") }
    ) async throws -> LoopbackServer {
        try await LoopbackServer(script: script)
    }

    /// Makes a webhook for manufacturers.
    @discardableResult
    func webhook(
        _ receiver: LoopbackServer, _ name: String = "hook", _ more: JSONObject = JSONObject()
    ) async throws
        -> String
    {
        var object: JSONObject = [
            "name": .string(name), "content_types": ["dcim.manufacturer"],
            "payload_url": .string(receiver.url("/in")), "type_create": true, "type_update": true,
            "type_delete": true,
        ]
        for (key, value) in more { object[key] = value }
        return try await server.create("/api/extras/webhooks/", .object(object))
    }

    /// Sends everything that is due.
    func tell() async throws { try await server.webhooks.dispatcher.tellOnce() }

    /// The deliveries, oldest first.
    func deliveries() async throws -> [JSONObject] {
        let page = try await server.get("/api/extras/webhook-deliveries/?sort=created&limit=1000")
        return (page.objectValue?["results"]?.arrayValue ?? []).compactMap(\.objectValue)
    }

    /// Lets time pass.
    func wait(seconds: Double) { server.time.advance(seconds: seconds) }
}

extension ReceivedRequest {
    /// The body as a JSON object.
    var json: JSONObject { (try? JSONValue(parsing: body))?.objectValue ?? JSONObject() }
}
