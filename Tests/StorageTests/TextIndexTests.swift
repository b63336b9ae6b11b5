import Basics
import Modeling
import Storage
import Testing

/// A model that is found by its name and number, and by the name of its maker.
private struct Thing: Model {
    static let schema = Schema<Thing>(
        "toy.thing", plural: "things", features: [],
        globalSearch: GlobalSearch(["name", "number", "maker.name"], details: ["maker.name"], place: 1))
    let name = Field<String>(.required)
    let number = Field<String>()
    let note = Field<String>()
    let maker = OptionalRef<Maker>(.setNull)
    init() {}
}

private struct Maker: Model {
    static let schema = Schema<Maker>(
        "toy.maker", plural: "makers", features: [], globalSearch: GlobalSearch(["name"], place: 2))
    let name = Field<String>(.required)
    init() {}
}

/// A store of things, and an index that is kept by hand.
private struct TextWorld {
    let toys: ToyStore
    let store: Store
    let indexer: TextIndexer

    init(_ engine: EngineCase) async throws {
        toys = try ToyStore(engine)
        let catalog = Catalog([Maker.schema, Thing.schema] + TextTables.schemas)
        store = Store(toys.engine, catalog)
        indexer = TextIndexer(store)
        let statements = SchemaDescription(catalog).statements(store.engine.dialect)
        try await store.write { try $0.connection.executeScript(statements) }
    }

    static func thing(
        _ number: UInt64, _ name: String, serial: String = "", maker: UInt64? = nil
    ) -> Record<Thing> {
        var thing = Record<Thing>(id: ID(Toys.key(number)))
        thing.name = name
        thing.number = serial
        thing.maker = maker.map { ID(Toys.key($0)) }
        return thing
    }

    static func maker(_ number: UInt64, _ name: String) -> Record<Maker> {
        var maker = Record<Maker>(id: ID(Toys.key(number)))
        maker.name = name
        return maker
    }

    func add(_ things: Record<Thing>...) async throws {
        try await store.write { session in
            for thing in things { try session.insert(Thing.schema, thing.values) }
        }
    }

    func catchUp() async throws {
        while try await indexer.step() {}
        #expect(try await indexer.isBehind() == false)
    }

    /// The numbers of the things that are found, the best first.
    func find(_ text: String, in schema: AnySchema = Thing.schema, limit: Int = 100) async throws -> [UInt64] {
        guard let wanted = FoldedText(text) else { return [] }
        return try await store.read { session in
            guard let search = try TextSearch(session) else { return [] }
            let found = try search.candidates(wanted, in: [schema], limit: limit)
            return found[ObjectIdentifier(schema)]?.all.map(\.object.low) ?? []
        }
    }
}

@Suite struct TextIndexTests {
    @Test(arguments: EngineCase.all)
    fileprivate func `one or two letters are looked for at the beginning, three anywhere`(
        _ engine: EngineCase
    ) async throws {
        let world = try await TextWorld(engine)
        try await world.add(
            TextWorld.thing(1, "Bazooka"), TextWorld.thing(2, "zoo"), TextWorld.thing(3, "Zoom lens"),
            TextWorld.thing(4, "x", serial: "ZOO"))
        try await world.catchUp()
        #expect(try await world.find("z") == [2, 3, 4])
        #expect(try await world.find("zo") == [2, 3, 4])
        #expect(try await world.find("zoo") == [2, 4, 3, 1])
        #expect(try await world.find("ZOO") == [2, 4, 3, 1])
        #expect(try await world.find("oom len") == [3])
        #expect(try await world.find("zoox").isEmpty)
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `signs that mean something to the engines mean themselves`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        let names = [
            "100%_full", "100xyfull", "a\"b\"c", "a OR b", "NEAR(x y)", "back\\slash", "it's; DROP TABLE text_entry--",
            "😀😁😂😃", "מרכז הנתונים", "col:name*", "^start", "(((", "tab\there",
        ]
        try await world.store.write { session in
            for (number, name) in names.enumerated() {
                try session.insert(Thing.schema, TextWorld.thing(UInt64(number), name).values)
            }
        }
        try await world.catchUp()
        for (number, name) in names.enumerated() {
            #expect(try await world.find(name) == [UInt64(number)], "\(name)")
            let scalars = Array(name.unicodeScalars)
            let inner = String(String.UnicodeScalarView(scalars[1...]))
            #expect(try await world.find(inner).first == UInt64(number), "\(inner)")
        }
        for hostile in [
            "%%%", "___", "\"", "\"\"\"", "'", "*", "a* OR b*", "NOT x", "\\", "\\\\\\", "{}", "-", "? ?1", "$1",
        ] {
            #expect(try await world.find(hostile).isEmpty, "\(hostile)")
        }
        #expect(try await world.find("tab here") == [12])
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `what is renamed or removed is found as it is now`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        try await world.add(TextWorld.thing(1, "before"), TextWorld.thing(2, "before two"), TextWorld.thing(3, "other"))
        try await world.catchUp()
        try await world.store.write { session in
            let columns = [Thing.schema.index(of: \.name)]
            try session.update(Thing.schema, TextWorld.thing(1, "after").values, columns: columns)
            try session.delete(Thing.schema, ids: [Toys.key(2)])
        }
        #expect(try await world.indexer.isBehind())
        try await world.catchUp()
        #expect(try await world.find("before").isEmpty)
        #expect(try await world.find("after") == [1])
        #expect(try await world.find("the") == [3])
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `a change that is undone is not found, one that stays is`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        await #expect(throws: Refusal.self) {
            try await world.store.write { session in
                try session.insert(Thing.schema, TextWorld.thing(1, "refused").values)
                throw Refusal()
            }
        }
        try await world.store.write { session in
            try session.insert(Thing.schema, TextWorld.thing(2, "kept one").values)
            _ = try? session.savepoint {
                try session.insert(Thing.schema, TextWorld.thing(3, "undone").values)
                throw Refusal()
            }
            try session.insert(Thing.schema, TextWorld.thing(4, "kept two").values)
        }
        try await world.catchUp()
        #expect(try await world.find("refused").isEmpty)
        #expect(try await world.find("undone").isEmpty)
        #expect(try await world.find("kept") == [2, 4])
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `many changes in a savepoint that is undone lose none of those before it`(
        _ engine: EngineCase
    ) async throws {
        let world = try await TextWorld(engine)
        try await world.store.write { session in
            try session.insert(Thing.schema, TextWorld.thing(1, "first of all").values)
            _ = try? session.savepoint {
                try session.insert(Thing.schema, all: (10..<6_000).map { TextWorld.thing($0, "undone \($0)").values })
                throw Refusal()
            }
            try session.insert(Thing.schema, all: (10_000..<15_000).map { TextWorld.thing($0, "kept \($0)").values })
        }
        try await world.catchUp()
        #expect(try await world.find("first of") == [1])
        #expect(try await world.find("undone").isEmpty)
        #expect(try await world.find("kept 14999") == [14_999])
        #expect(try await world.find("kept", limit: 20_000).count == 5_000)
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `cells that are not searched make no work`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        try await world.add(TextWorld.thing(1, "quiet"))
        try await world.catchUp()
        try await world.store.write { session in
            var thing = TextWorld.thing(1, "quiet")
            thing.note = "loud"
            try session.update(Thing.schema, thing.values, columns: [Thing.schema.index(of: \.note)])
        }
        #expect(try await world.indexer.isBehind() == false)
        #expect(try await world.find("loud").isEmpty)
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `texts of another row follow that row`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        try await world.store.write { session in
            try session.insert(Maker.schema, TextWorld.maker(50, "Acme").values)
            for number in 1...3 as ClosedRange<UInt64> {
                let thing = TextWorld.thing(number, "t\(number)", maker: number == 3 ? nil : 50)
                try session.insert(Thing.schema, thing.values)
            }
        }
        try await world.catchUp()
        #expect(try await world.find("acme") == [1, 2])
        #expect(try await world.find("acme", in: Maker.schema) == [50])
        try await world.store.write { session in
            try session.update(Maker.schema, TextWorld.maker(50, "Zenith").values, columns: [1])
        }
        try await world.catchUp()
        #expect(try await world.find("acme").isEmpty)
        #expect(try await world.find("zenith") == [1, 2])
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `rows from before the index are taken in step by step, and a stop in between loses none`(
        _ engine: EngineCase
    ) async throws {
        let world = try await TextWorld(engine)
        try await world.store.write { session in
            try session.insert(Thing.schema, all: (1...2_500).map { TextWorld.thing($0, "old \($0)").values })
        }
        try await world.store.write { session in
            _ = try session.connection.execute("DELETE FROM \(TextChange.schema.names.table)", [])
        }
        #expect(try await world.indexer.step())
        #expect(try await world.indexer.step())
        let halfway = try await world.find("old", limit: 5_000).count
        #expect(halfway > 0 && halfway < 2_500)
        // What changes meanwhile is taken in once.
        try await world.store.write { session in
            try session.update(Thing.schema, TextWorld.thing(2_400, "new").values, columns: [1])
            try session.delete(Thing.schema, ids: [Toys.key(1), Toys.key(2_450)])
        }
        let later = TextIndexer(world.store)
        while try await later.step() {}
        #expect(try await world.find("old", limit: 5_000).count == 2_497)
        #expect(try await world.find("new") == [2_400])
        let entries = try await world.store.read { session in
            try session.connection.value("SELECT count(*) FROM text_entry", kind: .integer)
        }
        #expect(entries == .int(2_498))
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `an index that is gone is made again`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        try await world.add(TextWorld.thing(1, "still here"))
        try await world.catchUp()
        try await world.store.write { session in
            let isSQLite = session.connection.dialect == .sqlite
            try session.connection.executeScript(
                (isSQLite ? ["DROP TABLE text_trigram"] : []) + ["DROP TABLE text_entry"])
        }
        #expect(try await world.find("still").isEmpty)
        #expect(try await world.indexer.isBehind())
        try await world.catchUp()
        #expect(try await world.find("still") == [1])
    }

    @Test(arguments: EngineCase.all)
    fileprivate func `without groups of letters the same is found`(_ engine: EngineCase) async throws {
        let world = try await TextWorld(engine)
        try await world.add(TextWorld.thing(1, "100% Zoo"), TextWorld.thing(2, "Bazooka"))
        try await world.catchUp()
        #expect(try await world.indexer.hasTrigrams())
        try await world.store.write { session in
            let isSQLite = session.connection.dialect == .sqlite
            try session.connection.execute(isSQLite ? "DROP TABLE text_trigram" : "DROP INDEX text_trigram", [])
        }
        #expect(try await world.indexer.hasTrigrams() == false)
        try await world.add(TextWorld.thing(3, "zoology"))
        try await world.catchUp()
        #expect(try await world.find("zoo") == [3, 1, 2])
        #expect(try await world.find("0% z") == [1])
        // The next process makes them, of what is there.
        let next = TextIndexer(world.store)
        _ = try await next.step()
        #expect(try await next.hasTrigrams())
        #expect(try await world.find("zoo") == [3, 1, 2])
    }
}
