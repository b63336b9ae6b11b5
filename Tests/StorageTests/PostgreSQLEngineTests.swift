import Basics
import Modeling
import Storage
import TestKit
import Testing

/// What holds without a server.
@Suite struct PostgreSQLAddressTests {
    @Test func `the prototypes of the client library are those of its header`() throws {
        // A difference breaks the build; here is told whether there was a header to compare with.
        #expect(PostgreSQLClient.prototypesWereCompared || !PostgreSQLClient.headerIsInstalled)
        #expect(try PostgreSQLClient.version() >= 140_000)
    }

    @Test func `an address shows where the store is, and never its password`() throws {
        let address = try PostgreSQLAddress("postgres://ann:s3cr%40t@db.example:6432/almanac?sslmode=require")
        #expect(address.hasPassword && address.database == "almanac")
        for text in [
            "\(address)", String(reflecting: address), "\(Mirror(reflecting: address).children.map { "\($0)" })",
        ] {
            #expect(!text.contains("s3cr"), "\(text)")
        }
        #expect(address.description == "db.example:6432/almanac as ann")
        #expect(try address.with(database: "other").description == "db.example:6432/other as ann")
        #expect(try !PostgreSQLAddress("postgresql:///x?host=/run").hasPassword)
        #expect(try PostgreSQLAddress("postgres://h/x?password=hidden").hasPassword)
    }

    @Test(arguments: [
        "postgres://ann:s3cret@[::1/x", "postgres://ann:s3cret@h/x?nothing=1", "postgres://ann:s3cret@h/x%zz",
        "mysql://ann:s3cret@h/x", "", "postgres://ann:s3cret@h/\0",
    ])
    func `an address that cannot be read is not repeated`(_ text: String) {
        do {
            _ = try PostgreSQLAddress(text)
            Issue.record("was taken")
        } catch let problem as Problem {
            #expect(problem.kind == .misconfigured)
            #expect(!"\(problem)".contains("s3cret") && problem.underlying == nil)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `a server that is not there is told soon, and without the password`() async throws {
        var limits = PostgreSQLLimits()
        limits.retry = .milliseconds(200)
        let engine = try PostgreSQLEngine(
            PostgreSQLAddress("postgres://ann:s3cret@127.0.0.1:1/x"), limits: limits, logger: TemporaryStore.logger)
        defer { try? engine.close() }
        do {
            try await engine.read { _ = try $0.value("SELECT 1", kind: .integer) }
            Issue.record("was answered")
        } catch let error as StorageError {
            #expect(error.problem.kind == .unavailable && error.problem.retryAfter != nil)
            #expect(!"\(error)\(error.problem)".contains("s3cret"))
        }
        // Refused at once now, until it is there.
        await #expect(throws: StorageError.self) { try await engine.write { try $0.execute("SELECT 1", []) } }
    }
}

/// What is PostgreSQL's own.
@Suite(.enabled(if: TestDatabases.server != nil, "needs ALMANAC_TEST_DATABASE")) struct PostgreSQLEngineTests {
    private func engine(_ change: (inout PostgreSQLLimits) -> Void = { _ in }) throws -> PostgreSQLEngine {
        var limits = TestDatabases.limits
        limits.faults = nil
        change(&limits)
        let server = try #require(TestDatabases.server)
        return try PostgreSQLEngine(server, limits: limits, logger: TemporaryStore.logger)
    }

    @Test func `a statement ends when its task is cancelled, and the connection is used again`() async throws {
        let engine = try engine { $0.connections = 1 }
        defer { try? engine.close() }
        let gate = Gate()
        let task = Task {
            try await engine.read { connection throws in
                gate.hold()
                _ = try connection.value("SELECT cast(pg_sleep(600) AS text)", kind: .text)
            }
        }
        await gate.untilReached()
        gate.open()
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        #expect(try await engine.read { try $0.value("SELECT 7", kind: .integer) } == .int(7))
    }

    @Test func `a reader's statement ends at its deadline`() async throws {
        let engine = try engine { $0.statement = .milliseconds(300) }
        defer { try? engine.close() }
        await #expect(throws: StorageError.self) {
            try await engine.read { _ = try $0.value("SELECT cast(pg_sleep(600) AS text)", kind: .text) }
        }
        #expect(try await engine.read { try $0.value("SELECT 7", kind: .integer) } == .int(7))
    }

    @Test func `who waits too long for a connection is refused`() async throws {
        let engine = try engine { limits in
            limits.connections = 1
            limits.wait = .milliseconds(300)
        }
        defer { try? engine.close() }
        for isWriter in [false, true] {
            let gate = Gate()
            let body: @Sendable (any Connection) throws -> Void = { _ in gate.hold() }
            async let first: Void = isWriter ? engine.write(body) : engine.read(body)
            await gate.untilReached()
            do {
                let late: @Sendable (any Connection) throws -> Void = { _ in Issue.record("was run") }
                try await isWriter ? engine.write(late) : engine.read(late)
                Issue.record("was answered")
            } catch let error as StorageError {
                #expect(error.problem.kind == .unavailable)
            }
            gate.open()
            try await first
        }
    }

    @Test func `transactions that lock each other out are run again`() async throws {
        let toys = try await EngineCase.postgresql.store()
        try await toys.add("a", 1)
        try await toys.add("b", 2)
        let engine = toys.engine
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask {
                    for _ in 0..<10 {
                        try await engine.writeBeside { connection throws in
                            for name in number.isMultiple(of: 2) ? ["a", "b"] : ["b", "a"] {
                                try connection.execute(
                                    "UPDATE toy_node SET number = coalesce(number, 0) + 1 WHERE name = $1",
                                    [.text(name)])
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let sums = try await engine.read { try $0.rows("SELECT number FROM toy_node", kinds: [.integer]) }
        #expect(sums == [[.int(80)], [.int(80)]])
    }

    @Test func `a commit of another node is noticed by the next reader`() async throws {
        let toys = try await EngineCase.postgresql.store()
        let other = try EngineCase.postgresql.open(toys.folder)
        defer { try? other.close() }
        _ = try await toys.names()
        let before = toys.engine.commits
        _ = try await toys.names()
        #expect(toys.engine.commits == before)
        try await Store(other, Toys.catalog).write { try $0.insert(Node.schema, Toys.node("x", 1)) }
        #expect(try await toys.names() == ["x"])
        #expect(toys.engine.commits > before)
    }

    @Test(arguments: [
        ("sum(cast(4000000000 AS bigint))", Value.int(4_000_000_000)), ("cast(-10000 AS numeric)", .int(-10_000)),
        ("cast(0 AS numeric)", .int(0)), ("cast(-12.5 AS numeric)", .double(-12.5)), ("cast(7 AS smallint)", .int(7)),
        ("cast(1.5 AS real)", .double(1.5)), ("true", .int(1)), ("cast(99990000 AS numeric)", .int(99_990_000)),
        ("cast(0.0001 AS numeric)", .double(0.0001)),
    ])
    func `numbers of every type are read`(_ expression: String, _ expected: Value) async throws {
        let engine = try engine()
        defer { try? engine.close() }
        #expect(try await engine.read { try $0.value("SELECT \(expression)", kind: .integer) } == expected)
    }

    @Test func `letters of any script are found in any case, as String folds them`() async throws {
        let toys = try await EngineCase.postgresql.store()
        let texts = ["ÀÉÎ", "àéî", "ΣΊΣΥΦΟΣ", "\u{130}x", "\u{212A}ä", "ǅ", "a.ä", "Ä[b", "ß", "ẞ"]
        try await toys.store.write { session throws in
            for (index, text) in texts.enumerated() {
                try session.insert(Node.schema, Toys.node("n\(index)", UInt64(index)) { $0.note = text })
            }
        }
        try await toys.store.read { session throws in
            for needle in texts {
                let found = try session.ids(
                    Node.schema, where: .compare(["note"], .equalsIgnoringCase, [.text(needle)]))
                let expected = texts.indices.filter { TextLookup.holds(.equalsIgnoringCase, texts[$0], needle) }
                #expect(Set(found) == Set(expected.map { Toys.key(UInt64($0)) }), "\(needle)")
            }
        }
    }
}
