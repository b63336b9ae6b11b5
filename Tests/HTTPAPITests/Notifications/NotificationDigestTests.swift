import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit
import Testing

/// How much is told at a time, and when.
@Suite struct NotificationDigestTests {
    /// Devices without a contract, written without asking anybody.
    private func add(
        _ count: Int, _ world: NotificationWorld, _ ids: [String: String], from first: Int = 0
    ) async throws {
        func id<M>(_ name: String) throws -> ID<M> { ID(try #require(Identifier(ids[name] ?? ""))) }
        let (type, role, location): (ID<DeviceType>, ID<Role>, ID<Location>) = (
            try id("type"), try id("role"), try id("location")
        )
        let environment = world.server.environment
        try await world.server.store.write { session in
            let status = try #require(try session.first(Query<Status>().where { $0.name == "Active" }))
            try session.insert(
                Device.schema,
                all: (first..<first + count).map { number in
                    var device = Record<Device>(id: ID(environment.identifiers.next()))
                    device.name = "d\(number)"
                    device.deviceType = type
                    device.role = role
                    device.location = location
                    device.status = status.id
                    return device.values
                })
        }
    }

    @Test func `a thousand events are one message for each rule and channel`() async throws {
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        try await add(1_000, world, ids)
        let (one, two) = (
            try await LoopbackServer { _, _ in .text("ok") }, try await LoopbackServer { _, _ in .text("ok") }
        )
        let channels = (try await world.channel(one, name: "one"), try await world.channel(two, name: "two"))
        try await world.rule("device_uncovered", channels: [channels.0, channels.1], name: "both")
        let result = try await world.tell()
        #expect(result["messages"] == 2 && result["delivered"] == 2 && result["news"] == 1_000)
        for receiver in [one, two] {
            #expect(receiver.requests.count == 1)
            let message = try #require(receiver.requests.first).json
            #expect(message["title"] == "both: 1000 new events" && message["total"] == 1_000)
            #expect(message["items"]?.arrayValue?.count == 100)
            #expect(message["url"] == "https://almanac.test/dcim/devices/?under_contract=false")
        }
        #expect(try await world.tell()["messages"] == 0)
        #expect(try await world.server.get("/api/extras/notification-events/?state=told&limit=1")["count"] == 1_000)
    }

    @Test func `a daily message is sent at its time on the clocks of its zone, with all that came up since`()
        async throws
    {
        // Noon in UTC is one o'clock in Berlin.
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule(
            "device_uncovered", try await world.channel(receiver),
            ["digest": "daily", "digest_time": "08:30", "time_zone": "Europe/Berlin"])
        try await add(1, world, ids)
        try await world.tell()
        world.wait(seconds: 19 * 3600)
        try await add(1, world, ids, from: 1)
        try await world.tell()
        #expect(receiver.requests.isEmpty)
        // 07:30 in UTC.
        world.wait(seconds: 1_800)
        try await world.tell()
        #expect(receiver.news == [["d0 has no contract that runs", "d1 has no contract that runs"]])
        try await add(1, world, ids, from: 2)
        world.wait(seconds: 600)
        try await world.tell()
        #expect(receiver.requests.count == 1)
        world.wait(seconds: 86_400)
        try await world.tell()
        #expect(receiver.news.last == ["d2 has no contract that runs"])
        // A day without news has no message, and what comes up later that day waits for the next.
        world.wait(seconds: 86_400)
        try await world.tell()
        try await add(1, world, ids, from: 3)
        world.wait(seconds: 3_600)
        try await world.tell()
        #expect(receiver.requests.count == 2)
    }

    @Test(arguments: [("hourly", 3_600.0), ("weekly", 7 * 86_400.0)])
    func `an hourly or weekly message holds what came up in that time`(digest: String, period: Double) async throws {
        // A Saturday at noon; weekly messages are sent on Saturdays at 12:15.
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        try await world.rule(
            "device_uncovered", try await world.channel(receiver),
            ["digest": .string(digest), "digest_time": "12:15", "digest_day": "saturday"])
        for number in 0..<3 {
            try await add(1, world, ids, from: number)
            try await world.tell()
            world.wait(seconds: number == 0 ? 15 * 60 - 1 : period - 1)
            try await world.tell()
            #expect(receiver.requests.count == number)
            world.wait(seconds: 1)
            try await world.tell()
            #expect(receiver.requests.count == number + 1)
        }
    }

    @Test func `nothing is sent in the quiet hours, and what came up in them is sent when they end`() async throws {
        let world = try await NotificationWorld(now: "2026-11-21T20:30:00Z")
        let ids = try await world.furnish(devices: ["sw1"])
        let receiver = try await LoopbackServer { _, number in number == 1 ? .answer(500) : .text("ok") }
        try await world.rule(
            "device_uncovered", try await world.channel(receiver),
            ["quiet_from": "22:00", "quiet_until": "06:30", "time_zone": "Europe/Berlin"])
        // 21:30 in Berlin: sent, and not taken.
        try await world.tell()
        #expect(receiver.requests.count == 1)
        world.wait(seconds: 3_600)
        try await add(1, world, ids)
        let quiet = try await world.tell()
        #expect(quiet["messages"] == 0 && receiver.requests.count == 1)
        #expect(try await world.deliveries().first?["next_attempt"] == "2026-11-22T05:30:00Z")
        world.wait(seconds: 8 * 3_600 - 1)
        try await world.tell()
        #expect(receiver.requests.count == 1)
        world.wait(seconds: 1)
        try await world.tell()
        #expect(receiver.news.dropFirst() == [["sw1 has no contract that runs"], ["d0 has no contract that runs"]])
    }

    @Test func `a rule that is switched off is not looked at, and tells what came up once it is on again`() async throws
    {
        let world = try await NotificationWorld()
        let ids = try await world.furnish(devices: [])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let rule = try await world.rule("device_uncovered", try await world.channel(receiver), ["enabled": false])
        try await add(1, world, ids)
        #expect(try await world.tell()["rules"] == 0)
        try await world.patch("/api/extras/notification-rules/\(rule)/", ["enabled": true])
        try await world.tell()
        #expect(receiver.requests.count == 1)
    }

    @Test func `the first rule brings the schedule of the job that looks at it`() async throws {
        let world = try await NotificationWorld(isScheduled: true)
        try await world.furnish(devices: ["sw1"])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        try await world.rule("device_uncovered", channel)
        try await world.rule(
            "device_uncovered", channel, name: "second", ["quiet_from": "11:00", "quiet_until": "13:00"])
        let schedules = try await world.server.get("/api/extras/scheduled-jobs/")
        #expect(schedules["count"] == 1 && schedules["results"]?[0]?["name"] == "Send Notifications")
        #expect(schedules["results"]?[0]?["crontab"] == "*/5 * * * *")
        world.wait(seconds: 300)
        try await world.server.work(world.worker)
        #expect(receiver.news == [["sw1 has no contract that runs"]])
    }

    @Test func `a rule says why it cannot be looked at`() async throws {
        let world = try await NotificationWorld()
        try await world.furnish(devices: ["sw1"])
        let receiver = try await LoopbackServer { _, _ in .text("ok") }
        let channel = try await world.channel(receiver)
        let rule = try await world.rule("device_uncovered", channel)
        try await world.patch("/api/extras/notification-channels/\(channel)/", ["enabled": false])
        try await world.tell()
        #expect(try await world.get(rule: rule)["last_error"] == "The rule has no channel that is switched on.")
        try await world.patch("/api/extras/notification-channels/\(channel)/", ["enabled": true])
        try await world.tell()
        #expect(try await world.get(rule: rule)["last_error"] == "" && receiver.requests.count == 1)
        let view = try await world.server.create(
            "/api/extras/saved-views/",
            ["name": "odd", "view": "dcim:device_list", "config": ["filter_params": ["nonsense": ["1"]]]])
        try await world.patch("/api/extras/notification-rules/\(rule)/", ["saved_view": .string(view)])
        try await world.tell()
        let error = try await world.get(rule: rule)["last_error"]?.stringValue ?? ""
        #expect(error.contains("nonsense: Unknown filter field"), "\(error)")
    }
}
