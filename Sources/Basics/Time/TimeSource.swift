import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Where the present moment comes from; injected, so that tests decide what time it is.
package protocol TimeSource: Sendable {
    /// The present moment.
    var now: Timestamp { get }
}

extension TimeSource {
    /// The present day in UTC.
    package var today: CalendarDay { now.day }
}

/// The clock of the machine.
package struct SystemTime: TimeSource {
    /// Makes the clock.
    package init() {}

    /// The machine's time, which an administrator can move forwards and backwards.
    package var now: Timestamp {
        var time = timespec()
        // Fails for clocks that do not exist only, and this one always does.
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(microseconds: 0) }
        return Timestamp(microseconds: Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1_000)
    }
}

/// A clock that moves only when it is told to; for tests and sample data; safe for use by many threads.
package final class ManualTime: TimeSource {
    private let state: Mutex<Timestamp>

    /// Stops the clock at a moment.
    package init(_ start: Timestamp) {
        state = Mutex(start)
    }

    /// The moment at which the clock stands.
    package var now: Timestamp { state.withLock { $0 } }

    /// Moves the clock to a moment, forwards or backwards.
    package func set(_ moment: Timestamp) {
        state.withLock { $0 = moment }
    }

    /// Moves the clock by so many seconds; negative goes back.
    package func advance(seconds: Double) {
        state.withLock { $0 = $0.adding(seconds: seconds) }
    }
}
