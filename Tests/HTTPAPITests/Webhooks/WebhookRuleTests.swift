import Basics
import HTTPAPI
import HTTPServing
import TestKit
import Testing

@Suite struct WebhookRuleTests {
    private static let good: JSONValue = [
        "name": "hook", "content_types": ["dcim.device"], "payload_url": "https://hooks.example.com/in",
        "type_create": true,
    ]

    private func refusal(_ changes: JSONObject, _ server: TestServer) async throws -> JSONObject {
        var object = Self.good.objectValue ?? JSONObject()
        for (key, value) in changes { object[key] = value }
        let response = try await server.send("POST", "/api/extras/webhooks/", .object(object))
        #expect(response.status == 400)
        return try await response.jsonBody().objectValue ?? JSONObject()
    }

    @Test(arguments: [
        "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/",
        "http://0.0.0.0/", "http://2130706433/", "http://0x7f.1/", "http://localhost/", "http://localhost./",
        "http://10.0.0.1/", "gopher://example.com/", "file:///etc/passwd", "http://example.com:22/", "no address",
        "http://user:hunter2@example.com/",
    ])
    func `an address that may not be reached is refused with the reason`(url: String) async throws {
        let server = try await TestServer()
        let errors = try await refusal(["payload_url": .string(url)], server)
        let message = try #require(errors["payload_url"]?.arrayValue?.first?.stringValue)
        #expect(message.count > 20 && !message.contains("hunter2"))
    }

    @Test func `it must tell something, in readable templates, with clear trust`() async throws {
        let server = try await TestServer()
        #expect(try await refusal(["type_create": false], server)["__all__"] != nil)
        #expect(try await refusal(["body_template": "{{ x"], server)["body_template"] != nil)
        #expect(try await refusal(["additional_headers": "no colon here"], server)["additional_headers"] != nil)
        #expect(
            try await refusal(["ssl_verification": false, "ca_file_path": "/x.pem"], server)["ca_file_path"] != nil)
        #expect(try await refusal(["content_types": ["no.model"]], server)["content_types"] != nil)
        #expect(try await refusal(["http_method": "TRACE"], server)["http_method"] != nil)
    }

    @Test func `two webhooks do not tell one address the same thing`() async throws {
        let server = try await TestServer()
        try await server.create("/api/extras/webhooks/", Self.good)
        let errors = try await refusal(["name": "again"], server)
        #expect(
            errors["type_create"]?.arrayValue?.first?.stringValue
                == "A webhook already exists for create on dcim.device to URL https://hooks.example.com/in")
        var other = try #require(Self.good.objectValue)
        other["name"] = "deletes"
        other["type_create"] = false
        other["type_delete"] = true
        try await server.create("/api/extras/webhooks/", .object(other))
    }
}
