package import Basics
import Synchronization

/// How often something may be done: so many times in any window of time.
package struct RateLimit: Hashable, Sendable {
    /// Who shares the limit: the source, or the source and its credential.
    package var key: String
    /// How many times; at least 1.
    package var count: Int
    /// The length of the window; more than zero.
    package var window: Duration

    /// Allows `count` times (at least 1) in any window.
    package init(key: String, count: Int, per window: Duration) {
        self.key = key
        self.count = max(1, count)
        self.window = window
    }
}

/// Keeps requests within a limit; one for the whole cluster can stand in for ``LocalRateGate``.
package protocol RateGate: Sendable {
    /// Waits for the caller's turn.
    ///
    /// - Parameters:
    ///   - limit: The limit to keep.
    ///   - deadline: The ``Timekeeper/uptime`` after which the turn is of no use.
    /// - Returns: False, at once and without taking a turn, when the turn would come after the deadline.
    /// - Throws: `CancellationError`. A turn that was booked is then lost, which only makes us slower.
    func waitForTurn(_ limit: RateLimit, until deadline: Duration) async throws(CancellationError) -> Bool
}

/// Keeps the requests of this process within their limits.
package final class LocalRateGate: RateGate {
    private let time: any Timekeeper
    /// For each key, when its latest turns are, in ascending order; as many as the limit allows in one window.
    private let turns = Mutex<[String: [Duration]]>([:])

    /// Makes a gate without any history.
    package init(time: any Timekeeper) {
        self.time = time
    }

    /// Waits for the caller's turn; turns are given in the order of the calls.
    ///
    /// - Parameters:
    ///   - limit: The limit to keep.
    ///   - deadline: The ``Timekeeper/uptime`` after which the turn is of no use.
    /// - Returns: False, without taking a turn, when the turn would come after the deadline.
    /// - Throws: `CancellationError`; the booked turn is lost.
    package func waitForTurn(_ limit: RateLimit, until deadline: Duration) async throws(CancellationError) -> Bool {
        let now = time.uptime
        // Booked before the first suspension, so that two callers never share a turn.
        let turn = turns.withLock { Self.book(limit, in: &$0, at: now, until: deadline) }
        guard let turn else { return false }
        if turn > now { try await time.sleep(until: turn) }
        return true
    }

    private static func book(
        _ limit: RateLimit, in turns: inout [String: [Duration]], at now: Duration, until deadline: Duration
    ) -> Duration? {
        var booked = (turns[limit.key] ?? []).filter { $0 + limit.window > now }
        let earliest = booked.count < limit.count ? now : booked[booked.count - limit.count] + limit.window
        let turn = max(now, earliest, booked.last ?? now)
        guard turn <= deadline else { return nil }
        booked.append(turn)
        turns[limit.key] = booked
        return turn
    }
}
