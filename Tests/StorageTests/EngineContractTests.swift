import Basics
import Modeling
import Storage
import Testing

/// What every engine must do; new engines join through ``EngineCase/all``.
@Suite struct EngineContractTests {
    @Test("a cell of every kind comes back as it was", arguments: EngineCase.all)
    func roundTrip(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let full = Toys.node("a'; DROP TABLE toy_node; --", 1) { node in
            node.note = "é\u{1F600}\r\n\u{202E}x"
            node.number = .min
            node.ratio = -0.1
            node.price = Amount(hundredths: -5)
            node.day = CalendarDay("0001-01-01")
            node.moment = Timestamp("2026-01-01T00:00:00.000001Z")
            node.flag = true
            node.guid = Identifier(high: .max, low: .max)
            node.extras = JSONDocument(text: "{\"a\":[1,null,\"\\u0000\"]}")
            node.labels = ["x", "y"]
            node.parent = ID(Toys.key(1))
        }
        let empty = Toys.node("", 2)
        try await toys.store.write { session throws in
            try session.insert(Node.schema, full)
            try session.insert(Node.schema, empty)
        }
        try await toys.store.read { session throws in
            #expect(try session.row(Node.schema, Toys.key(1)) == full)
            #expect(try session.row(Node.schema, Toys.key(2)) == empty)
            #expect(try session.row(Node.schema, Toys.key(3)) == nil)
            #expect(try session.rows(Node.schema, ids: [Toys.key(1), Toys.key(3), Toys.key(2)]).count == 2)
        }
    }

    @Test(
        "a reader does not see what was committed after it began, and does not hold up the writer",
        arguments: EngineCase.all)
    func snapshot(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.add("one", 1)
        let gate = Gate()
        let store = toys.store
        async let seen = store.read { session -> [Int] in
            let before = try session.count(Node.schema, where: .always)
            gate.hold()
            return [before, try session.count(Node.schema, where: .always)]
        }
        await gate.untilReached()
        // Returns although the reader's transaction is still open.
        try await toys.add("two", 2)
        gate.open()
        #expect(try await seen == [1, 1])
        #expect(try await toys.names() == ["one", "two"])
    }

    @Test(
        "the writer does not hold up readers, and they do not see what it has not committed", arguments: EngineCase.all)
    func readersGoOn(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let gate = Gate()
        let store = toys.store
        async let written: Void = store.write { session throws in
            try session.insert(Node.schema, Toys.node("one", 1))
            gate.hold()
        }
        await gate.untilReached()
        #expect(try await toys.names().isEmpty)
        gate.open()
        try await written
        #expect(try await toys.names() == ["one"])
    }

    @Test("concurrent transactions commit or roll back alone", arguments: EngineCase.all)
    func groupCommit(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let before = toys.engine.commits
        let store = toys.store
        let outcomes = await withTaskGroup(of: (Int, Bool).self) { group in
            for number in 0..<90 {
                group.addTask {
                    do {
                        try await store.write { session throws in
                            try session.insert(Node.schema, Toys.node("n\(number)", UInt64(number)))
                            // A third fails by itself, a third collides with the row it has just written.
                            if number % 3 == 1 { throw Refusal() }
                            if number % 3 == 2 { try session.insert(Node.schema, Toys.node("n\(number)", 1000)) }
                        }
                        return (number, true)
                    } catch {
                        return (number, false)
                    }
                }
            }
            return await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<90 { #expect(outcomes[number] == (number % 3 == 0)) }
        #expect(try await Set(toys.names()) == Set(stride(from: 0, to: 90, by: 3).map { "n\($0)" }))
        let commits = toys.engine.commits - before
        #expect((1...90).contains(commits))
    }

    @Test("callers that wait together share a commit", arguments: EngineCase.all)
    func shared(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let before = toys.engine.commits
        let gate = Gate()
        let store = toys.store
        async let first: Void = store.write { _ in gate.hold() }
        await gate.untilReached()
        // While the first is held, nobody else can have been answered.
        let tasks = (0..<20).map { number in
            Task { try await store.write { try $0.insert(Node.schema, Toys.node("n\(number)", UInt64(number))) } }
        }
        #expect(toys.engine.commits == before)
        #expect(try await toys.names().isEmpty)
        gate.open()
        try await first
        for task in tasks { try await task.value }
        #expect(try await toys.names().count == 20)
        #expect((2...21).contains(toys.engine.commits - before))
    }

    @Test(
        "a change that changed nothing fails for its caller alone, those that share its commit stay",
        arguments: EngineCase.all)
    func changedOne(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        for number in 0..<6 { try await toys.add("n\(number)", UInt64(number)) }
        let (gate, store) = (Gate(), toys.store)
        async let first: Void = store.write { _ in gate.hold() }
        await gate.untilReached()
        let tasks = (0..<8).map { number in
            Task {
                try await store.write { session throws in
                    var sql = SQLText(session.connection.dialect)
                    sql += "DELETE FROM toy_node WHERE name = "
                    // Nobody has the names of the last two.
                    sql.bind(.text("n\(number)"))
                    try session.connection.changeOne(sql.text, sql.arguments, orElse: Refusal())
                    // What follows another statement is no other than what follows the same one.
                    if number % 3 == 0 {
                        try session.insert(Node.schema, Toys.node("m\(number)", UInt64(100 + number)))
                    }
                }
            }
        }
        gate.open()
        try await first
        for (number, task) in tasks.enumerated() {
            if number < 6 {
                try await task.value
            } else {
                await #expect(throws: Refusal()) { try await task.value }
            }
        }
        #expect(try await toys.names() == ["m0", "m3"])
        await #expect(throws: Refusal()) {
            try await store.write {
                try $0.connection.changeOne("DELETE FROM toy_node WHERE name = 'n1'", [], orElse: Refusal())
            }
        }
    }

    @Test("what a transaction throws reaches its caller, and its result too", arguments: EngineCase.all)
    func outcome(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        await #expect(throws: Refusal()) { try await toys.store.write { _ in throw Refusal() } }
        await #expect(throws: Refusal()) { try await toys.store.read { _ in throw Refusal() } }
        #expect(try await toys.store.write { _ in 7 } == 7)
        #expect(try await toys.engine.read { try $0.value("SELECT 8", kind: .integer) } == .int(8))
    }

    @Test("each acknowledged write is counted and seen by the next read", arguments: EngineCase.all)
    func acknowledged(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        for number in 0..<20 {
            let before = toys.engine.commits
            try await toys.add("n\(number)", UInt64(number))
            #expect(toys.engine.commits > before)
            #expect(try await toys.names().contains("n\(number)"))
        }
    }

    @Test("collisions name their columns or their index", arguments: EngineCase.all)
    func unique(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.add("a", 1)
        try await toys.add("b", 2)
        try await toys.engine.write { connection throws in
            let session = Session(connection, StatementTable(Toys.catalog, connection.dialect))
            func error(_ schema: AnySchema, _ row: [Value]) -> StorageError? {
                do {
                    // A refused statement spoils the transaction of some engines; a savepoint bounds the damage.
                    try session.savepoint { try session.insert(schema, row) }
                    return nil
                } catch {
                    return error as? StorageError
                }
            }
            let one = ID<Node>(Toys.key(1))
            #expect(error(Node.schema, Toys.node("a", 3)) == .unique(table: "toy_node", columns: ["name"], index: nil))
            #expect(error(Node.schema, Toys.node("c", 1)) == .unique(table: "toy_node", columns: ["id"], index: nil))
            #expect(error(Leaf.schema, Toys.leaf("x", 10) { $0.node = one }) == nil)
            #expect(
                error(
                    Leaf.schema,
                    Toys.leaf("x", 11) { leaf in
                        leaf.node = one
                        leaf.other = ID(Toys.key(2))
                    }) == .unique(table: "toy_leaf", columns: ["node_id", "code"], index: nil))
            // Two nulls collide where the set says so.
            #expect(
                error(Leaf.schema, Toys.leaf("x", 12) { $0.node = ID(Toys.key(2)) })
                    == .unique(table: "", columns: [], index: "uq_toy_leaf_other_id_code"))
            // Rows without a value do not take part.
            for number in 13...14 as ClosedRange<UInt64> {
                #expect(error(Leaf.schema, Toys.leaf("y\(number)", number) { $0.node = one }) == nil)
            }
            let withSerial = { (number: UInt64) in
                Toys.leaf("z\(number)", number) { leaf in
                    leaf.node = one
                    leaf.serial = "S"
                }
            }
            #expect(error(Leaf.schema, withSerial(15)) == nil)
            #expect(
                error(Leaf.schema, withSerial(16))
                    == .unique(table: "toy_leaf", columns: ["node_id", "serial"], index: nil))
            return
        }
    }

    @Test("references must point somewhere, and what is referred to stays", arguments: EngineCase.all)
    func references(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.add("a", 1)
        await #expect(throws: StorageError.foreignKey) {
            try await toys.engine.write { connection throws in
                try Session(connection, StatementTable(Toys.catalog, connection.dialect))
                    .insert(Leaf.schema, Toys.leaf("x", 10) { $0.node = ID(Toys.key(99)) })
            }
        }
        try await toys.store.write { try $0.insert(Leaf.schema, Toys.leaf("x", 10) { $0.node = ID(Toys.key(1)) }) }
        await #expect(throws: StorageError.foreignKey) {
            try await toys.engine.write { connection throws in
                try Session(connection, StatementTable(Toys.catalog, connection.dialect))
                    .delete(Node.schema, ids: [Toys.key(1)])
            }
        }
        #expect(try await toys.names() == ["a"])
    }

    @Test("a wrong statement is a fault of ours and shows nothing of itself", arguments: EngineCase.all)
    func statement(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        do {
            try await toys.store.read { session throws in
                _ = try session.connection.rows("SELECT nothing FROM nowhere", kinds: [.text])
            }
            Issue.record("was taken")
        } catch let problem as Problem {
            #expect(problem.kind == .internalFault)
            #expect(!problem.message.contains("nowhere"))
            #expect(problem.underlying?.contains("nowhere") == true)
        }
    }

    @Test("a query may run the same query from its rows", arguments: EngineCase.all)
    func nested(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        for number in 1...5 as ClosedRange<UInt64> { try await toys.add("n\(number)", number) }
        try await toys.store.read { session throws in
            var pairs = 0
            try session.forEach(Selection(Node.schema)) { _ in
                try session.forEach(Selection(Node.schema)) { _ in
                    pairs += 1
                    return true
                }
                return true
            }
            #expect(pairs == 25)
        }
    }

    @Test("a query stops when its reader has enough", arguments: EngineCase.all)
    func stops(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        for number in 1...5 as ClosedRange<UInt64> { try await toys.add("n\(number)", number) }
        try await toys.store.read { session throws in
            var count = 0
            try session.forEach(Selection(Node.schema)) { _ in
                count += 1
                return count < 2
            }
            #expect(count == 2)
            #expect(try session.count(Node.schema, where: .always) == 5)
        }
    }

    @Test("sets of pairs and tags hold exactly what was last written", arguments: EngineCase.all)
    func sets(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.store.write { session throws in
            for number in 1...4 as ClosedRange<UInt64> {
                try session.insert(Node.schema, Toys.node("n\(number)", number))
            }
            try session.insert(Leaf.schema, Toys.leaf("x", 10) { $0.node = ID(Toys.key(1)) })
            var mark = Record<Mark>(id: ID(Toys.key(20)))
            mark.name = "red"
            try session.insert(Mark.schema, mark.values)
            let field = try #require(Leaf.schema.fieldsByName["friends"])
            for wanted in [[1, 2], [2, 3, 4], [2, 2], []] as [[UInt64]] {
                try session.setMembers(wanted.map(Toys.key), of: Toys.key(10), field: field, in: Leaf.schema)
                #expect(
                    try session.members(of: [Toys.key(10)], field: field, in: Leaf.schema)[Toys.key(10)] ?? []
                        == Set(wanted).sorted().map(Toys.key))
            }
            try session.setTags([Toys.key(20)], of: Toys.key(10), type: "toy.leaf")
            #expect(try session.tags(of: [Toys.key(10)]) == [Toys.key(10): [Toys.key(20)]])
            #expect(try session.isTag(Toys.key(20), usedBy: "toy.leaf"))
            #expect(try !session.isTag(Toys.key(20), usedBy: "toy.node"))
            #expect(try session.counts("extras_taggeditem", by: "tag_id", of: [Toys.key(20)]) == [Toys.key(20): 1])
            try session.deleteTagUses(of: [Toys.key(20)])
            #expect(try session.tags(of: [Toys.key(10)]).isEmpty)
        }
    }
}
