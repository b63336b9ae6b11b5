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
                    return try session.savepoint { try Set(session.ids(schema, where: predicate)) }
                } catch StorageError.tooComplex {
                    return nil
                } catch StorageError.statement(let text) {
                    Issue.record("\(predicate): \(text)")
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

    @Test("members inside JSON are asked for by their keys, whatever the keys hold", arguments: EngineCase.all)
    func members(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let documents: [JSONValue] = [
            ["a": "x"], ["a": "X", "b": 1], ["a": .null], ["a": ["b": ["c": 12]]], ["a": true], ["a": ["x", 5, true]],
            ["A'--": "x", "$": "x", "[0]": "x"], ["0": ["x"]], [:],
        ]
        try await toys.store.write { session throws in
            for (index, document) in documents.enumerated() {
                try session.insert(
                    Node.schema,
                    Toys.node("n\(index)", UInt64(index)) { $0.extras = JSONDocument(text: document.text) })
            }
        }
        let cases: [(Predicate, [UInt64])] = [
            (.compare(["extras", "a"], .equals, [.text("x")]), [0]),
            (.compare(["extras", "a"], .equalsIgnoringCase, [.text("x")]), [0, 1]),
            (.compare(["extras", "a"], .equals, [.text("x"), .bool(true)]), [0, 4]),
            (.compare(["extras", "a"], .equals, [.text("true")]), []),
            (.compare(["extras", "a"], .equals, [.int(1)]), []),
            (.compare(["extras", "b"], .equals, [.int(1), .text("1")]), [1]),
            (.compare(["extras", "b"], .less, [.double(1.5)]), [1]),
            (.compare(["extras", "a", "b", "c"], .greater, [.int(11)]), [3]),
            (.compare(["extras", "a", "b", "c"], .contains, [.text("2")]), [3]),
            (.compare(["extras", "a"], .startsWith, [.text("{")]), [3]),
            (.compare(["extras", "a"], .listContains, [.text("x")]), [5]),
            (.compare(["extras", "a"], .listContains, [.int(5)]), [5]),
            (.compare(["extras", "a"], .listContains, [.text("5")]), []),
            (.compare(["extras", "A'--"], .equals, [.text("x")]), [6]),
            (.compare(["extras", "$"], .matches, [.text("^x$")]), [6]),
            (.compare(["extras", "[0]"], .equals, [.text("x")]), [6]),
            (.compare(["extras", "0"], .listContains, [.text("x")]), [7]),
            (.compare(["extras", "0", "0"], .equals, [.text("x")]), []),
            (.isNull(["extras", "a"]), [2, 6, 7, 8]),
            (.not(.compare(["extras", "a"], .equals, [.text("x")])), [1, 2, 3, 4, 5, 6, 7, 8]),
            (.compare(["extras", "a"], .equals, [.null, .json("true")]), []),
        ]
        try await toys.store.read { session throws in
            // Twice, because statements of one shape are remembered.
            for (predicate, expected) in cases + cases {
                #expect(
                    Set(try session.ids(Node.schema, where: predicate)) == Set(expected.map(Toys.key)), "\(predicate)")
                #expect(try session.exists(Node.schema, where: predicate) == !expected.isEmpty, "\(predicate)")
            }
            for key in ["a\"", "a\\", "\n"] {
                #expect(throws: Problem.self) { _ = try session.count(Node.schema, where: .isNull(["extras", key])) }
            }
            #expect(throws: Problem.self) {
                _ = try session.count(Node.schema, where: .within(["extras", "a"], [Toys.key(1)]))
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

    @Test("lists of keys of every length select these keys and no others", arguments: EngineCase.all)
    func listsOfKeys(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let all = (0..<1100 as Range<UInt64>).map(Toys.key)
        try await toys.store.write { session in
            for number in 0..<1100 as Range<UInt64> { try session.insert(Node.schema, Toys.node("n\(number)", number)) }
        }
        for count in [0, 1, 2, 4, 5, 8, 9, 63, 64, 65, 200, 201, 1000, 1024, 1025] {
            let some = Array(all[50..<50 + count])
            // The same list twice, with an argument before, between and behind.
            let asked: Predicate =
                .compare(["name"], .startsWith, [.text("n")]) && .ids(some)
                && .not(.compare(["name"], .equals, [.text("x")]))
                && .compare(["id"], .equals, some.map(Value.id)) && .not(.compare(["name"], .equals, [.text("n50")]))
            let (found, rows) = try await toys.store.read { session in
                (try session.ids(Node.schema, where: asked), try session.rows(Node.schema, ids: some))
            }
            #expect(Set(found) == Set(some.dropFirst()), "\(count)")
            #expect(Set(rows.compactMap { $0[0].identifier }) == Set(some), "\(count)")
        }
    }

    @Test func `lists of keys of similar length are one statement`() {
        let statements = [65, 100, 128].map { count in
            var sql = SQLText(.sqlite)
            sql.bind(.int(1))
            sql.bindKeys((0..<UInt64(count)).map(Toys.key))
            sql.bind(.int(2))
            #expect(sql.arguments.count == 130 && sql.arguments[128] == .id(Toys.key(UInt64(count) - 1)))
            return sql.text
        }
        #expect(Set(statements).count == 1)
        #expect(statements[0].hasPrefix("?1(?2,?,") && statements[0].hasSuffix("?)?130"))
    }

    @Test func `arguments never become part of the statement`() throws {
        var sql = SQLText(.sqlite)
        try PredicateCompiler(catalog: Toys.catalog).append(
            .compare(["note"], .containsIgnoringCase, [.text("'; DROP TABLE toy_node; --")]), Node.schema, alias: "t",
            to: &sql)
        #expect(sql.text == "(t.note LIKE ?1 ESCAPE '\\')")
        #expect(sql.arguments == [.text("%'; DROP TABLE toy\\_node; --%")])
        var member = SQLText(.postgresql)
        try PredicateCompiler(catalog: Toys.catalog).append(
            .compare(["extras", "a' OR 1", "b"], .equals, [.text("x'"), .int(5), .bool(true)]), Node.schema, alias: "t",
            to: &member)
        let document = #"cast(replace(t.extras, '\u0000', '\ufffd') AS json)"#
        let value = "(\(document) -> cast($1 AS text) -> cast($2 AS text))"
        let text = "((\(value) #>> '{}') COLLATE \"C\")"
        #expect(
            member.text == "((\(text) = $3 AND json_typeof(\(value)) = 'string') OR "
                + "(CASE WHEN json_typeof(\(value)) = 'number' THEN cast(\(text) AS numeric) END = $4) OR "
                + "(json_typeof(\(value)) = 'boolean' AND \(text) = 'true'))")
        #expect(member.arguments == [.text("a' OR 1"), .text("b"), .text("x'"), .int(5)])
    }
}
