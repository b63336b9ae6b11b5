extension Timestamp {
    /// Reads a moment in ISO 8601; `nil` for anything else, and for moments outside the years 1 to 9999.
    ///
    /// A day `YYYY-MM-DD` (midnight in UTC), or a day, `T` or a space, and `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`,
    /// then nothing (UTC), `Z`, `±HH:MM`, `±HHMM` or `±HH`. Digits of the fraction after the sixth are cut off.
    package init?(_ text: some StringProtocol) {
        guard let value = text.withUTF8Bytes({ Timestamp(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads a moment in ISO 8601; `nil` for anything else, and for moments outside the years 1 to 9999.
    package init?(_ text: String) {
        guard let value = text.withUTF8Bytes({ Timestamp(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads the ASCII bytes of a moment, as the initialiser from text does.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count >= 10, let day = CalendarDay(utf8: bytes.part(0, 10)) else { return nil }
        guard bytes.count > 10 else {
            self.init(day)
            return
        }
        guard bytes[10] == 0x54 || bytes[10] == 0x74 || bytes[10] == 0x20 else { return nil }
        var scanner = TimeScanner(bytes: bytes, offset: 11)
        guard let time = scanner.timeOfDay(), let offset = scanner.zoneOffset(), scanner.isAtEnd else { return nil }
        let total = Timestamp(day).microseconds &+ time &- offset
        self.init(microseconds: total)
        // A zone can move a day at either end of the calendar out of it.
        guard microseconds == total else { return nil }
    }
}

/// Reads the part of a moment that follows the day.
private struct TimeScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var offset: Int

    var isAtEnd: Bool { offset == bytes.count }

    /// The time of day in microseconds, or `nil`.
    mutating func timeOfDay() -> Int64? {
        guard let hours = pair(below: 24), accept(0x3A), let minutes = pair(below: 60) else { return nil }
        var seconds = 0
        var fraction = 0
        if accept(0x3A) {
            guard let value = pair(below: 60) else { return nil }
            seconds = value
            if accept(0x2E) || accept(0x2C) {
                guard let value = microseconds() else { return nil }
                fraction = value
            }
        }
        return Int64(hours &* 3_600 &+ minutes &* 60 &+ seconds) &* 1_000_000 &+ Int64(fraction)
    }

    /// How far the zone is ahead of UTC, in microseconds; zero when none is given; `nil` when it is wrong.
    mutating func zoneOffset() -> Int64? {
        if isAtEnd || accept(0x5A) || accept(0x7A) { return 0 }
        let isBehind = accept(0x2D)
        guard isBehind || accept(0x2B), let hours = pair(below: 24) else { return nil }
        var minutes = 0
        if !isAtEnd {
            _ = accept(0x3A)
            guard let value = pair(below: 60) else { return nil }
            minutes = value
        }
        let ahead = Int64(hours &* 60 &+ minutes) &* 60_000_000
        return isBehind ? 0 &- ahead : ahead
    }

    /// One or more digits of a second's fraction, as microseconds.
    private mutating func microseconds() -> Int? {
        let start = offset
        var value = 0
        while offset < bytes.count, bytes[offset].isDigit {
            if offset &- start < 6 { value = value &* 10 &+ Int(bytes[offset].digitValue) }
            offset &+= 1
        }
        guard offset > start else { return nil }
        for _ in 0..<max(0, 6 &- (offset &- start)) { value &*= 10 }
        return value
    }

    private mutating func pair(below limit: Int) -> Int? {
        guard offset &+ 2 <= bytes.count, let value = bytes.twoDigits(at: offset), value < limit else { return nil }
        offset &+= 2
        return value
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset &+= 1
        return true
    }
}
