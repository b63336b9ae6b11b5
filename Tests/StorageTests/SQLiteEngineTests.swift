import Basics
import Foundation
import Modeling
import Storage
import TestKit
import Testing

/// What holds for SQLite only: its pragmas, its file, other processes on the same file.
@Suite struct SQLiteEngineTests {
    private let sqlite = EngineCase.all[0]

    private func engine(_ toys: ToyStore) throws -> SQLiteEngine { try #require(toys.engine as? SQLiteEngine) }

    private func pragma(_ connection: any Connection, _ name: String) throws -> Int64? {
        try connection.value("PRAGMA \(name)", kind: .integer).integer
    }

    @Test func `every connection syncs fully, checks foreign keys and uses the write-ahead log`() async throws {
        let toys = try await sqlite.store()
        #expect(try await engine(toys).synchronousLevel() == 2)
        let gates = (0..<4).map { _ in Gate() }
        let engine = toys.engine
        // All readers at once, so that each is a connection of its own.
        let readers = gates.map { gate in
            Task {
                try await engine.read { connection throws in
                    gate.hold()
                    return [
                        try connection.value("PRAGMA synchronous", kind: .integer).integer,
                        try connection.value("PRAGMA foreign_keys", kind: .integer).integer,
                    ]
                }
            }
        }
        for gate in gates { await gate.untilReached() }
        for gate in gates { gate.open() }
        for reader in readers { #expect(try await reader.value == [2, 1]) }
        try await engine.write { connection throws in
            #expect(try connection.value("PRAGMA synchronous", kind: .integer) == .int(2))
            #expect(try connection.value("PRAGMA foreign_keys", kind: .integer) == .int(1))
            #expect(try connection.value("PRAGMA journal_mode", kind: .text) == .text("wal"))
        }
    }

    @Test func `more readers than connections wait in a line, and each sees one state of the data`() async throws {
        let toys = try await sqlite.store()
        try await toys.add("before", 1)
        let store = toys.store
        let gates = (0..<4).map { _ in Gate() }
        let early = gates.map { gate in
            Task {
                try await store.read { session in
                    let first = try session.count(Node.schema, where: .always)
                    gate.hold()
                    return [first, try session.count(Node.schema, where: .always)]
                }
            }
        }
        for gate in gates { await gate.untilReached() }
        let late = (0..<20).map { _ in Task { try await store.read { try $0.count(Node.schema, where: .always) } } }
        try await toys.add("meanwhile", 2)
        for gate in gates { gate.open() }
        for reader in early { #expect(try await reader.value == [1, 1]) }
        for reader in late { #expect(try await reader.value == 2) }
    }

    @Test func `a reader that fails leaves its connection to the next`() async throws {
        let toys = try await sqlite.store()
        for _ in 0..<10 {
            await #expect(throws: Refusal.self) {
                try await toys.store.read { session in
                    _ = try session.count(Node.schema, where: .always)
                    throw Refusal()
                }
            }
        }
        try await toys.add("after", 1)
        #expect(try await toys.names() == ["after"])
    }

    @Test func `what was read is remembered until anybody commits`() async throws {
        let toys = try await sqlite.store()
        try await toys.add("a", 1)
        // One connection, so that every read takes the same.
        let engine = try SQLiteEngine(path: toys.path, readers: 1, logger: TemporaryStore.logger)
        defer { try? engine.close() }
        let store = Store(engine, Toys.catalog)
        let owner = Gate()
        func remembered() async throws -> [Bool] {
            try await store.read { session in
                let memory = try #require(session.memory)
                let made: Int? = memory.value(of: owner)
                let known = [memory.row(Node.schema, Toys.key(1)) != nil, made == 7]
                if let row = try session.row(Node.schema, Toys.key(1)) { memory.keep(row, Node.schema) }
                memory.keep(7, of: owner)
                return known
            }
        }
        #expect(try await remembered() == [false, false])
        #expect(try await remembered() == [true, true])
        // Another process, then this one.
        try await toys.add("b", 2)
        #expect(try await remembered() == [false, false])
        #expect(try await remembered() == [true, true])
        try await store.write { session in
            #expect(session.memory == nil)
            try session.insert(Node.schema, Toys.node("c", 3))
        }
        #expect(try await remembered() == [false, false])
        // More rows than are kept do no harm.
        try await store.read { session in
            let memory = try #require(session.memory)
            for number in 0..<2_500 as Range<UInt64> { memory.keep(Toys.node("n", number), Node.schema) }
            #expect(memory.row(Node.schema, Toys.key(2_499)) != nil && memory.row(Node.schema, Toys.key(1)) == nil)
        }
    }

    @Test func `closing waits for readers, and later ones are refused`() async throws {
        let toys = try await sqlite.store()
        try await toys.add("a", 1)
        let engine = toys.engine
        let gate = Gate()
        let reader = Task {
            try await engine.read { connection in
                gate.hold()
                return try connection.value("SELECT count(*) FROM toy_node", kind: .integer)
            }
        }
        await gate.untilReached()
        let closing = Thread { try? engine.close() }
        closing.start()
        gate.open()
        #expect(try await reader.value == .int(1))
        while !closing.isFinished { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: StorageError.unavailable("The store is closed.")) {
            try await engine.read { try $0.value("SELECT 1", kind: .integer) }
        }
    }

    @Test func `a file that cannot be opened is told with its path`() {
        #expect(throws: StorageError.self) {
            try SQLiteEngine(path: "/nonexistent/folder/almanac.db", logger: TemporaryStore.logger)
        }
    }

    @Test func `a file that is no database is told and not overwritten`() throws {
        let path = NSTemporaryDirectory() + "almanac-\(UUID().uuidString).db"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = String(repeating: "this is a letter to my aunt. ", count: 100)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: StorageError.self) { try SQLiteEngine(path: path, logger: TemporaryStore.logger) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(text.utf8))
    }

    @Test func `a full disk is told as such, harms nobody else's data, and passes without a restart`() async throws {
        let toys = try await sqlite.store()
        try await toys.add("kept", 1)
        try await toys.engine.write { connection throws in
            let pages = try connection.value("PRAGMA page_count", kind: .integer).integer ?? 0
            try connection.execute("PRAGMA max_page_count = \(pages + 8)", [])
        }
        let engine = toys.engine
        let outcomes = await withTaskGroup(of: StorageError?.self) { group in
            for number in 2..<40 as Range<UInt64> {
                group.addTask {
                    do {
                        try await engine.write { connection throws in
                            try Session(connection, StatementTable(Toys.catalog, .sqlite)).insert(
                                Node.schema,
                                Toys.node("n\(number)", number) { $0.note = String(repeating: "x", count: 9000) })
                        }
                        return nil
                    } catch {
                        return error as? StorageError ?? .statement("\(error)")
                    }
                }
            }
            return await group.reduce(into: [StorageError?]()) { $0.append($1) }
        }
        let failures = outcomes.compactMap(\.self)
        #expect(!failures.isEmpty)
        for failure in failures { #expect(failure == .full) }
        #expect(try await toys.names().count == 1 + outcomes.count - failures.count)
        _ = try await toys.engine.write { try $0.execute("PRAGMA max_page_count = 1000000", []) }
        try await toys.add("later", 100)
        #expect(try await toys.names().contains("later"))
        #expect(try await toys.engine.read { try $0.value("PRAGMA integrity_check", kind: .text) } == .text("ok"))
    }

    @Test func `a savepoint may change more than memory keeps for its undoing, and is undone`() async throws {
        let toys = try await sqlite.store()
        let note = String(repeating: "n", count: 900)
        try await toys.store.write { session in
            for number in 0..<4000 {
                try session.insert(Node.schema, Toys.node("node \(number)", UInt64(number)) { $0.note = note })
            }
        }
        struct Failure: Error {}
        for fails in [true, false] {
            try await toys.store.write { session in
                do {
                    try session.savepoint {
                        try session.connection.execute("UPDATE toy_node SET note = 'changed'", [])
                        if fails { throw Failure() }
                    }
                } catch is Failure {}
            }
            let changed = try await toys.store.read {
                try $0.count(Node.schema, where: .compare(["note"], .equals, [.text("changed")]))
            }
            #expect(changed == (fails ? 0 : 4000))
        }
    }

    @Test func `a commit of another process is noticed`() async throws {
        let toys = try await sqlite.store()
        let second = try SQLiteEngine(path: toys.path, logger: TemporaryStore.logger)
        defer { try? second.close() }
        let other = Store(second, Toys.catalog)
        #expect(try await toys.names().isEmpty)
        let before = toys.engine.commits
        try await other.write { try $0.insert(Node.schema, Toys.node("foreign", 1)) }
        #expect(try await toys.names() == ["foreign"])
        #expect(toys.engine.commits > before)
        let settled = toys.engine.commits
        #expect(try await toys.names() == ["foreign"])
        #expect(toys.engine.commits == settled)
        // Both may write in turn.
        try await toys.add("own", 2)
        #expect(try await other.read { try $0.count(Node.schema, where: .always) } == 2)
    }

    @Test func `a backup while writing holds every write acknowledged before it`() async throws {
        let toys = try await sqlite.store()
        let store = toys.store
        for number in 0..<200 as Range<UInt64> { try await toys.add("before\(number)", number) }
        let writer = Task {
            var number: UInt64 = 1000
            while !Task.isCancelled {
                let current = number
                try await store.write { try $0.insert(Node.schema, Toys.node("during\(current)", current)) }
                number += 1
            }
        }
        let copy = toys.folder + "/copy.db"
        try engine(toys).backup(to: copy)
        writer.cancel()
        _ = await writer.result
        let restored = try SQLiteEngine(path: copy, logger: TemporaryStore.logger)
        defer { try? restored.close() }
        let names = Set(
            try await Store(restored, Toys.catalog).read { try $0.fetch(Query<Node>()).map(\.name) })
        for number in 0..<200 { #expect(names.contains("before\(number)")) }
        #expect(try await restored.read { try $0.value("PRAGMA integrity_check", kind: .text) } == .text("ok"))
    }

    @Test func `closing lets running writes end, and the file opens again`() async throws {
        let toys = try await sqlite.store()
        try await toys.add("a", 1)
        let second = try SQLiteEngine(path: toys.path, logger: TemporaryStore.logger)
        try await Store(second, Toys.catalog).write { try $0.insert(Node.schema, Toys.node("b", 2)) }
        try second.close()
        #expect(try await toys.names() == ["a", "b"])
    }

    @Test func `errors become problems that say who must act`() {
        let kinds: [(StorageError, Problem.Kind)] = [
            (.unique(table: "t", columns: ["a"], index: nil), .conflict), (.foreignKey, .conflict),
            (.constraint("x"), .invalidInput), (.full, .unavailable), (.unavailable("x"), .unavailable),
            (.pattern("x"), .invalidInput), (.statement("x"), .internalFault),
            (.newerSchema(found: 2, known: 1), .misconfigured),
        ]
        for (error, kind) in kinds {
            #expect(error.problem.kind == kind)
            #expect(!error.problem.message.contains("\n"))
        }
    }
}
