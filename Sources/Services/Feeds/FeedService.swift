package import Basics
import Domain
package import Feeds
import JobEngine
import Modeling
package import Outbound
package import Storage
package import SystemPackage

/// Keeps what sources of vulnerabilities and dates tell: asks them, reads their files, and says how fresh it all is.
package struct FeedService: Sendable {
    /// What a load of a source did.
    package struct Outcome: Sendable, Hashable {
        /// The source's name.
        package let feed: String
        /// Items that it told.
        package let told: Int
        /// Of these, new ones and those that differ.
        package let changed: Int
        /// Items that it took back by telling everything else.
        package let withdrawn: Int
        /// Whether the source said that nothing has changed since it was asked last.
        package var isUnchanged = false

        /// For people, without a full stop.
        package var text: String {
            isUnchanged
                ? "\(feed): nothing has changed"
                : "\(feed): \(told) items, \(changed) new or different, \(withdrawn) taken back"
        }
    }

    /// The sources.
    package let feeds: [any Feed]
    private let store: Store
    private let environment: RecordEnvironment

    package init(store: Store, environment: RecordEnvironment, feeds: [any Feed] = ProductFeeds.all) {
        self.store = store
        self.environment = environment
        self.feeds = feeds
    }

    /// The source of a name.
    ///
    /// - Throws: ``Problem`` that lists the names.
    package func feed(_ slug: String) throws -> any Feed {
        if let feed = feeds.first(where: { $0.description.slug == slug }) { return feed }
        let names = feeds.map(\.description.slug).joined(separator: ", ")
        throw Problem(.notFound, "There is no feed “\(slug.prefix(60))”. Feeds: \(names).")
    }

    /// Makes a row for each source that has none; what operators set is left alone.
    package func prepare() async throws {
        let descriptions = feeds.map(\.description)
        let (now, identifiers) = (environment.time.now, environment.identifiers)
        let known = try await store.read { session in
            Set(try session.fetch(Query<VulnerabilityFeed>()).map(\.slug))
        }
        let missing = descriptions.filter { !known.contains($0.slug) }
        guard !missing.isEmpty else { return }
        try await store.write { session in
            for description in missing {
                // Another process may have made it in the meantime.
                let slug = description.slug
                guard try session.first(Query<VulnerabilityFeed>().where { $0.slug == slug }) == nil else { continue }
                var row = Record<VulnerabilityFeed>(id: ID(identifiers.next()))
                row.slug = description.slug
                row.label = description.label
                row.enabled = true
                row.staleAfterHours = Int(description.staleAfter.components.seconds / 3600)
                var cells = row.values
                for name in ["created", "last_updated"] {
                    if let place = VulnerabilityFeed.schema.columnIndex[name] { cells[place] = .timestamp(now) }
                }
                try session.insert(VulnerabilityFeed.schema, cells)
            }
        }
    }

    /// Reads a file, or a folder of files, that somebody brought.
    ///
    /// - Parameters:
    ///   - progress: Called with the number of items so far.
    /// - Throws: ``Problem`` that says what is wrong with the file; what was known before stays.
    package func importBundle(
        _ path: FilePath, of slug: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Outcome {
        let feed = try feed(slug)
        let state = try await row(slug).state
        try await CriterionLinks.complete(before: feed.description, store, environment)
        return try await load(feed) { load in
            try await BundleReading.read(feed, path) { batch in
                try await load.stage(batch)
                progress(await load.counts.told)
            }
            // A file of something else can look like one of the source with nothing in it.
            guard await load.counts.told > 0 else {
                throw Problem(
                    .unprocessable,
                    "Nothing in \(path.lastComponent?.string ?? path.string) is what \(feed.description.label) publishes. Is it a file of this source?"
                )
            }
            // Where to go on with the source itself does not follow from a file.
            return FeedState(json: state.flatMap { try? JSONValue(parsing: $0.text) })
        }
    }

    /// Asks a source for what changed.
    ///
    /// - Parameters:
    ///   - client: Sends the requests.
    ///   - time: Paces them.
    ///   - random: Where the length of pauses comes from.
    ///   - credential: A credential of the feed's secrets group by one of the names that the source takes.
    ///   - tell: Hears of what happens meanwhile.
    package func sync(
        _ slug: String, client: OutboundClient, time: any Timekeeper, random: any RandomSource,
        credential: @escaping @Sendable (String) async throws -> String? = { _ in nil },
        tell: @escaping @Sendable (String) async -> Void = { _ in }
    ) async throws -> Outcome {
        let folder = FilePath(environment.downloads)
        let feed = try feed(slug)
        let description = feed.description
        let row = try await row(slug)
        let keeper = try await keeper(of: row, description)
        guard row.enabled else { throw Problem(.misconfigured, "The feed \(slug) is switched off.") }
        var hasCredential = false
        for name in description.credentials {
            if try await credential(name) != nil { hasCredential = true }
        }
        if description.needsCredentials, !hasCredential {
            throw Problem(
                .misconfigured,
                "The feed \(slug) answers nothing without credentials (\(description.credentials.joined(separator: ", "))). "
                    + "Give it a secrets group.")
        }
        let limits =
            hasCredential && !description.limitsWithCredentials.isEmpty
            ? description.limitsWithCredentials : description.limits
        let limiter =
            limits.isEmpty
            ? nil
            : SharedLimiter(
                SharedLimit(
                    "feed:\(description.sharesWith ?? slug):\(keeper.secretsGroup?.description ?? "-")",
                    limits.map { SharedLimit.Rule($0.count, per: $0.window) }),
                store: store, time: time, identifiers: environment.identifiers)
        let address = keeper.address.isEmpty ? description.address : keeper.address
        let context = FeedContext(
            client: client, address: address.hasSuffix("/") ? String(address.dropLast()) : address, time: time,
            questions: try await questions(), credential: credential, pass: { try await limiter?.pass() }, tell: tell,
            random: random, folder: folder)
        let state = FeedState(json: row.state.flatMap { try? JSONValue(parsing: $0.text) })
        try await CriterionLinks.complete(before: description, store, environment)
        return try await load(feed) { load in
            try await feed.fetch(since: state, context) { try await load.stage($0) }
        }
    }

    private func load(
        _ feed: any Feed, _ body: (FeedLoad) async throws -> FeedState
    ) async throws -> Outcome {
        let load = try await FeedLoad(store, environment, feed.description)
        do {
            let state = try await body(load)
            let counts = try await load.finish(state)
            return Outcome(
                feed: feed.description.slug, told: counts.told, changed: counts.changed, withdrawn: counts.withdrawn,
                isUnchanged: state.isUnchanged)
        } catch {
            let problem = Self.problem(error)
            try? await load.abandon(problem?.message ?? "The load was ended before it was complete.")
            throw problem ?? error
        }
    }

    /// What people read of a fault; nil for what is no fault of the source.
    private static func problem(_ error: any Error) -> Problem? {
        switch error {
        case let problem as Problem: problem
        case let fault as FeedError: Problem(.unprocessable, fault.description)
        default: nil
        }
    }

    /// The moment that ages are counted from.
    var environmentTime: Timestamp { environment.time.now }

    /// The rows of all sources, by name.
    func rows() async throws -> [Record<VulnerabilityFeed>] {
        try await store.read { try $0.fetch(Query<VulnerabilityFeed>().sorted(by: "slug")) }
    }

    /// The row whose address and credentials count for a source: the one that it shares with, unless it has its own.
    ///
    /// Both come from one row: the credentials of one source must not follow the address of another.
    func keeper(
        of row: Record<VulnerabilityFeed>, _ description: FeedDescription
    ) async throws -> Record<VulnerabilityFeed> {
        guard let other = description.sharesWith, row.address.isEmpty, row.secretsGroup == nil else { return row }
        return try await self.row(other)
    }

    private func row(_ slug: String) async throws -> Record<VulnerabilityFeed> {
        let found = try await store.read { try $0.first(Query<VulnerabilityFeed>().where { $0.slug == slug }) }
        guard let found else { throw Problem(.notFound, "There is no feed \(slug).") }
        return found
    }

    /// What the own network needs to know.
    private func questions() async throws -> FeedQuestions {
        let identifiers = environment.identifiers
        _ = try await store.write { try SoftwareIdentities.refresh($0, identifiers) }
        return try await store.read { session in
            var questions = FeedQuestions()
            let releases = try session.connection.rows(
                "SELECT DISTINCT system, canonical FROM \(SoftwareIdentity.schema.names.table) "
                    + "WHERE canonical IS NOT NULL ORDER BY system, canonical", [], kinds: [.text, .text])
            questions.releases = releases.map {
                FeedQuestions.Release(system: $0[0].plainText, version: $0[1].plainText)
            }
            let types = try session.connection.rows(
                "SELECT t.part_number, t.model FROM \(DeviceType.schema.names.table) t WHERE EXISTS "
                    + "(SELECT 1 FROM \(Device.schema.names.table) d WHERE d.device_type_id = t.id) ORDER BY t.id", [],
                kinds: [.text, .text])
            questions.parts = types.map { row in row.map(\.plainText).filter { !$0.isEmpty } }.filter { !$0.isEmpty }
            let items = try session.connection.rows(
                "SELECT DISTINCT part_id FROM \(InventoryItem.schema.names.table) WHERE part_id <> '' ORDER BY part_id",
                [],
                kinds: [.text])
            questions.parts += items.map { [$0[0].plainText] }
            return questions
        }
    }
}
