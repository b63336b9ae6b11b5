package import Basics
import Domain

/// Calendar days as an iCalendar feed (RFC 5545): one all-day event per day.
package enum CalendarFeed {
    /// Something that happens on a day.
    package struct Event: Sendable {
        /// The same for the same thing in every feed, so that calendars move an event instead of adding one.
        package let key: String
        package let day: CalendarDay
        package let summary: String
        package let description: String
        /// Where to read more; empty for nowhere.
        package let url: String

        package init(key: String, day: CalendarDay, summary: String, description: String = "", url: String = "") {
            self.key = key
            self.day = day
            self.summary = summary
            self.description = description
            self.url = url
        }
    }

    /// What stands before the events.
    package static var opening: [UInt8] {
        var bytes: [UInt8] = []
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//Due dates//EN", "CALSCALE:GREGORIAN"] {
            append(line, to: &bytes)
        }
        return bytes
    }

    /// What stands behind them.
    package static var closing: [UInt8] { Array("END:VCALENDAR\r\n".utf8) }

    /// Writes the due list.
    ///
    /// - Parameter stamp: When the feed was made; part of every event.
    package static func bytes(_ entries: [DueReport.Entry], stamp: Timestamp) -> [UInt8] {
        var bytes = opening
        for entry in entries {
            append(
                Event(
                    key: "\(entry.source)-\(entry.kind.rawValue)", day: entry.day,
                    summary: "\(entry.kind.label): \(entry.subject)", description: "Affected: \(entry.affected)",
                    url: entry.url), stamp: stamp, to: &bytes)
        }
        return bytes + closing
    }

    /// Writes one event.
    package static func append(_ event: Event, stamp: Timestamp, to bytes: inout [UInt8]) {
        append("BEGIN:VEVENT", to: &bytes)
        append("UID:\(escape(event.key))@almanac", to: &bytes)
        append("DTSTAMP:\(basic(stamp))", to: &bytes)
        append("DTSTART;VALUE=DATE:\(basic(event.day))", to: &bytes)
        append("DTEND;VALUE=DATE:\(basic(event.day.adding(days: 1)))", to: &bytes)
        append("SUMMARY:\(escape(event.summary))", to: &bytes)
        if !event.description.isEmpty { append("DESCRIPTION:\(escape(event.description))", to: &bytes) }
        if !event.url.isEmpty { append("URL:\(event.url)", to: &bytes) }
        append("TRANSP:TRANSPARENT", to: &bytes)
        append("END:VEVENT", to: &bytes)
    }

    private static func basic(_ day: CalendarDay) -> String { day.description.replacing("-", with: "") }

    private static func basic(_ time: Timestamp) -> String {
        let text = time.description.prefix(19)
        return text.replacing("-", with: "").replacing(":", with: "") + "Z"
    }

    private static func escape(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing(";", with: "\\;").replacing(",", with: "\\,")
            .replacing("\r\n", with: "\\n").replacing("\n", with: "\\n").replacing("\r", with: "\\n")
    }

    /// Appends a content line, folded at 75 octets without splitting a character (RFC 5545 §3.1).
    private static func append(_ line: String, to bytes: inout [UInt8]) {
        var width = 0
        for scalar in line.unicodeScalars {
            let encoded = Array(String(scalar).utf8)
            if width + encoded.count > 75 {
                bytes += [13, 10, 32]
                width = 1
            }
            bytes += encoded
            width += encoded.count
        }
        bytes += [13, 10]
    }
}
