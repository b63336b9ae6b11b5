/// A moment, in microseconds of UTC without leap seconds, in the years 1 to 9999.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first moment, 0001-01-01T00:00:00Z.
    package static let first = Timestamp(microseconds: lowest)
    /// The last moment, 9999-12-31T23:59:59.999999Z.
    package static let last = Timestamp(microseconds: highest)

    private static let lowest: Int64 = -62_135_596_800_000_000
    private static let highest: Int64 = 253_402_300_799_999_999
    fileprivate static let microsecondsPerDay: Int64 = 86_400_000_000

    /// Microseconds since 1970-01-01T00:00:00Z; always from ``first`` to ``last``.
    package let microseconds: Int64

    /// Makes a moment; numbers outside the years 1 to 9999 give the nearest moment inside.
    package init(microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.lowest), Self.highest)
    }

    /// Makes the first moment of a day in UTC.
    package init(_ day: CalendarDay) {
        self.init(microseconds: Int64(day.daysSinceEpoch) &* Self.microsecondsPerDay)
    }

    /// The day in UTC.
    package var day: CalendarDay { split.day }

    /// The moment so many seconds later, or earlier when negative; never outside the years 1 to 9999.
    ///
    /// - Parameter seconds: Rounded to the nearest microsecond; not a number counts as zero.
    /// - Returns: The other moment.
    package func adding(seconds: Double) -> Timestamp {
        let step = (seconds * 1_000_000).rounded()
        guard !step.isNaN else { return self }
        // Far outside the calendar already, and still exact as a whole number.
        let bounded = Int64(min(max(step, -1e18), 1e18))
        let (sum, overflow) = microseconds.addingReportingOverflow(bounded)
        guard !overflow else { return bounded < 0 ? .first : .last }
        return Timestamp(microseconds: sum)
    }

    /// How many seconds lie from another moment to this one; negative when the other is later.
    package func seconds(since other: Timestamp) -> Double {
        Double(microseconds &- other.microseconds) / 1_000_000
    }

    /// Orders by time.
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Timestamp {
    /// The text form, `2026-11-20T21:08:16.829047Z`; six digits of the second's fraction, or none when it is zero.
    package var description: String {
        String(unsafeUninitializedCapacity: 27) { put(into: $0) }
    }

    /// Appends the 20 or 27 ASCII bytes of the text form.
    package func write(into buffer: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 27) { text in
            let count = put(into: text)
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: text[0..<count]))
        }
    }

    /// The day in UTC and the microseconds (0 and more) of that day.
    private var split: (day: CalendarDay, rest: Int64) {
        let (quotient, remainder) = microseconds.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
        let isBefore = remainder < 0
        return (
            CalendarDay(daysSinceEpoch: Int32(truncatingIfNeeded: isBefore ? quotient &- 1 : quotient)),
            isBefore ? remainder &+ Self.microsecondsPerDay : remainder
        )
    }

    /// Writes the text form into at most 27 bytes, and gives its length.
    @inline(__always)
    private func put(into text: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let (day, rest) = split
        day.put(into: text)
        let seconds = Int(rest / 1_000_000)
        let fraction = Int(rest % 1_000_000)
        text[10] = 0x54
        text.putTwoDigits(seconds / 3_600, at: 11)
        text[13] = 0x3A
        text.putTwoDigits(seconds / 60 % 60, at: 14)
        text[16] = 0x3A
        text.putTwoDigits(seconds % 60, at: 17)
        guard fraction != 0 else {
            text[19] = 0x5A
            return 20
        }
        text[19] = 0x2E
        text.putTwoDigits(fraction / 10_000, at: 20)
        text.putTwoDigits(fraction / 100 % 100, at: 22)
        text.putTwoDigits(fraction % 100, at: 24)
        text[26] = 0x5A
        return 27
    }
}
