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
            state.entries.append(entry(level, message, about, grouping, url, time))
        }
    }

    private func entry(
        _ level: JobLogEntry.Level, _ message: String, _ about: String, _ grouping: String, _ url: String,
        _ time: Timestamp
    ) -> Record<JobLogEntry> {
        var entry = Record<JobLogEntry>(id: ID(environment.identifiers.next()))
        entry.logLevel = level.rawValue
        entry.grouping = String(grouping.prefix(100))
        entry.message = message
        entry.logObject = String(about.prefix(200))
        entry.absoluteUrl = String(url.prefix(255))
        entry.jobResult = ID(result)
        entry.created = time
        return entry
    }

    // MARK: Writing

    /// Writes what is kept back.
    func flush() async throws {
        let entries = pending
        guard let last = entries.last else { return }
        try await write(entries)
        state.withLock { $0.entries.removeAll { $0.created <= last.created } }
    }

    /// What is kept back.
    private var pending: [Record<JobLogEntry>] { state.withLock { $0.entries } }

    /// Drops what is kept back: it was written with something else.
    func forget() { state.withLock { $0.entries = [] } }

    /// Writes entries that are not there yet: nobody may have heard how an earlier try ended.
    static func keep(_ entries: [Record<JobLogEntry>], in session: Session) throws {
        let kept = Set(
            try session.ids(JobLogEntry.schema, where: .compare(["id"], .equals, entries.map { .id($0.id.raw) })))
        for entry in entries where !kept.contains(entry.id.raw) {
            try session.insert(JobLogEntry.schema, entry.values)
        }
    }

    /// Writes what is kept back, and how the run ended, as a part of a transaction that may be tried again.
    ///
    /// - Returns: Entries of the run by level.
    func keep(_ ending: JobEnding?, in session: Session) throws -> Counts {
        var (entries, counts) = state.withLock { ($0.entries, $0.counts) }
        let last = state.withLock { $0.last }
        if let ending {
            let time = max(environment.time.now, last.adding(seconds: 0.000_001))
            entries.append(
                entry(ending.level, mask?.masked(ending.message) ?? ending.message, "", ending.grouping, "", time))
            counts[ending.level, default: 0] += 1
        }
        try Self.keep(entries, in: session)
        return counts
    }
}
