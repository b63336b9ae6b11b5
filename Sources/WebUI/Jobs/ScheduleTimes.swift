import Basics
import Domain
import Foundation
import JobEngine
import Modeling
import Services

/// When a schedule is due next, for people: in its own zone, and in the reader's.
struct ScheduleTimes: Sendable {
    let times: [Timestamp]
    let zone: TimeZone

    /// Times that are shown.
    static let count = 5

    /// - Returns: Nil when interval, crontab or zone cannot be read.
    init?(interval: String, crontab: String, zone: String, start: Timestamp, now: Timestamp) {
        guard let timeZone = TimeZone(identifier: zone) else { return nil }
        var schedule = Record<ScheduledJob>(id: ID(Identifier(high: 0, low: 0)))
        schedule.interval = interval
        schedule.crontab = crontab
        schedule.timeZone = zone
        schedule.startTime = start
        guard let timing = JobSchedules.timing(of: schedule) else { return nil }
        self.zone = timeZone
        // What is due at this very moment counts.
        times = timing.next(Self.count, after: max(now, start).adding(seconds: -0.000_001))
    }

    /// The times of a schedule as the API shows it; nil when it is not due any more.
    init?(_ schedule: JSONValue, now: Timestamp) {
        guard JobWords.value(schedule["state"]) == "active", schedule["enabled"]?.boolValue == true,
            let start = schedule["start_time"]?.stringValue.flatMap({ Timestamp($0) })
        else { return nil }
        self.init(
            interval: JobWords.value(schedule["interval"]), crontab: schedule["crontab"]?.stringValue ?? "",
            zone: schedule["time_zone"]?.stringValue ?? "UTC", start: start, now: now)
    }

    var html: HTML {
        guard !times.isEmpty else { return p { "It is not due any more." } }
        return DataTable(
            caption: "Next runs", columns: [.init("Your time"), .init("In \(zone.identifier)")],
            rows: times.map { time in
                [ValueMarkup.moment(time.description), HTML(Self.local(time, in: zone))]
            }
        ).html
    }

    /// A moment by the clocks of a zone, with the weekday: `Mon 2026-11-23 01:15`.
    static func local(_ moment: Timestamp, in zone: TimeZone) -> String {
        let seconds = moment.seconds(since: Timestamp(microseconds: 0))
        let local = moment.adding(
            seconds: Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))))
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        return weekdays[local.day.weekday % 7] + " "
            + local.description.prefix(16).replacing("T", with: " ")
    }

    /// The moment at which clocks of a zone show a time as `2026-11-30T17:00`; a full moment with its own zone is taken as it is.
    static func moment(_ text: String, in zone: TimeZone) -> Timestamp? {
        if text.hasSuffix("Z") || text.dropFirst(10).contains("+") { return Timestamp(text) }
        let parts = text.split { "-T: ".contains($0) }.compactMap { Int($0) }
        guard parts.count == 5 || parts.count == 6, parts[0] > 1970, parts[0] < 10_000 else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let components = DateComponents(
            year: parts[0], month: parts[1], day: parts[2], hour: parts[3], minute: parts[4])
        guard components.isValidDate(in: calendar) || (0..<24).contains(parts[3]),
            let date = calendar.date(from: components), CalendarDay(String(text.prefix(10))) != nil
        else { return nil }
        return Timestamp(microseconds: Int64(date.timeIntervalSince1970 * 1_000_000))
    }

    /// When it is due, in words.
    static func words(_ schedule: JSONValue) -> String {
        let crontab = schedule["crontab"]?.stringValue ?? ""
        return switch JobWords.value(schedule["interval"]) {
        case "immediately", "future": "Once"
        case "hourly": "Every hour"
        case "daily": "Every day"
        case "weekly": "Every week"
        default: "By crontab \(crontab)"
        }
    }
}
