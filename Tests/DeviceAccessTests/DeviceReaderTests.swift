import Basics
import DeviceAccess
import TestKit
import Testing

/// Asking devices, recorded ones and ones that hang.
@Suite struct DeviceReaderTests {
    @Test func `a recorded device tells what it is, under its name or its address`() async throws {
        let world = try ReplayWorld()
        try world.record("sw-1", ["show version": ReplayWorld.ios])
        try world.record("10.0.0.9", ["show_version.txt": ReplayWorld.ios])
        for (name, address) in [("sw-1", "192.0.2.1"), ("", "10.0.0.9"), ("unknown", "10.0.0.9")] {
            let reading = try await world.read(name, address: address)
            #expect(reading.failure == nil)
            #expect(reading.facts?.version == "15.0(2)SE4" && reading.facts?.system == "cisco_ios")
            #expect(reading.facts?.serial == "FOC1010X104" && reading.facts?.hardware == "WS-C2960-24TT-L")
            #expect(reading.uptime == (9 * 24 + 1) * 3600 + 51 * 60)
            #expect(reading.raw == ReplayWorld.ios)
        }
    }

    @Test func `what a terminal adds to an answer does not matter`() async throws {
        let world = try ReplayWorld()
        let long = ReplayWorld.ios + String(repeating: "\nfiller line", count: 70)
        try world.record("plain", ["show version": long])
        try world.record("noisy", ["show version": long], behaviour: #"{"noise": true}"#)
        let (plain, noisy) = (try await world.read("plain"), try await world.read("noisy"))
        #expect(noisy.raw.contains("--More--") && noisy.raw.contains("\r\n"))
        #expect(noisy.facts == plain.facts && noisy.uptime == plain.uptime)
    }

    @Test(arguments: [
        ("unreachable", DeviceFailure.Kind.unreachable), ("refuse", .refused), ("auth", .auth), ("drop", .unreachable),
        ("garbage", .unparseable),
    ])
    func `each fault of a device has its own kind`(_ fault: String, _ kind: DeviceFailure.Kind) async throws {
        let world = try ReplayWorld()
        try world.record("sw-1", ["show version": ReplayWorld.ios], behaviour: #"{"fault": "\#(fault)"}"#)
        let reading = try await world.read("sw-1")
        #expect(reading.failure?.kind == kind && reading.facts == nil)
        #expect(reading.raw.isEmpty == (kind != .unparseable))
    }

    @Test func `a device that nobody recorded, or whose recording is unclear, cannot be reached`() async throws {
        let world = try ReplayWorld()
        try world.record("odd", [:], behaviour: #"{"fault": "explode"}"#)
        try world.record("extra", [:], behaviour: #"{"speed": 9}"#)
        try world.record("mute", [:])
        #expect(try await world.read("nowhere").failure?.message == "There is no recording of the device.")
        #expect(try await world.read("odd").failure?.message.contains("these faults: unreachable, refuse") == true)
        #expect(try await world.read("extra").failure?.kind == .unreachable)
        #expect(try await world.read("mute").failure?.kind == .unparseable)
        for name in ["../odd", "..", ".", "a/../odd", "odd/"] {
            #expect(try await world.read(name).failure?.message == "There is no recording of the device.", "\(name)")
        }
    }

    @Test func `the driver of the platform decides, as a whole`() async throws {
        let world = try ReplayWorld()
        try world.record("sw-1", ["show version": ReplayWorld.ios])
        for driver in ["", "ios", "CISCO_IOS", "cisco_ios_telnet", "fortios"] {
            #expect(try await world.read("sw-1", driver: driver).failure?.kind == .noDriver, "\(driver)")
        }
        try world.record(
            "fw-1",
            ["get_system_status.txt": "Version: FortiGate-60F v7.2.4,build1396,230131 (GA.F)\nSerial-Number: FGT60F1"])
        #expect(try await world.read("fw-1", driver: "fortinet").facts?.version == "7.2.4")
        #expect(DevicePlatform.named("cisco_ios")?.commands == ["show version"])
        #expect(DevicePlatform.named("fortinet")?.commands == ["get system status"])
        #expect(DevicePlatform.named("paloalto_panos")?.commands == ["show system info"])
        #expect(DevicePlatform.drivers.allSatisfy { DevicePlatform.named($0)?.commands.isEmpty == false })
    }

    @Test func `a second answer adds what the first left out`() async throws {
        let world = try ReplayWorld()
        let version = "Hostname: r-1\nModel: mx240\nJunos: 21.4R3-S3.4"
        let hardware =
            "Hardware inventory:\nItem             Version  Part number  Serial number     Description\nChassis                                JN1234567AFB      MX240"
        try world.record("r-1", ["show version": version, "show chassis hardware": hardware])
        try world.record("r-2", ["show version": version])
        let both = try await world.read("r-1", driver: "juniper_junos")
        #expect(both.facts?.serial == "JN1234567AFB" && both.facts?.hardware == "mx240")
        #expect(both.raw.hasPrefix("# show version\n") && both.raw.contains("\n# show chassis hardware\n"))
        let one = try await world.read("r-2", driver: "juniper_junos")
        #expect(one.facts?.version == "21.4R3-S3.4" && one.facts?.serial == nil)
    }

    @Test func `a slow device is waited for until its time is over`() async throws {
        let world = try ReplayWorld()
        try world.record("slow", ["show version": ReplayWorld.ios], behaviour: #"{"delay": 59, "connect_delay": 9}"#)
        try world.record("late", ["show version": ReplayWorld.ios], behaviour: #"{"delay": 61}"#)
        try world.record("closed", ["show version": ReplayWorld.ios], behaviour: #"{"connect_delay": 11}"#)
        try world.record("silent", ["show version": ReplayWorld.ios], behaviour: #"{"fault": "silence"}"#)
        // What the recordings wait for passes at once; the reader's own clock stands still.
        let reader = world.reader(ReplayTransport(folder: world.folder, time: InstantTime(world.time.now)))
        for (name, kind) in [
            ("slow", nil), ("late", .timeout), ("closed", .timeout), ("silent", .timeout),
        ] as [(String, DeviceFailure.Kind?)] {
            #expect(try await world.read(name, reader).failure?.kind == kind, "\(name)")
        }
    }

    /// A transport whose devices take no notice of deadlines nor of being cancelled.
    private struct Stubborn: DeviceTransport {
        let isLateToConnect: Bool
        let release: AsyncStream<Void>
        var needsCredentials: Bool { true }

        private struct Session: DeviceSession {
            let release: AsyncStream<Void>
            func answer(to command: String, until deadline: Duration) async throws -> String {
                await Task { for await _ in release { return } }.value
                return ""
            }
            func close() async {}
        }

        func connect(to target: DeviceTarget, until deadline: Duration) async throws -> any DeviceSession {
            if isLateToConnect { await Task { for await _ in release { return } }.value }
            return Session(release: release)
        }
    }

    @Test(arguments: [true, false]) func `a session that hangs for ever holds nobody up`(_ isLate: Bool) async throws {
        let world = try ReplayWorld()
        let (release, sender) = AsyncStream.makeStream(of: Void.self)
        let reader = world.reader(Stubborn(isLateToConnect: isLate, release: release))
        let credentials = DeviceCredentials(username: Redacted("admin"), password: Redacted("s3cret"))
        async let read = reader.read(DeviceTarget(name: "x", driver: "cisco_ios", credentials: credentials))
        let limit: Duration = isLate ? .seconds(10) : .seconds(60)
        // The deadline is all that anybody sleeps for.
        let rest = try await world.time.untilAsleep(within: limit)
        if isLate { #expect(rest == limit) }
        try await Task { [time = world.time] in
            var left = limit
            while left > .zero {
                let step = min(left, try await time.untilAsleep(within: .seconds(60)))
                time.advance(by: step)
                left -= step
            }
        }.value
        let reading = try await read
        #expect(reading.failure?.kind == .timeout)
        sender.finish()
    }

    @Test func `a run that is cancelled ends at once, whatever the device does`() async throws {
        let world = try ReplayWorld()
        try world.record("silent", [:], behaviour: #"{"fault": "silence"}"#)
        let reader = world.reader()
        let task = Task { try await reader.read(DeviceTarget(name: "silent", driver: "cisco_ios")) }
        _ = try await world.time.untilAsleep(within: .seconds(60))
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `without credentials a device that wants them is not asked`() async throws {
        let world = try ReplayWorld()
        let (release, sender) = AsyncStream.makeStream(of: Void.self)
        sender.finish()
        let reader = world.reader(Stubborn(isLateToConnect: true, release: release))
        let reading = try await reader.read(DeviceTarget(name: "x", driver: "cisco_ios"))
        #expect(reading.failure?.kind == .noCredentials)
        let credentials = DeviceCredentials(username: Redacted("admin"), password: Redacted("s3cret"))
        #expect(!"\(credentials)".contains("s3cret") && !"\(credentials)".contains("admin"))
    }

    @Test func `how long a device has been up is read in many spellings`() {
        let cases: [(String, Int?)] = [
            ("R2 uptime is 12 weeks, 1 day, 19 hours, 36 minutes", 12 * 604_800 + 86_400 + 19 * 3600 + 36 * 60),
            ("Uptime for this control processor is 3 minutes\nR2 uptime is 2 days, 23 minutes", 2 * 86_400 + 1380),
            ("Kernel uptime is 11 day(s), 01 hour(s), 57 minute(s), 02 second(s)", 11 * 86_400 + 3600 + 57 * 60 + 2),
            ("Uptime             : 160 days 11:32:40", 160 * 86_400 + 11 * 3600 + 32 * 60 + 40),
            ("uptime: 2 days, 2:38:49", 2 * 86_400 + 2 * 3600 + 38 * 60 + 49),
            ("fw-1 up 2 days 3 hours", 2 * 86_400 + 3 * 3600), ("Uptime: soon", nil), ("", nil),
        ]
        for (text, seconds) in cases { #expect(DeviceUptime.seconds(in: text) == seconds, "\(text)") }
    }
}
