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

/// A source of time that can be waited on too; injected, so that tests neither wait nor hurry.
package protocol Timekeeper: TimeSource {
    /// Time since a start that means nothing by itself; never goes back, whatever happens to ``TimeSource/now``.
    var uptime: Duration { get }

    /// Waits until ``uptime`` has reached a value; not at all when it has already.
    ///
    /// - Parameter moment: A value of ``uptime``, so that a wait that begins late still ends in time.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    func sleep(until moment: Duration) async throws(CancellationError)
}

/// The clock of the machine.
package struct SystemTime: Timekeeper {
    /// Makes the clock.
    package init() {}

    /// The machine's time, which an administrator can move forwards and backwards.
    package var now: Timestamp {
        var time = timespec()
        // Fails for clocks that do not exist only, and this one always does.
        guard clock_gettime(CLOCK_REALTIME, &time) == 0 else { return Timestamp(microseconds: 0) }
        return Timestamp(microseconds: Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1_000)
    }

    /// Time since the machine was started, without the time during which it was suspended.
    package var uptime: Duration {
        var time = timespec()
        // Fails for clocks that do not exist only, and this one always does.
        guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return .zero }
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Waits until ``uptime`` has reached a value.
    ///
    /// - Parameter moment: A value of ``uptime``.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    package func sleep(until moment: Duration) async throws(CancellationError) {
        while case let rest = moment - uptime, rest > .zero {
            do {
                try await Task.sleep(for: rest)
            } catch {
                throw CancellationError()
            }
        }
    }
}
