package import Basics
import Synchronization

/// Cancels work whose time is over, with one sleeping task for all the work that it watches.
///
/// A sleep of its own for every request costs more than the rest of the request's own work, and nearly all of these sleeps
/// are given up long before their end.
package final class DeadlineWatch: Sendable {
    private struct Entry {
        let moment: Duration
        let cancel: @Sendable () -> Void
    }

    private struct Sleeper {
        let number: UInt64
        let moment: Duration
        let task: Task<Void, Never>
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var lastNumber: UInt64 = 0
        /// Sleeps until the earliest moment, or one that was the earliest.
        var sleeper: Sleeper?
    }

    private let time: any Timekeeper
    private let state = Mutex(State())

    package init(time: any Timekeeper) { self.time = time }

    deinit { state.withLock { $0.sleeper?.task.cancel() } }

    /// Does the work, and cancels it at the deadline.
    ///
    /// - Parameters:
    ///   - moment: The ``Timekeeper/uptime`` at which it must be over.
    ///   - work: Ends soon after it is cancelled.
    /// - Returns: What the work gives; `nil` when the deadline came first.
    /// - Throws: What the work throws.
    package func run<Result: Sendable>(
        until moment: Duration, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result? {
        let task = Task { try await work() }
        let number = add(Entry(moment: moment) { task.cancel() })
        let result = await withTaskCancellationHandler {
            await task.result
        } onCancel: {
            task.cancel()
        }
        guard remove(number) else { return nil }
        return try result.get()
    }

    private func add(_ entry: Entry) -> UInt64 {
        let (number, isOver) = state.withLock { state in
            state.lastNumber += 1
            let number = state.lastNumber
            guard entry.moment > time.uptime else { return (number, true) }
            state.entries[number] = entry
            sleep(until: entry.moment, &state)
            return (number, false)
        }
        if isOver { entry.cancel() }
        return number
    }

    /// Ends the watch over an entry; false when its deadline has come.
    private func remove(_ number: UInt64) -> Bool { state.withLock { $0.entries.removeValue(forKey: number) } != nil }

    /// Sees to it that somebody wakes at a moment.
    private func sleep(until moment: Duration, _ state: inout State) {
        if let sleeper = state.sleeper, sleeper.moment <= moment { return }
        state.sleeper?.task.cancel()
        state.lastNumber += 1
        let number = state.lastNumber
        let task = Task { [time, weak self] in
            // Given up only for an earlier moment, or with the watch.
            try? await time.sleep(until: moment)
            self?.wake(number)
        }
        state.sleeper = Sleeper(number: number, moment: moment, task: task)
    }

    private func wake(_ number: UInt64) {
        let over = state.withLock { state -> [Entry] in
            guard state.sleeper?.number == number else { return [] }
            state.sleeper = nil
            let now = time.uptime
            let over = state.entries.filter { $0.value.moment <= now }
            for number in over.keys { state.entries[number] = nil }
            if let next = state.entries.values.map(\.moment).min() { sleep(until: next, &state) }
            return Array(over.values)
        }
        for entry in over { entry.cancel() }
    }
}
