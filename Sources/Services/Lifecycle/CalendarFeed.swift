package import Basics
import Domain

/// Due dates as an iCalendar feed (RFC 5545): one all-day event per date.
package enum CalendarFeed {
    /// Writes the feed.
    ///
    /// - Parameter stamp: When the feed was made; part of every event.
    package static func bytes(_ entries: [DueReport.Entry], stamp: Timestamp) -> [UInt8] {
        var bytes: [UInt8] = []
        for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Almanac//Due dates//EN", "CALSCALE:GREGORIAN"] {
            append(line, to: &bytes)
        }
        let stampText = basic(stamp)
        for entry in entries {
            append("BEGIN:VEVENT", to: &bytes)
            append("UID:\(entry.source)-\(entry.kind.rawValue)@almanac", to: &bytes)
            append("DTSTAMP:\(stampText)", to: &bytes)
            append("DTSTART;VALUE=DATE:\(basic(entry.day))", to: &bytes)
            append("DTEND;VALUE=DATE:\(basic(entry.day.adding(days: 1)))", to: &bytes)
            append("SUMMARY:\(escape("\(entry.kind.label): \(entry.subject)"))", to: &bytes)
            append("DESCRIPTION:\(escape("Affected: \(entry.affected)"))", to: &bytes)
            if !entry.url.isEmpty { append("URL:\(entry.url)", to: &bytes) }
            append("TRANSP:TRANSPARENT", to: &bytes)
            append("END:VEVENT", to: &bytes)
        }
        append("END:VCALENDAR", to: &bytes)
        return bytes
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
