import Basics
import Domain
import Feeds
import Modeling
import Storage

/// One load of a source: rows are staged in batches and made live in one transaction, or forgotten.
///
/// A later load of the same source takes over: the earlier one is told at its next step (quality.md R6: no partial state).
actor FeedLoad {
    private let store: Store
    private let environment: RecordEnvironment
    private let feed: Identifier
    private let source: String
    private let extent: FeedDescription.Extent
    private let writer: FeedRowWriter
    private let number: Int
    /// Keys that the source told, where what it does not tell was taken back.
    private var seen: Set<String> = []
    /// What the load did.
    private(set) var counts = Counts()

    /// What a load did.
    struct Counts: Sendable, Hashable {
        /// Items that the source told.
        var told = 0
        /// Of these, new ones and those that differ.
        var changed = 0
        /// Items that the source took back, by telling everything else.
        var withdrawn = 0
    }

    /// Begins a load, and forgets what an earlier one left behind.
    init(_ store: Store, _ environment: RecordEnvironment, _ description: FeedDescription) async throws {
        self.store = store
        self.environment = environment
        source = description.slug
        extent = description.extent
        let slug = description.slug
        let now = environment.time.now
        let (feed, number) = try await store.write { session in
            guard var feed = try session.first(Query<VulnerabilityFeed>().where { $0.slug == slug }) else {
                throw Problem(.notFound, "There is no feed \(slug).")
            }
            let last = try session.connection.value(
                "SELECT max(CASE WHEN loading > load THEN loading ELSE load END) FROM vulnerabilities_feed", [],
                kind: .integer)
            let number = Int(last.integer ?? 0) + 1
            // Only a load that never ended has left something behind.
            if feed.loading > 0 { try Self.forget(feed.loading, slug, session) }
            feed.loading = number
            feed.lastAttempt = now
            try Self.update(feed, ["loading", "last_attempt"], session)
            return (feed.id.raw, number)
        }
        self.feed = feed
        self.number = number
        writer = FeedRowWriter(source: slug, load: number)
    }

    /// Keeps a batch aside.
    func stage(_ items: [FeedItem]) async throws {
        guard !items.isEmpty else { return }
        counts.told += items.count
        var latest: [String: FeedRow] = [:]
        for item in items {
            guard let row = writer.row(item) else { continue }
            let name = "\(row.table.name)/\(row.key)"
            if extent == .everything { seen.insert(name) }
            if let other = latest[name], let there = other.modified, let here = row.modified, here < there { continue }
            latest[name] = row
        }
        let rows = Array(latest.values)
        let (number, feed, source) = (number, feed, source)
        let identifiers = environment.identifiers
        counts.changed += try await store.write { session in
            try Self.check(feed, number, session)
            var changed = 0
            for table in FeedTable.allCases {
                let mine = rows.filter { $0.table == table }
                guard !mine.isEmpty else { continue }
                changed += try StagedRows(session, table, source).write(mine, identifiers)
            }
            return changed
        }
    }

    /// Makes what was staged live, and says where to go on.
    func finish(_ state: FeedState) async throws -> Counts {
        let (number, feed, source, seen) = (number, feed, source, seen)
        let environment = environment
        // A source that answered "nothing has changed" told nothing, and took nothing back.
        let tellsEverything = extent == .everything && !state.isUnchanged
        counts.withdrawn = try await store.write { session in
            try Self.check(feed, number, session)
            var withdrawn = 0
            var more = 0
            for table in FeedTable.allCases {
                let staged = StagedRows(session, table, source)
                if tellsEverything { withdrawn += try staged.withdraw(allBut: seen, load: number) }
                more += try staged.goLive(load: number)
            }
            var record = try session.get(ID<VulnerabilityFeed>(feed))
            record.state = JSONDocument(text: state.json.text)
            record.lastSuccess = environment.time.now
            record.lastError = ""
            record.loading = 0
            record.load = number
            record.items += more - withdrawn
            try Self.update(record, ["state", "last_success", "last_error", "loading", "load", "items"], session)
            return withdrawn
        }
        return counts
    }

    /// Forgets what was staged, and keeps the reason.
    func abandon(_ reason: String) async throws {
        let (number, feed, source) = (number, feed, source)
        try await store.write { session in
            var record = try session.get(ID<VulnerabilityFeed>(feed))
            guard record.loading == number else { return }
            record.lastError = reason
            record.loading = 0
            try Self.update(record, ["last_error", "loading"], session)
            try Self.forget(number, source, session)
        }
    }

    private static func check(_ feed: Identifier, _ number: Int, _ session: Session) throws {
        guard try session.get(ID<VulnerabilityFeed>(feed)).loading == number else {
            throw Problem(.conflict, "Another load of this feed has begun; this one ends.")
        }
    }

    private static func forget(_ load: Int, _ source: String, _ session: Session) throws {
        for table in FeedTable.allCases { try StagedRows(session, table, source).forget(load: load) }
    }

    private static func update(
        _ feed: Record<VulnerabilityFeed>, _ columns: [String], _ session: Session
    ) throws {
        let schema = VulnerabilityFeed.schema
        try session.update(schema, feed.values, columns: columns.compactMap { schema.columnIndex[$0] })
    }
}

extension FeedState {
    /// As it is kept.
    var json: JSONValue {
        var object = JSONObject()
        if let watermark { object["watermark"] = .string(watermark) }
        if !validators.isEmpty {
            var members = JSONObject()
            for (path, validator) in validators.sorted(by: { $0.key < $1.key }) {
                members[path] = [
                    "tag": validator.tag.map { .string($0) } ?? .null,
                    "modified": validator.modified.map { .string($0) } ?? .null,
                ]
            }
            object["validators"] = .object(members)
        }
        return .object(object)
    }

    /// Reads what was kept; what cannot be read begins anew.
    init(json: JSONValue?) {
        self.init()
        watermark = json?["watermark"]?.stringValue
        for (path, entry) in json?["validators"]?.objectValue?.members ?? [] {
            validators[path] = Validator(tag: entry["tag"]?.stringValue, modified: entry["modified"]?.stringValue)
        }
    }
}
