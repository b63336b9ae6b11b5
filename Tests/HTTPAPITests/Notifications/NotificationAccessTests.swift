import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// In whose name is told, and what is refused when it is saved.
@Suite struct NotificationAccessTests {
    private static let contracts = "nautobot_device_lifecycle_mgmt.contractlcm"

    private func user(_ world: NotificationWorld) async throws -> JSONValue {
        try await world.server.get("/api/users/users/?username=plain")["results"]?[0]?["id"] ?? .null
    }

    /// Gives the plain user something.
    private func permit(
        _ types: JSONValue, _ actions: JSONValue, constraints: JSONValue = .null, _ world: NotificationWorld
    ) async throws {
        try await world.server.create(
            "/api/users/permissions/",
            [
                "name": .string("\(types.text) \(actions.text) \(constraints.text)"), "object_types": types,
                "actions": actions, "constraints": constraints, "users": [try await user(world)],
            ])
    }

    @Test func `a rule tells what the one who saved it may see, and says what is missing`() async throws {
        let world = try await NotificationWorld()
        try await world.furnish()
        try await world.device("sw3", at: "BER")
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await permit(["extras.notificationrule"], ["view", "add", "change"], world)
        try await permit(["extras.notificationchannel"], ["view"], world)
        try await permit(["dcim.device"], ["view"], constraints: ["location__name": "BER"], world)
        let answer = try await world.server.send(
            "POST", "/api/extras/notification-rules/",
            ["name": "mine", "event": "device_uncovered", "channels": [.string(channel)]],
            token: world.server.plainToken)
        let rule = try await answer.jsonBody()
        let plain = try await user(world)
        #expect(answer.status == 201 && rule["saved_by"]?["id"] == plain, "\(rule.text)")
        let id = rule["id"]?.stringValue ?? ""
        try await world.tell()
        let error = try await world.get(rule: id)["last_error"]?.stringValue ?? ""
        #expect(error == "The report needs the permission to view all of \(Self.contracts).")
        try await permit([.string(Self.contracts)], ["view"], world)
        try await world.tell()
        #expect(receiver.news == [["sw3 has no contract that runs"]])
        // Saved by an administrator, it tells what that one may see.
        try await world.patch("/api/extras/notification-rules/\(id)/", ["name": "ours"])
        try await world.tell()
        #expect(receiver.news.last == ["sw1 has no contract that runs", "sw2 has no contract that runs"])
    }

    @Test func `a rule of somebody who is gone tells nothing until it is saved again`() async throws {
        let world = try await NotificationWorld()
        try await world.furnish()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await permit(["extras.notificationrule", "extras.notificationchannel"], ["view", "add", "change"], world)
        try await permit(["dcim.device", .string(Self.contracts)], ["view"], world)
        _ = try await world.server.send(
            "POST", "/api/extras/notification-rules/",
            ["name": "mine", "event": "device_uncovered", "channels": [.string(channel)]],
            token: world.server.plainToken)
        try await world.patch("/api/users/users/\(try await user(world).stringValue ?? "")/", ["is_active": false])
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        let rule = try await world.server.get("/api/extras/notification-rules/")["results"]?[0]
        #expect(rule?["last_error"]?.stringValue?.contains("is gone or disabled") == true)
        try await world.patch("/api/extras/notification-rules/\(rule?["id"]?.stringValue ?? "")/", ["name": "again"])
        try await world.tell()
        #expect(receiver.requests.count == 1)
    }

    @Test func `a view that nobody else may see any more is not watched for others`() async throws {
        let world = try await NotificationWorld()
        try await world.furnish()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await permit(["extras.notificationrule", "extras.notificationchannel"], ["view", "add"], world)
        try await permit(["dcim.device", "extras.savedview"], ["view"], world)
        let view = try await world.server.create(
            "/api/extras/saved-views/", ["name": "all", "view": "dcim:device_list", "is_shared": true])
        let own = try await world.server.create(
            "/api/extras/saved-views/", ["name": "own", "view": "dcim:device_list", "is_shared": false])
        func add(_ view: String) async throws -> Int {
            try await world.server.send(
                "POST", "/api/extras/notification-rules/",
                [
                    "name": .string(view), "event": "view_changed", "channels": [.string(channel)],
                    "saved_view": .string(view),
                ], token: world.server.plainToken
            ).status
        }
        #expect(try await add(own) == 400)
        #expect(try await add(view) == 201)
        try await world.tell()
        try await world.patch("/api/extras/saved-views/\(view)/", ["is_shared": false])
        try await world.device("sw3")
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        let rule = try await world.server.get("/api/extras/notification-rules/")["results"]?[0]
        #expect(rule?["last_error"]?.stringValue?.contains("may not see its saved view any more") == true)
    }

    @Test func `who may not use a channel's secrets cannot have them sent anywhere`() async throws {
        let world = try await NotificationWorld()
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await permit(["extras.notificationchannel"], ["view", "add", "change", "send_test"], world)
        let path = "/api/extras/notification-channels/"
        for change: JSONValue in [["kind": "webhook"], ["name": "other"], ["ssl_verification": false]] {
            let answer = try await world.server.send(
                "PATCH", "\(path)\(channel)/", change, token: world.server.plainToken)
            #expect(answer.status == (change == ["kind": "webhook"] ? 200 : 403))
        }
        let group = try await world.server.get("\(path)\(channel)/")["secrets_group"]?["id"] ?? .null
        let mail: JSONObject = [
            "name": "evil", "kind": "email", "sender": "a@b.example", "recipients": ["a@b.example"],
            "smtp_host": "evil.example", "secrets_group": group,
        ]
        let added = try await world.server.send("POST", path, .object(mail), token: world.server.plainToken)
        #expect(added.status == 400 || added.status == 403)
        #expect(try await world.server.get(path)["count"] == 1)
        // The channel works in the name of who saved it, not of who tries it.
        let test = try await world.server.send("POST", "\(path)\(channel)/test/", token: world.server.plainToken)
        #expect(try await test.jsonBody()["delivered"] == true)
    }

    @Test(
        arguments: [
            (["event": "view_changed"], "saved_view", "Name the saved view whose result is watched."),
            (["digest_time": "8:00"], "digest_time", "Enter a time of day from 00:00 to 23:59, such as 08:00."),
            (["digest_time": "24:00"], "digest_time", "Enter a time of day from 00:00 to 23:59, such as 08:00."),
            (["quiet_from": "22:00"], "quiet_until", "Enter a time of day from 00:00 to 23:59, such as 08:00."),
            (
                ["quiet_from": "22:00", "quiet_until": "22:00"], "quiet_until",
                "Quiet hours that begin when they end would never end."
            ),
            (["time_zone": "Mars/Olympus"], "time_zone", "There is no time zone Mars/Olympus."),
            (["days": -1], "days", "Ensure this value is greater than or equal to 0."),
            (["event": "weather"], "event", "\"weather\" is not a valid choice."),
        ] as [(JSONValue, String, String)])
    func `a rule that cannot be meant is refused with the reason`(
        change: JSONValue, field: String, message: String
    ) async throws {
        let world = try await NotificationWorld()
        var rule: JSONObject = ["name": "r", "event": "device_uncovered", "channels": []]
        for (key, value) in change.objectValue ?? [:] { rule[key] = value }
        let answer = try await world.server.send("POST", "/api/extras/notification-rules/", .object(rule))
        let body = try await answer.jsonBody()
        #expect(answer.status == 400 && body[field] == [.string(message)], "\(body.text)")
    }

    @Test func `an event about no devices is narrowed by none`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        let view = try await world.server.create(
            "/api/extras/saved-views/", ["name": "places", "view": "dcim:location_list"])
        func refusal(_ more: JSONObject) async throws -> JSONValue {
            var rule: JSONObject = ["name": "r", "channels": []]
            for (key, value) in more { rule[key] = value }
            return try await world.server.send("POST", "/api/extras/notification-rules/", .object(rule)).jsonBody()
        }
        let place = try await refusal(["event": "job_failed", "location": .string(ids["location"] ?? "")])
        #expect(place["location"] == ["Only events about devices are narrowed by it."])
        let feed = try await refusal(["event": "feed_stale", "saved_view": .string(view)])
        #expect(feed["saved_view"] == ["No view narrows this event."])
        let other = try await refusal(["event": "contract_end", "saved_view": .string(view)])
        #expect(
            other["saved_view"] == ["Only a view of devices narrows this event; this is one of dcim:location_list."])
    }

    @Test(
        arguments: [
            (["kind": "slack"], "secrets_group"), (["kind": "teams"], "secrets_group"),
            (["smtp_host": ""], "smtp_host"),
            (["sender": "nobody"], "sender"), (["recipients": []], "recipients"),
            (["recipients": ["a@b.c\r\nBcc: d@e.f"]], "recipients"), (["ssl_verification": false], "ca_file_path"),
        ] as [(JSONValue, String)])
    func `a channel that could not be used is refused`(change: JSONValue, field: String) async throws {
        let world = try await NotificationWorld()
        var channel: JSONObject = [
            "name": "c", "kind": "email", "sender": "a@b.c", "recipients": ["a@b.c"], "smtp_host": "mail.example.com",
            "ca_file_path": "/etc/ca.pem",
        ]
        for (key, value) in change.objectValue ?? [:] { channel[key] = value }
        let answer = try await world.server.send("POST", "/api/extras/notification-channels/", .object(channel))
        let body = try await answer.jsonBody()
        #expect(answer.status == 400 && body.objectValue?.keys == [field], "\(body.text)")
    }

    @Test func `a password without TLS is refused when it is saved`() async throws {
        let world = try await NotificationWorld()
        let group = try await world.group("mail", [("Generic", "username", "u"), ("Generic", "password", "p")])
        let answer = try await world.server.send(
            "POST", "/api/extras/notification-channels/",
            [
                "name": "c", "kind": "email", "sender": "a@b.c", "recipients": ["a@b.c"], "smtp_security": "none",
                "smtp_host": "mail.example.com", "secrets_group": .string(group),
            ])
        #expect(try await answer.jsonBody()["smtp_security"] != nil && answer.status == 400)
    }
}
