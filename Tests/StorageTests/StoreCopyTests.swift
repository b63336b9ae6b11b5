import Basics
import Modeling
import Storage
import Testing

@Suite struct StoreCopyTests {
    private static let description = SchemaDescription(Toys.catalog)

    /// Every row of every table.
    private func rows(_ engine: any Engine) async throws -> [String: [[Value]]] {
        try await engine.read { connection throws in
            var result: [String: [[Value]]] = [:]
            guard let transfer = connection as? any TableTransfer else { return [:] }
            for table in Self.description.tables {
                var rows: [[Value]] = []
                try transfer.unload(table) { rows.append($0) }
                result[table.name] = rows
            }
            return result
        }
    }

    private func migrate(_ toys: ToyStore) async throws {
        let step = Migration(1, "toys") { Self.description.statements($0) }
        _ = try await MigrationRunner([step]).run(on: toys.engine, now: Timestamp(microseconds: 5))
    }

    @Test func `a copy to each engine and back holds the same rows`() async throws {
        let first = try ToyStore(EngineCase.sqlite)
        try await migrate(first)
        let world = ToyWorld(seed: 31, nodes: 2_500, leaves: 1_200)
        try await first.store.write { try world.store(in: $0) }
        try await first.store.write { session in
            let odd = Toys.node("\u{1}\t\u{FFFF}\\N", 9_000_000) { node in
                node.number = .max
                node.ratio = -0.0
                node.day = CalendarDay("9999-12-31")
                node.moment = Timestamp(microseconds: .min)
                node.guid = Identifier(high: 0, low: 0)
            }
            try session.insert(Node.schema, odd)
        }
        let expected = try await rows(first.engine)
        #expect((expected["toy_node"]?.count ?? 0) > 2_500)
        var source = first
        for engine in EngineCase.all + [EngineCase.sqlite] {
            let target = try ToyStore(engine)
            let count = try await StoreCopy(Self.description).run(from: source.engine, to: target.engine) { _, _ in }
            #expect(count == expected.values.reduce(1) { $0 + $1.count })
            #expect(try await rows(target.engine) == expected, "\(engine.name)")
            #expect(try await MigrationRunner([]).current(on: target.engine) == 1)
            // References and indexes are there again.
            await #expect(throws: StorageError.self) {
                try await target.engine.write { connection throws in
                    try Session(connection, StatementTable(Toys.catalog, connection.dialect))
                        .delete(Node.schema, ids: [Toys.key(0), Toys.key(1), Toys.key(2)])
                }
            }
            source = target
        }
    }

    @Test("a target with tables is refused and left alone", arguments: EngineCase.all)
    func notEmpty(_ engine: EngineCase) async throws {
        let source = try ToyStore(EngineCase.sqlite)
        try await migrate(source)
        let target = try ToyStore(engine)
        _ = try await MigrationRunner([]).run(on: target.engine, now: Timestamp(microseconds: 5))
        await #expect(throws: Problem.self) {
            _ = try await StoreCopy(Self.description).run(from: source.engine, to: target.engine) { _, _ in }
        }
    }

    @Test("a source that breaks off leaves nothing in the target", arguments: EngineCase.all)
    func breaksOff(_ engine: EngineCase) async throws {
        // A source that lacks a table.
        let source = try ToyStore(EngineCase.sqlite)
        try await migrate(source)
        try await source.engine.write { connection throws in
            try connection.executeScript(["DROP TABLE extras_taggeditem"])
        }
        let target = try ToyStore(engine)
        await #expect(throws: (any Error).self) {
            _ = try await StoreCopy(Self.description).run(from: source.engine, to: target.engine) { _, _ in }
        }
        // Empty still, so that the next try is taken.
        let whole = try ToyStore(EngineCase.sqlite)
        try await migrate(whole)
        #expect(try await StoreCopy(Self.description).run(from: whole.engine, to: target.engine) { _, _ in } == 1)
    }
}
