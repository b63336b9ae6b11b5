import Basics
import Domain
import Feeds
import Modeling
import Storage
import TestKit
import Testing

@testable import Services

@Suite struct SoftwareDateUpdateTests {
    private static let url = "https://endoflife.date/fortios"

    private static func line(_ system: String, _ cycle: String, released: String? = nil, end: String?) -> FeedItem {
        var fact = LifecycleFact(.cycle(system: system, name: cycle))
        fact.released = released.flatMap { CalendarDay($0) }
        fact.endOfSupport = end.flatMap { CalendarDay($0) }
        fact.url = url
        return .lifecycle(fact)
    }

    private static func update(_ world: ExposureWorld) async throws -> SoftwareDateUpdate.Counts {
        try await world.world.change { try SoftwareDateUpdate.run($0) }
    }

    private static func version(_ world: ExposureWorld, _ id: Identifier) async throws -> Record<SoftwareVersion> {
        try await world.world.store.read { try $0.get(ID<SoftwareVersion>(id)) }
    }

    @Test func `versions without dates get those of their line, and no day of release that is not theirs`() async throws
    {
        let world = try await ExposureWorld()
        let first = try await world.software("FortiOS", "7.2.0")
        let later = try await world.software("FortiOS", "7.2.11")
        let deep = try await world.software("IOS XE", "17.12.4a")
        let other = try await world.software("FortiOS", "6.4.1")
        try await world.software("IOS XE", "everest-special")
        try await world.tell(
            world.nvd,
            [
                Self.line("fortinet_fortios", "7", released: "2021-03-30", end: "2031-01-01"),
                Self.line("fortinet_fortios", "7.2", released: "2022-03-31", end: "2026-09-30"),
                Self.line("fortinet_fortios", "next", end: "2040-01-01"),
                Self.line("cisco_iosxe", "17.1", end: "2020-01-01"),
                Self.line("cisco_iosxe", "17.12", end: "2027-07-28"),
            ])
        let counts = try await Self.update(world)
        #expect(counts == SoftwareDateUpdate.Counts(changed: 3, unknown: 1))
        let one = try await Self.version(world, first)
        #expect(one.releaseDate == CalendarDay("2022-03-31") && one.endOfSupportDate == CalendarDay("2026-09-30"))
        #expect(one.documentationUrl == Self.url)
        let two = try await Self.version(world, later)
        #expect(two.releaseDate == nil && two.endOfSupportDate == CalendarDay("2026-09-30"))
        #expect(try await Self.version(world, deep).endOfSupportDate == CalendarDay("2027-07-28"))
        #expect(try await Self.version(world, other).endOfSupportDate == nil)
        // Each change is in the history, and a second run has nothing to do.
        #expect(try await world.world.history(of: later).count == 2)
        #expect(try await Self.update(world) == SoftwareDateUpdate.Counts(unknown: 1))
    }

    @Test func `a date that is there stays, and what a source says otherwise is told`() async throws {
        let world = try await ExposureWorld()
        let software = try await world.world.make(
            "dcim.softwareversion",
            [
                "platform": "FortiOS", "version": "7.2.4", "status": "Active", "end_of_support_date": "2030-01-01",
                "documentation_url": "https://wiki.example.com/fortios",
            ])
        let half = try await world.world.make(
            "dcim.softwareversion",
            [
                "platform": "FortiOS", "version": "7.2.0", "status": "Active", "release_date": "2022-04-01",
                "documentation_url": "https://wiki.example.com/fortios",
            ])
        try await world.tell(
            world.nvd, [Self.line("fortinet_fortios", "7.2", released: "2022-03-31", end: "2026-09-30")])
        let counts = try await Self.update(world)
        #expect(counts.changed == 1)
        #expect(counts.differing == ["FortiOS 7.2.4: support ends 2030-01-01 here, and 2026-09-30 as nvd says of 7.2."])
        #expect(try await Self.version(world, software).endOfSupportDate == CalendarDay("2030-01-01"))
        let filled = try await Self.version(world, half)
        #expect(filled.releaseDate == CalendarDay("2022-04-01") && filled.endOfSupportDate == CalendarDay("2026-09-30"))
        #expect(filled.documentationUrl == "https://wiki.example.com/fortios")
        // The source changes its mind: what it told before is not changed by itself either.
        try await world.tell(world.nvd, [Self.line("fortinet_fortios", "7.2", end: "2027-09-30")])
        #expect(try await Self.update(world).differing.count == 2)
        #expect(try await Self.version(world, half).endOfSupportDate == CalendarDay("2026-09-30"))
    }
}
