import Modeling
import Synchronization

/// Counts commits, of this process and of others, so that caches are dropped.
///
/// A snapshot of PostgreSQL names the transactions that it sees; when it differs from the last one and we have committed
/// nothing, somebody else has.
final class PostgreSQLCommitWatch: Sendable {
    /// Asks for the snapshot.
    static let question = "SELECT cast(pg_current_snapshot() AS text) AS almanac_snapshot"

    private struct State {
        var own = 0
        var foreign = 0
        var seen: (snapshot: String, own: Int)?
    }
    private let state = Mutex(State())

    /// Commits seen so far.
    var commits: Int { state.withLock { $0.own + $0.foreign } }

    func committed() { state.withLock { $0.own += 1 } }

    /// Looks whether an answer is the one to ``question``, and takes it.
    func look(at result: PostgreSQLResult) {
        guard result.isSnapshot else { return }
        try? result.forEach([.text]) { row in
            if case .text(let snapshot) = row[0] { look(snapshot) }
            return false
        }
    }

    private func look(_ snapshot: String) {
        state.withLock { state in
            if let seen = state.seen, seen.snapshot != snapshot, seen.own == state.own { state.foreign += 1 }
            state.seen = (snapshot, state.own)
        }
    }
}
