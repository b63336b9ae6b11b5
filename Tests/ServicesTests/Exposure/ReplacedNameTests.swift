import Basics
import Domain
import Feeds
import Modeling
import Storage
import SystemPackage
import TestKit
import Testing

@testable import Services

/// Names that the NVD gave up for others, as they count for the own network (vendor.md §2.8).
@Suite struct ReplacedNameTests {
    private static let id = "2C8A350D-6C3A-430F-9763-5D167C5CEAE5"
    private let names = ScriptedFeed("nvd-cpe")
    private let match = ScriptedFeed("nvd-match")

    private func service(_ world: ExposureWorld) -> FeedService {
        FeedService(store: world.world.store, environment: world.world.environment, feeds: [names, match, world.nvd])
    }

    private func tell(_ world: ExposureWorld, _ feed: ScriptedFeed, _ items: [FeedItem]) async throws {
        feed.tell(items)
        _ = try await service(world).importBundle("/dev/null", of: feed.description.slug)
    }

    private static func name(_ text: String) -> String {
        "cpe:2.3:o:\(text)" + String(repeating: ":*", count: 10 - text.split(separator: ":").count)
    }

    /// What the NVD says of a name in a month; nothing in its place means that it counts.
    private static func item(_ text: String, _ others: [String], month: Int = 1) -> FeedItem {
        var name = DictionaryName(name: self.name(text))
        name.isDeprecated = !others.isEmpty
        name.replacements = others.map(self.name)
        name.modified = Timestamp("2026-0\(month)-01T00:00:00Z")
        return .name(name)
    }

    /// A record with one configuration for each criterion.
    private static func record(_ cve: String, _ criteria: [JSONValue], month: Int = 1) -> FeedItem {
        var record = SourceRecord(key: cve)
        record.cve = cve
        record.modified = Timestamp("2026-0\(month)-01T00:00:00Z")
        let configurations: [JSONValue] = criteria.map { ["nodes": [["operator": "OR", "cpeMatch": [$0]]]] }
        record.configurations = Array(JSONValue.array(configurations).text.utf8)
        return .record(record)
    }

    private static func exact(_ text: String) -> JSONValue { ["vulnerable": true, "criteria": .string(name(text))] }

    private static func range(_ product: String, _ from: String, _ before: String, id: String = id) -> JSONValue {
        [
            "vulnerable": true, "criteria": .string(name(product)), "matchCriteriaId": .string(id),
            "versionStartIncluding": .string(from), "versionEndExcluding": .string(before),
        ]
    }

    private static func list(_ product: String, _ versions: [String], id: String = id, month: Int = 1) -> FeedItem {
        var criterion = MatchCriterion(id: id, product: name(product))
        criterion.text += " >= 1"
        criterion.names = versions.map { name("\(product):\($0)") }
        criterion.modified = Timestamp("2026-0\(month)-01T00:00:00Z")
        return .criterion(criterion)
    }

    /// A world with two releases of IOS XE, and a CVE for each way in which a release is named.
    private func world() async throws -> ExposureWorld {
        let world = try await ExposureWorld()
        for version in ["17.3.2", "17.3.5"] { try await world.software("IOS XE", version) }
        try await world.tell(
            world.nvd,
            [
                Self.record("CVE-2026-1000", [Self.range("cisco:ios_xe", "17.3.1", "17.3.3")]),
                Self.record("CVE-2026-2000", [Self.exact("cisco:ios_xe:16.9.1")]),
                Self.record("CVE-2026-3000", [Self.exact("cisco:nx-os:9.3"), Self.exact("fortinet:fortios:7.2.4")]),
            ])
        try await service(world).prepare()
        try await tell(world, match, [Self.list("cisco:ios_xe", ["17.3.2", "17.3.4"])])
        try await world.evaluate()
        #expect(try await world.findings() == ["CVE-2026-1000 17.3.2 affected open"])
        return world
    }

    private func rules(_ world: ExposureWorld, _ cve: String) async throws -> [String] {
        let reader = VulnerabilityReader(store: world.world.store, environment: world.world.environment)
        let json = try await reader.vulnerability(cve)
        return (json["findings"]?.arrayValue ?? []).compactMap { $0["evidence"]?[0]?["rule"]?.stringValue }
    }

    @Test func `a listed name that was given up counts for the names in its place, until it counts again`() async throws
    {
        let world = try await world()
        try await tell(world, names, [Self.item("cisco:ios_xe:17.3.4", ["cisco:ios_xe:17.3.5"])])
        let summary = try await world.evaluate()
        // Only what is about the name is judged again.
        #expect(summary.opened == 1 && summary.vulnerabilities == 1)
        let both = ["CVE-2026-1000 17.3.2 affected open", "CVE-2026-1000 17.3.5 affected open"]
        #expect(try await world.findings() == both)
        let rules = try await rules(world, "CVE-2026-1000")
        #expect(rules.contains { $0.hasSuffix("(listed by name as 17.3.4, now cisco:ios_xe:17.3.5)") })
        #expect(try await world.evaluate(all: true).isEmpty)
        // What is older, or told again, changes nothing.
        try await tell(world, names, [Self.item("cisco:ios_xe:17.3.4", ["cisco:ios_xe:17.3.5"])])
        #expect(try await world.evaluate().vulnerabilities == 0)
        try await tell(world, names, [Self.item("cisco:ios_xe:17.3.4", [], month: 2)])
        #expect(try await world.evaluate().closed == 1)
        #expect(try await world.evaluate(all: true).isEmpty)
        try await tell(world, names, [Self.item("cisco:ios_xe:17.3.4", ["cisco:ios_xe:17.3.5"])])
        #expect(try await world.evaluate().isEmpty)
    }

    @Test func `a configuration that names a release by an old name means the names in its place`() async throws {
        let world = try await world()
        try await tell(
            world, names,
            [
                Self.item("cisco:ios_xe:16.9.1", ["cisco:ios_xe:16.9.1a", "cisco:ios_xe:17.3.5"]),
                Self.item("cisco:ios_xe:17.9.9", ["cisco:ios_xe:17.3.2"]),
            ])
        let summary = try await world.evaluate()
        #expect(summary.opened == 1 && summary.vulnerabilities == 1)
        #expect(try await world.findings().last == "CVE-2026-2000 17.3.5 affected open")
        let rules = try await rules(world, "CVE-2026-2000")
        #expect(rules == [Self.name("cisco:ios_xe:16.9.1") + " (now named cisco:ios_xe:17.3.5)"])
        // The way goes on, by a name of which the record says nothing.
        try await tell(world, names, [Self.item("cisco:ios_xe:16.9.1a", ["cisco:ios_xe:17.3.2"])])
        let longer = try await world.evaluate()
        #expect(longer.opened == 1 && longer.vulnerabilities == 1)
        #expect(try await world.evaluate(all: true).isEmpty)
    }

    @Test func `a product that has another name now counts for the system that has it`() async throws {
        let world = try await world()
        try await tell(world, names, [Self.item("cisco:nx-os:9.3", ["cisco:ios_xe:17.3.5", "cisco:ios_xe:17.6.3"])])
        #expect(try await world.evaluate().opened == 1)
        #expect(try await world.findings().last == "CVE-2026-3000 17.3.5 affected open")
        // New software is judged by records under the old name too.
        try await world.software("IOS XE", "17.6.3")
        #expect(try await world.evaluate().opened == 1)
        #expect(try await world.evaluate(all: true).isEmpty)
        #expect(try await world.findings().last == "CVE-2026-3000 17.6.3 affected open")
    }

    @Test func `names that count, of other products, of hardware and hostile ones are not kept`() async throws {
        let world = try await world()
        var hostile: [FeedItem] = [
            Self.item("cisco:ios_xe:17.3.1", []), Self.item("redislabs:redisgraph:1.0", ["redislabs:redisgraph:2.0"]),
            Self.item("cisco:ios_xe:\(String(repeating: "9", count: 600))", ["cisco:ios_xe:17.3.5"]),
        ]
        for text in [
            "", "cpe:2.3:", "cpe:2.3:o:cisco:ios_xe:a b", "cpe:2.3:h:cisco:ios_xe:1", "cpe:2.3:o:cisco:ios_xe:*:\\",
        ] {
            var name = DictionaryName(name: text)
            name.isDeprecated = true
            name.replacements = [Self.name("cisco:ios_xe:17.3.5")]
            hostile.append(.name(name))
        }
        try await tell(world, names, hostile)
        #expect(try await world.world.count(ReplacedName.schema) == 0)
        var odd = DictionaryName(name: "cpe:2.3:o:CISCO:IOS_XE:17.3.4")
        odd.isDeprecated = true
        odd.replacements =
            ["", "banana", "cpe:2.3:h:cisco:ios_xe:1", "cpe:2.3:o:x:\u{7}", odd.name]
            + (0..<3_000).map { Self.name("cisco:ios_xe:1.1.\($0)") }
        try await tell(world, names, [.name(odd), Self.item("cisco:ios_xe:1.1.0", ["cisco:ios_xe:17.3.4"])])
        let kept = try await world.world.fetch(Query<ReplacedName>().sorted(by: "key"))
        #expect(kept.map(\.key) == ["cisco:ios_xe:1.1.0", "cisco:ios_xe:17.3.4"].map(Self.name))
        #expect(kept.last?.replacements.elements.count == 1_000)
        #expect(try await world.evaluate().isEmpty)
        #expect(try await world.evaluate(all: true).isEmpty)
    }

    @Test func `a load that fails changes no name`() async throws {
        let world = try await world()
        names.tell(
            [Self.item("cisco:ios_xe:17.3.4", ["cisco:ios_xe:17.3.5"])], fault: FeedError(.incomplete, "Cut off."))
        await #expect(throws: Problem.self) {
            try await service(world).importBundle("/dev/null", of: names.description.slug)
        }
        #expect(try await world.world.count(ReplacedName.schema) == 0)
        #expect(try await world.evaluate().vulnerabilities == 0)
    }

    @Test(arguments: 1...3) func `judging what changed gives the same as judging everything`(seed: UInt64) async throws
    {
        let world = try await world()
        let random = SeededRandom(seed: seed)
        func pick(_ count: Int) -> Int { Int(random.below(UInt64(count))) }
        func release() -> String {
            pick(4) == 0 ? "cisco:nx-os:9.\(pick(3))" : "cisco:ios_xe:17.\(pick(3)).\(pick(5) + 1)"
        }
        func id() -> String { "00000000-0000-4000-8000-00000000000\(pick(4))" }
        var opened = 0
        for month in 2...9 {
            _ = try? await world.software("IOS XE", "17.\(pick(3)).\(pick(5) + 1)")
            var records: [FeedItem] = []
            for _ in 0..<pick(4) {
                let criterion =
                    pick(2) == 0 ? Self.exact(release()) : Self.range("cisco:ios_xe", "16.\(pick(3))", "16.9", id: id())
                records.append(Self.record("CVE-2026-500\(pick(8))", [criterion], month: month))
            }
            if !records.isEmpty { try await world.tell(world.nvd, records) }
            if pick(2) == 0 {
                let versions = (0..<3).map { _ in "17.\(pick(3)).\(pick(5) + 1)" }
                try await tell(world, match, [Self.list("cisco:ios_xe", versions, id: id(), month: month)])
            }
            let renamed = (0..<3).map { _ in
                Self.item(release(), (0..<pick(3)).map { _ in release() }, month: month)
            }
            try await tell(world, names, renamed)
            opened += try await world.evaluate().opened
            if month % 3 == 0 { #expect(try await world.evaluate(all: true).isEmpty, "\(month)") }
        }
        #expect(opened > 0)
    }
}
