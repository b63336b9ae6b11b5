import Synchronization

/// A clock that moves only when it is told to; for tests and sample data; safe for use by many threads.
package final class ManualTime: Timekeeper {
    /// Somebody who waits: until the clock stands at a moment, or until there is a sleep that is short enough.
    private struct Waiter {
        enum Event {
            case moment(Duration)
            case sleep(within: Duration)
        }

        let event: Event
        /// Gets how much of the shortest sleep is left, or `nil` when the wait was cancelled.
        let continuation: CheckedContinuation<Duration?, Never>
    }

    private struct State {
        var now: Timestamp
        var uptime = Duration.zero
        var waiters: [UInt64: Waiter] = [:]
        var lastWaiter: UInt64 = 0
        var cancelled: Set<UInt64> = []
    }

    private let state: Mutex<State>

    /// Stops the clock at a moment.
    package init(_ start: Timestamp) {
        state = Mutex(State(now: start))
    }

    /// The moment at which the clock stands.
    package var now: Timestamp { state.withLock { $0.now } }

    /// How far the clock has been advanced since it was made.
    package var uptime: Duration { state.withLock { $0.uptime } }

    /// Moves the clock to a moment, forwards or backwards; nobody's wait ends by that.
    package func set(_ moment: Timestamp) {
        state.withLock { $0.now = moment }
    }

    /// Moves the clock by so many seconds and ends the waits that are over then; negative goes back and ends none.
    package func advance(seconds: Double) {
        let woken = state.withLock { state in
            state.now = state.now.adding(seconds: seconds)
            if seconds > 0 { state.uptime += .seconds(seconds) }
            return Self.takeWoken(from: &state)
        }
        for (waiter, rest) in woken { waiter.continuation.resume(returning: rest) }
    }

    /// Moves the clock by a span and ends the waits that are over then.
    package func advance(by span: Duration) {
        advance(seconds: span / .seconds(1))
    }

    /// Waits until the clock has been advanced to a value of ``uptime``.
    ///
    /// - Parameter moment: A value of ``uptime``.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    package func sleep(until moment: Duration) async throws(CancellationError) {
        _ = try await wait(for: .moment(moment))
    }

    /// Waits until somebody sleeps who will wake within a span of the clock.
    ///
    /// - Parameter span: Longer sleeps, such as the deadline of a whole request, are passed over.
    /// - Returns: How far the clock must be advanced to end the shortest sleep.
    /// - Throws: `CancellationError` as soon as the task is cancelled.
    package func untilAsleep(within span: Duration) async throws(CancellationError) -> Duration {
        try await wait(for: .sleep(within: span))
    }

    private func wait(for event: Waiter.Event) async throws(CancellationError) -> Duration {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        let rest = await withTaskCancellationHandler {
            await withCheckedContinuation { begin(Waiter(event: event, continuation: $0), as: id) }
        } onCancel: {
            cancel(id)
        }
        // A cancellation that comes while the wait ends by itself leaves its mark behind.
        state.withLock { _ = $0.cancelled.remove(id) }
        guard let rest, !Task.isCancelled else { throw CancellationError() }
        return rest
    }

    private func begin(_ waiter: Waiter, as id: UInt64) {
        let woken = state.withLock { state -> [(Waiter, Duration?)] in
            if state.cancelled.remove(id) != nil { return [(waiter, nil)] }
            state.waiters[id] = waiter
            return Self.takeWoken(from: &state)
        }
        for (waiter, rest) in woken { waiter.continuation.resume(returning: rest) }
    }

    /// Ends a wait before its time; one that has not begun yet will not begin.
    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { state in
            let waiter = state.waiters.removeValue(forKey: id)
            if waiter == nil { state.cancelled.insert(id) }
            return waiter
        }
        waiter?.continuation.resume(returning: nil)
    }

    /// Takes out those whose wait is over, each with what is left of the shortest sleep.
    private static func takeWoken(from state: inout State) -> [(Waiter, Duration?)] {
        let due = state.waiters.filter { isOver($0.value, at: state.uptime) }
        for id in due.keys { state.waiters[id] = nil }
        let shortest = state.waiters.values.compactMap { rest(of: $0, at: state.uptime) }.min()
        let watchers = state.waiters.filter { _, waiter in
            guard case .sleep(let span) = waiter.event, let shortest else { return false }
            return shortest <= span
        }
        for id in watchers.keys { state.waiters[id] = nil }
        return due.values.map { ($0, Duration.zero) } + watchers.values.map { ($0, shortest) }
    }

    private static func isOver(_ waiter: Waiter, at uptime: Duration) -> Bool {
        rest(of: waiter, at: uptime).map { $0 <= .zero } ?? false
    }

    private static func rest(of waiter: Waiter, at uptime: Duration) -> Duration? {
        guard case .moment(let moment) = waiter.event else { return nil }
        return moment - uptime
    }
}
