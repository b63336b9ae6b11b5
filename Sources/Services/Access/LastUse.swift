package import Basics
package import Domain
package import Modeling
package import Storage
import Synchronization

/// Writes down when tokens and sessions were used last: at most once a minute each, and while nobody waits for it.
package final class LastUse: Sendable {
    /// What was used.
    package enum Credential: Hashable, Sendable {
        case token(ID<APIToken>)
        case session(ID<WebSession>)
    }

    private struct State {
        /// When each use was noted last.
        var noted: [Credential: Timestamp] = [:]
        var pending: [Credential: Timestamp] = [:]
        var writer: Task<Void, Never>?
    }

    private let store: Store
    private let state = Mutex(State())
    /// Seconds.
    private static let interval = 60.0
    /// Credentials that are remembered; more than that are noted anew.
    private static let capacity = 10_000

    package init(store: Store) { self.store = store }

    /// Notes a use; returns at once.
    package func note(_ credential: Credential, at now: Timestamp) {
        state.withLock { state in
            if let last = state.noted[credential], (0..<Self.interval).contains(now.seconds(since: last)) { return }
            if state.noted.count >= Self.capacity { state.noted = [:] }
            state.noted[credential] = now
            state.pending[credential] = now
            guard state.writer == nil else { return }
            state.writer = Task.detached { [self] in await writeAll() }
        }
    }

    /// Waits until everything noted so far is stored.
    package func settle() async {
        while let writer = state.withLock({ $0.writer }) { await writer.value }
    }

    private func writeAll() async {
        while true {
            let batch = state.withLock { state -> [Credential: Timestamp] in
                let batch = state.pending
                state.pending = [:]
                if batch.isEmpty { state.writer = nil }
                return batch
            }
            guard !batch.isEmpty else { return }
            // A use that could not be written down is written at the next one.
            try? await store.write { session in
                try Self.write(batch, session)
            }
        }
    }

    private static func write(_ batch: [Credential: Timestamp], _ session: Session) throws {
        var tokens: [Identifier: Timestamp] = [:]
        var sessions: [Identifier: Timestamp] = [:]
        for (credential, time) in batch {
            switch credential {
            case .token(let id): tokens[id.raw] = time
            case .session(let id): sessions[id.raw] = time
            }
        }
        try write(APIToken.schema, tokens, APIToken.schema.handles.lastUsed.index, session)
        try write(WebSession.schema, sessions, WebSession.schema.handles.lastSeen.index, session)
    }

    private static func write(
        _ schema: AnySchema, _ times: [Identifier: Timestamp], _ column: Int, _ session: Session
    ) throws {
        for var row in try session.rows(schema, ids: Array(times.keys)) {
            guard let id = row[0].identifier, let time = times[id] else { continue }
            // Another server of the store may have written a later use.
            if case .timestamp(let stored) = row[column], stored >= time { continue }
            row[column] = .timestamp(time)
            try session.update(schema, row, columns: [column])
        }
    }
}
