package import Basics
import Synchronization

/// The moment of an answer as its `Date` says it, written once a second.
///
/// - Source: RFC 9110 section 5.6.7.
package final class AnswerDate: Sendable {
    private let last = Mutex((second: Int64.min, text: ""))

    package init() {}

    /// Such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package func text(at moment: Timestamp) -> String {
        let second = moment.microseconds / 1_000_000
        return last.withLock { last in
            if last.second != second { last = (second, Self.text(second)) }
            return last.text
        }
    }

    private static func text(_ second: Int64) -> String {
        let moment = Timestamp(microseconds: second * 1_000_000)
        let (year, month, day) = moment.day.civil
        func padded(_ number: Int, _ length: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, length - digits.utf8.count)) + digits
        }
        return "\(weekdays[moment.day.weekday - 1]), \(padded(day, 2)) \(months[month - 1]) \(padded(year, 4)) "
            + "\(moment.description.dropFirst(11).prefix(8)) GMT"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
