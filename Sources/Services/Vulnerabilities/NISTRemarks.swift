import Basics

/// What the search writes into the comments of CVEs, in the words that clients know (lifecycle.md §4.4).
enum NISTRemarks {
    static let created = "ENTRY CREATED BY NAUTOBOT NIST JOB"
    private static let updated = "LAST AUTOMATED UPDATE BY NAUTOBOT NIST JOB - "
    private static let rejected = "REJECTED BY THE NVD - "
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The comments after an update: what people wrote stays, the line about the last update is replaced.
    static func updated(_ comments: String, at time: Timestamp) -> String {
        let line = updated + stamp(time)
        guard comments.hasPrefix(updated) else {
            return line + "\nPlace any other comments below this line.\n\n" + comments
        }
        return line + comments.drop { $0 != "\n" }
    }

    /// The comments after the CVE was withdrawn; told once.
    static func rejected(_ comments: String, at time: Timestamp) -> String {
        isRejected(comments) ? comments : rejected + stamp(time) + "\n" + comments
    }

    /// Whether the comments tell that the CVE was withdrawn.
    static func isRejected(_ comments: String) -> Bool { comments.hasPrefix(rejected) }

    /// `2026-Nov-21 12:00:00`, UTC.
    static func stamp(_ time: Timestamp) -> String {
        let (year, month, day) = time.day.civil
        let seconds = Int(time.seconds(since: Timestamp(time.day)))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(months[month - 1])-\(two(day)) "
            + [seconds / 3600, seconds / 60 % 60, seconds % 60].map(two).joined(separator: ":")
    }
}
