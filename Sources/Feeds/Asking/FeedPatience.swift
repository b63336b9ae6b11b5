import Basics

/// How often a question is asked again, and after which pauses.
///
/// A pause is never shorter than what the source asks for in `Retry-After`; above that it is a random part of a span that
/// doubles from try to try, so that several nodes do not come back together.
struct FeedPatience: Sendable, Hashable {
    /// The most tries, at least 1.
    var tries = 5
    /// The shortest pause.
    var leastPause = Duration.zero
    /// The span of which the first pause is a random part.
    var base = Duration.seconds(1)
    /// The longest span of which a pause is a random part.
    var longestSpan = Duration.seconds(16)
    /// Who asks to be left alone for longer is not waited for.
    var longestRetryAfter = Duration.seconds(900)
    /// After so long no further try begins.
    var total = Duration.seconds(3_600)

    /// Five tries with random parts of 1, 2, 4 and 8 s between them.
    static let usual = FeedPatience()

    /// The pause after a try that failed; `nil` when there is no further one.
    ///
    /// - Parameters:
    ///   - attempt: The number of the try; 1 is the first.
    ///   - asked: What the source asked for.
    ///   - random: Where chance comes from.
    func pause(after attempt: Int, asked: Duration?, random: any RandomSource) -> Duration? {
        guard attempt < tries, asked ?? .zero <= longestRetryAfter else { return nil }
        let span = min(base * (1 << min(max(attempt - 1, 0), 20)), longestSpan)
        let word = random.fill(8).reduce(UInt64(0)) { $0 &<< 8 | UInt64($1) }
        // 53 bits are what a Double holds: 0 ≤ part < 1.
        let part = Double(word &>> 11) / 9_007_199_254_740_992
        return max(asked ?? .zero, leastPause) + span * part
    }
}
