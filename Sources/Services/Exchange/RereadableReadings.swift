import Basics
import Synchronization

/// What an import reads, from the beginning again when its transaction has to run again.
final class RereadableReadings: Sendable {
    private struct State {
        var kept: [ImportReading] = []
        var place = 0
        /// Whether more was read than could be kept.
        var isIncomplete = false
        /// Whether what could not be kept is asked for again.
        var isRefused = false
    }
    private let next: @Sendable () throws -> ImportReading?
    private let state = Mutex(State())
    private let keeps: Bool
    /// Bounds the memory; a longer plan that is disturbed has to be asked for again.
    private static let limit = 500_000

    /// - Parameter keeps: Whether the transaction may run again at all.
    init(_ next: @escaping @Sendable () throws -> ImportReading?, keeps: Bool) {
        self.next = next
        self.keeps = keeps
    }

    /// The readings, from the first one on.
    func fromStart() -> @Sendable () throws -> ImportReading? {
        state.withLock { state in
            state.place = 0
            state.isRefused = state.isIncomplete
        }
        return { [self] in try read() }
    }

    private func read() throws -> ImportReading? {
        guard keeps else { return try next() }
        return try state.withLock { state in
            if state.place < state.kept.count {
                state.place += 1
                return state.kept[state.place - 1]
            }
            if state.isRefused {
                throw Problem(.unavailable, "Others changed the store meanwhile. Nothing was changed; try again.")
            }
            guard let reading = try next() else { return nil }
            if state.kept.count < Self.limit, !state.isIncomplete {
                state.kept.append(reading)
                state.place += 1
            } else {
                state.kept = []
                state.place = 0
                state.isIncomplete = true
            }
            return reading
        }
    }
}
