import Testing

@testable import Basics

@Suite struct TimestampTests {
    @Test(
        "moments are read",
        arguments: [
            ("2026-11-20", "2026-11-20T00:00:00Z"), ("2026-11-20T21:08:16.829047Z", "2026-11-20T21:08:16.829047Z"),
            ("2026-11-20 21:08:16", "2026-11-20T21:08:16Z"), ("2026-11-20T21:08", "2026-11-20T21:08:00Z"),
            ("2026-11-20t21:08z", "2026-11-20T21:08:00Z"),
            ("2026-11-20T21:08:16.5Z", "2026-11-20T21:08:16.500000Z"),
            ("2026-11-20T21:08:16,25Z", "2026-11-20T21:08:16.250000Z"),
            ("2026-11-20T21:08:16.123456789Z", "2026-11-20T21:08:16.123456Z"),
            ("2026-11-20T21:08:16+02:00", "2026-11-20T19:08:16Z"),
            ("2026-11-20T21:08:16-0330", "2026-11-21T00:38:16Z"), ("2026-11-20T21:08+05", "2026-11-20T16:08:00Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        ])
    func reads(_ text: String, _ expected: String) throws {
        let moment = try #require(Timestamp(text))
        #expect(moment.description == expected)
        #expect(Timestamp(expected) == moment)
        #expect(Timestamp(text[...]) == moment)
        var bytes: [UInt8] = []
        moment.write(into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "", "now", "2026-11-2", "2026-11-20T", "2026-11-20T2", "2026-11-20T21", "2026-11-20T21:",
            "2026-11-20T21:8", "2026-11-20T24:00", "2026-11-20T21:60", "2026-11-20T21:08:60",
            "2026-11-20T21:08:16.", "2026-11-20T21:08:16.Z", "2026-11-20T21:08:16ZZ", "2026-11-20T21:08:16 Z",
            "2026-11-20T21:08:16+", "2026-11-20T21:08:16+2", "2026-11-20T21:08:16+02:",
            "2026-11-20T21:08:16+24:00", "2026-11-20T21:08:16+02:60", "2026-11-20X21:08", "2026-11-20  21:08",
            "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-00:01", "2026-11-20Z", "20261120T210816Z",
            "2026-11-20T21:08:16+02:00:00",
        ])
    func refuses(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `random moments read back as themselves`() {
        let random = SeededRandom(seed: 5)
        let span = UInt64(Timestamp.last.microseconds - Timestamp.first.microseconds)
        for _ in 0..<20_000 {
            let moment = Timestamp(microseconds: Timestamp.first.microseconds + Int64(random.below(span)))
            #expect(Timestamp(moment.description) == moment)
            #expect(moment.day.description == String(moment.description.prefix(10)))
        }
    }

    @Test func `seconds are added within the calendar`() throws {
        let start = try #require(Timestamp("1970-01-01T00:00:00Z"))
        #expect(start.microseconds == 0)
        #expect(start.adding(seconds: 1.5).microseconds == 1_500_000)
        #expect(start.adding(seconds: -0.000_001).description == "1969-12-31T23:59:59.999999Z")
        #expect(start.adding(seconds: -1).day.description == "1969-12-31")
        #expect(start.adding(seconds: .infinity) == .last)
        #expect(start.adding(seconds: -.infinity) == .first)
        #expect(start.adding(seconds: .nan) == start)
        #expect(Timestamp(microseconds: .max) == .last)
        #expect(Timestamp(microseconds: .min) == .first)
        #expect(start.adding(seconds: 90).seconds(since: start) == 90)
        #expect(start < .last)
    }

    @Test func `a manual clock stands still until it is moved`() throws {
        let start = try #require(Timestamp("2026-11-20T21:08:16Z"))
        let clock = ManualTime(start)
        #expect(clock.now == start)
        #expect(clock.today.description == "2026-11-20")
        clock.advance(seconds: 3 * 3_600)
        #expect(clock.today.description == "2026-11-21")
        clock.set(start)
        #expect(clock.now == start)
    }

    @Test func `the machine's clock goes`() {
        let clock = SystemTime()
        let first = clock.now
        #expect(clock.now >= first)
        #expect(first.day.year >= 2_024)
    }
}
