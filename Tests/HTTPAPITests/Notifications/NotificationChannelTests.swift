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

/// What goes out by each kind of channel, how often it is tried, and that nothing secret stays behind.
@Suite(.timeLimit(.minutes(20))) struct NotificationChannelTests {
    private static let hostile = "<b>\"sw1\"</b> & [x](https://evil.example) *|_`\u{7}"

    /// A world with one device of a hostile name and no contract.
    private func world(mailPorts: [Int] = []) async throws -> NotificationWorld {
        let world = try await NotificationWorld(mailPorts: mailPorts)
        try await world.furnish(devices: [Self.hostile.replacing("\u{7}", with: "")])
        return world
    }

    @Test func `Slack gets blocks in which no text is markup`() async throws {
        let world = try await world()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule(
            "device_uncovered", try await world.channel(receiver, "slack", path: "/services/T00/B00/canary-slack-1"))
        try await world.tell()
        let request = try #require(receiver.requests.first)
        #expect(request.target == "/services/T00/B00/canary-slack-1" && request["Content-Type"] == "application/json")
        #expect(request["X-Almanac-Event"] == nil)
        let blocks = try #require(request.json["blocks"]?.arrayValue)
        #expect(blocks.allSatisfy { $0["type"] == "section" && $0["text"]?["type"] == "mrkdwn" })
        let text = blocks.compactMap { $0["text"]?["text"]?.stringValue }.joined(separator: "\n")
        #expect(
            text.contains("|&lt;b&gt;\"sw1\"&lt;/b&gt; &amp; [x](https://evil.example) *¦_` has no contract that runs>")
        )
        #expect(!text.contains("<b>") && text.contains("<https://almanac.test/dcim/devices/"))
        #expect(request.json["text"]?.stringValue?.hasPrefix("device_uncovered: &lt;b&gt;") == true)
        #expect(try await world.deliveries().first?["target"]?.stringValue == "http://127.0.0.1:\(receiver.port)")
    }

    @Test func `Teams gets a card of at most 28 KB in which no text is Markdown`() async throws {
        let world = try await NotificationWorld()
        try await world.furnish(devices: (0..<120).map { "\($0) " + String(repeating: "ä*", count: 25) })
        let receiver = try await LoopbackServer { _, _ in .text("1") }
        try await world.rule("device_uncovered", try await world.channel(receiver, "teams"))
        try await world.tell()
        let request = try #require(receiver.requests.first)
        #expect(request.body.count < 28 * 1024)
        let attachment = try #require(request.json["attachments"]?[0])
        #expect(attachment["contentType"] == "application/vnd.microsoft.card.adaptive")
        let card = try #require(attachment["content"])
        #expect(card["type"] == "AdaptiveCard" && card["actions"]?[0]?["type"] == "Action.OpenUrl")
        let body = try #require(card["body"]?.arrayValue)
        #expect(body.allSatisfy { $0["type"] == "RichTextBlock" })
        let runs = body.flatMap { $0["inlines"]?.arrayValue ?? [] }
        #expect(runs.allSatisfy { $0["type"] == "TextRun" })
        let shown = runs.count { $0["selectAction"] != nil }
        #expect(shown > 20 && runs.contains { $0["text"]?.stringValue == "and \(120 - shown) more" })
        #expect(
            runs.contains { $0["selectAction"]?["url"]?.stringValue?.hasPrefix("https://almanac.test/dcim/") == true })
    }

    @Test func `a webhook is signed as other webhooks are`() async throws {
        let world = try await world()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let key = "canary-71c-signing-key"
        try await world.rule("device_uncovered", try await world.channel(receiver, key: key))
        try await world.tell()
        let request = try #require(receiver.requests.first)
        let symmetric = SymmetricKey(data: Array(key.utf8))
        func hex(_ bytes: some Sequence<UInt8>) -> String {
            bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        let seconds = try #require(request["X-Almanac-Timestamp"])
        let timed = HMAC<SHA256>.authenticationCode(for: Array("\(seconds).".utf8) + request.body, using: symmetric)
        #expect(request["X-Almanac-Signature"] == "v1=" + hex(timed))
        #expect(
            request["X-Hook-Signature"] == hex(HMAC<SHA512>.authenticationCode(for: request.body, using: symmetric)))
        #expect(request["X-Almanac-Event"] == "notification")
        let delivery = try #require(try await world.deliveries().first)
        #expect(request["X-Almanac-Delivery"] == delivery["id"]?.stringValue)
        #expect(delivery["state"] == "delivered" && delivery["status_code"] == 200 && delivery["attempts"] == 1)
        #expect(delivery["next_attempt"] == .null && delivery["error"] == "")
    }

    @Test(.enabled(if: RealMailServer.isInstalled, Comment(rawValue: RealMailServer.missing)))
    func `an e-mail comes in plain text and in HTML, by a server that wants TLS and a login`() async throws {
        let mail = try await RealMailServer.shared
        let world = try await world(mailPorts: [mail.port(.starttls)])
        let group = try await world.group(
            "mail", [("Generic", "username", RealMailServer.user), ("Generic", "password", RealMailServer.password)])
        let address = "team@\(world.server.environment.identifiers.next()).example.com"
        let channel = try await world.server.create(
            "/api/extras/notification-channels/",
            [
                "name": "mail", "kind": "email", "recipients": [.string(address)], "sender": "almanac@example.com",
                "smtp_host": .string(RealMailServer.host), "smtp_port": .int(Int64(mail.port(.starttls))),
                "secrets_group": .string(group), "ca_file_path": .string(mail.authorityFile),
            ])
        try await world.rule("device_uncovered", channel, name: "Verträge")
        try await world.tell()
        let delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "delivered" && delivery["status_code"] == 250, "\(delivery.text)")
        #expect(delivery["target"]?.stringValue == "mail.test:\(mail.port(.starttls))")
        let message = try #require(try mail.messages(to: address).first)
        #expect(message.isEncrypted && message.isLoggedIn)
        let content = message.content.replacing("=\r\n", with: "").replacing("=3D", with: "=")
        #expect(content.contains("Subject: =?UTF-8?B?"))
        #expect(content.contains("Date: Sat, 21 Nov 2026 12:00:00 +0000"))
        #expect(content.contains("Message-ID: <\(delivery["id"]?.stringValue ?? "")@example.com>"))
        #expect(content.contains("- <b>\"sw1\"</b> & [x](https://evil.example) *|_` has no contract that runs"))
        #expect(content.contains("&lt;b&gt;&quot;sw1&quot;&lt;/b&gt; &amp; [x](https://evil.example)"))
        let html = content.components(after: "text/html")
        #expect(!html.contains("<b>") && html.contains("<a href=\"https://almanac.test/dcim/devices/"))
    }

    // MARK: Faults

    @Test func `a receiver that is out is tried again, ever later, and given up after a day`() async throws {
        let world = try await world()
        let receiver = try await LoopbackServer { _, _ in .answer(503) }
        try await world.rule("device_uncovered", try await world.channel(receiver))
        try await world.tell()
        var attempts = 1
        for _ in 0..<60 where attempts < 11 {
            let delivery = try #require(try await world.deliveries().first)
            #expect(delivery["state"] == "pending" && delivery["attempts"]?.intValue == Int64(attempts))
            let next = try #require(delivery["next_attempt"]?.stringValue.flatMap { Timestamp($0) })
            let pause = next.seconds(since: world.server.time.now)
            #expect(pause > 5)
            world.wait(seconds: pause - 1)
            try await world.tell()
            #expect(receiver.requests.count == attempts)
            world.wait(seconds: 1)
            try await world.tell()
            attempts += 1
            #expect(receiver.requests.count == attempts)
        }
        let delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "failed" && delivery["attempts"] == 11 && delivery["status_code"] == 503)
        #expect(delivery["error"]?.stringValue?.contains("answered with status 503") == true)
        // The same key each time, so that receivers know repetitions.
        #expect(Set(receiver.requests.compactMap { $0["X-Almanac-Delivery"] }).count == 1)
        world.wait(seconds: 40 * 86_400)
        try await world.tell()
        #expect(try await world.deliveries().isEmpty)
    }

    @Test func `a receiver that refuses for good is asked once, and one that quotes its address tells no secret`()
        async throws
    {
        let world = try await world()
        let path = "/services/T0123/B0456/canary-9d41-path"
        let receiver = try await LoopbackServer { request, _ in
            .answer(404, [:], Array("Cannot POST \(request.target) (canary-9d41-path)".utf8))
        }
        let channel = try await world.channel(receiver, "slack", path: path)
        try await world.rule("device_uncovered", channel)
        try await world.tell()
        world.wait(seconds: 86_400)
        try await world.tell()
        #expect(receiver.requests.count == 1)
        let delivery = try #require(try await world.deliveries().first)
        #expect(delivery["state"] == "failed")
        #expect(
            delivery["error"]?.stringValue
                == "The receiver refused with status 404. It said: Cannot POST (redacted) ((redacted))")
        for target in [
            "/api/extras/notification-channels/\(channel)/", "/api/extras/notification-deliveries/?depth=1",
            "/api/extras/object-changes/?limit=200", "/api/extras/job-logs/?limit=200",
            "/api/extras/job-results/?limit=50", "/api/extras/notification-rules/?depth=1",
        ] {
            let text = try await world.server.send("GET", target).text()
            #expect(!text.contains("canary"), "\(target)")
        }
        let stored = try await world.server.store.read { session in
            try session.rows(Selection(NotificationDelivery.schema)).flatMap { $0.map { "\($0)" } }.joined()
        }
        #expect(!stored.contains("canary"))
    }

    @Test func `a receiver that may not be reached and a secret that is not there say what to do`() async throws {
        let world = try await world()
        let group = try await world.group("inner", [("HTTP(S)", "url", "http://10.0.0.8/hook")])
        let inner = try await world.server.create(
            "/api/extras/notification-channels/",
            ["name": "inner", "kind": "teams", "secrets_group": .string(group)])
        let bare = try await world.server.create(
            "/api/extras/notification-channels/",
            ["name": "bare", "kind": "slack", "secrets_group": .string(try await world.group("bare", []))])
        try await world.rule("device_uncovered", channels: [inner, bare])
        let result = try await world.tell()
        #expect(result["failed"] == 2)
        let errors = try await world.deliveries().compactMap { $0["error"]?.stringValue }
        #expect(errors.contains { $0.contains("is a private address") })
        #expect(errors.contains { $0.contains("has no HTTP(S) url") })
    }

    // MARK: Trying out

    @Test func `a channel can be tried by whoever may, five times a minute, and the try is in the log`() async throws {
        let world = try await NotificationWorld()
        let receiver = try await LoopbackServer { _, number in number == 2 ? .answer(500) : .text("ok") }
        let channel = try await world.channel(receiver)
        try await world.patch("/api/extras/notification-channels/\(channel)/", ["enabled": false])
        let path = "/api/extras/notification-channels/\(channel)/test/"
        func post(_ token: String? = nil) async throws -> (status: Int, body: JSONValue, after: String?) {
            let answer = try await world.server.send("POST", path, token: token)
            return (answer.status, try await answer.jsonBody(), answer.header("Retry-After"))
        }
        let good = try await post()
        #expect(good.status == 200 && good.body["delivered"] == true && good.body["status_code"] == 200)
        #expect(receiver.requests.first?.json["title"] == "Test of “hook” from Almanac")
        let bad = try await post()
        #expect(bad.status == 200 && bad.body["delivered"] == false && bad.body["status_code"] == 500)
        #expect(bad.body["error"]?.stringValue?.contains("500") == true)
        for _ in 0..<3 { #expect(try await post().status == 200) }
        let refused = try await post()
        #expect(refused.status == 429 && refused.after == "60" && receiver.requests.count == 5)
        world.wait(seconds: 61)
        #expect(try await post().status == 200)
        let states = try await world.deliveries().compactMap { $0["state"]?.stringValue }
        #expect(states.count == 6 && states.count { $0 == "failed" } == 1)
        // A try is never repeated by itself.
        world.wait(seconds: 3_600)
        try await world.tell()
        #expect(receiver.requests.count == 6)
        // Who may not see it learns nothing, who may see it and not try it is refused.
        #expect(try await post(world.server.plainToken).status == 403)
        let user = try await world.server.get("/api/users/users/?username=plain")["results"]?[0]?["id"]
        func permit(_ actions: JSONValue) async throws {
            try await world.server.create(
                "/api/users/permissions/",
                [
                    "name": .string("p\(actions.text)"), "object_types": ["extras.notificationchannel"],
                    "actions": actions, "users": [user ?? .null],
                ])
        }
        try await permit(["view", "change"])
        #expect(try await post(world.server.plainToken).status == 403)
        try await permit(["send_test"])
        #expect(try await post(world.server.plainToken).status == 200)
        #expect(try await world.server.send("GET", path).status == 405)
        let unknown = "/api/extras/notification-channels/00000000-0000-4000-8000-000000000009/test/"
        #expect(try await world.server.send("POST", unknown).status == 404)
    }
}

extension String {
    /// What stands behind the first place of a text.
    fileprivate func components(after text: String) -> String {
        firstRange(of: text).map { String(self[$0.upperBound...]) } ?? ""
    }
}
