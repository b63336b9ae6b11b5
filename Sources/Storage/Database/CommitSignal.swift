package import Basics
import Synchronization

/// Wakes whoever waits for something to do when a transaction has been committed.
///
/// Commits through this engine wake at once, those of other processes as soon as anything is read; see ``ForeignCommits``.
package final class CommitSignal: Sendable {
    private struct State {
        var count = 0
        var next = 0
        var waiting: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Grows with every commit.
    package var count: Int { state.withLock { $0.count } }

    /// Says that something was committed, or that there is something else to look for.
    package func raise() {
        let waiting = state.withLock { state in
            state.count += 1
            defer { state.waiting = [:] }
            return state.waiting.values
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Waits until there has been a commit after the given count, or a moment of ``Timekeeper/uptime`` has come.
    ///
    /// - Throws: `CancellationError`.
    package func wait(after count: Int, until moment: Duration, _ time: any Timekeeper) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await time.sleep(until: moment) }
            group.addTask { await self.wait(after: count) }
            defer { group.cancelAll() }
            try await group.next()
        }
        try Task.checkCancellation()
    }

    private func wait(after count: Int) async {
        let number = state.withLock { state in
            state.next += 1
            return state.next
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    guard state.count == count, !Task.isCancelled else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }
}
