import Testing

@testable import Basics

@Suite struct CalendarDayTests {
    @Test func `every day of the calendar reads back as itself`() throws {
        var expected = (year: 1, month: 1, day: 1)
        for number in CalendarDay.first.daysSinceEpoch...CalendarDay.last.daysSinceEpoch {
            let day = CalendarDay(daysSinceEpoch: number)
            let parts = day.civil
            guard parts == expected, CalendarDay(year: parts.year, month: parts.month, day: parts.day) == day else {
                Issue.record("\(number) is \(parts), not \(expected)")
                return
            }
            if number % 97 == 0 { #expect(CalendarDay(day.description) == day) }
            expected.day += 1
            if expected.day > CalendarDay.length(ofMonth: expected.month, year: expected.year) {
                expected.day = 1
                expected.month += 1
            }
            if expected.month > 12 { expected = (expected.year + 1, 1, 1) }
        }
        #expect(expected == (10_000, 1, 1))
    }

    @Test(
        "known days have their numbers",
        arguments: [
            ("1970-01-01", 0, 4), ("1969-12-31", -1, 3), ("2000-02-29", 11_016, 2), ("2026-11-20", 20_777, 5),
            ("0001-01-01", -719_162, 1), ("9999-12-31", 2_932_896, 5),
        ])
    func known(_ text: String, _ number: Int32, _ weekday: Int) throws {
        let day = try #require(CalendarDay(text))
        #expect(day.daysSinceEpoch == number)
        #expect(day.weekday == weekday)
        #expect(day.description == text)
        var bytes: [UInt8] = []
        day.write(into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
        #expect(CalendarDay(text[...]) == day)
    }

    @Test(
        "what is no day is refused",
        arguments: [
            "", "2026", "2026-1-01", "2026-01-1", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
            "2026-04-31", "2025-02-29", "1900-02-29", "2100-02-29", "0000-01-01", "-001-01-01", "+026-01-01",
            "20260101", "2026/01/01", "2026-01-01 ", " 2026-01-01", "2026-01-01T", "２026-01-01", "2026-0a-01",
            "12026-01-01", "2026-01-0\u{301}1",
        ])
    func refuses(_ text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test(arguments: [(2_000, true), (1_900, false), (2_024, true), (2_025, false), (2_100, false), (2_400, true)])
    func `leap years follow the Gregorian rule`(_ year: Int, _ isLeap: Bool) {
        #expect(CalendarDay.isLeap(year) == isLeap)
        #expect((CalendarDay(year: year, month: 2, day: 29) != nil) == isLeap)
    }

    @Test(
        "months are added by the calendar",
        arguments: [
            ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-03-31", -1, "2026-02-28"),
            ("2026-11-20", 14, "2028-01-20"), ("2026-01-15", -1, "2025-12-15"), ("2024-02-29", 12, "2025-02-28"),
            ("2024-02-29", 48, "2028-02-29"), ("0001-01-31", -1, "0001-01-01"), ("9999-12-01", 1, "9999-12-31"),
            ("2026-01-01", .max, "9999-12-31"), ("2026-01-01", .min, "0001-01-01"),
            ("2026-05-05", 0, "2026-05-05"),
        ])
    func months(_ start: String, _ months: Int, _ expected: String) throws {
        #expect(try #require(CalendarDay(start)).adding(months: months).description == expected)
    }

    @Test(
        "days are added within the calendar",
        arguments: [
            ("2026-12-31", 1, "2027-01-01"), ("2026-01-01", -1, "2025-12-31"), ("9999-12-31", 1, "9999-12-31"),
            ("0001-01-01", -1, "0001-01-01"), ("2026-01-01", .max, "9999-12-31"),
            ("2026-01-01", .min, "0001-01-01"),
        ])
    func days(_ start: String, _ days: Int, _ expected: String) throws {
        #expect(try #require(CalendarDay(start)).adding(days: days).description == expected)
    }

    @Test func `quarters and differences are told`() throws {
        let day = try #require(CalendarDay("2027-09-30"))
        #expect(day.quarter == "2027-Q3")
        #expect(day.adding(days: 1).quarter == "2027-Q4")
        #expect(CalendarDay.first.quarter == "0001-Q1")
        #expect(day.adding(days: 40).days(since: day) == 40)
        #expect(day < day.adding(days: 1))
        #expect(CalendarDay(daysSinceEpoch: .max) == .last)
        #expect(CalendarDay(daysSinceEpoch: .min) == .first)
    }
}
