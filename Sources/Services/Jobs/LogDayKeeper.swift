package import Basics
package import Storage
import Synchronization

/// Has tables made for the days to come of logs, while a worker runs; see ``LogDays``.
package final class LogDayKeeper: Sendable {
    private let days: LogDays
    private let time: any Timekeeper
    /// The uptime of the next look.
    private let next = Mutex(Duration.zero)
    /// How often it is looked; tables are made days ahead.
    private static let interval = Duration.seconds(3600)
    /// When it is looked again after a look that failed.
    private static let pause = Duration.seconds(60)

    package init(_ store: Store, _ time: any Timekeeper) {
        days = LogDays(store)
        self.time = time
    }

    /// Makes tables that are missing, when it is time to look.
    ///
    /// - Throws: ``StorageError``; nothing depends on it for days.
    package func keep() async throws {
        let now = time.uptime
        let isDue = next.withLock { next in
            guard now >= next else { return false }
            next = now + Self.pause
            return true
        }
        guard isDue else { return }
        _ = try await days.prepare(now: time.now)
        next.withLock { $0 = now + Self.interval }
    }
}
