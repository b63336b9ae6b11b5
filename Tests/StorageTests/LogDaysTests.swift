import Basics
import Modeling
import Storage
import Testing

/// A log whose rows are kept apart by day.
private struct Line: Model {
    static let schema = Schema<Line>(
        "toy.line", plural: "lines", naturalKey: [], ordering: ["written"], features: [], operations: .readOnly,
        lookup: "id", indexes: [["text", "written"]], display: .field("text"), isLog: true, dayField: "written")

    let text = Field<String>(.readOnly)
    let written = Field<Timestamp>(.readOnly)
    init() {}
}

@Suite struct LogDaysTests {
    private static let catalog = Catalog([Line.schema])
    private static let description = SchemaDescription(catalog)
    /// Long after the tables are made, by whatever clock.
    private static let now = Timestamp("2100-03-01T12:00:00Z") ?? .last

    private func day(_ offset: Int, _ number: Int = 0) -> Timestamp {
        Self.now.adding(seconds: Double(offset) * 86_400 + Double(number))
    }

    private func store(_ engine: EngineCase) async throws -> (toys: ToyStore, store: Store) {
        let toys = try ToyStore(engine)
        _ = try await MigrationRunner([Migration(1, "lines") { Self.description.statements($0) }])
            .run(on: toys.engine, now: Self.now)
        return (toys, Store(toys.engine, Self.catalog))
    }

    /// Waits as long as a busy machine needs.
    private func days(_ store: Store) -> LogDays { LogDays(store, patience: .seconds(120)) }

    private func write(_ days: [Int], _ store: Store) async throws {
        try await store.write { session in
            for (number, offset) in days.enumerated() {
                var line = Record<Line>(id: ID(Toys.key(UInt64(number))))
                line.text = "\(offset)"
                line.written = day(offset, number)
                try session.insert(Line.schema, line.values)
            }
        }
    }

    private func texts(_ store: Store) async throws -> [String] {
        try await store.read { try $0.fetch(Query<Line>()).map(\.text) }
    }

    private func tables(_ toys: ToyStore) async throws -> [String] {
        guard toys.engine.dialect == .postgresql else { return [] }
        return try await toys.engine.read { connection in
            try connection.rows(
                "SELECT c.relname::text FROM pg_class c WHERE relispartition AND relkind = 'r' ORDER BY 1",
                kinds: [.text]
            ).map(\.[0].plainText)
        }
    }

    @Test("rows of any day are taken, with a table for the day or without", arguments: EngineCase.all)
    func anyDay(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        let isSplit = toys.engine.dialect == .postgresql
        try await write([-40_000, -1, 0, 2, 30], store)
        #expect(try await texts(store) == ["-40000", "-1", "0", "2", "30"])
        // Today and a week ahead, and the days whose rows had no table.
        #expect(try await days(store).prepare(now: Self.now) == (isSplit ? 10 : 0))
        #expect(try await days(store).prepare(now: Self.now) == 0)
        #expect(try await texts(store) == ["-40000", "-1", "0", "2", "30"])
        let tables = try await tables(toys)
        #expect(tables.count == (isSplit ? 12 : 0))
        guard isSplit else { return }
        #expect(tables.contains("toy_line_21000301") && tables.contains("toy_line_21000308"))
        let rest = try await toys.engine.read { try $0.value("SELECT count(*) FROM toy_line_rest", kind: .integer) }
        #expect(rest == .int(0))
        // A row of a day that has its table now goes there at once.
        try await store.write { session in
            var line = Record<Line>(id: ID(Toys.key(99)))
            line.written = day(7)
            try session.insert(Line.schema, line.values)
        }
        let week = try await toys.engine.read { try $0.value("SELECT count(*) FROM toy_line_21000308", kind: .integer) }
        #expect(week == .int(1))
    }

    @Test("days that have ended go as a whole, and none that has not", arguments: EngineCase.all)
    func drop(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        try await write([-40_000, -3, -2, -1, 0], store)
        _ = try await days(store).prepare(now: Self.now)
        // The limit is in the middle of a day, which stays.
        let dropped = try await days(store).drop(Line.schema, before: day(-2))
        let isSplit = toys.engine.dialect == .postgresql
        #expect(dropped == (isSplit ? 2 : 0))
        #expect(try await texts(store) == (isSplit ? ["-2", "-1", "0"] : ["-40000", "-3", "-2", "-1", "0"]))
        #expect(try await days(store).drop(Line.schema, before: day(-2)) == 0)
        // Rows of days that were dropped are taken all the same.
        try await store.write { session in
            var line = Record<Line>(id: ID(Toys.key(77)))
            line.text = "late"
            line.written = day(-3)
            try session.insert(Line.schema, line.values)
        }
        #expect(try await texts(store).contains("late"))
        #expect(try await days(store).prepare(now: Self.now) == (isSplit ? 1 : 0))
    }

    @Test("several nodes make each table once", arguments: EngineCase.all)
    func together(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await days(store).prepare(now: Self.now) } }
            return try await group.reduce(0, +)
        }
        #expect(made == (toys.engine.dialect == .postgresql ? 8 : 0))
    }

    @Test("who writes meanwhile is not refused", arguments: EngineCase.all)
    func meanwhile(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<60 {
                    try await store.write { session in
                        var line = Record<Line>(id: ID(Toys.key(UInt64(number))))
                        line.written = day(number % 8, number)
                        try session.insert(Line.schema, line.values)
                    }
                }
            }
            group.addTask { _ = try await days(store).prepare(now: Self.now) }
            try await group.waitForAll()
        }
        #expect(try await texts(store).count == 60)
        withExtendedLifetime(toys) {}
    }

    @Test func `a copy to each engine and back keeps every row and can be split`() async throws {
        let (first, store) = try await store(EngineCase.sqlite)
        try await write([-40_000, -2, -1, 0, 40], store)
        let expected = try await texts(store)
        var source = first
        for engine in EngineCase.all + [EngineCase.sqlite] {
            let target = try ToyStore(engine)
            _ = try await StoreCopy(Self.description).run(from: source.engine, to: target.engine) { _, _ in }
            let copy = Store(target.engine, Self.catalog)
            #expect(try await texts(copy) == expected, "\(engine.name)")
            _ = try await days(copy).prepare(now: Self.now)
            #expect(try await texts(copy) == expected, "\(engine.name)")
            source = target
        }
    }

    @Test func `the description of a log that is split reads back from its text`() throws {
        #expect(try SchemaDescription(text: Self.description.text) == Self.description)
        #expect(Self.description.tables[0].standingParts == ["toy_line_rest", "toy_line_before"])
    }

    @Test("rows go by what is true of them, in one statement", arguments: EngineCase.all)
    func deleteWhere(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        try await write([-2, -1, 0, 1], store)
        let removed = try await store.write { session in
            try session.delete(Line.schema, where: .compare(["text"], .equals, [.text("-1"), .text("1")]))
        }
        #expect(removed == 2)
        #expect(try await texts(store) == ["-2", "0"])
        withExtendedLifetime(toys) {}
    }
}
