import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Old history goes in whole transactions, and the rest stays verifiable.
@Suite struct RetentionTests {
    private func retention(_ world: ServiceWorld) -> HistoryRetention {
        HistoryRetention(store: world.store, environment: world.environment)
    }

    @Test func `what is older than the days goes, and the chain holds before and after`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let old = try await world.count(ObjectChange.schema)
        world.server.time.advance(seconds: 91 * 86_400)
        let id = try await world.make("dcim.manufacturer", ["name": "new"])
        #expect(try await retention(world).prune(days: 0) == 0)
        #expect(try await retention(world).prune(days: 92) == 0)
        #expect(try await world.count(ObjectChange.schema) == old + 1)
        #expect(try await retention(world).prune(days: 90) == old)
        #expect(try await world.history(of: id).count == 1)
        #expect(try await world.count(ObjectChange.schema) == 1)
        var result = try await HistoryAudit(store: world.store).run()
        #expect(result.fault == nil && result.changes == 1 && result.pruned != nil)
        // Nothing more to do; then everything goes, the marker of the first time too.
        #expect(try await retention(world).prune(days: 90) == 0)
        world.server.time.advance(seconds: 200 * 86_400)
        #expect(try await retention(world).prune(days: 90) == 1)
        result = try await HistoryAudit(store: world.store).run()
        #expect(result.fault == nil && result.changes == 0)
        #expect(try await world.count(ChangeSeal.schema) == 1)
        try await world.make("dcim.manufacturer", ["name": "newer"])
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `a removal without a marker is found`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let seals = try await world.fetch(Query<ChangeSeal>().sorted(by: "sequence").limited(to: 2))
        try await world.store.write { session in
            for seal in seals {
                let rows = try session.ids(ObjectChange.schema, where: .compare(["seal"], .equals, [seal.id.value]))
                try session.delete(ObjectChange.schema, ids: rows)
            }
            try session.delete(ChangeSeal.schema, ids: seals.map(\.id.raw))
        }
        #expect(try await HistoryAudit(store: world.store).run().fault == "Seals 1 to 2 are missing.")
    }

    @Test func `a large transaction goes in parts, and a run that was killed is finished by the next`() async throws {
        let world = try await ServiceWorld()
        try await world.change { pipeline in
            for number in 0..<5200 { _ = try pipeline.create(Manufacturer.schema, ["name": .string("m\(number)")]) }
        }
        let all = try await world.count(ObjectChange.schema)
        world.server.time.advance(seconds: 100 * 86_400)
        // The run ends after its first part; what it began is on its way out and no longer part of the chain.
        let retention = retention(world)
        let killed = Task { try await retention.prune(days: 90) }
        killed.cancel()
        await #expect(throws: CancellationError.self) { try await killed.value }
        let left = try await world.count(ObjectChange.schema)
        #expect(left > 0 && left < all)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
        try await world.make("dcim.manufacturer", ["name": "meanwhile"])
        #expect(try await retention.prune(days: 90) == left)
        #expect(try await world.count(ObjectChange.schema) == 1)
        #expect(try await HistoryAudit(store: world.store).run().fault == nil)
    }

    @Test func `the server prunes at most once a day`() async throws {
        let world = try await ServiceWorld()
        #expect(try await retention(world).pruneDaily(days: 90) == 0)
        #expect(try await retention(world).pruneDaily(days: 90) == nil)
        world.server.time.advance(seconds: 86_401)
        #expect(try await retention(world).pruneDaily(days: 90) == 0)
        #expect(try await retention(world).pruneDaily(days: 0) == nil)
        // A clock that was set back does not stop it.
        world.server.time.advance(seconds: -10 * 86_400)
        #expect(try await retention(world).pruneDaily(days: 90) == 0)
    }
}
