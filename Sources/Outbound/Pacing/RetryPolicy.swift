package import Basics

/// How often, and after which pauses, a request is tried again.
///
/// Only requests that may be repeated are (``OutboundRequest/isRepeatable``). The pause before try *n* is a random part
/// of `base` × 2ⁿ, at most `longestPause`, so that many clients do not come back together; a server that names a time
/// in `Retry-After` is not asked before it.
///
/// - Source: M. Brooker, "Exponential Backoff And Jitter" ("full jitter"),
///   <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
package struct RetryPolicy: Hashable, Sendable {
    /// How many tries there are in all; at least 1.
    package var attempts: Int
    /// The longest pause before the second try.
    package var base: Duration
    /// The longest pause before any try.
    package var longestPause: Duration
    /// A `Retry-After` above this ends the tries; the answer is then given to the caller.
    package var longestRetryAfter: Duration
    /// Answers after which the request is tried again.
    package var statuses: Set<Int>

    /// Makes a policy; the values that are left out are those of ``standard``.
    package init(
        attempts: Int,
        base: Duration = .milliseconds(100),
        longestPause: Duration = .seconds(2),
        longestRetryAfter: Duration = .seconds(10),
        statuses: Set<Int> = [408, 429, 502, 503, 504]
    ) {
        self.attempts = max(1, attempts)
        self.base = base
        self.longestPause = longestPause
        self.longestRetryAfter = longestRetryAfter
        self.statuses = statuses
    }

    /// One try.
    package static let never = RetryPolicy(attempts: 1)
    /// Three tries with pauses of up to 2 s, and up to 10 s when the server asks for it.
    package static let standard = RetryPolicy(attempts: 3)

    /// The pause after a try that failed.
    ///
    /// - Parameters:
    ///   - attempt: The number of the try that failed; 1 is the first.
    ///   - retryAfter: What the server asked for.
    ///   - random: Where chance comes from.
    /// - Returns: The pause; `nil` when there is no further try.
    package func pause(after attempt: Int, retryAfter: Duration?, random: any RandomSource) -> Duration? {
        guard attempt < attempts else { return nil }
        if let retryAfter, retryAfter > longestRetryAfter { return nil }
        let doubled = base * (1 << min(max(attempt - 1, 0), 30))
        let word = random.fill(8).reduce(UInt64(0)) { $0 &<< 8 | UInt64($1) }
        // 53 bits are what a Double holds: 0 ≤ part < 1.
        let part = Double(word &>> 11) / 9_007_199_254_740_992
        return max(min(doubled, longestPause) * part, retryAfter ?? .zero)
    }
}
