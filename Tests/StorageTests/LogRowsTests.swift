import Basics
import Modeling
import Storage
import Testing

/// A log that refers to nothing.
private struct Remark: Model {
    static let schema = Schema<Remark>(
        "toy.remark", plural: "remarks", naturalKey: [], ordering: ["id"], features: [], operations: .readOnly,
        lookup: "id", display: .field("text"), isLog: true)

    let text = Field<String>(.readOnly)
    let number = Field<Int?>(.readOnly, .indexed)
    init() {}
}

/// Rows of a log, many of which go into one statement of SQLite.
@Suite struct LogRowsTests {
    private func store(_ engine: EngineCase) async throws -> (toys: ToyStore, store: Store) {
        let toys = try ToyStore(engine)
        let catalog = Catalog([Remark.schema])
        let statements = SchemaDescription(catalog).statements(toys.engine.dialect)
        try await toys.engine.write { try $0.executeScript(statements) }
        return (toys, Store(toys.engine, catalog))
    }

    private func remark(_ key: UInt64) -> [Value] {
        var remark = Record<Remark>(id: ID(Toys.key(key)))
        remark.text = "remark \(key)"
        remark.number = key.isMultiple(of: 3) ? nil : Int(key)
        return remark.values
    }

    @Test("any number of rows is added in one go, each with its own cells", arguments: EngineCase.all)
    func addsRows(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        defer { withExtendedLifetime(toys) {} }
        var all: [[Value]] = []
        for count in [0, 1, 7, 8, 9, 16, 40] {
            let rows = (all.count..<all.count + count).map { remark(UInt64($0)) }
            try await store.write { try $0.insert(Remark.schema, all: rows) }
            all += rows
        }
        #expect(try await store.read { try $0.rows(Selection(Remark.schema)) } == all)
    }

    @Test("a key that is taken, wherever among the rows, leaves none of them", arguments: EngineCase.all)
    func refusesTakenKey(_ engine: EngineCase) async throws {
        let (toys, store) = try await store(engine)
        defer { withExtendedLifetime(toys) {} }
        let first = remark(500)
        try await store.write { try $0.insert(Remark.schema, first) }
        for place in [0, 5, 19] {
            var rows = (0..<20).map { remark(UInt64($0)) }
            rows[place] = first
            let refused = rows
            await #expect(throws: Problem.self) {
                try await store.write { try $0.insert(Remark.schema, all: refused) }
            }
            #expect(try await store.read { try $0.rows(Selection(Remark.schema)) } == [first])
        }
    }
}
