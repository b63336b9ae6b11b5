package import Basics
package import Foundation

/// The times at which a schedule is due.
package enum JobTiming: Hashable, Sendable {
    /// Once.
    case once(Timestamp)
    /// Again and again, in the local time of a zone, not before a moment.
    case cron(CronExpression, TimeZone, from: Timestamp)

    /// Every hour at the minute, every day at the time, or every week at the day and time of a moment in a zone.
    package static func every(_ period: Period, from start: Timestamp, in zone: TimeZone) -> JobTiming {
        let local = LocalTime(start, in: zone)
        let expression =
            switch period {
            case .hour: CronExpression(minute: local.minute, hour: nil, weekday: nil)
            case .day: CronExpression(minute: local.minute, hour: local.hour, weekday: nil)
            case .week: CronExpression(minute: local.minute, hour: local.hour, weekday: local.day.weekday % 7)
            }
        return .cron(expression, zone, from: start)
    }

    /// A distance between times.
    package enum Period: Sendable {
        case hour
        case day
        case week
    }

    /// The first time after a moment; nil when there is none.
    ///
    /// A local time that a change of the clock skips counts as the moment of the change; one that it repeats counts once, the
    /// first time, unless the expression leaves the hour open.
    package func next(after moment: Timestamp) -> Timestamp? {
        switch self {
        case .once(let time): time > moment ? time : nil
        case .cron(let expression, let zone, let start):
            Self.next(expression, zone, after: max(moment, start.adding(seconds: -0.000_001)))
        }
    }

    /// The next times after a moment, at most so many.
    package func next(_ count: Int, after moment: Timestamp) -> [Timestamp] {
        var times: [Timestamp] = []
        var last = moment
        while times.count < count, let time = next(after: last) {
            times.append(time)
            last = time
        }
        return times
    }

    /// Longest stretch without a 29th of February, and a day.
    private static let horizon = 366 * 8 + 2

    private static func next(_ cron: CronExpression, _ zone: TimeZone, after moment: Timestamp) -> Timestamp? {
        // A day earlier: the clock may have been set back across midnight.
        let first = LocalTime(moment, in: zone).day.adding(days: -1)
        for offset in 0..<horizon {
            let day = first.adding(days: offset)
            let parts = day.civil
            guard cron.matches(month: parts.month, day: parts.day, weekday: day.weekday % 7) else { continue }
            if let time = times(cron, zone, on: day).first(where: { $0 > moment }) { return time }
        }
        return nil
    }

    /// The times of a day, in order.
    private static func times(_ cron: CronExpression, _ zone: TimeZone, on day: CalendarDay) -> [Timestamp] {
        var result: Set<Timestamp> = []
        for hour in 0..<24 where cron.hours & 1 << UInt64(hour) != 0 {
            for minute in 0..<60 where cron.minutes & 1 << UInt64(minute) != 0 {
                let moments = LocalTime(day: day, hour: hour, minute: minute).moments(in: zone)
                result.formUnion(cron.isEveryHour ? moments : Array(moments.prefix(1)))
            }
        }
        return result.sorted()
    }
}

/// A time of a calendar and a clock on a wall.
struct LocalTime: Hashable {
    let day: CalendarDay
    let hour: Int
    let minute: Int

    init(day: CalendarDay, hour: Int, minute: Int) {
        self.day = day
        self.hour = hour
        self.minute = minute
    }

    init(_ moment: Timestamp, in zone: TimeZone) {
        let local = moment.adding(seconds: Double(Self.offset(zone, moment)))
        day = local.day
        let seconds = Int(local.seconds(since: Timestamp(local.day)))
        hour = min(23, seconds / 3600)
        minute = seconds % 3600 / 60
    }

    /// The moments at which the clock shows this, in order: one, two when the clock is set back over it, or, when the clock is set
    /// forward over it, the moment of that.
    func moments(in zone: TimeZone) -> [Timestamp] {
        let asUTC = Timestamp(day).adding(seconds: Double(hour * 3600 + minute * 60))
        let (before, after) = (asUTC.adding(seconds: -86_400), asUTC.adding(seconds: 86_400))
        let offsets = Set([Self.offset(zone, before), Self.offset(zone, after)])
        let found = offsets.map { asUTC.adding(seconds: -Double($0)) }.filter { moment in
            asUTC.seconds(since: moment) == Double(Self.offset(zone, moment))
        }
        return found.isEmpty ? [Self.change(zone, between: before, and: after)] : found.sorted()
    }

    /// The moment at which the offset changes, to the second.
    private static func change(_ zone: TimeZone, between start: Timestamp, and end: Timestamp) -> Timestamp {
        let old = offset(zone, start)
        var (low, high) = (0.0, end.seconds(since: start))
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if offset(zone, start.adding(seconds: middle)) == old { low = middle } else { high = middle }
        }
        return start.adding(seconds: high)
    }

    private static func offset(_ zone: TimeZone, _ moment: Timestamp) -> Int {
        zone.secondsFromGMT(for: Date(timeIntervalSince1970: moment.seconds(since: Timestamp(microseconds: 0))))
    }
}
