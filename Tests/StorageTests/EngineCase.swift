import Basics
import Foundation
import Modeling
import Storage
import Synchronization
import TestKit
import Testing

/// An engine that the contract is held against; a further engine is one line in ``all``.
struct EngineCase: CustomTestStringConvertible, Sendable {
    let name: String
    /// Opens the store that belongs to a folder, an empty one the first time.
    let open: @Sendable (String) throws -> any Engine
    /// Removes what does not go away with the folder.
    var remove: @Sendable (String) -> Void = { _ in }
    var testDescription: String { name }

    /// SQLite always, PostgreSQL where there is a server for tests.
    static let all = [sqlite] + (TestDatabases.server == nil ? [] : [postgresql])

    static let sqlite = EngineCase(
        name: "SQLite", open: { try SQLiteEngine(path: $0 + "/almanac.db", logger: TemporaryStore.logger) })

    private static let databases = Mutex<[String: PostgreSQLAddress]>([:])
    static let postgresql = EngineCase(
        name: "PostgreSQL",
        open: { folder in
            let address = try databases.withLock { databases in
                if let known = databases[folder] { return known }
                let made = try TestDatabases.make()
                databases[folder] = made
                return made
            }
            var limits = TestDatabases.limits
            // What a contract expects inside a transaction would be expected of one that is run again, too.
            limits.faults = nil
            return try PostgreSQLEngine(address, limits: limits, logger: TemporaryStore.logger)
        },
        remove: { folder in
            if let address = databases.withLock({ $0.removeValue(forKey: folder) }) { TestDatabases.remove(address) }
        })

    /// An empty store with the tables of the toy models.
    func store() async throws -> ToyStore {
        let toys = try ToyStore(self)
        let statements = SchemaDescription(Toys.catalog).statements(toys.engine.dialect)
        try await toys.engine.write { try $0.executeScript(statements) }
        return toys
    }
}

/// A store of the toy models in a folder that goes away with it.
final class ToyStore: Sendable {
    let folder: String
    let engine: any Engine
    let store: Store
    private let remove: @Sendable (String) -> Void

    init(_ engineCase: EngineCase) throws {
        folder = NSTemporaryDirectory() + "almanac-engine-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        engine = try engineCase.open(folder)
        remove = engineCase.remove
        store = Store(engine, Toys.catalog)
    }

    deinit {
        // What stays behind is in the temporary folder; a test must not fail for it.
        try? engine.close()
        remove(folder)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The path of the database file, for engines that have one.
    var path: String { folder + "/almanac.db" }

    /// Adds a node with this name.
    func add(_ name: String, _ number: UInt64) async throws {
        try await store.write { try $0.insert(Node.schema, Toys.node(name, number)) }
    }

    /// The names of all nodes, sorted by the engine.
    func names() async throws -> [String] {
        try await store.read { try $0.fetch(Query<Node>().sorted(by: "name")).map(\.name) }
    }
}

/// Nodes of a tree; one field per kind of cell.
struct Node: Model {
    static let schema = Schema<Node>(
        "toy.node", plural: "nodes", naturalKey: ["name"], ordering: ["rank", "name"], tree: "parent")

    let name = Field<String>(.required, .unique)
    let note = Field<String?>()
    let number = Field<Int?>(.indexed)
    let ratio = Field<Double?>()
    let price = Field<Amount?>()
    let day = Field<CalendarDay?>()
    let moment = Field<Timestamp?>()
    let flag = Field<Bool>()
    let guid = Field<Identifier?>()
    let extras = Field<JSONDocument>()
    let labels = Field<StringList>()
    let rank = Field<String?>(.naturalSort)
    let parent = OptionalRef<Node>(.cascade, .relatedName("children"), .tree)
    init() {}
}

/// Leaves on nodes: references of every sort, and unique sets of every sort.
struct Leaf: Model {
    static let schema = Schema<Leaf>(
        "toy.leaf", plural: "leaves", ordering: ["node", "-code"],
        unique: [
            UniqueSet("node", "code"), UniqueSet("other", "code", nullsCollide: true),
            UniqueSet("node", "serial", onlyWhenSet: "serial"),
        ], indexes: [IndexedFields("code", "id", rows: .null("other"))])

    let code = Field<String>(.required)
    let serial = Field<String?>()
    let node = Ref<Node>(.protect, .relatedName("leaves"))
    let other = OptionalRef<Node>(.setNull, .relatedName("other_leaves"))
    let friends = ManyRef<Node>(.own, .relatedName("fans"))
    let gone = Reserved()
    init() {}
}

/// The table of tags has the name that predicates expect.
struct Mark: Model {
    static let schema = Schema<Mark>("extras.tag", plural: "tags", features: .plain)
    let name = Field<String>(.required, .unique)
    init() {}
}

enum Toys {
    static let catalog = Catalog([Node.schema, Leaf.schema, Mark.schema])

    static func key(_ number: UInt64) -> Identifier { Identifier(high: 0x0700_0000_0000_7000, low: number) }

    static func node(_ name: String, _ number: UInt64, _ change: (inout Record<Node>) -> Void = { _ in }) -> [Value] {
        var node = Record<Node>(id: ID(key(number)))
        node.name = name
        change(&node)
        return node.values
    }

    static func leaf(_ code: String, _ number: UInt64, _ change: (inout Record<Leaf>) -> Void = { _ in }) -> [Value] {
        var leaf = Record<Leaf>(id: ID(key(number)))
        leaf.code = code
        change(&leaf)
        return leaf.values
    }
}

/// What a test throws to roll something back.
struct Refusal: Error, Equatable {}

/// Lets a test wait until a closure on a database thread has come to a point, and holds it there.
final class Gate: Sendable {
    private let reached = DispatchSemaphore(value: 0)
    private let opened = DispatchSemaphore(value: 0)

    /// Called on the database thread: says that the point was reached, and waits.
    func hold() {
        reached.signal()
        opened.wait()
    }

    func open() { opened.signal() }

    /// Waits, off the cooperative pool, until ``hold()`` was called.
    func untilReached() async {
        await withCheckedContinuation { continuation in
            let thread = Thread { [reached] in
                reached.wait()
                continuation.resume()
            }
            thread.start()
        }
    }
}
