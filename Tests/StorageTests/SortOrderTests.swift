import Basics
import Modeling
import Storage
import Testing

/// Pages by key and pages by offset are the same pages.
@Suite struct SortOrderTests {
    private static let orderings: [[String]] = [
        [], ["name"], ["-name"], ["number"], ["-number"], ["number", "-note"], ["-number", "note"],
        ["flag", "-day", "price"],
        ["-ratio", "-moment", "name"], ["guid", "-number"], ["id"], ["-id"], ["rank"], ["-rank", "number"],
        ["nothing", "number"], ["number", "number"],
    ]

    @Test("pages by key equal pages by offset, with ties and nulls in both directions", arguments: orderings)
    func keyset(_ ordering: [String]) async throws {
        for engine in EngineCase.all {
            let toys = try await engine.store()
            let world = ToyWorld(seed: 21)
            try await toys.store.write { try world.store(in: $0) }
            let order = SortOrder(ordering, Node.schema)
            #expect(order.allowsSeek)
            try await toys.store.read { session throws in
                let all = try session.rows(Selection(Node.schema, ordering: ordering))
                #expect(Set(all.map { $0[0] }).count == 60)
                for size in [1, 7, 60] {
                    var after: [Value]?
                    for start in stride(from: 0, to: all.count, by: size) {
                        let page = try session.rows(
                            Selection(Node.schema, ordering: ordering, limit: size, after: after))
                        #expect(page == Array(all[start..<min(start + size, all.count)]), "\(ordering) from \(start)")
                        let byOffset = try session.rows(
                            Selection(Node.schema, ordering: ordering, limit: size, offset: start))
                        #expect(page == byOffset)
                        after = page.last.map(order.position(of:))
                    }
                    #expect(
                        try session.rows(Selection(Node.schema, ordering: ordering, limit: size, after: after)).isEmpty)
                }
            }
        }
    }

    @Test func `a reference sorts as its target does`() async throws {
        let toys = try await EngineCase.all[0].store()
        let world = ToyWorld(seed: 22)
        try await toys.store.write { try world.store(in: $0) }
        let order = SortOrder(["node"], Leaf.schema)
        #expect(!order.allowsSeek)
        let (leaves, nodes) = try await toys.store.read { session throws in
            (
                try session.rows(Selection(Leaf.schema, ordering: ["node"])).map(Record<Leaf>.init(values:)),
                try session.rows(Selection(Node.schema)).map { $0[0] }
            )
        }
        let places = leaves.compactMap { leaf in nodes.firstIndex(of: leaf.node.value) }
        #expect(places == places.sorted())
    }

    @Test func `a member inside JSON sorts by its value, rows without it first`() async throws {
        let toys = try await EngineCase.all[0].store()
        let documents: [JSONValue] = [["a": 10], ["a": 9], [:], ["a": .null], ["a": -1], ["b": 1]]
        try await toys.store.write { session throws in
            for (number, document) in documents.enumerated() {
                try session.insert(
                    Node.schema,
                    Toys.node("n\(number)", UInt64(number)) { $0.extras = JSONDocument(text: document.text) })
            }
        }
        func names(_ ordering: String...) async throws -> String {
            try await toys.store.read { session throws in
                try session.rows(Selection(Node.schema, ordering: ordering))
                    .map { String(Record<Node>(values: $0).name.suffix(1)) }.joined()
            }
        }
        #expect(try await names("extras.a", "name") == "235410")
        #expect(try await names("-extras.a", "name") == "014235")
        #expect(!SortOrder(["extras.a"], Node.schema).allowsSeek)
        for name in ["extras.", "extras.a'b", "extras.a b", "name.a", "nothing.a"] {
            #expect(try await names(name, "-name") == "543210", "\(name)")
        }
    }

    @Test func `numbers inside names sort by their value`() async throws {
        let toys = try await EngineCase.all[0].store()
        try await toys.store.write { session throws in
            for (number, rank) in ["eth10", "eth9", "eth1", "Eth2"].enumerated() {
                var row = Toys.node("n\(number)", UInt64(number)) { $0.rank = rank }
                row[Node.schema.columnIndex["_rank"] ?? 0] = .text(NaturalOrder.key(rank))
                try session.insert(Node.schema, row)
            }
        }
        let ranks = try await toys.store.read { try $0.fetch(Query<Node>().sorted(by: "rank")).compactMap(\.rank) }
        #expect(ranks.filter { $0.hasPrefix("e") } == ["eth1", "eth9", "eth10"])
    }

    @Test func `offset without limit, and limit without order`() async throws {
        let toys = try await EngineCase.all[0].store()
        for number in 1...5 as ClosedRange<UInt64> { try await toys.add("n\(number)", number) }
        try await toys.store.read { session throws in
            #expect(try session.rows(Selection(Node.schema, ordering: ["name"], offset: 3)).count == 2)
            #expect(try session.rows(Selection(Node.schema, limit: 2)).count == 2)
            #expect(try session.rows(Selection(Node.schema, limit: 0)).isEmpty)
        }
    }
}
