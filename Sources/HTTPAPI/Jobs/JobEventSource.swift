import Basics
import Domain
import Modeling
import Storage

/// Events of one run: entries of its log and changes of its state, read in batches while they appear.
actor JobEventSource {
    private let store: Store
    private let run: ID<JobResult>
    private let visible: Predicate
    private var last: Timestamp?
    private var after: Identifier?
    private var state = ""
    private var hasEnded = false
    private var begun = false
    private var quiet = 0
    /// How often it is looked for something new.
    private static let interval = Duration.milliseconds(500)
    /// Looks without anything new after which a comment keeps the connection open.
    private static let quietLimit = 30
    private static let batch = 500

    init(store: Store, run: ID<JobResult>, visible: Predicate, after: Identifier?) {
        self.store = store
        self.run = run
        self.visible = visible
        self.after = after
    }

    /// The next events; nil once the run has ended and everything was told.
    func next() async throws -> [UInt8]? {
        guard !hasEnded else { return nil }
        while true {
            let bytes = try await look()
            if !bytes.isEmpty || hasEnded {
                quiet = 0
                return bytes.isEmpty ? nil : bytes
            }
            quiet += 1
            if quiet >= Self.quietLimit {
                quiet = 0
                return Array(": still running\n\n".utf8)
            }
            // Ends with the connection, which cancels the task.
            try await Task.sleep(for: Self.interval)
        }
    }

    private func look() async throws -> [UInt8] {
        let (run, visible, known, mark) = (run, visible, last, after)
        let (result, entries, start) = try await store.read {
            session -> (Record<JobResult>?, [Record<JobLogEntry>], Timestamp?) in
            var from = known
            if from == nil, let mark, let row = try session.row(JobLogEntry.schema, mark) {
                let entry = Record<JobLogEntry>(values: row)
                if entry.jobResult == run { from = entry.created }
            }
            guard let row = try session.row(JobResult.schema, run.raw) else { return (nil, [], from) }
            let result = Record<JobResult>(values: row)
            var wanted = result.ownEntries && visible
            if let from { wanted = wanted && .compare(["created"], .greater, [.timestamp(from)]) }
            let rows = try session.rows(
                Selection(JobLogEntry.schema, where: wanted, ordering: ["created"], limit: Self.batch))
            return (result, rows.map(Record<JobLogEntry>.init(values:)), from)
        }
        last = entries.last?.created ?? start ?? last
        var bytes: [UInt8] = []
        if !begun { bytes += Array("retry: 2000\n\n".utf8) }
        begun = true
        for entry in entries { bytes += event("log", id: entry.id.raw, json(entry)) }
        guard let result else {
            hasEnded = true
            return bytes
        }
        let described = json(result)
        if described.text != state {
            state = described.text
            bytes += event("state", id: nil, described)
        }
        // A full batch may have more behind it.
        if result.state.isEnd, entries.count < Self.batch {
            hasEnded = true
            bytes += event("end", id: nil, described)
        }
        return bytes
    }

    private func event(_ name: String, id: Identifier?, _ data: JSONValue) -> [UInt8] {
        var text = id.map { "id: \($0)\n" } ?? ""
        text += "event: \(name)\ndata: \(data.text)\n\n"
        return Array(text.utf8)
    }

    private func json(_ entry: Record<JobLogEntry>) -> JSONValue {
        .object(
            JSONObject([
                ("id", .string(entry.id.description)), ("created", .string(entry.created.description)),
                ("log_level", .string(entry.logLevel)), ("grouping", .string(entry.grouping)),
                ("message", .string(entry.message)), ("log_object", .string(entry.logObject)),
                ("absolute_url", .string(entry.absoluteUrl)),
            ]))
    }

    private func json(_ result: Record<JobResult>) -> JSONValue {
        // What is stored is JSON; anything else would be a fault of the store, and is left out.
        let progress = result.meta.flatMap { try? JSONValue(parsing: $0.text) }?["progress"] ?? .null
        return .object(
            JSONObject([
                ("status", .string(result.status)), ("progress", progress),
                ("date_done", result.dateDone.map { .string($0.description) } ?? .null),
            ]))
    }
}
