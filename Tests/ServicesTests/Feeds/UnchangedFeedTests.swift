import Basics
import Domain
import Feeds
import Logging
import Modeling
import Outbound
import Services
import SystemPackage
import TestKit
import Testing

@Suite struct UnchangedFeedTests {
    /// Tells one exploited vulnerability at first, and later that nothing has changed.
    private struct CatalogOfOne: Feed {
        var description: FeedDescription {
            FeedDescription(slug: "kev", label: "kev", address: "https://feeds.example.com/kev", extent: .everything)
        }

        func fetch(
            since state: FeedState, _ context: FeedContext, _ sink: @Sendable ([FeedItem]) async throws -> Void
        ) async throws -> FeedState {
            var next = FeedState()
            next.watermark = "1"
            next.isUnchanged = state.watermark == "1"
            guard !next.isUnchanged else { return next }
            let entry = try KEVEntry(["cveID": "CVE-2026-1000", "dateAdded": "2026-01-01", "dueDate": "2026-02-01"])
            try await sink([.exploited(entry)])
            return next
        }

        func read(_ bundle: FilePath, _ body: (FeedItem) throws -> Void) throws {}
    }

    @Test func `a source that tells everything takes nothing back when nothing has changed`() async throws {
        let world = try await ExposureWorld()
        let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? .first)
        let client = OutboundClient(
            policy: .forUserURLs(), resolver: NoNames(), time: time, random: SeededRandom(seed: 1),
            logger: Logger(label: "feeds"))
        let feeds = FeedService(
            store: world.world.store, environment: world.world.environment, feeds: [CatalogOfOne()])
        #expect(try await feeds.sync("kev", client: client, time: time, random: SeededRandom(seed: 2)).changed == 1)
        let again = try await feeds.sync("kev", client: client, time: time, random: SeededRandom(seed: 2))
        #expect(again.told == 0 && again.withdrawn == 0)
        #expect(again.text == "kev: nothing has changed")
        #expect(try await world.world.fetch(Query<ExploitedVulnerability>()).map(\.isWithdrawn) == [false])
    }
}
