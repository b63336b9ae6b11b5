import Basics
import Modeling
import Storage
import Testing

@Suite struct MigrationTests {
    private let now = Timestamp(microseconds: 1_000_000)

    private static let first = Migration(1, "first") { _ in
        ["CREATE TABLE one (a TEXT)", "INSERT INTO one VALUES ('x')"]
    }
    private static let second = Migration(2, "second") { _ in
        ["CREATE TABLE two (a TEXT)", "INSERT INTO two VALUES ('y')"]
    }
    private static let third = Migration(3, "third") { _ in ["CREATE TABLE three (a TEXT)"] }

    private func tables(_ engine: any Engine) async throws -> [String] {
        try await engine.read { connection throws in
            let tables =
                connection.dialect == .sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                : "SELECT cast(tablename AS text) COLLATE \"C\" AS name FROM pg_tables WHERE schemaname = current_schema()"
            return try connection.rows(
                "SELECT name FROM (\(tables)) t WHERE name IN ('one', 'two', 'three') ORDER BY name", kinds: [.text]
            ).compactMap { $0[0].textValue }
        }
    }

    @Test("from nothing, again, and onwards", arguments: EngineCase.all)
    func migrate(_ engine: EngineCase) async throws {
        let toys = try ToyStore(engine)
        let runner = MigrationRunner([Self.first, Self.second])
        #expect(try await runner.run(on: toys.engine, now: now) == ["first", "second"])
        #expect(try await runner.current(on: toys.engine) == 2)
        #expect(try await runner.run(on: toys.engine, now: now).isEmpty)
        let later = MigrationRunner([Self.first, Self.second, Self.third])
        #expect(try await later.run(on: toys.engine, now: now) == ["third"])
        #expect(try await tables(toys.engine) == ["one", "three", "two"])
        let recorded = try await toys.engine.read { connection throws in
            try connection.rows(
                "SELECT number, name, applied FROM schema_migration ORDER BY number",
                kinds: [.integer, .text, .timestamp])
        }
        #expect(recorded.map { $0[1] } == [.text("first"), .text("second"), .text("third")])
        #expect(recorded.allSatisfy { $0[2] == .timestamp(now) })
    }

    @Test("a migration that breaks off leaves nothing, and the next start goes on there", arguments: EngineCase.all)
    func resume(_ engine: EngineCase) async throws {
        let toys = try ToyStore(engine)
        let broken = Migration(2, "second") { _ in ["CREATE TABLE two (a TEXT)", "CREATE TABLE two (a TEXT)"] }
        await #expect(throws: StorageError.self) {
            try await MigrationRunner([Self.first, broken, Self.third]).run(on: toys.engine, now: now)
        }
        #expect(try await tables(toys.engine) == ["one"])
        #expect(try await MigrationRunner([]).current(on: toys.engine) == 1)
        let thrower = Migration(2, "second") { _ in throw Refusal() }
        await #expect(throws: Refusal.self) {
            try await MigrationRunner([Self.first, thrower]).run(on: toys.engine, now: now)
        }
        #expect(
            try await MigrationRunner([Self.first, Self.second, Self.third]).run(on: toys.engine, now: now)
                == ["second", "third"])
        #expect(try await toys.engine.read { try $0.value("SELECT count(*) FROM one", kind: .integer) } == .int(1))
        #expect(try await toys.engine.read { try $0.value("SELECT count(*) FROM two", kind: .integer) } == .int(1))
    }

    @Test("a store of a newer release is refused with one clear line, and left alone", arguments: EngineCase.all)
    func newer(_ engine: EngineCase) async throws {
        let toys = try ToyStore(engine)
        _ = try await MigrationRunner([Self.first, Self.second]).run(on: toys.engine, now: now)
        do {
            _ = try await MigrationRunner([Self.first]).run(on: toys.engine, now: now)
            Issue.record("was taken")
        } catch let error as StorageError {
            #expect(error == .newerSchema(found: 2, known: 1))
            #expect(error.problem.kind == .misconfigured)
            #expect(
                error.problem.message
                    == "The store has schema 2, this release knows 1 at most. Start the newer release.")
        }
        #expect(try await tables(toys.engine) == ["one", "two"])
    }

    @Test("two starts at the same time migrate once", arguments: EngineCase.all)
    func concurrent(_ engine: EngineCase) async throws {
        let toys = try ToyStore(engine)
        let second = try engine.open(toys.folder)
        defer { try? second.close() }
        let runner = MigrationRunner([Self.first, Self.second, Self.third])
        let now = now
        async let one = runner.run(on: toys.engine, now: now)
        async let two = runner.run(on: second, now: now)
        _ = try await (one, two)
        #expect(try await runner.current(on: toys.engine) == 3)
        #expect(try await toys.engine.read { try $0.value("SELECT count(*) FROM one", kind: .integer) } == .int(1))
    }
}

@Suite struct SchemaDescriptionTests {
    @Test func `a description survives its text`() throws {
        let description = SchemaDescription(Toys.catalog)
        let again = try SchemaDescription(text: description.text)
        #expect(again == description)
        #expect(again.text == description.text)
        #expect(again.statements(.sqlite) == description.statements(.sqlite))
        #expect(again.statements(.postgresql) == description.statements(.postgresql))
    }

    @Test func `the text is one line per table, column and index`() throws {
        let leaf = try #require(SchemaDescription(Toys.catalog).tables.first { $0.name == "toy_leaf" })
        #expect(
            SchemaDescription(tables: [leaf]).text == """
                table toy_leaf key id
                  id identifier
                  code text
                  serial text null
                  node_id identifier references toy_node
                  other_id identifier null references toy_node
                  created timestamp null
                  last_updated timestamp null
                  custom_field_data json
                  index other_id when-not-null other_id
                  index code id when-null other_id
                  unique node_id code
                  unique other_id code nulls-collide
                  unique node_id serial when-set serial
                """)
    }

    @Test func `a line that cannot be read is a fault of ours and is named`() {
        do {
            _ = try SchemaDescription(text: "table a key id\n  id blob")
            Issue.record("was taken")
        } catch let problem as Problem {
            #expect(problem.kind == .internalFault && problem.message.contains("id blob"))
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func `sets have a table of pairs, and tags one for all models`() throws {
        let tables = SchemaDescription(Toys.catalog).tables
        let pairs = try #require(tables.first { $0.name == "toy_leaf_friends" })
        #expect(pairs.key == ["owner_id", "target_id"])
        #expect(pairs.columns.map(\.references) == ["toy_leaf", "toy_node"])
        #expect(tables.contains { $0.name == "extras_taggeditem" })
        #expect(!SchemaDescription(Catalog([Node.schema])).tables.contains { $0.name == "extras_taggeditem" })
    }
}
