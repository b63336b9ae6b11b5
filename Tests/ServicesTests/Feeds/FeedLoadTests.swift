import Basics
import Domain
import Feeds
import Modeling
import SystemPackage
import TestKit
import Testing

@testable import Services

@Suite struct FeedLoadTests {
    private static func record(_ number: Int, modified: String = "2026-01-01T00:00:00Z", title: String = "") -> FeedItem
    {
        var record = SourceRecord(key: "CVE-2026-\(number)")
        record.cve = record.key
        record.modified = Timestamp(modified)
        record.title = title
        return .record(record)
    }

    private static func live(_ world: ExposureWorld) async throws -> [Record<FeedRecord>] {
        try await world.world.fetch(Query<FeedRecord>().sorted(by: "key"))
    }

    @Test func `a source that fails half-way changes nothing, and its reason is kept`() async throws {
        let world = try await ExposureWorld()
        try await world.tell(world.nvd, [Self.record(1000, title: "old")])
        let items = (1000..<4500).map { Self.record($0, modified: "2026-02-01T00:00:00Z", title: "new") }
        let fault = FeedError(.incomplete, "The file ends too early.")
        await #expect(throws: Problem.self) { try await world.tell(world.nvd, items, fault: fault) }
        #expect(try await Self.live(world).map(\.title) == ["old"])
        let status = try #require(try await world.feeds.status().first { $0.slug == "nvd" })
        #expect(status.lastError == "The file ends too early.")
        #expect(status.items == 1)
        #expect(status.lastSuccess != nil)
        // The next one begins anew and is whole.
        let outcome = try await world.tell(world.nvd, items)
        #expect(outcome.changed == 3500)
        #expect(try await Self.live(world).count == 3500)
        #expect(try await world.feeds.status().first { $0.slug == "nvd" }?.lastError == "")
    }

    @Test func `what is older or the same changes nothing`() async throws {
        let world = try await ExposureWorld()
        try await world.tell(world.nvd, [Self.record(1000, modified: "2026-03-01T00:00:00Z", title: "newest")])
        let outcome = try await world.tell(
            world.nvd,
            [
                Self.record(1000, modified: "2026-02-01T00:00:00Z", title: "older"),
                Self.record(1000, modified: "2026-03-01T00:00:00Z", title: "newest"),
            ])
        #expect(outcome.changed == 0)
        #expect(try await Self.live(world).map(\.title) == ["newest"])
        // The same record twice in one load: the newer one counts, in whatever order they come.
        for order in [
            ["2026-04-02T00:00:00Z", "2026-04-01T00:00:00Z"], ["2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z"],
        ] {
            let filler = (2000..<3000).map { Self.record($0) }
            let items = [Self.record(1000, modified: order[0], title: order[0])] + filler
            try await world.tell(world.nvd, items + [Self.record(1000, modified: order[1], title: order[1])])
            let newest = try #require(order.max())
            #expect(try await Self.live(world).first?.title == newest)
        }
    }

    @Test func `a source that tells everything takes back what it leaves out, until it tells it again`() async throws {
        let world = try await ExposureWorld()
        let day = try #require(CalendarDay("2026-01-01"))
        func entry(_ id: String) throws -> FeedItem {
            .exploited(
                try KEVEntry([
                    "cveID": .string(id), "dateAdded": "2026-01-01", "dueDate": "2026-02-01",
                    "knownRansomwareCampaignUse": "Known",
                ]))
        }
        try await world.tell(world.kev, [try entry("CVE-2026-1000"), try entry("CVE-2026-1001")])
        let outcome = try await world.tell(world.kev, [try entry("CVE-2026-1001")])
        #expect(outcome.withdrawn == 1)
        #expect(outcome.changed == 0)
        var rows = try await world.world.fetch(Query<ExploitedVulnerability>().sorted(by: "key"))
        #expect(rows.map(\.isWithdrawn) == [true, false])
        #expect(rows.map(\.added) == [day, day])
        #expect(rows.map(\.usedByRansomware) == [true, true])
        let again = try await world.tell(world.kev, [try entry("CVE-2026-1000"), try entry("CVE-2026-1001")])
        #expect(again.changed == 1)
        rows = try await world.world.fetch(Query<ExploitedVulnerability>().sorted(by: "key"))
        #expect(rows.map(\.isWithdrawn) == [false, false])
    }

    @Test func `what a load left behind that never ended is forgotten by the next one, and only that`() async throws {
        let world = try await ExposureWorld()
        try await world.tell(world.nvd, [Self.record(1000, title: "old")])
        let lost = try await FeedLoad(world.world.store, world.world.environment, world.nvd.description)
        try await lost.stage((1000..<1010).map { Self.record($0, modified: "2026-02-01T00:00:00Z", title: "lost") })
        let other = try await FeedLoad(world.world.store, world.world.environment, world.list.description)
        try await other.stage([Self.record(1000, title: "other")])
        let next = try await FeedLoad(world.world.store, world.world.environment, world.nvd.description)
        var titles = try await Self.live(world).map(\.title)
        #expect(titles.sorted() == ["old", "other"])
        // The one that was overtaken is told, and the one of another source is not.
        await #expect(throws: Problem.self) { try await lost.stage([Self.record(1000, title: "lost")]) }
        _ = try await other.finish(FeedState())
        try await next.stage([Self.record(1001, title: "new")])
        #expect(try await next.finish(FeedState()).changed == 1)
        titles = try await Self.live(world).map(\.title)
        #expect(titles.sorted() == ["new", "old", "other"])
    }

    @Test func `the number of items is that of the rows that count, whatever was told and taken back`() async throws {
        let world = try await ExposureWorld()
        let random = SeededRandom(seed: 11)
        for round in 0..<12 {
            var numbers = Set((0..<8).map { _ in 1000 + Int(random.below(12)) })
            try await world.tell(
                world.nvd,
                numbers.sorted().map { number in
                    var record = SourceRecord(key: "CVE-2026-\(number)")
                    record.cve = record.key
                    record.isWithdrawn = random.below(3) == 0
                    record.title = "round \(round)"
                    return .record(record)
                })
            numbers = Set((0..<6).map { _ in 1000 + Int(random.below(12)) })
            try await world.tell(
                world.kev,
                try numbers.sorted().map { number in
                    .exploited(
                        try KEVEntry([
                            "cveID": .string("CVE-2026-\(number)"), "dateAdded": "2026-01-01", "dueDate": "2026-02-01",
                        ]))
                })
            let status = try await world.feeds.status()
            let records = try await Self.live(world).filter { !$0.isWithdrawn }.count
            let exploited = try await world.world.fetch(Query<ExploitedVulnerability>()).filter { !$0.isWithdrawn }
                .count
            #expect(exploited == numbers.count)
            #expect(status.first { $0.slug == "nvd" }?.items == records)
            #expect(status.first { $0.slug == "kev" }?.items == exploited)
        }
    }

    @Test func `how old data is, is told`() async throws {
        let world = try await ExposureWorld()
        try await world.tell(world.nvd, [Self.record(1000)])
        #expect(try await world.feeds.status().first { $0.slug == "nvd" }?.freshness == .fresh)
        #expect(try await world.feeds.status().first { $0.slug == "kev" }?.freshness == .empty)
        world.world.server.time.advance(by: .seconds(49 * 3600))
        #expect(try await world.feeds.status().first { $0.slug == "nvd" }?.freshness == .stale)
    }

    @Test func `a feed that is not known is named with those that are`() async throws {
        let world = try await ExposureWorld()
        let refusal = await refusals { _ = try await world.feeds.importBundle("/dev/null", of: "nist") }
        #expect(refusal == ["notFound: There is no feed “nist”. Feeds: nvd, cve-list, cisco-openvuln, kev, epss."])
    }
}
