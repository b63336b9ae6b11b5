import GRDBSQLite
import Synchronization

/// Asks for the version of a file's data on a connection of its own, which reads nothing else.
///
/// The answer comes out of memory that the processes share, within microseconds, and is never waited for.
/// - Source: <https://www.sqlite.org/pragma.html#pragma_data_version>.
final class SQLiteVersion: Sendable {
    private struct State: ~Copyable {
        var connection: OpaquePointer?
        var question: OpaquePointer?
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    /// The connection is opened by the first question.
    init(path: String) { self.path = path }

    deinit { close() }

    /// Another number than before when others, or another connection of this process, have committed; nil when it cannot be told now.
    var current: Int64? {
        state.withLock { state in
            guard !state.isClosed else { return nil }
            if state.question == nil { Self.open(path, &state) }
            guard let question = state.question else { return nil }
            defer { sqlite3_reset(question) }
            return sqlite3_step(question) == SQLITE_ROW ? sqlite3_column_int64(question, 0) : nil
        }
    }

    private static func open(_ path: String, _ state: inout State) {
        let flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(path, &state.connection, flags, nil) == SQLITE_OK,
            sqlite3_prepare_v2(state.connection, "PRAGMA data_version", -1, &state.question, nil) == SQLITE_OK
        else { return end(&state) }
    }

    private static func end(_ state: inout State) {
        sqlite3_finalize(state.question)
        sqlite3_close(state.connection)
        state.question = nil
        state.connection = nil
    }

    /// Closes the connection; there are no answers any more.
    func close() {
        state.withLock { state in
            state.isClosed = true
            Self.end(&state)
        }
    }
}
