import Basics
import Testing

@Suite struct TimekeeperTests {
    private let time = ManualTime(Timestamp(microseconds: 0))

    @Test func `a sleep ends when the clock has been advanced far enough`() async throws {
        async let sleeping: Void = time.sleep(until: .seconds(10))
        #expect(try await time.untilAsleep(within: .seconds(60)) == .seconds(10))
        time.advance(seconds: 4)
        #expect(try await time.untilAsleep(within: .seconds(60)) == .seconds(6))
        time.advance(seconds: 6)
        try await sleeping
        #expect(time.uptime == .seconds(10))
        #expect(time.now == Timestamp(microseconds: 10_000_000))
    }

    @Test func `a sleep until a moment that has passed does not wait`() async throws {
        time.advance(seconds: 1)
        try await time.sleep(until: .seconds(1))
    }

    @Test func `setting the clock ends no sleep, and going back does not turn back what has passed`() async throws {
        time.advance(seconds: 5)
        time.advance(seconds: -3)
        time.set(.last)
        #expect(time.uptime == .seconds(5))
    }

    @Test func `longer sleeps are passed over`() async throws {
        let long = Task { try await time.sleep(until: .seconds(100)) }
        let short = Task { try await time.sleep(until: .seconds(2)) }
        #expect(try await time.untilAsleep(within: .seconds(5)) == .seconds(2))
        time.advance(by: .seconds(2))
        try await short.value
        long.cancel()
        await #expect(throws: CancellationError.self) { try await long.value }
    }

    @Test func `a cancelled task does not sleep`() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await time.sleep(until: .seconds(1))
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `the machine's clock goes on`() async throws {
        let start = SystemTime().uptime
        try await SystemTime().sleep(until: start + .milliseconds(2))
        #expect(SystemTime().uptime >= start + .milliseconds(2))
    }
}
