import Basics
import Domain
import Feeds
import Modeling
import Storage
import SystemPackage
import TestKit
import Testing

@testable import Services

/// The NVD's lists of versions and its history, as they count for the own network (vendor.md §2.8).
@Suite struct ListedVersionTests {
    private static let id = "2C8A350D-6C3A-430F-9763-5D167C5CEAE5"
    private let match = ScriptedFeed("nvd-match")
    private let history = ScriptedFeed("nvd-history")

    /// A world whose NVD says that IOS XE from 17.3.1 on, before 17.3.4, is affected.
    private func world() async throws -> ExposureWorld {
        let world = try await ExposureWorld()
        for version in ["17.3.2", "17.3.5"] { try await world.software("IOS XE", version) }
        var record = SourceRecord(key: "CVE-2026-1000")
        record.cve = "CVE-2026-1000"
        record.modified = Timestamp("2026-01-01T00:00:00Z")
        let configurations: JSONValue = [
            [
                "nodes": [
                    [
                        "operator": "OR",
                        "cpeMatch": [
                            [
                                "vulnerable": true, "criteria": "cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*",
                                "versionStartIncluding": "17.3.1", "versionEndExcluding": "17.3.4",
                                "matchCriteriaId": .string(Self.id.lowercased()),
                            ]
                        ],
                    ]
                ]
            ]
        ]
        record.configurations = Array(configurations.text.utf8)
        try await world.tell(world.nvd, [.record(record)])
        try await service(world).prepare()
        return world
    }

    private func service(_ world: ExposureWorld) -> FeedService {
        FeedService(store: world.world.store, environment: world.world.environment, feeds: [match, history, world.nvd])
    }

    private func tell(_ world: ExposureWorld, _ feed: ScriptedFeed, _ items: [FeedItem]) async throws {
        feed.tell(items)
        _ = try await service(world).importBundle("/dev/null", of: feed.description.slug)
    }

    private static func list(
        _ names: [String], month: Int, product: String = "cisco:ios_xe", inactive: Bool = false
    )
        -> FeedItem
    {
        var criterion = MatchCriterion(id: id, product: "cpe:2.3:o:\(product):*:*:*:*:*:*:*:*")
        criterion.text += " >= 17.3.1 < 17.3.4"
        criterion.names = names.map { "cpe:2.3:o:\(product):\($0):*:*:*:*:*:*:*" }
        criterion.modified = Timestamp("2026-0\(month)-01T00:00:00Z")
        criterion.isInactive = inactive
        return .criterion(criterion)
    }

    @Test func `a version that the NVD lists by name has a finding, as long as it is listed`() async throws {
        let world = try await world()
        let alone = ["CVE-2026-1000 17.3.2 affected open"]
        try await world.evaluate()
        #expect(try await world.findings() == alone)
        try await tell(world, match, [Self.list(["17.3.2", "17.3.5"], month: 2)])
        let summary = try await world.evaluate()
        #expect(summary.opened == 1 && summary.vulnerabilities == 1)
        #expect(try await world.findings() == alone + ["CVE-2026-1000 17.3.5 affected open"])
        let json = try await VulnerabilityReader(store: world.world.store, environment: world.world.environment)
            .vulnerability("CVE-2026-1000")
        let rules = (json["findings"]?.arrayValue ?? []).map { $0["evidence"]?[0]?["rule"]?.stringValue ?? "" }
        #expect(rules.count { $0.hasSuffix("(listed by name)") } == 1)
        #expect(try await world.evaluate(all: true).isEmpty)
        // An older list changes nothing; a newer one without it closes the finding.
        try await tell(world, match, [Self.list([], month: 1)])
        #expect(try await world.evaluate().isEmpty)
        try await tell(world, match, [Self.list(["17.3.2"], month: 3)])
        #expect(try await world.evaluate().closed == 1)
        try await tell(world, match, [Self.list(["17.3.5"], month: 4)])
        #expect(try await world.evaluate().reopened == 1)
        try await tell(world, match, [Self.list(["17.3.5"], month: 5, inactive: true)])
        #expect(try await world.evaluate().closed == 1)
        #expect(try await world.evaluate(all: true).isEmpty)
    }

    @Test func `lists of other products, and of criteria that need none, are not kept`() async throws {
        let world = try await world()
        let whole = MatchCriterion(id: Self.id, product: "cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*")
        try await tell(
            world, match, [.criterion(whole), Self.list(["1.0"], month: 2, product: "redislabs:redisgraph")])
        #expect(try await world.world.count(ListedVersions.schema) == 0)
        try await tell(world, match, [Self.list(["17.3.2", "*"], month: 2)])
        let kept = try #require(try await world.world.fetch(Query<ListedVersions>()).first)
        #expect(kept.versions.elements == ["17.3.2"] && kept.key == Self.id)
    }

    @Test func `records of a release without lists count with the first load of lists`() async throws {
        let world = try await world()
        let table = FeedRecordCriterion.schema.names.table
        _ = try await world.world.store.write { try $0.connection.execute("DELETE FROM \(table)", []) }
        try await world.evaluate()
        try await tell(world, match, [Self.list(["17.3.5"], month: 2)])
        #expect(try await world.world.count(FeedRecordCriterion.schema) == 1)
        #expect(try await world.evaluate().opened == 1)
        // A record that is told anew has its links once.
        var record = SourceRecord(key: "CVE-2026-1000")
        record.cve = "CVE-2026-1000"
        record.modified = Timestamp("2026-06-01T00:00:00Z")
        record.isWithdrawn = true
        try await world.tell(world.nvd, [.record(record)])
        #expect(try await world.world.count(FeedRecordCriterion.schema) == 0)
    }

    @Test func `what a source changed is kept of network vulnerabilities, and told newest first`() async throws {
        let world = try await world()
        func change(_ number: Int, _ cve: String, _ event: String) -> FeedItem {
            .change(
                CVEChange(
                    id: "0000000\(number)-0000-4000-8000-000000000000", cve: cve, event: event, author: "nvd@nist.gov",
                    moment: Timestamp("2026-0\(number)-01T00:00:00Z") ?? .first,
                    details: [["action": "Changed", "type": "CPE Configuration", "old": "a", "new": "b"]]))
        }
        try await tell(
            world, history,
            [
                change(1, "CVE-2026-1000", "Initial Analysis"), change(2, "CVE-2026-2000", "Initial Analysis"),
                change(3, "CVE-2026-1000", "Reanalysis"),
            ])
        let json = try await VulnerabilityReader(store: world.world.store, environment: world.world.environment)
            .vulnerability("CVE-2026-1000")
        #expect(json["changes"]?.arrayValue?.map { $0["event"] } == ["Reanalysis", "Initial Analysis"])
        #expect(json["changes"]?[0]?["details"]?[0]?["new"] == "b" && json["changes"]?[0]?["author"] == "nvd@nist.gov")
        #expect(try await world.world.count(VulnerabilityChange.schema) == 2)
        // A change alone is no reason to judge anything again.
        try await world.evaluate()
        try await tell(world, history, [change(4, "CVE-2026-1000", "CVE Modified")])
        #expect(try await world.evaluate().vulnerabilities == 0)
    }

    @Test func `the other interfaces of the NVD have its address and its key, both or neither`() async throws {
        let world = try await ServiceWorld()
        let feeds = FeedService(store: world.store, environment: world.environment)
        try await feeds.prepare()
        let group = try await world.make("extras.secretsgroup", ["name": "nvd"])
        func feed(_ slug: String) async throws -> Record<VulnerabilityFeed> {
            try #require(try await world.fetch(Query<VulnerabilityFeed>().where { $0.slug == slug }).first)
        }
        func keeper() async throws -> String {
            try await feeds.keeper(of: try await feed("nvd-match"), NVDMatchFeed().description).slug
        }
        _ = try await world.update(
            "vulnerabilities.feed", try await feed("nvd").id.raw,
            ["secrets_group": .string(group.description), "address": "https://mirror.example.com"])
        #expect(try await keeper() == "nvd")
        // A key never follows an address that somebody gave to another source.
        let own = try await feed("nvd-match").id.raw
        _ = try await world.update("vulnerabilities.feed", own, ["address": "https://elsewhere.example.com"])
        #expect(try await keeper() == "nvd-match")
        _ = try await world.update(
            "vulnerabilities.feed", own, ["address": "", "secrets_group": .string(group.description)])
        #expect(try await keeper() == "nvd-match")
    }
}
