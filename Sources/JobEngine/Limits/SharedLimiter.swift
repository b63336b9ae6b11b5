package import Basics
package import Storage

/// Lets callers of one process through as often as a shared limit allows.
package actor SharedLimiter {
    private let limit: SharedLimit
    private let store: Store
    private let time: any Timekeeper
    private let identifiers: any IdentifierSource
    /// Moments that are reserved and not used, in their order.
    private var moments: [Timestamp] = []
    private var waiting = 0
    private var reservation: Task<[Timestamp], any Error>?
    /// How many are reserved at once; grows while they are used in time.
    private var batch = 1
    /// How far ahead moments are reserved.
    private static let horizon = Duration.seconds(1)
    private static let largestBatch = 64

    package init(_ limit: SharedLimit, store: Store, time: any Timekeeper, identifiers: any IdentifierSource) {
        self.limit = limit
        self.store = store
        self.time = time
        self.identifiers = identifiers
    }

    /// Whether nobody waits.
    package var isIdle: Bool { waiting == 0 }

    /// Returns when the caller may act, which it does at once.
    ///
    /// - Throws: `CancellationError`, and what the store throws.
    package func pass() async throws {
        waiting += 1
        defer { waiting -= 1 }
        while true {
            let moment = try await nextMoment()
            let pause = moment.seconds(since: time.now)
            if pause > 0 { try await time.sleep(until: time.uptime + .seconds(pause)) }
            // Who comes too late would stand in the window of others.
            if time.now.seconds(since: moment) <= limit.slack / .seconds(1) { return }
            batch = 1
        }
    }

    private func nextMoment() async throws -> Timestamp {
        while true {
            let now = time.now
            let slack = limit.slack / .seconds(1)
            while let first = moments.first {
                moments.removeFirst()
                if now.seconds(since: first) <= slack { return first }
                batch = 1
            }
            if let reservation {
                // Somebody else of this process reserves; what is left over is for everybody.
                _ = try? await reservation.value
                continue
            }
            let (limit, store, identifiers) = (limit, store, identifiers)
            let wanted = min(Self.largestBatch, max(batch, waiting))
            let task = Task {
                try await store.write {
                    try limit.reserve(
                        wanted, within: Self.horizon, now: now, identifiers: identifiers, in: $0)
                }
            }
            reservation = task
            defer { reservation = nil }
            moments = try await task.value
            batch = min(Self.largestBatch, wanted * 2)
        }
    }
}
