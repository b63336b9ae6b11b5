import Basics
import Modeling
import Storage
import Synchronization
import TestKit
import Testing

/// Indexes that are made after the rows.
@Suite struct PostponedIndexTests {
    /// The statements of a table's indexes.
    private func indexes(_ engine: any Engine, _ table: String = "toy_node") async throws -> [String] {
        try await engine.read { connection in
            try connection.rows(
                "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY sql",
                [.text(table)], kinds: [.text]
            ).compactMap { $0[0].textValue }
        }
    }

    private func isRecorded(_ engine: any Engine) async throws -> Bool {
        try await engine.read {
            try $0.value("SELECT count(*) FROM sqlite_master WHERE name = 'postponed_index'", kind: .integer) == .int(1)
        }
    }

    private func steps(_ toys: ToyStore, of table: String?) async throws -> [[Int]] {
        let steps = Mutex<[[Int]]>([])
        try await toys.engine.makePostponedIndexes(of: table) { made, total in
            steps.withLock { $0.append([made, total]) }
        }
        return steps.withLock { $0 }
    }

    @Test func `indexes that nobody asks wait, those of uniqueness stay, and all come back as they were`() async throws
    {
        let toys = try await EngineCase.sqlite.store()
        let before = try await indexes(toys.engine)
        #expect(try await toys.engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 0))
        try await toys.add("a", 1)
        let meanwhile = try await indexes(toys.engine)
        #expect(!meanwhile.isEmpty && meanwhile.count < before.count)
        #expect(meanwhile.allSatisfy { $0.hasPrefix("CREATE UNIQUE INDEX") && before.contains($0) })
        await #expect(throws: Problem.self) { try await toys.add("a", 2) }
        try await toys.add("b", 3)
        #expect(try await toys.names() == ["a", "b"])
        let made = before.count - meanwhile.count
        #expect(try await steps(toys, of: "toy_node") == (0...made).map { [$0, made] })
        #expect(try await indexes(toys.engine) == before)
        #expect(try await !isRecorded(toys.engine))
        #expect(try await toys.engine.read { try $0.value("PRAGMA integrity_check", kind: .text) } == .text("ok"))
        // Once more there is nothing to do.
        #expect(try await steps(toys, of: nil).isEmpty)
    }

    @Test func `a table that has more rows keeps its indexes`() async throws {
        let toys = try await EngineCase.sqlite.store()
        for number in 0..<5 as Range<UInt64> { try await toys.add("n\(number)", number) }
        let before = try await indexes(toys.engine)
        #expect(try await !toys.engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 4))
        #expect(try await indexes(toys.engine) == before)
        #expect(try await !isRecorded(toys.engine))
    }

    @Test func `an index that the writer has looked rows up by stays`() async throws {
        let toys = try await EngineCase.sqlite.store()
        _ = try await toys.store.write { try $0.count(Node.schema, where: .compare(["number"], .equals, [.int(3)])) }
        #expect(try await toys.engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 0))
        let kept = try await indexes(toys.engine).filter { !$0.contains("UNIQUE") }
        #expect(kept.count == 1 && kept[0].contains("number"), "\(kept)")
    }

    @Test func `it is noticed when the writer reads through the table for lack of an index`() async throws {
        let toys = try await EngineCase.sqlite.store()
        try await toys.store.write { session in
            for number in 0..<500 as Range<UInt64> {
                try session.insert(Node.schema, Toys.node("n\(number)", number))
            }
        }
        let engine = toys.engine
        func look(_ times: Int) async throws -> Bool {
            try await toys.store.write { session in
                for _ in 0..<times {
                    _ = try session.count(Node.schema, where: .compare(["number"], .equals, [.int(3)]))
                }
            }
            return try await engine.missesPostponedIndexes(of: "toy_node", rowsWritten: 10)
        }
        #expect(try await engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 500))
        #expect(try await !look(1))
        #expect(try await look(3))
        #expect(try await !look(0))
        try await engine.makePostponedIndexes(of: nil) { _, _ in }
        #expect(try await !look(3))
    }

    @Test func `indexes that a stop left waiting are made by whoever opens the store`() async throws {
        let toys = try await EngineCase.sqlite.store()
        let nodes = try await indexes(toys.engine)
        let leaves = try await indexes(toys.engine, "toy_leaf")
        #expect(try await toys.engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 0))
        #expect(try await toys.engine.postponeIndexes(of: "toy_leaf", whenRowsAtMost: 0))
        let second = try SQLiteEngine(path: toys.path, logger: TemporaryStore.logger)
        defer { try? second.close() }
        #expect(try await indexes(second) != nodes)
        try await second.makePostponedIndexes(of: "toy_leaf") { _, _ in }
        #expect(try await indexes(second, "toy_leaf") == leaves)
        #expect(try await indexes(second) != nodes)
        try await second.makePostponedIndexes(of: nil) { _, _ in }
        #expect(try await indexes(toys.engine) == nodes)
        // The one that postponed them finds nothing to do, and goes on.
        #expect(try await steps(toys, of: "toy_node").isEmpty)
        try await toys.add("a", 1)
    }

    @Test(arguments: EngineCase.all) func `answers are the same while indexes wait`(
        _ engineCase: EngineCase
    ) async throws {
        let toys = try await engineCase.store()
        for number in 0..<20 as Range<UInt64> { try await toys.add("n\(number % 10)\(number)", number) }
        let names = try await toys.names()
        _ = try await toys.engine.postponeIndexes(of: "toy_node", whenRowsAtMost: 100)
        #expect(try await toys.names() == names)
        #expect(try await !toys.engine.missesPostponedIndexes(of: "toy_node", rowsWritten: 100))
        try await toys.engine.makePostponedIndexes(of: nil) { _, _ in }
        #expect(try await toys.names() == names)
    }
}
