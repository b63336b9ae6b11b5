import Basics
import Modeling
import Storage
import Testing

/// The compiled predicates against an evaluation of the same predicate in memory.
@Suite struct PredicateCompilerTests {
    @Test("three thousand random predicates select what the evaluation in memory selects", arguments: EngineCase.all)
    func random(_ engine: EngineCase) async throws {
        let world = ToyWorld(seed: 11)
        let toys = try await engine.store()
        try await toys.store.write { try world.store(in: $0) }
        let source = PredicateSource(world, SeededRandom(seed: 12))
        let cases = (0..<3000).map { number -> (AnySchema, Predicate) in
            number.isMultiple(of: 2)
                ? (Node.schema, source.predicate(Node.schema)) : (Leaf.schema, source.predicate(Leaf.schema))
        }
        let found = try await toys.store.read { session throws in
            try cases.map { schema, predicate -> Set<Identifier>? in
                do {
                    return try Set(session.ids(schema, where: predicate))
                } catch StorageError.tooComplex {
                    return nil
                }
            }
        }
        // Only few of them are too deep for the database.
        #expect(found.filter { $0 == nil }.count < 30)
        var selective = 0
        var wrong: [String] = []
        for ((schema, predicate), ids) in zip(cases, found) {
            guard let ids else { continue }
            let expected = Set(try world.select(schema, predicate))
            if ids != expected {
                wrong.append("\(schema.identifier) \(predicate): \(ids.count), not \(expected.count)")
            }
            if !expected.isEmpty, expected.count < world.rows(schema).count { selective += 1 }
        }
        let worst = wrong.min { $0.count < $1.count } ?? ""
        #expect(wrong.isEmpty, "\(wrong.count) differ, the shortest: \(worst)")
        // A test over predicates that select everything or nothing would prove little.
        #expect(selective > 1000)
    }

    private static let texts = [
        "", "a", "A", "abc", "ABC", "a%c", "a_c", "axc", "a\\c", "%", "_", "\\", "Äpfel", "äPFEL", "STRASSE", "straße",
        "école", "E\u{301}cole", "日本語", "1.0(2)", "a\nb",
    ]

    @Test(
        "every text lookup takes its text literally, whatever the script",
        arguments: [
            .equals, .contains, .containsIgnoringCase, .startsWith, .startsWithIgnoringCase, .endsWith,
            .endsWithIgnoringCase, .equalsIgnoringCase,
        ] as [Comparison])
    func literal(_ comparison: Comparison) async throws {
        for engine in EngineCase.all {
            let toys = try await engine.store()
            try await toys.store.write { session throws in
                for (index, text) in Self.texts.enumerated() {
                    try session.insert(Node.schema, Toys.node("n\(index)", UInt64(index)) { $0.note = text })
                }
            }
            try await toys.store.read { session throws in
                for needle in Self.texts + ["a%", "%c", "__", "ä", "Ä", "\\c", "SS", "本", "(", "É"] {
                    let found = try session.ids(Node.schema, where: .compare(["note"], comparison, [.text(needle)]))
                    let expected = Self.texts.indices.filter { TextLookup.holds(comparison, Self.texts[$0], needle) }
                    #expect(Set(found) == Set(expected.map { Toys.key(UInt64($0)) }), "\(comparison) \(needle)")
                }
            }
        }
    }

    @Test("patterns match as the pattern engine says", arguments: EngineCase.all)
    func patterns(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.store.write { session throws in
            for (index, text) in Self.texts.enumerated() {
                try session.insert(Node.schema, Toys.node("n\(index)", UInt64(index)) { $0.note = text })
            }
        }
        try await toys.store.read { session throws in
            for pattern in ["^a", "c$", "^.$", "ä", "\\d", "^$", "a.c", "(?i)école", "[%_]"] {
                for ignoresCase in [false, true] {
                    let compiled = try Pattern(pattern, caseInsensitive: ignoresCase)
                    let expected = try Self.texts.indices.filter { try compiled.matches(Self.texts[$0]) }
                    let found = try session.ids(
                        Node.schema,
                        where: .compare(["note"], ignoresCase ? .matchesIgnoringCase : .matches, [.text(pattern)]))
                    #expect(Set(found) == Set(expected.map { Toys.key(UInt64($0)) }), "\(pattern)")
                }
            }
        }
    }

    @Test("a pattern that would take forever is refused as a bad request", arguments: EngineCase.all)
    func evilPattern(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        try await toys.store.write { session throws in
            try session.insert(
                Node.schema, Toys.node("n", 1) { $0.note = String(repeating: "a", count: 5000) + "!" })
        }
        do {
            let found = try await toys.store.read { session throws in
                try session.ids(Node.schema, where: .compare(["note"], .matches, [.text("^(a+)+$")]))
            }
            #expect(found.isEmpty)
        } catch let problem as Problem {
            #expect(problem.kind == .invalidInput)
        }
        do {
            _ = try await toys.store.read { session throws in
                try session.ids(Node.schema, where: .compare(["note"], .matches, [.text("(")]))
            }
            Issue.record("was taken")
        } catch let problem as Problem {
            #expect(problem.kind == .invalidInput)
        }
        #expect(try await toys.names() == ["n"])
    }

    @Test func `a path that names nothing is refused`() async throws {
        let toys = try await EngineCase.all[0].store()
        for path in [["nothing"], ["name", "x"], ["parent", "nothing"], [], Array(repeating: "parent", count: 13)] {
            await #expect(throws: Problem.self, "\(path)") {
                try await toys.store.read { _ = try $0.count(Node.schema, where: .isNull(path)) }
            }
        }
        let deep = Array(repeating: "parent", count: 11) + ["name"]
        #expect(try await toys.store.read { try $0.count(Node.schema, where: .isNull(deep)) } == 0)
    }

    @Test func `lists longer than a statement's arguments are taken`() async throws {
        let toys = try await EngineCase.all[0].store()
        try await toys.add("a", 1)
        let ids = (1...50_000 as ClosedRange<UInt64>).map(Toys.key)
        #expect(try await toys.store.read { try $0.count(Node.schema, where: .ids(ids)) } == 1)
        #expect(try await toys.store.read { try $0.rows(Node.schema, ids: ids).count } == 1)
    }

    @Test func `arguments never become part of the statement`() throws {
        var sql = SQLText(.sqlite)
        try PredicateCompiler(catalog: Toys.catalog).append(
            .compare(["note"], .containsIgnoringCase, [.text("'; DROP TABLE toy_node; --")]), Node.schema, alias: "t",
            to: &sql)
        #expect(sql.text == "(t.note LIKE ?1 ESCAPE '\\')")
        #expect(sql.arguments == [.text("%'; DROP TABLE toy\\_node; --%")])
    }
}
