import Basics
import Domain
import Modeling
import Services
import Storage
import Synchronization
import TestKit
import Testing

/// Imports that fill tables have their indexes made at the end.
@Suite struct TableFillingTests {
    private static func makers(_ numbers: Range<Int>) -> String {
        numbers.map { #"{"object_type":"dcim.manufacturer","name":"m\#($0)"}"# }.joined(separator: "\n")
    }

    private static func devices(_ numbers: Range<Int>) -> String {
        numbers.map { number in
            #"{"object_type":"dcim.device","name":"d\#(number)","device_type":"T1","role":"core","status":"Active","#
                + #""location":"FRA"}"#
        }.joined(separator: "\n")
    }

    /// Imports in small batches, and tells how many indexes were made each time that some were.
    private func load(
        _ world: ServiceWorld, _ text: String, batchSize: Int = 8, failAt: Int? = nil
    ) async throws -> (plan: ImportPlan, made: [[Int]]) {
        let queue = try ReadingQueue(text, .ndjson, model: nil, catalog: world.store.catalog, chunk: 1000)
        let made = Mutex<[[Int]]>([])
        let read = Mutex(0)
        let plan = try await ImportRun(
            store: world.store, environment: world.environment, actor: world.actor, batchSize: batchSize
        ).run(
            .apply,
            next: {
                let count = read.withLock { count in
                    count += 1
                    return count
                }
                if count == failAt { throw Problem(.invalidInput, "The file ends in the middle.") }
                return queue.next()
            },
            progress: { step in
                if case .indexes(let done, let total) = step { made.withLock { $0.append([done, total]) } }
            })
        return (plan, made.withLock { $0 })
    }

    private func indexes(_ world: ServiceWorld) async throws -> [String] {
        guard world.store.engine.dialect == .sqlite else { return [] }
        return try await world.store.read { session in
            try session.connection.rows(
                "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY sql", [], kinds: [.text]
            ).compactMap { $0[0].textValue }
        }
    }

    private static func postpones(_ world: ServiceWorld) -> Bool { world.store.engine.dialect == .sqlite }

    @Test func `a table that an import fills gets its indexes when all rows are there, the same ones`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let before = try await indexes(world)
        let (plan, made) = try await load(world, Self.devices(0..<400), batchSize: 40)
        #expect(plan.total(.create) == 400 && plan.total(.error) == 0)
        // Devices and their history, one after the other, from none to all.
        #expect((made.filter { $0[0] == 0 }.count == 2) == Self.postpones(world), "\(made)")
        #expect(made.filter { $0[0] == 0 }.count == made.filter { $0[0] == $0[1] }.count)
        #expect(try await indexes(world) == before)
        #expect(try await world.count(Device.schema) == 402)
        let (again, nothing) = try await load(world, Self.devices(0..<400), batchSize: 40)
        #expect(again.isEmpty && nothing.isEmpty)
    }

    @Test func `a few objects more in a table of many change nothing about its indexes`() async throws {
        let world = try await ServiceWorld()
        _ = try await load(world, Self.makers(0..<200))
        let (plan, made) = try await load(world, Self.makers(200..<230))
        #expect(plan.total(.create) == 30 && made.isEmpty)
        // Nor do a few in an empty one.
        let other = try await ServiceWorld()
        #expect(try await load(other, Self.makers(0..<30)).made.isEmpty)
    }

    @Test func `an import that fails leaves every index in its place`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let before = try await indexes(world)
        await #expect(throws: Problem(.invalidInput, "The file ends in the middle.")) {
            try await load(world, Self.devices(0..<50), failAt: 45)
        }
        #expect(try await indexes(world) == before)
        // What came in whole batches is there.
        #expect(try await world.count(Device.schema) == 42)
    }

    @Test func `objects that refer to those before find them, and are found`() async throws {
        let world = try await ServiceWorld()
        try await world.furnish()
        let interfaces = (0..<40).map { number in
            #"{"object_type":"dcim.interface","device":"d\#(number)","name":"mgmt0","type":"virtual","status":"Active"}"#
        }.joined(separator: "\n")
        let (plan, made) = try await load(world, Self.devices(0..<40) + "\n" + interfaces)
        #expect(plan.total(.create) == 80, "\(plan.entries.filter { $0.action == .error }.prefix(2).map(\.messages))")
        #expect(made.filter { $0[0] == 0 }.count > 1 || !Self.postpones(world))
        #expect(try await load(world, Self.devices(0..<40) + "\n" + interfaces).plan.isEmpty)
    }

    @Test func `a store that a crash left with waiting indexes is whole after its start`() async throws {
        let world = try await ServiceWorld()
        let before = try await indexes(world)
        let postponed = try await world.store.engine.postponeIndexes(of: "dcim_device", whenRowsAtMost: 0)
        #expect(postponed == Self.postpones(world))
        #expect(try await indexes(world) != before || !postponed)
        _ = try await StorePreparation.prepare(world.store, environment: world.environment)
        #expect(try await indexes(world) == before)
    }
}
