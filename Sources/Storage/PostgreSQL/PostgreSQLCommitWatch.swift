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
    func look(at result: PostgreSQLResult) {
        guard result.isCommitNumber else { return }
        try? result.forEach([.integer]) { row in
            if case .int(let number) = row[0] { look(number) }
            return false
        }
    }

    private func look(_ number: Int64) {
        let isForeign = state.withLock { state in
            defer { state.seen = (number, state.own) }
            guard let seen = state.seen, seen.number != number, seen.own == state.own else { return false }
            state.foreign += 1
            return true
        }
        if isForeign { signal.raise() }
    }
}
