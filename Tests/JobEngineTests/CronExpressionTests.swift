import Basics
import Foundation
import Testing

@testable import JobEngine

@Suite struct CronExpressionTests {
    private func next(_ text: String, _ after: String, _ zone: String = "UTC") throws -> String? {
        let timing = JobTiming.cron(
            try CronExpression(text), try #require(TimeZone(identifier: zone)), from: Timestamp(microseconds: 0))
        return timing.next(after: try #require(Timestamp(after)))?.description
    }

    @Test(arguments: [
        ("* * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z"),
        ("*/15 * * * *", "2026-01-01T00:16:01Z", "2026-01-01T00:30:00Z"),
        ("5 4 * * *", "2026-01-01T04:05:00Z", "2026-01-02T04:05:00Z"),
        ("0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z"),
        ("0 0 13 * 5", "2026-11-21T00:00:00Z", "2026-11-27T00:00:00Z"),
        ("0 12 * * MON-FRI", "2026-11-21T00:00:00Z", "2026-11-23T12:00:00Z"),
        ("0 12 * * 7", "2026-11-21T00:00:00Z", "2026-11-22T12:00:00Z"),
        ("0 12 * jan,JUL *", "2026-02-01T00:00:00Z", "2026-07-01T12:00:00Z"),
        ("10-20/5,50 3 1 * *", "2026-01-01T03:16:00Z", "2026-01-01T03:20:00Z"),
        ("3/20 0 * * *", "2026-01-01T00:24:00Z", "2026-01-01T00:43:00Z"),
    ])
    func `the next time follows the five fields`(text: String, after: String, expected: String) throws {
        #expect(try next(text, after) == expected)
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "a * * * *",
        "5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "-1 * * * *", "0 0 31 2 *", "0 0 30 feb *", "+5 * * * *",
        "99999999999999999999 * * * *", "1-2-3 * * * *", "* * * * SUNDAY", "*/61 * * * *",
    ])
    func `what is no expression is refused`(text: String) {
        #expect(throws: CronError.self) { try CronExpression(text) }
    }

    @Test func `a time that the clock skips counts as the moment of the change`() throws {
        // Europe/Berlin, 2026-03-29: 02:00 becomes 03:00, 01:00 UTC.
        #expect(try next("30 2 * * *", "2026-03-29T00:30:00Z", "Europe/Berlin") == "2026-03-29T01:00:00Z")
        #expect(try next("30 2 * * *", "2026-03-29T01:00:00Z", "Europe/Berlin") == "2026-03-30T00:30:00Z")
    }

    @Test func `a time that the clock repeats counts once, unless every hour counts`() throws {
        // Europe/Berlin, 2026-10-25: 03:00 becomes 02:00, 01:00 UTC.
        #expect(try next("30 2 * * *", "2026-10-24T22:00:00Z", "Europe/Berlin") == "2026-10-25T00:30:00Z")
        #expect(try next("30 2 * * *", "2026-10-25T00:30:00Z", "Europe/Berlin") == "2026-10-26T01:30:00Z")
        #expect(try next("30 * * * *", "2026-10-25T00:30:00Z", "Europe/Berlin") == "2026-10-25T01:30:00Z")
    }

    @Test func `every minute of a day of either change counts once in real time`() throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        let timing = JobTiming.cron(try CronExpression("* * * * *"), zone, from: Timestamp(microseconds: 0))
        for start in ["2026-03-08T05:00:00Z", "2026-11-01T04:00:00Z"] {
            let first = try #require(Timestamp(start))
            let times = timing.next(240, after: first)
            #expect(times == (1...240).map { first.adding(seconds: Double($0) * 60) })
        }
    }

    @Test func `intervals keep the minute, the time and the day on the clock`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let start = try #require(Timestamp("2026-03-27T07:15:00Z"))
        let days = JobTiming.every(.day, from: start, in: zone).next(4, after: start.adding(seconds: -1))
        #expect(
            days.map(\.description) == [
                "2026-03-27T07:15:00Z", "2026-03-28T07:15:00Z", "2026-03-29T06:15:00Z", "2026-03-30T06:15:00Z",
            ])
        let weeks = JobTiming.every(.week, from: start, in: zone).next(2, after: start)
        #expect(weeks.map(\.description) == ["2026-04-03T06:15:00Z", "2026-04-10T06:15:00Z"])
        let hours = JobTiming.every(.hour, from: start, in: zone).next(2, after: start)
        #expect(hours.map(\.description) == ["2026-03-27T08:15:00Z", "2026-03-27T09:15:00Z"])
        #expect(JobTiming.once(start).next(after: start) == nil)
        #expect(JobTiming.once(start).next(after: start.adding(seconds: -1)) == start)
    }
}
