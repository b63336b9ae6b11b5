import Modeling
import Synchronization

/// Counts commits, of this process and of others, so that caches are dropped.
///
/// The writer's row counts commits of all nodes; when the number differs from the last one and we have committed nothing,
/// somebody else has.
final class PostgreSQLCommitWatch: Sendable {
    /// Asks for the number.
    static let question = "SELECT commits AS almanac_commits FROM \(PostgreSQLWriterRow.table) WHERE id = 1"

    private struct State {
        var own = 0
        var foreign = 0
        var seen: (number: Int64, own: Int)?
        /// The number that the look from outside saw last; nil before the first one.
        var looked: Int64?
    }
    private let state = Mutex(State())
    let signal = CommitSignal()

    /// Commits seen so far.
    var commits: Int { state.withLock { $0.own + $0.foreign } }

    func committed() {
        state.withLock { $0.own += 1 }
        signal.raise()
    }

    /// Looks whether an answer is the one to ``question``, and takes it.
    ///
    /// - Parameter isOutside: Whether nobody reads with it. It is then told of every commit since the last such look, ours included:
    ///   behind an own commit one of others would hide, which whoever waits for work would miss.
    func look(at result: PostgreSQLResult, isOutside: Bool = false) {
        guard result.isCommitNumber else { return }
        try? result.forEach([.integer]) { row in
            if case .int(let number) = row[0] { look(number, isOutside) }
            return false
        }
    }

    private func look(_ number: Int64, _ isOutside: Bool) {
        let isForeign = state.withLock { state in
            defer {
                state.seen = (number, state.own)
                if isOutside { state.looked = number }
            }
            let isOther =
                if isOutside {
                    state.looked.map { $0 != number } ?? false
                } else {
                    state.seen.map { $0.number != number && $0.own == state.own } ?? false
                }
            if isOther { state.foreign += 1 }
            return isOther
        }
        if isForeign { signal.raise() }
    }
}
