package import Basics

/// Reads the dates of HTTP headers.
///
/// - Source: RFC 9110 section 5.6.7; the two obsolete forms are still to be understood.
package enum HTTPDate {
    /// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994`.
    ///
    /// - Parameter text: The value of the header.
    /// - Returns: The moment; `nil` for anything else.
    package static func parse(_ text: String) -> Timestamp? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.split { " ,-".contains($0) }.dropFirst().map(String.init)
        guard words.count == 4 || (words.count == 5 && words[4] == "GMT") else { return nil }
        let isAsctime = words.count == 4
        let parts = isAsctime ? [words[1], words[0], words[3], words[2]] : Array(words[0..<4])
        guard let day = number(parts[0], digits: 1...2), let month = months.firstIndex(of: parts[1]),
            let year = number(parts[2], digits: 2...4), parts[2].utf8.count != 3,
            let date = CalendarDay(year: fullYear(year, parts[2]), month: month + 1, day: day)
        else { return nil }
        return Timestamp("\(date)T\(parts[3])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A year of two digits lies in 1970...2069.
    private static func fullYear(_ year: Int, _ text: String) -> Int {
        guard text.utf8.count == 2 else { return year }
        return year < 70 ? 2_000 + year : 1_900 + year
    }

    private static func number(_ text: String, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        return Int(text)
    }
}
