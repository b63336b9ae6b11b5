import Basics
import Crypto
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct WebhookDeliveryTests {
    @Test func `a change is told with the object, its snapshots and who made it`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        try await world.webhook(receiver)
        let id = try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        _ = try await world.server.send("PATCH", "/api/dcim/manufacturers/\(id)/", ["description": "makes all"])
        _ = try await world.server.send("DELETE", "/api/dcim/manufacturers/\(id)/")
        try await world.tell()
        #expect(receiver.requests.map { $0.json["event"]?.stringValue } == ["created", "updated", "deleted"])
        let update = try #require(receiver.requests.dropFirst().first)
        #expect(update.method == "POST" && update.target == "/in")
        #expect(update["Content-Type"] == "application/json")
        #expect(
            update.json.keys == ["event", "timestamp", "model", "username", "request_id", "data", "snapshots"])
        #expect(update.json["model"] == "manufacturer")
        #expect(update.json["username"] == "admin")
        #expect(update.json["timestamp"]?.stringValue == "2026-11-21 12:00:00+00:00")
        let data = try #require(update.json["data"]?.objectValue)
        #expect(data["id"]?.stringValue == id)
        #expect(data["description"] == "makes all")
        #expect(data["url"]?.stringValue == "/api/dcim/manufacturers/\(id)/")
        let snapshots = try #require(update.json["snapshots"]?.objectValue)
        #expect(snapshots["prechange"]?.objectValue?["description"] == "")
        #expect(snapshots["differences"]?.objectValue?["added"] == ["description": "makes all"])
        let last = try #require(receiver.requests.last)
        #expect(last.json["data"]?.objectValue?["name"] == "Acme")
        #expect(last.json["snapshots"]?.objectValue?["postchange"] == .null)
        let states = try await world.deliveries().map { $0["state"]?.stringValue }
        #expect(states == ["delivered", "delivered", "delivered"])
    }

    @Test func `a refused request tells nothing`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        try await world.webhook(receiver)
        // The second of the two fails, and both are undone.
        let response = try await world.server.send(
            "POST", "/api/dcim/manufacturers/", [["name": "One"], ["name": "One"]])
        #expect(response.status == 400)
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        #expect(try await world.deliveries().isEmpty)
    }

    @Test func `only enabled webhooks of the model and the action are told`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        try await world.webhook(receiver, "disabled", ["enabled": false, "payload_url": .string(receiver.url("/1"))])
        try await world.webhook(
            receiver, "updates", ["type_create": false, "payload_url": .string(receiver.url("/2"))])
        try await world.webhook(
            receiver, "other", ["content_types": ["dcim.platform"], "payload_url": .string(receiver.url("/3"))])
        try await world.webhook(receiver, "this", ["payload_url": .string(receiver.url("/4"))])
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        #expect(receiver.requests.map(\.target) == ["/4"])
    }

    @Test func `what nobody is told leaves nothing in the outbox`() async throws {
        let world = try await WebhookWorld()
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let events = try await world.server.store.read { try $0.count(OutboxEvent.schema, where: .always) }
        #expect(events == 0)
    }

    @Test func `messages are signed in both ways, and the key is nowhere to be read`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        let key = "canary-9f2c1b-webhook"
        let hook = try await world.webhook(receiver, "hook", ["secret": .string(key)])
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        let request = try #require(receiver.requests.first)
        let symmetric = SymmetricKey(data: Array(key.utf8))
        func hex(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        #expect(
            request["X-Hook-Signature"] == hex(HMAC<SHA512>.authenticationCode(for: request.body, using: symmetric)))
        let seconds = try #require(request["X-Almanac-Timestamp"])
        let timed = HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + request.body, using: symmetric)
        #expect(request["X-Almanac-Signature"] == "v1=" + hex(timed))
        for target in [
            "/api/extras/webhooks/\(hook)/", "/api/extras/webhooks/?format=csv",
            "/api/extras/object-changes/?limit=100",
            "/api/extras/webhook-deliveries/",
        ] {
            let answer = try await world.server.send("GET", target)
            #expect(try await !answer.text().contains("canary"), "\(target)")
        }
        let stored = try await world.server.store.read { session in
            try #require(try session.rows(Selection(Webhook.schema)).first.map(Record<Webhook>.init(values:))).secret
        }
        #expect(stored.hasPrefix("sealed.1.") && !stored.contains("canary"))
    }

    @Test func `a webhook without a key is not signed, and a key can be taken away`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        let hook = try await world.webhook(receiver, "hook", ["secret": "k"])
        _ = try await world.server.send("PATCH", "/api/extras/webhooks/\(hook)/", ["secret": ""])
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        #expect(try #require(receiver.requests.first)["X-Hook-Signature"] == nil)
    }

    @Test func `body and header fields can be templates, and a value adds no header field`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        try await world.webhook(
            receiver, "hook",
            [
                "body_template": "{{ event }} {{ data.name }} by {{ username }}", "http_content_type": "text/plain",
                "additional_headers": "X-Name: {{ data.description }}\nX-Event: {{ event }}", "http_method": "PUT",
            ])
        try await world.server.create(
            "/api/dcim/manufacturers/", ["name": "<Acme>", "description": "a\r\nX-Injected: yes"])
        try await world.tell()
        let request = try #require(receiver.requests.first)
        #expect(request.method == "PUT")
        #expect(String(decoding: request.body, as: UTF8.self) == "created &lt;Acme&gt; by admin")
        #expect(request["Content-Type"] == "text/plain")
        #expect(request["X-Event"] == "created")
        #expect(request["X-Injected"] == nil)
        #expect(request["X-Name"]?.hasPrefix("a") == true)
    }

    @Test func `a receiver that fails is asked again later, and at last left alone`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver { _, number in
            number == 3 ? .text("at last") : .answer(503, [:], Array("busy".utf8))
        }
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        try await world.tell()
        #expect(receiver.requests.count == 1)
        var delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "pending" && delivery["attempts"] == 1)
        #expect(delivery["status_code"] == 503 && delivery["response_body"] == "busy")
        world.wait(seconds: 13)
        try await world.tell()
        world.wait(seconds: 40)
        try await world.tell()
        delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "delivered" && delivery["attempts"] == 3 && delivery["error"] == "")
        let keys = Set(receiver.requests.map { $0["X-Almanac-Delivery"] })
        #expect(keys == [delivery["id"]?.stringValue])
    }

    @Test(arguments: [400, 401, 404, 410, 301])
    func `an answer that will not change is not asked for again`(status: Int) async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver { _, _ in .answer(status, ["Location": "http://127.0.0.1:1/"], []) }
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        world.wait(seconds: 100_000)
        try await world.tell()
        let delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "failed" && delivery["status_code"] == .int(Int64(status)))
        #expect(receiver.requests.count == 1)
    }

    @Test func `a delivery can be sent again, but not twice at once`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver { _, number in number == 1 ? .answer(400) : .text("") }
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        let id = try #require(try await world.deliveries().first?["id"]?.stringValue)
        let path = "/api/extras/webhook-deliveries/\(id)/redeliver/"
        #expect(try await world.server.send("POST", path).status == 202)
        #expect(try await world.server.send("POST", path).status == 409)
        try await world.tell()
        #expect(try await world.deliveries().first?["state"] == "delivered")
        let other = try await world.server.send("POST", path, token: world.server.plainToken)
        #expect(other.status == 403)
    }

    @Test func `a process that ended while sending leaves the message to the next`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver()
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        // Ends between the commit of the change and the making of deliveries: nothing has been claimed yet.
        _ = try await WebhookFanOut(store: world.server.store, environment: world.server.environment).run()
        let claims = try await world.server.webhooks.queue.claim(except: [])
        #expect(claims.count == 1)
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        world.wait(seconds: 200)
        try await world.tell()
        #expect(receiver.requests.count == 1)
        #expect(try await world.deliveries().first?["attempts"] == 2)
    }

    @Test func `a target that does not answer keeps nobody else waiting`() async throws {
        let world = try await WebhookWorld()
        let dead = try await world.receiver { _, _ in .reset }
        let live = try await world.receiver()
        try await world.webhook(dead, "dead")
        try await world.webhook(live, "live")
        for number in 0..<20 { try await world.server.create("/api/dcim/manufacturers/", ["name": "m\(number)"]) }
        for _ in 0..<4 { try await world.tell() }
        #expect(live.requests.count == 20)
        // After the first silence the others of that target were not tried.
        #expect(dead.requests.count < 20)
        let states = try await world.deliveries().filter { $0["state"] == "pending" }
        #expect(states.count == 20)
    }

    @Test func `only the beginning of a long answer is kept`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver { _, _ in .text(String(repeating: "x", count: 200_000)) }
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        try await world.tell()
        let delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "delivered")
        #expect((delivery["response_body"]?.stringValue?.utf8.count ?? 0) <= 64 * 1024)
    }

    @Test func `old deliveries are removed, and those that wait are not`() async throws {
        let world = try await WebhookWorld()
        let receiver = try await world.receiver { _, number in number == 1 ? .text("") : .answer(503) }
        try await world.webhook(receiver)
        try await world.server.create("/api/dcim/manufacturers/", ["name": "One"])
        try await world.tell()
        try await world.server.create("/api/dcim/manufacturers/", ["name": "Two"])
        try await world.tell()
        world.wait(seconds: 31 * 86_400)
        #expect(try await world.server.webhooks.queue.prune(olderThan: 30) == 1)
        #expect(try await world.deliveries().map { $0["object_repr"]?.stringValue } == ["Two"])
    }
}
