import Basics
import Outbound
import Synchronization

/// The time at AWS: that of the machine, corrected by what AWS's answers say when it differs too much for signatures.
final class AWSClock: Sendable {
    let time: any Timekeeper
    /// Seconds that AWS is ahead.
    private let offset = Mutex(0.0)

    init(_ time: any Timekeeper) { self.time = time }

    var now: Timestamp { time.now.adding(seconds: offset.withLock { $0 }) }

    /// Sets the clock by the date of an answer.
    ///
    /// - Returns: Whether that made a difference that a signature can fail by.
    func correct(by head: OutboundHead) -> Bool {
        guard let date = head.headers["Date"].flatMap(HTTPDate.parse) else { return false }
        let difference = date.seconds(since: now)
        guard abs(difference) >= 60 else { return false }
        offset.withLock { $0 += difference }
        return true
    }
}
