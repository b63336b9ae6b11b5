/// A day of the Gregorian calendar, without a time or a time zone, in the years 1 to 9999.
///
/// - Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil` and `civil_from_days`,
///   <https://howardhinnant.github.io/date_algorithms.html>.
package struct CalendarDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first day, 0001-01-01.
    package static let first = CalendarDay(daysSinceEpoch: -719_162)
    /// The last day, 9999-12-31.
    package static let last = CalendarDay(daysSinceEpoch: 2_932_896)

    /// Days since 1970-01-01; negative before it; always from ``first`` to ``last``.
    package let daysSinceEpoch: Int32

    /// Makes a day from its number; numbers outside the years 1 to 9999 give the nearest day inside.
    package init(daysSinceEpoch: Int32) {
        self.daysSinceEpoch = min(max(daysSinceEpoch, -719_162), 2_932_896)
    }

    /// Makes a day of the calendar; `nil` when there is none with these numbers in the years 1 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard 1...9_999 ~= year, 1...12 ~= month, day >= 1, day <= Self.length(ofMonth: month, year: year) else {
            return nil
        }
        self.init(daysSinceEpoch: Self.days(year: year, month: month, day: day))
    }

    /// Reads exactly `YYYY-MM-DD`, a real day of the years 0001 to 9999; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        guard let value = text.withUTF8Bytes({ CalendarDay(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads exactly `YYYY-MM-DD`, a real day of the years 0001 to 9999; `nil` otherwise.
    package init?(_ text: String) {
        guard let value = text.withUTF8Bytes({ CalendarDay(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads the ten ASCII bytes of `YYYY-MM-DD`; `nil` for anything else.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let century = bytes.twoDigits(at: 0), let yearOfCentury = bytes.twoDigits(at: 2),
            let month = bytes.twoDigits(at: 5), let day = bytes.twoDigits(at: 8)
        else { return nil }
        self.init(year: century * 100 + yearOfCentury, month: month, day: day)
    }

    /// Orders by time.
    package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.daysSinceEpoch < right.daysSinceEpoch
    }
}

extension CalendarDay {
    /// The three numbers of the day: year 1...9999, month 1...12, day of the month 1...31.
    package var civil: (year: Int, month: Int, day: Int) {
        // Years start in March here, so that the leap day is a year's last; eras have 400 years or 146 097 days.
        let shifted = Int(daysSinceEpoch) &+ 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1_460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let monthFromMarch = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* monthFromMarch &+ 2) / 5 &+ 1
        let month = monthFromMarch < 10 ? monthFromMarch &+ 3 : monthFromMarch &- 9
        return (yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0), month, day)
    }

    /// The year, 1...9999.
    package var year: Int { civil.year }
    /// The month, 1...12.
    package var month: Int { civil.month }
    /// The day of the month, 1...31.
    package var day: Int { civil.day }

    /// The day of the week, from 1 (Monday) to 7 (Sunday), as in ISO 8601.
    package var weekday: Int {
        // 1970-01-01 was a Thursday; the addend is a multiple of 7 that makes the sum positive.
        (Int(daysSinceEpoch) &+ 719_166 &+ 3) % 7 &+ 1
    }

    /// The quarter of the year: `2027-Q3`.
    package var quarter: String {
        let parts = civil
        var text: [UInt8] = []
        text.appendTwoDigits(parts.year / 100)
        text.appendTwoDigits(parts.year % 100)
        return String(decoding: text, as: UTF8.self) + "-Q\((parts.month &+ 2) / 3)"
    }

    /// The day so many days later, or earlier when negative; never outside the years 1 to 9999.
    package func adding(days: Int) -> CalendarDay {
        let (sum, overflow) = Int(daysSinceEpoch).addingReportingOverflow(days)
        guard !overflow else { return days < 0 ? .first : .last }
        return CalendarDay(daysSinceEpoch: Int32(clamping: sum))
    }

    /// The same day of the month so many months later, or that month's last day when it is shorter.
    ///
    /// - Parameter months: How many; negative goes back.
    /// - Returns: Never a day outside the years 1 to 9999: ``first`` or ``last`` instead.
    package func adding(months: Int) -> CalendarDay {
        let parts = civil
        let (total, overflow) = (parts.year &* 12 &+ parts.month &- 1).addingReportingOverflow(months)
        guard !overflow, total >= 12, total < 120_000 else { return months < 0 ? .first : .last }
        let year = total / 12
        let month = total % 12 &+ 1
        let day = min(parts.day, Self.length(ofMonth: month, year: year))
        return CalendarDay(daysSinceEpoch: Self.days(year: year, month: month, day: day))
    }

    /// How many days lie from another day to this one; negative when the other is later.
    package func days(since other: CalendarDay) -> Int {
        Int(daysSinceEpoch) &- Int(other.daysSinceEpoch)
    }

    /// The number of days (28...31) of a month.
    ///
    /// - Parameters:
    ///   - month: 1...12.
    ///   - year: Any year of the Gregorian calendar.
    /// - Returns: 28...31.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    /// Whether a year has a 29th of February.
    package static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The number of a day that exists, in the years 1 to 9999.
    private static func days(year: Int, month: Int, day: Int) -> Int32 {
        let shifted = month <= 2 ? year &- 1 : year
        let era = shifted / 400
        let yearOfEra = shifted &- era &* 400
        let monthFromMarch = month > 2 ? month &- 3 : month &+ 9
        let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return Int32(truncatingIfNeeded: era &* 146_097 &+ dayOfEra &- 719_468)
    }
}

extension CalendarDay {
    /// The text form, `YYYY-MM-DD`.
    package var description: String {
        String(unsafeUninitializedCapacity: 10) { buffer in
            put(into: buffer)
            return 10
        }
    }

    /// Appends the ten ASCII bytes of the text form.
    package func write(into buffer: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { text in
            put(into: text)
            buffer.append(contentsOf: UnsafeBufferPointer(text))
        }
    }

    /// Writes the text form into the first ten bytes.
    @inline(__always)
    func put(into text: UnsafeMutableBufferPointer<UInt8>) {
        let parts = civil
        text.putTwoDigits(parts.year / 100, at: 0)
        text.putTwoDigits(parts.year % 100, at: 2)
        text[4] = 0x2D
        text.putTwoDigits(parts.month, at: 5)
        text[7] = 0x2D
        text.putTwoDigits(parts.day, at: 8)
    }
}
