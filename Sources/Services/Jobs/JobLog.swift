import Basics
package import Domain
import JobEngine
import Modeling
import Storage
import Synchronization

/// What a run tells while it goes on, written in batches and without values of secrets (core.md §5.5).
package final class JobLog: Sendable {
    /// Counts of entries by level.
    package typealias Counts = [JobLogEntry.Level: Int]

    private struct State {
        var entries: [Record<JobLogEntry>] = []
        var counts: Counts = [:]
        var last = Timestamp(microseconds: 0)
        var total = 0
    }

    private let result: Identifier
    private let environment: RecordEnvironment
    private let mask: (any TextMask)?
    private let write: @Sendable ([Record<JobLogEntry>]) async throws -> Void
    private let state = Mutex(State())
    /// Entries that are kept back at most before they are written.
    private static let batch = 500
    /// Entries of one run at most; further ones are counted and not kept.
    package static let limit = 100_000

    init(
        result: Identifier, environment: RecordEnvironment, mask: (any TextMask)?,
        write: @escaping @Sendable ([Record<JobLogEntry>]) async throws -> Void
    ) {
        self.result = result
        self.environment = environment
        self.mask = mask
        self.write = write
    }

    package func debug(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.debug, message, about, grouping)
    }
    package func info(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.info, message, about, grouping)
    }
    package func success(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.success, message, about, grouping)
    }
    package func warning(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.warning, message, about, grouping)
    }
    package func failure(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.failure, message, about, grouping)
    }
    package func error(_ message: String, about: String = "", in grouping: String = "run") async {
        await add(.error, message, about, grouping)
    }

    /// Adds an entry; waits while too many are kept back.
    package func add(
        _ level: JobLogEntry.Level, _ message: String, _ about: String = "", _ grouping: String = "run",
        url: String = ""
    ) async {
        note(level, message, about, grouping, url: url)
        guard state.withLock({ $0.entries.count >= Self.batch }) else { return }
        // What cannot be written now is kept and tried again; a lost claim ends the run elsewhere.
        try? await flush()
    }

    func note(
        _ level: JobLogEntry.Level, _ message: String, _ about: String = "", _ grouping: String = "run",
        url: String = ""
    ) {
        let (message, about) = (mask?.masked(message) ?? message, mask?.masked(about) ?? about)
        state.withLock { state in
            state.counts[level, default: 0] += 1
            state.total += 1
            guard state.total <= Self.limit || level != .debug && level != .info else { return }
            // Entries are read in the order of their times, so no two have the same.
            let time = max(environment.time.now, state.last.adding(seconds: 0.000_001))
            state.last = time
            var entry = Record<JobLogEntry>(id: ID(environment.identifiers.next()))
            entry.logLevel = level.rawValue
            entry.grouping = String(grouping.prefix(100))
            entry.message = message
            entry.logObject = String(about.prefix(200))
            entry.absoluteUrl = String(url.prefix(255))
            entry.jobResult = ID(result)
            entry.created = time
            state.entries.append(entry)
        }
    }

    /// Writes what is kept back.
    func flush() async throws {
        let entries = take()
        guard !entries.isEmpty else { return }
        do {
            try await write(entries)
        } catch {
            putBack(entries)
            throw error
        }
    }

    /// What is kept back, for who writes it with something else.
    func take() -> [Record<JobLogEntry>] {
        state.withLock { state in
            defer { state.entries = [] }
            return state.entries
        }
    }

    /// Keeps entries again that could not be written.
    func putBack(_ entries: [Record<JobLogEntry>]) {
        state.withLock { $0.entries.insert(contentsOf: entries, at: 0) }
    }

    /// Takes back the entry that was added last: what it tells did not happen.
    func dropLast() {
        state.withLock { state in
            guard let entry = state.entries.popLast(), let level = JobLogEntry.Level(rawValue: entry.logLevel) else {
                return
            }
            state.counts[level, default: 1] -= 1
        }
    }

    /// Entries so far, by level.
    var counts: Counts { state.withLock { $0.counts } }
}
