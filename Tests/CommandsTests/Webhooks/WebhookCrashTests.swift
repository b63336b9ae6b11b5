import Basics
import Foundation
import TestKit
import Testing

/// The real server, killed while it has events to tell.
@Suite(.serialized) struct WebhookCrashTests {
    @Test func `every committed change is told, also after the server was killed at any moment`() async throws {
        let folder = NSTemporaryDirectory() + "almanac-webhooks-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let receiver = try await LoopbackServer { _, number in number == 2 ? .reset : .text("") }
        let settings = ["ALMANAC_WEBHOOK_ALLOWED_TARGETS": "127.0.0.1:\(receiver.port)"]
        var server = try ServerProcess(data: folder, environment: settings)
        let hook = """
            {"name": "hook", "content_types": ["dcim.manufacturer"], "payload_url": "\(receiver.url("/in"))",
             "type_create": true}
            """
        #expect(PlainClient(port: server.port)?.send("POST", "/api/extras/webhooks/", hook)?.status == 201)
        var made: Set<String> = []
        for round in 0..<3 {
            let client = try #require(PlainClient(port: server.port))
            for number in 0..<15 {
                let name = "m-\(round)-\(number)"
                let answer = client.send("POST", "/api/dcim/manufacturers/", "{\"name\": \"\(name)\"}")
                #expect(answer?.status == 201)
                made.insert(name)
            }
            // Refused, so never told.
            #expect(client.send("POST", "/api/dcim/manufacturers/", "{\"name\": \"m-0-0\"}")?.status == 400)
            server.end(SIGKILL)
            server = try ServerProcess(data: folder, environment: settings)
        }
        let client = try #require(PlainClient(port: server.port))
        while true {
            let told = Set(receiver.requests.compactMap { Self.name($0) })
            #expect(told.isSubset(of: made))
            guard told != made else { break }
            let pending = client.send("GET", "/api/extras/webhook-deliveries/?state=pending&limit=1")
            guard pending?.status == 200 else { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        server.end(SIGTERM)
    }

    private static func name(_ request: ReceivedRequest) -> String? {
        let json = try? JSONValue(parsing: request.body)
        return json?.objectValue?["data"]?.objectValue?["name"]?.stringValue
    }
}
