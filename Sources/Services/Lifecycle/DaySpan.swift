import Basics

/// A stretch of days that a report counts in.
struct DaySpan: Sendable {
    /// Stable name in JSON and CSV.
    let name: String
    /// First day, inclusive; nil means from the beginning.
    let first: CalendarDay?
    /// Last day, inclusive; nil means to the end.
    let last: CalendarDay?

    func holds(_ day: CalendarDay) -> Bool {
        (first.map { $0 <= day } ?? true) && (last.map { day <= $0 } ?? true)
    }

    /// How many of the counted days lie in each span; a day counts in the first that holds it.
    static func counts(_ days: [CalendarDay: Int], in spans: [DaySpan]) -> [Int] {
        var counts = [Int](repeating: 0, count: spans.count)
        for (day, count) in days {
            guard let index = spans.firstIndex(where: { $0.holds(day) }) else { continue }
            counts[index] += count
        }
        return counts
    }
}
