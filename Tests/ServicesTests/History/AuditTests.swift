import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

/// Whatever is done to the history past Almanac is found, and told in words.
@Suite struct AuditTests {
    /// A store with some transactions: of one change, of several, and one that deletes.
    private func world() async throws -> ServiceWorld {
        let world = try await ServiceWorld()
        try await world.furnish()
        try await world.change { pipeline in
            for number in 0..<5 {
                _ = try pipeline.create(Manufacturer.schema, ["name": .string("m\(number)")])
            }
        }
        let id = try await world.make("dcim.manufacturer", ["name": "last"])
        try await world.delete("dcim.manufacturer", id)
        return world
    }

    private func fault(_ world: ServiceWorld, from: String? = nil) async throws -> String? {
        try await HistoryAudit(store: world.store).run(from: from.flatMap { HistoryAudit.Start($0) }).fault
    }

    private func seals(_ world: ServiceWorld) async throws -> [Record<ChangeSeal>] {
        try await world.fetch(Query<ChangeSeal>().sorted(by: "sequence"))
    }

    /// A transaction of several changes in the middle of the chain.
    private func middle(_ world: ServiceWorld) async throws -> (seal: Record<ChangeSeal>, rows: [Record<ObjectChange>])
    {
        let seal = try #require(try await seals(world).first { $0.changes == 5 })
        let rows = try await world.fetch(
            Query<ObjectChange>().where { $0.seal == Optional(seal.id.raw) }.sorted(by: "id"))
        #expect(rows.count == 5)
        return (seal, rows)
    }

    /// Changes the store past Almanac.
    private func tamper(_ world: ServiceWorld, _ body: @escaping @Sendable (Session) throws -> Void) async throws {
        try await world.store.write(body)
    }

    @Test func `the history of every transaction is sealed, and verification finds it whole`() async throws {
        let world = try await world()
        let result = try await HistoryAudit(store: world.store).run()
        #expect(result.fault == nil)
        #expect(result.changes == (try await world.count(ObjectChange.schema)))
        let seals = try await seals(world)
        #expect(result.seals == seals.count && seals.map(\.sequence) == Array(1...seals.count))
        #expect(result.head.sequence == seals.count && result.head.digest == seals.last?.digest)
        #expect(result.first == 1 && result.pruned == nil && result.adopted == 0)
    }

    @Test func `a removed row is found, with its transaction`() async throws {
        let world = try await world()
        let (seal, rows) = try await middle(world)
        try await tamper(world) { try $0.delete(ObjectChange.schema, ids: [rows[2].id.raw]) }
        let fault = try #require(try await fault(world))
        #expect(
            fault.hasPrefix("Transaction \(seal.sequence) of ") && fault.contains("1 of its 5 history rows are missing")
        )
    }

    @Test(
        "an altered cell of a row is found, whichever it is", arguments: ObjectChange.schema.columns.indices.dropFirst()
    )
    func altered(_ column: Int) async throws {
        let world = try await world()
        let (seal, rows) = try await middle(world)
        let schema = ObjectChange.schema
        try await tamper(world) { session in
            var row = rows[1].values
            row[column] =
                switch schema.columns[column].kind {
                case .timestamp: .timestamp(Timestamp(microseconds: 5))
                case .identifier: .id(seal.id.raw == row[column].identifier ? rows[0].id.raw : seal.id.raw)
                case .json: .json("{\"name\":\"forged\"}")
                default: .text("forged")
                }
            try session.update(schema, row, columns: [column])
        }
        let fault = try #require(try await fault(world))
        #expect(fault.contains("Transaction \(seal.sequence) of ") || fault.contains(rows[1].id.raw.description))
    }

    @Test func `an added row is found, with or without a seal of somebody else`() async throws {
        let world = try await world()
        let (seal, rows) = try await middle(world)
        for stolen in [seal.id.raw, nil, Identifier(high: 9, low: 9)] {
            let added = Identifier(high: rows[1].id.raw.high, low: rows[1].id.raw.low ^ 1)
            try await tamper(world) { session in
                var row = Record<ObjectChange>(values: rows[1].values)
                row.values[0] = .id(added)
                row.seal = stolen
                try session.insert(ObjectChange.schema, row.values)
            }
            let fault = try #require(try await fault(world))
            #expect(fault.contains("1 history rows were added") || fault.contains("belongs to no sealed transaction"))
            try await tamper(world) { try $0.delete(ObjectChange.schema, ids: [added]) }
        }
        #expect(try await fault(world) == nil)
        // Behind the end of the chain too.
        try await tamper(world) { session in
            var row = Record<ObjectChange>(values: rows[1].values)
            row.values[0] = .id(Identifier(high: .max, low: 1))
            row.seal = nil
            try session.insert(ObjectChange.schema, row.values)
        }
        #expect(try #require(try await fault(world)).contains("belongs to no sealed transaction"))
    }

    @Test func `a whole transaction that is taken out with its seal is missed`() async throws {
        let world = try await world()
        let (seal, rows) = try await middle(world)
        try await tamper(world) { session in
            try session.delete(ObjectChange.schema, ids: rows.map(\.id.raw))
            try session.delete(ChangeSeal.schema, ids: [seal.id.raw])
        }
        #expect(try await fault(world) == "Seal \(seal.sequence) is missing.")
    }

    @Test func `the end of the chain cannot be cut off`() async throws {
        let world = try await world()
        let last = try #require(try await seals(world).last)
        try await tamper(world) { session in
            let rows = try session.ids(ObjectChange.schema, where: .compare(["seal"], .equals, [last.id.value]))
            try session.delete(ObjectChange.schema, ids: rows)
            try session.delete(ChangeSeal.schema, ids: [last.id.raw])
        }
        #expect(try #require(try await fault(world)).contains("the last 1 seals are missing"))
    }

    @Test func `an altered seal breaks the chain there, or at the next one when it was made to fit itself`()
        async throws
    {
        let world = try await world()
        let (seal, _) = try await middle(world)
        try await tamper(world) { session in
            var forged = seal
            forged.time = Timestamp(microseconds: 1)
            try session.update(ChangeSeal.schema, forged.values, columns: [ChangeSeal.schema.handles.time.index])
        }
        #expect(try #require(try await fault(world)).contains("was altered"))
        try await tamper(world) { session in
            var forged = seal
            forged.previous = String(repeating: "0", count: 64)
            let columns = [ChangeSeal.schema.handles.time.index, ChangeSeal.schema.handles.previous.index]
            try session.update(ChangeSeal.schema, forged.values, columns: columns)
        }
        #expect(try #require(try await fault(world)).contains("names another digest"))
    }

    @Test func `verification begins where it is told to, and compares a digest that was noted`() async throws {
        let world = try await world()
        let (seal, rows) = try await middle(world)
        let result = try await HistoryAudit(store: world.store).run(from: HistoryAudit.Start("\(seal.sequence)"))
        #expect(result.fault == nil && result.first == seal.sequence)
        #expect(try await fault(world, from: "\(seal.sequence):\(seal.digest)") == nil)
        let other = try #require(try await fault(world, from: "\(seal.sequence):00"))
        #expect(other.contains("another digest than the one given"))
        #expect(try #require(try await fault(world, from: "9999")) == "There is no seal 9999.")
        // What lies before the beginning is not looked at.
        try await tamper(world) { try $0.delete(ObjectChange.schema, ids: [rows[0].id.raw]) }
        #expect(try await fault(world, from: "\(seal.sequence + 1)") == nil)
        #expect(try await fault(world) != nil)
        for text in ["", "x", "0", "-1", "x:1"] { #expect(HistoryAudit.Start(text) == nil, "\(text)") }
    }

    @Test func `a long transaction is sealed as one, though its rows are written in parts`() async throws {
        let world = try await ServiceWorld()
        try await world.change { pipeline in
            for number in 0..<4500 {
                _ = try pipeline.create(Manufacturer.schema, ["name": .string("m\(number)")])
            }
        }
        let last = try #require(try await seals(world).last)
        #expect(last.changes == 4500)
        #expect(try await fault(world) == nil)
    }

    @Test func `rows from before the chain are sealed once as they are found`() async throws {
        let world = try await world()
        let count = try await world.count(ObjectChange.schema)
        // As the first release left a store: rows without seals, no chain.
        try await tamper(world) { session in
            try session.connection.execute("UPDATE extras_objectchange SET seal = NULL", [])
            try session.connection.execute("DELETE FROM system_changeseal", [])
            try session.connection.execute("DELETE FROM system_setting WHERE key = 'history.head'", [])
        }
        _ = try await StorePreparation.prepare(world.store, environment: world.environment)
        _ = try await StorePreparation.prepare(world.store, environment: world.environment)
        #expect(try await seals(world).map(\.kind) == ["adopted"])
        try await world.make("dcim.manufacturer", ["name": "new"])
        let result = try await HistoryAudit(store: world.store).run()
        #expect(result.fault == nil && result.adopted == count && result.changes == count + 1)
        // From now on a row without a seal belongs nowhere, and starting again does not adopt it.
        let rows = try await world.fetch(Query<ObjectChange>().sorted(by: "id"))
        try await tamper(world) { try $0.delete(ObjectChange.schema, ids: [rows[3].id.raw]) }
        #expect(try #require(try await fault(world)).contains("1 of its \(count) history rows are missing"))
    }
}
