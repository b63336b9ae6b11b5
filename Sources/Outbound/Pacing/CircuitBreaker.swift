package import Basics
import Synchronization

/// Spares a target that keeps failing, and the callers who would wait for it.
///
/// Closed: all requests pass. After some failures in a row it opens: requests are turned away at once. After a pause it
/// is half open: one request passes as a probe; its success closes the breaker, its failure opens it for twice as long.
package final class CircuitBreaker: Sendable {
    /// When the breaker opens, and for how long.
    package struct Settings: Hashable, Sendable {
        /// How many failures in a row open it; at least 1.
        package var failures = 5
        /// The first pause.
        package var firstPause = Duration.seconds(10)
        /// The longest pause; each failed probe doubles the pause up to it.
        package var longestPause = Duration.seconds(60)

        /// Opens after 5 failures for 10 s, at most for 60 s.
        package init() {}
    }

    /// How a request that passed has ended.
    package enum Outcome: Hashable, Sendable {
        /// The target works.
        case success
        /// The target does not answer, or answers that it is broken.
        case failure
        /// Nothing was learned about the target.
        case unknown
    }

    private struct Target {
        var failures = 0
        /// While there is one, requests are turned away until then.
        var openUntil: Duration?
        var pause: Duration
        var isProbing = false
    }

    private let time: any Timekeeper
    private let settings: Settings
    /// Targets that failed last; the others need no row.
    private let targets = Mutex<[String: Target]>([:])

    /// Makes a breaker that is closed for every target.
    package init(time: any Timekeeper, settings: Settings = Settings()) {
        self.time = time
        self.settings = settings
    }

    /// Asks whether a request may pass; each one that may must be reported to ``record(_:of:)``.
    ///
    /// - Parameter target: What fails together: usually scheme, host and port.
    /// - Returns: `nil` when the request may pass; otherwise how long to wait before the next probe.
    package func admit(_ target: String) -> Duration? {
        let now = time.uptime
        return targets.withLock { targets in
            guard let state = targets[target], let openUntil = state.openUntil else { return nil }
            guard now >= openUntil else { return openUntil - now }
            guard !state.isProbing else { return state.pause }
            targets[target]?.isProbing = true
            return nil
        }
    }

    /// Reports how a request that passed has ended.
    ///
    /// - Parameters:
    ///   - outcome: How.
    ///   - target: The target that ``admit(_:)`` was asked about.
    /// - Returns: How long the breaker stays open, when this outcome has opened it.
    @discardableResult
    package func record(_ outcome: Outcome, of target: String) -> Duration? {
        let now = time.uptime
        return targets.withLock { targets in
            switch outcome {
            case .success:
                targets[target] = nil
                return nil
            case .unknown:
                targets[target]?.isProbing = false
                return nil
            case .failure:
                var state = targets[target] ?? Target(pause: settings.firstPause)
                state.failures += 1
                let hasFailedProbe = state.isProbing
                state.isProbing = false
                if hasFailedProbe { state.pause = min(state.pause * 2, settings.longestPause) }
                let opens = hasFailedProbe || (state.openUntil == nil && state.failures >= settings.failures)
                if opens { state.openUntil = now + state.pause }
                targets[target] = state
                return opens ? state.pause : nil
            }
        }
    }
}
