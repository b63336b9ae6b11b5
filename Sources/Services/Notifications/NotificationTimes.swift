import Basics
import Domain
import Foundation
import JobEngine
import Modeling

/// When a rule sends: the times of its digest and its quiet hours, on the clocks of its zone.
struct NotificationTimes {
    private let rule: Record<NotificationRule>
    private let zone: TimeZone

    init(_ rule: Record<NotificationRule>) {
        self.rule = rule
        // Checked when it was saved; a zone that this machine does not know counts as UTC.
        zone = TimeZone(identifier: rule.timeZone) ?? .gmt
    }

    /// Whether a message is due that holds what came up since the last one.
    ///
    /// A rule that tells at once always is; others are when one of their times has come since the last message, or since
    /// the rule was made.
    func isDigestDue(at now: Timestamp) -> Bool {
        guard let digest = NotificationRule.Digest(rawValue: rule.digest), digest != .immediately else { return true }
        let last = rule.lastDigest ?? rule.made ?? now
        guard let timing = timing(digest, from: last), let next = timing.next(after: last) else { return true }
        return next <= now
    }

    private func timing(_ digest: NotificationRule.Digest, from last: Timestamp) -> JobTiming? {
        guard let time = ClockTime(rule.digestTime) else { return nil }
        let text: String
        switch digest {
        case .immediately: return nil
        case .hourly: text = "\(time.minute) * * * *"
        case .daily: text = "\(time.minute) \(time.hour) * * *"
        case .weekly:
            guard let day = NotificationRule.weekdays.firstIndex(of: rule.digestDay) else { return nil }
            text = "\(time.minute) \(time.hour) * * \(day)"
        }
        // The fields are numbers in their ranges.
        guard let expression = try? CronExpression(text) else { return nil }
        return .cron(expression, zone, from: last)
    }

    /// When the quiet hours end that it is in the middle of; nil when it is none of them.
    func quietEnd(at now: Timestamp) -> Timestamp? {
        guard let from = ClockTime(rule.quietFrom), let until = ClockTime(rule.quietUntil), from != until else {
            return nil
        }
        let seconds = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now.microseconds) / 1_000_000))
        let local = now.adding(seconds: Double(seconds))
        let minute = Int(local.seconds(since: Timestamp(local.day))) / 60
        let isQuiet =
            from.minutes < until.minutes
            ? (from.minutes..<until.minutes).contains(minute) : minute >= from.minutes || minute < until.minutes
        // The same fields as those of a digest, which follow changes of the clock.
        guard isQuiet, let end = try? CronExpression("\(until.minute) \(until.hour) * * *") else { return nil }
        return JobTiming.cron(end, zone, from: now).next(after: now)
    }
}

extension Record<NotificationRule> {
    /// When the rule was made.
    fileprivate var made: Timestamp? {
        guard let index = NotificationRule.schema.createdIndex, case .timestamp(let time) = values[index] else {
            return nil
        }
        return time
    }
}
