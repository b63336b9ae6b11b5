import Basics
import Domain
import Feeds
import Modeling
import TestKit
import Testing

@testable import Services

@Suite struct HardwareNoticeUpdateTests {
    private static func fact(_ part: String, sale: String?, support: String?, url: String) throws -> FeedItem {
        var fact = LifecycleFact(.part(part))
        fact.endOfSale = sale.flatMap { CalendarDay($0) }
        fact.endOfSupport = support.flatMap { CalendarDay($0) }
        fact.url = url
        fact.isUnannounced = sale == nil && support == nil
        fact.replacements = ["C9300X-24Y"]
        return .lifecycle(fact)
    }

    private static func update(_ world: ExposureWorld) async throws -> HardwareNoticeUpdate.Counts {
        try await world.world.change { try HardwareNoticeUpdate.run($0) }
    }

    @Test func `announcements become notices, follow their bulletin, and leave what people wrote`() async throws {
        let world = try await ExposureWorld()
        for (model, part) in [
            ("ISR4451-X", "ISR4451-X/K9"), ("C9300", "C9300-24T"), ("Nexus", "N9K-X"), ("New", "NEW-1"),
        ] {
            try await world.world.make(
                "dcim.devicetype",
                ["manufacturer": "Acme", "model": .string(model), "part_number": .string(part)])
        }
        // A person knows when the Nexus ends, from elsewhere.
        try await world.world.make(
            "nautobot_device_lifecycle_mgmt.hardwarelcm",
            [
                "device_type": "Nexus", "end_of_support": "2031-01-01",
                "documentation_url": "https://wiki.example.com/n9k",
            ])
        let url = "https://www.cisco.com/eol"
        try await world.tell(
            world.nvd,
            [
                try Self.fact("ISR4451-X", sale: "2023-11-06", support: "2028-11-30", url: url),
                try Self.fact("N9K-X", sale: "2024-01-01", support: "2029-01-01", url: url),
                try Self.fact("C9300-24T", sale: nil, support: nil, url: url),
            ])
        #expect(
            try await Self.update(world)
                == HardwareNoticeUpdate.Counts(created: 1, changed: 1, unannounced: 1, unknown: 2))
        func notice(_ model: String) async throws -> Record<HardwareNotice> {
            let type = try #require(try await world.world.fetch(Query<DeviceType>().where { $0.model == model }).first)
            let id = Optional(type.id)
            return try #require(
                try await world.world.fetch(Query<HardwareNotice>().where { $0.deviceType == id }).first)
        }
        let made = try await notice("ISR4451-X")
        #expect(made.endOfSale == CalendarDay("2023-11-06") && made.endOfSupport == CalendarDay("2028-11-30"))
        #expect(made.documentationUrl == url && made.comments == "Replaced by C9300X-24Y.")
        // Nobody invents a day of release.
        #expect(made.releaseDate == nil)
        let own = try await notice("Nexus")
        #expect(own.endOfSupport == CalendarDay("2031-01-01") && own.endOfSale == CalendarDay("2024-01-01"))
        #expect(own.documentationUrl == "https://wiki.example.com/n9k")
        // A second run has nothing to do; a changed bulletin is followed.
        #expect(try await Self.update(world) == HardwareNoticeUpdate.Counts(unannounced: 1, unknown: 2))
        try await world.tell(
            world.nvd, [try Self.fact("ISR4451-X", sale: "2023-11-06", support: "2029-11-30", url: url)])
        #expect(try await Self.update(world).changed == 1)
        #expect(try await notice("ISR4451-X").endOfSupport == CalendarDay("2029-11-30"))
    }

    @Test func `part numbers are tried with and without what vendors add to them`() {
        #expect(PartNumbers.candidates(["isr4451-x/k9", "", "ISR4451-X"]) == ["ISR4451-X/K9", "ISR4451-X"])
        #expect(PartNumbers.candidates(["WIC-1T=", "C9500++"]) == ["WIC-1T=", "WIC-1T", "C9500++", "C9500"])
    }
}
