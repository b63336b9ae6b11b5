package import Basics
import Domain
package import Feeds
import Modeling
import Outbound
import Secrets
package import Storage

/// Asks several sources, one after another; a fault of one leaves the others alone.
package struct FeedSync: Sendable {
    /// What became of it.
    package struct Results: Sendable {
        package var outcomes: [FeedService.Outcome] = []
        /// Sources that failed.
        package var failed = 0
        /// Sources that need credentials and have none.
        package var passedOver = 0
    }

    private let service: FeedService
    private let store: Store
    private let environment: RecordEnvironment
    private let secrets: SecretService?
    private let actor: Actor
    private let time: any Timekeeper
    private let random: any RandomSource

    /// Makes it for one run.
    ///
    /// - Parameters:
    ///   - secrets: Resolves the credentials of sources; nil where none is resolved.
    ///   - actor: On whose behalf credentials are used.
    ///   - time: Paces the questions.
    ///   - random: Where the length of pauses comes from.
    package init(
        store: Store, environment: RecordEnvironment, secrets: SecretService?, actor: Actor, time: any Timekeeper,
        random: any RandomSource, feeds: [any Feed] = ProductFeeds.all
    ) {
        service = FeedService(store: store, environment: environment, feeds: feeds)
        self.store = store
        self.environment = environment
        self.secrets = secrets
        self.actor = actor
        self.time = time
        self.random = random
    }

    /// Asks sources.
    ///
    /// - Parameters:
    ///   - names: Which; all that are switched on when empty.
    ///   - tell: Hears of what happens, in whole sentences.
    package func run(
        _ names: [String], tell: @escaping @Sendable (String) async -> Void
    ) async throws -> Results {
        guard let client = environment.outbound else {
            throw Problem(.misconfigured, "This process asks no other servers.")
        }
        try await service.prepare()
        for name in names { _ = try service.feed(name) }
        var results = Results()
        for row in try await service.rows() where names.isEmpty ? row.enabled : names.contains(row.slug) {
            guard let description = try? service.feed(row.slug).description else { continue }
            let keeper = try await service.keeper(of: row, description)
            if names.isEmpty, keeper.secretsGroup == nil,
                description.needsCredentials || description.isSlowWithoutCredentials && row.lastSuccess == nil
            {
                results.passedOver += 1
                await tell(
                    description.needsCredentials
                        ? "\(row.slug) needs credentials and has no secrets group; it was passed over."
                        : "\(row.slug) takes hours the first time without a key; it was passed over. Name it to ask it now."
                )
                continue
            }
            do {
                results.outcomes.append(
                    try await service.sync(
                        row.slug, client: client, time: time, random: random,
                        credential: { try await credential($0, keeper) }, tell: tell))
            } catch let problem as Problem {
                results.failed += 1
                let kept = row.lastSuccess == nil ? "" : " What it told before still counts."
                await tell("\(row.slug) failed: \(problem.message)\(kept)")
            }
        }
        return results
    }

    /// A credential of the feed's secrets group: `key` is its token, all others have its secret type's name.
    private func credential(_ name: String, _ row: Record<VulnerabilityFeed>) async throws -> String? {
        guard let group = row.secretsGroup, let secrets else { return nil }
        let object = try ObjectName("\(VulnerabilityFeed.schema.identifier):\(row.id)", in: store.catalog)
        do {
            let bytes = try await secrets.resolve(
                group, accessType: "HTTP(S)", secretType: name == "key" ? "token" : name, for: object, by: actor
            ).value.bytes
            return bytes.withBytes { String(decoding: $0, as: UTF8.self) }
        } catch let problem as Problem where problem.kind == .notFound {
            return nil
        } catch let fault as SecretFault {
            throw Problem(.misconfigured, fault.description)
        }
    }
}
