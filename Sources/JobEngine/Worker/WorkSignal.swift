import Synchronization

/// Tells running work that it has to end, and why.
package final class WorkSignal: Sendable {
    /// Why work has to end before it is done.
    package enum Reason: Sendable {
        /// Somebody asked for it.
        case cancelled
        /// It has taken too long.
        case timedOut
        /// Its worker ends; somebody else does the work.
        case draining
        /// Somebody else has it already.
        case lost
    }

    private struct State {
        var reason: Reason?
        var handlers: [@Sendable (Reason) -> Void] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Why the work has to end; nil while it may go on.
    package var reason: Reason? { state.withLock { $0.reason } }

    /// Ends the work; the first reason counts.
    package func stop(_ reason: Reason) {
        let handlers = state.withLock { state -> [@Sendable (Reason) -> Void] in
            guard state.reason == nil else { return [] }
            state.reason = reason
            defer { state.handlers = [] }
            return state.handlers
        }
        for handler in handlers { handler(reason) }
    }

    /// Has something done when the work has to end; at once when that is so already.
    package func onStop(_ handler: @escaping @Sendable (Reason) -> Void) {
        let reason = state.withLock { state -> Reason? in
            if state.reason == nil { state.handlers.append(handler) }
            return state.reason
        }
        if let reason { handler(reason) }
    }
}
