/// When something happens again and again, in the five fields of crontab(5): minute, hour, day of month, month, day of week.
///
/// Names of months and days, lists, ranges and steps are taken; 0 and 7 are Sunday. Where both kinds of days are restricted, one of
/// them has to match (crontab(5), "Note: The day of a command's execution can be specified by two fields").
package struct CronExpression: Hashable, Sendable, CustomStringConvertible {
    /// The text as it was given, with single blanks.
    package let description: String
    let minutes: UInt64
    let hours: UInt64
    let days: UInt64
    let months: UInt64
    let weekdays: UInt64
    /// Whether the hour is left open, so that repeated hours count twice.
    let isEveryHour: Bool
    private let isAnyDay: Bool
    private let isAnyWeekday: Bool

    /// Reads an expression.
    ///
    /// - Throws: ``CronError`` that says which field is wrong, or that no day ever matches.
    package init(_ text: String) throws(CronError) {
        let fields = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
        guard fields.count == 5 else {
            throw CronError("Give five fields: minute, hour, day of month, month, day of week.")
        }
        description = fields.joined(separator: " ")
        minutes = try CronField(name: "minute", range: 0...59).read(fields[0])
        hours = try CronField(name: "hour", range: 0...23).read(fields[1])
        days = try CronField(name: "day of month", range: 1...31).read(fields[2])
        months = try CronField(name: "month", range: 1...12, words: CronField.months).read(fields[3])
        let weekdays = try CronField(name: "day of week", range: 0...7, words: CronField.weekdays).read(fields[4])
        // 7 is another name of 0.
        self.weekdays = (weekdays | weekdays >> 7) & 0x7F
        isEveryHour = fields[1].hasPrefix("*")
        isAnyDay = fields[2].hasPrefix("*")
        isAnyWeekday = fields[4].hasPrefix("*")
        guard hasDay else { throw CronError("No month has such a day.") }
    }

    /// An expression of fields that are known to be right.
    init(minute: Int, hour: Int?, weekday: Int?) {
        description = "\(minute) \(hour.map(String.init) ?? "*") * * \(weekday.map(String.init) ?? "*")"
        minutes = 1 << UInt64(minute)
        hours = hour.map { 1 << UInt64($0) } ?? 0xFF_FFFF
        days = 0xFFFF_FFFE
        months = 0x1FFE
        weekdays = weekday.map { 1 << UInt64($0) } ?? 0x7F
        isEveryHour = hour == nil
        isAnyDay = true
        isAnyWeekday = weekday == nil
    }

    /// Whether a day matches.
    ///
    /// - Parameter weekday: 0 is Sunday.
    func matches(month: Int, day: Int, weekday: Int) -> Bool {
        guard months & 1 << UInt64(month) != 0 else { return false }
        let isDay = days & 1 << UInt64(day) != 0
        let isWeekday = weekdays & 1 << UInt64(weekday) != 0
        return isAnyDay || isAnyWeekday ? isDay && isWeekday : isDay || isWeekday
    }

    private var hasDay: Bool {
        if !isAnyWeekday, !isAnyDay { return true }
        let longest = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains { month in
            months & 1 << UInt64(month) != 0 && (1...longest[month]).contains { days & 1 << UInt64($0) != 0 }
        }
    }
}

/// Why a text is no cron expression.
package struct CronError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}

/// One field of an expression.
private struct CronField {
    let name: String
    let range: ClosedRange<Int>
    var words: [String] = []

    static let months = ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
    static let weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]

    /// A bit for every value.
    func read(_ text: String) throws(CronError) -> UInt64 {
        var bits: UInt64 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { bits |= try item(String(part)) }
        return bits
    }

    private func item(_ text: String) throws(CronError) -> UInt64 {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var step = 1
        if halves.count == 2 {
            guard let number = Int(halves[1]), number > 0, number <= range.upperBound else { throw wrong(text) }
            step = number
        }
        var bits: UInt64 = 0
        for value in stride(
            from: try span(halves[0], text).lowerBound, through: try span(halves[0], text).upperBound, by: step)
        where halves.count == 1 || value >= range.lowerBound {
            bits |= 1 << UInt64(value)
        }
        return bits
    }

    private func span(_ text: String, _ whole: String) throws(CronError) -> ClosedRange<Int> {
        if text == "*" { return range.lowerBound...(range.upperBound == 7 ? 6 : range.upperBound) }
        let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let first = value(ends[0]) else { throw wrong(whole) }
        guard ends.count == 2 else {
            // `5/10` begins at 5 and goes on to the end, as in vixie cron's successors.
            return whole.contains("/")
                ? first...max(first, range.upperBound == 7 ? 6 : range.upperBound) : first...first
        }
        guard let last = value(ends[1]), first <= last else { throw wrong(whole) }
        return first...last
    }

    private func value(_ text: String) -> Int? {
        if let word = words.firstIndex(of: text.uppercased()), !text.isEmpty { return word }
        guard text.utf8.allSatisfy({ (48...57).contains($0) }), text.utf8.count <= 2, let number = Int(text) else {
            return nil
        }
        return range.contains(number) ? number : nil
    }

    private func wrong(_ text: String) -> CronError {
        CronError("\"\(text)\" is no \(name); it goes from \(range.lowerBound) to \(range.upperBound).")
    }
}
