import Basics
import Domain
import Modeling
import Services
import Storage
import TestKit
import Testing

@Suite struct StoreSchemaTests {
    @Test func `the schema in the database equals the catalog`() async throws {
        let world = try await ServiceWorld()
        let description = SchemaDescription(StoreCatalog.catalog)
        let reference = try await TemporaryStore(StoreCatalog.catalog)
        func statements(_ store: Store) async throws -> [String] {
            try await store.read { session in
                let question =
                    session.connection.dialect == .sqlite ? Self.statementsOfSQLite : Self.statementsOfPostgreSQL
                return try session.connection.rows(question, kinds: [.text]).compactMap {
                    $0[0].textValue.map(withoutOrder)
                }.sorted()
            }
        }
        let migrated = try await statements(world.store)
        let described = try await statements(reference.store)
        #expect(Set(migrated).subtracting(described) == [])
        #expect(Set(described).subtracting(migrated) == [])
        #expect(migrated.count == described.count)
        let objects = description.tables.reduce(0) { $0 + 1 + $1.indexes.count }
        let columns = description.tables.reduce(0) { count, table in
            count + table.columns.count + table.columns.count { $0.references != nil }
                + (table.dayColumn == nil ? 0 : 1)
        }
        #expect(migrated.count == objects + (world.store.engine.dialect == .sqlite ? 0 : columns))
    }

    private static let statementsOfSQLite =
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name <> 'schema_migration'"

    /// Columns, indexes and references, each as a line; names of primary keys depend on what a table was called before.
    ///
    /// Tables that are parts of another have what that one has; how it is split is a line of its own.
    private static let statementsOfPostgreSQL = """
        WITH parts AS (SELECT relname FROM pg_class WHERE relispartition AND relnamespace = current_schema()::regnamespace)
        SELECT 'column ' || table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable
            || ' ' || coalesce(collation_name, '') FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name NOT IN ('schema_migration', 'storage_writer')
            AND table_name NOT IN (SELECT relname FROM parts)
        UNION ALL SELECT regexp_replace(indexdef, 'INDEX \\S+_pkey\\d* ', 'INDEX ') FROM pg_indexes
            WHERE schemaname = current_schema() AND tablename NOT IN ('schema_migration', 'storage_writer')
            AND tablename NOT IN (SELECT relname FROM parts)
        UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = current_schema()::regnamespace AND contype = 'f' AND conparentid = 0
        UNION ALL SELECT 'split ' || partrelid::regclass || ' ' || pg_get_partkeydef(partrelid) FROM pg_partitioned_table
        """

    /// The statement with its columns in alphabetical order: a column that came later stands at the end of its table.
    private func withoutOrder(_ statement: String) -> String {
        guard statement.hasPrefix("CREATE TABLE"), let open = statement.firstIndex(of: "("),
            let close = statement.lastIndex(of: ")")
        else { return statement }
        let lines = statement[statement.index(after: open)..<close].split(separator: ",").map { line in
            line.split { $0.isWhitespace }.joined(separator: " ")
        }
        return statement[...open] + lines.sorted().joined(separator: ",") + statement[close...]
    }

    @Test func `every reference is a foreign key, every nullable column takes null`() async throws {
        let world = try await ServiceWorld()
        try await world.store.read { (session: Session) throws in
            for table in SchemaDescription(StoreCatalog.catalog).tables {
                let isSQLite = session.connection.dialect == .sqlite
                let keys = try session.connection.rows(
                    isSQLite
                        ? "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('\(table.name)')"
                        : """
                        SELECT a.attname, c.confrelid::regclass::text FROM pg_constraint c JOIN pg_attribute a
                        ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
                        WHERE c.contype = 'f' AND c.conrelid = '\(table.name)'::regclass
                        """, kinds: [.text, .text])
                let expected = table.columns.filter { $0.references != nil }.map {
                    [Value.text($0.name), .text($0.references ?? "")]
                }
                #expect(Set(keys) == Set(expected), "\(table.name)")
                let columns = try session.connection.rows(
                    isSQLite
                        ? "SELECT name, \"notnull\" FROM pragma_table_info('\(table.name)')"
                        : """
                        SELECT attname, attnotnull FROM pg_attribute
                        WHERE attrelid = '\(table.name)'::regclass AND attnum > 0 AND NOT attisdropped
                        """, kinds: [.text, .boolean])
                #expect(columns.count == table.columns.count, "\(table.name)")
                let declared = Set(table.columns.map { [Value.text($0.name), .bool(!$0.isNullable)] })
                #expect(Set(columns) == declared, "\(table.name)")
            }
            guard session.connection.dialect == .sqlite else { return }
            #expect(try session.connection.rows("PRAGMA foreign_key_check", kinds: [.text]).isEmpty)
        }
    }

    @Test func `preparing a store again changes nothing`() async throws {
        let world = try await ServiceWorld()
        let before = try await world.export()
        let changes = try await world.count(ObjectChange.schema)
        #expect(try await StorePreparation.prepare(world.store, environment: world.environment).isEmpty)
        #expect(try await world.export() == before)
        #expect(try await world.count(ObjectChange.schema) == changes)
    }

    @Test func `a default row that people deleted stays deleted`() async throws {
        let world = try await ServiceWorld()
        let role = try #require(try await world.fetch(Query<Role>().where { $0.name == "CARP" }).first)
        try await world.delete("extras.role", role.id.raw)
        _ = try await StorePreparation.prepare(world.store, environment: world.environment)
        #expect(try await world.fetch(Query<Role>().where { $0.name == "CARP" }).isEmpty)
    }

    @Test func `the text that the first migration keeps reads back as the catalog's description`() throws {
        let description = SchemaDescription(StoreCatalog.catalog)
        #expect(try SchemaDescription(text: description.text) == description)
    }
}
