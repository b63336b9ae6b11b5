import Basics
import Storage
import Testing

@Suite struct PostgreSQLPauseTests {
    private struct Fixed: RandomSource {
        let byte: UInt8
        func fill(_ count: Int) -> [UInt8] { [UInt8](repeating: byte, count: count) }
    }

    private func pause(_ byte: UInt8, _ attempt: Int) -> Duration {
        var limits = PostgreSQLLimits()
        limits.random = Fixed(byte: byte)
        return limits.pause(before: attempt)
    }

    @Test func `pauses before a repetition grow, are spread by the given randomness, and end at a fifth of a second`() {
        #expect(pause(0, 1) == .milliseconds(2) && pause(255, 1) == .milliseconds(4))
        #expect(pause(255, 3) == .milliseconds(16))
        for attempt in [7, 8, 60, .max] { #expect(pause(255, attempt) == .milliseconds(200)) }
        #expect(pause(0, 1_000) == .milliseconds(100))
    }
}
