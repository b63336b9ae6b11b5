import Basics
import JobEngine
import Modeling
import Storage
import TestKit
import Testing

/// A queue over a temporary store, with a clock that the test moves.
struct QueueWorld: Sendable {
    let temporary: TemporaryStore
    let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? Timestamp(microseconds: 0))
    let identifiers: TimeOrderedIdentifiers
    let queue: TicketQueue
    var store: Store { temporary.store }

    init() async throws {
        temporary = try await TemporaryStore(Catalog(QueueTables.schemas))
        identifiers = TimeOrderedIdentifiers(clock: time, random: SeededRandom(seed: 3))
        queue = TicketQueue(time: time)
    }

    func node(_ number: UInt64) -> Identifier { Identifier(high: 9, low: number) }

    /// Adds work of an owner and returns its keys.
    @discardableResult
    func add(
        _ count: Int, owner: String = "anna", queue name: String = "default", attemptsLimit: Int = 3,
        uniqueKey: String? = nil
    ) async throws -> [Identifier] {
        let tickets = (0..<count).map { _ in
            NewTicket(
                id: identifiers.next(), queue: name, owner: owner, attemptsLimit: attemptsLimit, uniqueKey: uniqueKey)
        }
        let queue = queue
        return try await store.write { try queue.add(tickets, in: $0) }
    }

    func claim(_ limit: Int, node number: UInt64 = 1, queues: [String] = ["default"]) async throws -> [Claim] {
        let (queue, node) = (queue, node(number))
        return try await store.write { try queue.claim(limit, of: queues, for: node, in: $0) }
    }

    func finish(_ claim: Claim) async throws {
        let queue = queue
        try await store.write { try queue.finish(claim, in: $0) }
    }

    func rescue(dead: UInt64? = nil) async throws -> Rescue {
        let (queue, node) = (queue, dead.map(node))
        return try await store.write { try queue.rescue(of: node, in: $0) }
    }
}

@Suite struct TicketQueueTests {
    @Test func `each piece goes to one worker, in the order in which it was added`() async throws {
        let world = try await QueueWorld()
        let added = try await world.add(5)
        let first = try await world.claim(3, node: 1)
        let second = try await world.claim(3, node: 2)
        #expect(first.map(\.id) == Array(added[..<3]))
        #expect(second.map(\.id) == Array(added[3...]))
        #expect(try await world.claim(3, node: 3).isEmpty)
        #expect((first + second).allSatisfy { $0.fence == 1 && $0.attempt == 1 })
    }

    @Test func `other queues are left to other workers`() async throws {
        let world = try await QueueWorld()
        let slow = try await world.add(1, queue: "slow")
        let usual = try await world.add(1)
        #expect(try await world.claim(5).map(\.id) == usual)
        #expect(try await world.claim(5, queues: ["default", "slow"]).map(\.id) == slow)
    }

    @Test func `owners take turns however much one of them has`() async throws {
        let world = try await QueueWorld()
        let many = try await world.add(200, owner: "bulk")
        world.time.advance(seconds: 0.01)
        let one = try await world.add(1, owner: "anna")
        let few = try await world.add(3, owner: "ben")
        let order = try await world.claim(204).map(\.id)
        #expect(try #require(order.firstIndex(of: one[0])) <= 2)
        #expect(try few.map { try #require(order.firstIndex(of: $0)) }.allSatisfy { $0 <= 10 })
        #expect(order.filter(many.contains) == many)
    }

    @Test func `a worker that is not heard of loses its work, and finds out with the next write`() async throws {
        let world = try await QueueWorld()
        let id = try await world.add(1)[0]
        let lost = try await world.claim(1, node: 1)[0]
        world.time.advance(seconds: 14)
        #expect(try await world.rescue().isEmpty)
        world.time.advance(seconds: 2)
        #expect(try await world.rescue().returned == [id])
        await #expect(throws: LostClaim.self) { try await world.finish(lost) }
        let next = try await world.claim(1, node: 2)[0]
        #expect(next.id == id && next.attempt == 2 && next.fence > lost.fence)
        await #expect(throws: LostClaim.self) { try await world.finish(lost) }
        try await world.finish(next)
        #expect(try await world.claim(1).isEmpty)
    }

    @Test func `a worker that says that it lives keeps its work`() async throws {
        let world = try await QueueWorld()
        try await world.add(1)
        let claim = try await world.claim(1)[0]
        let (queue, node) = (world.queue, world.node(1))
        for _ in 0..<5 {
            world.time.advance(seconds: 10)
            try await world.store.write { try queue.renew(node, in: $0) }
            #expect(try await world.rescue().isEmpty)
        }
        try await world.finish(claim)
    }

    @Test func `of work that ends together only what was lost is refused`() async throws {
        let world = try await QueueWorld()
        try await world.add(40)
        var claims = try await world.claim(40)
        // Somebody else has the first ones by now.
        world.time.advance(seconds: 16)
        #expect(try await world.rescue().returned.count == 40)
        claims = claims.prefix(5) + (try await world.claim(35, node: 2))
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for claim in claims {
                group.addTask {
                    do {
                        try await world.finish(claim)
                        return claim.attempt == 2
                    } catch {
                        return error is LostClaim && claim.attempt == 1
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count == 40 && outcomes.allSatisfy(\.self))
        #expect(try await world.claim(40).count == 5)
    }

    @Test func `it is seen whether a worker has to take anything back`() async throws {
        let world = try await QueueWorld()
        let queue = world.queue
        func isAnyLost(by number: UInt64, except kept: [Identifier] = []) async throws -> Bool {
            let node = world.node(number)
            return try await world.store.read { try queue.isAnyLost(by: node, except: kept, in: $0) }
        }
        let ids = try await world.add(3)
        #expect(try await !isAnyLost(by: 1))
        _ = try await world.claim(2, node: 1)
        #expect(try await !isAnyLost(by: 1, except: Array(ids[..<2])))
        #expect(try await isAnyLost(by: 1, except: [ids[0]]))
        #expect(try await !isAnyLost(by: 2))
        world.time.advance(seconds: 16)
        #expect(try await isAnyLost(by: 2))
    }

    @Test func `the next work is found without looking at all of it`() async throws {
        let world = try await QueueWorld()
        try await world.add(3_000)
        let dialect = world.store.engine.dialect
        let plan = try await world.store.read { session in
            let question = """
                SELECT id FROM queue_ticket WHERE node IS NULL AND queue = 'default' AND (not_before IS NULL OR not_before <= 7)
                ORDER BY turn, id LIMIT 10
                """
            return try session.connection.rows(
                (dialect == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + question,
                kinds: dialect == .sqlite ? [.integer, .integer, .integer, .text] : [.text]
            ).map { $0.last?.plainText ?? "" }.joined(separator: "\n")
        }
        #expect(plan.contains("ix_queue_ticket_queue_turn_id"), "\(plan)")
        #expect(!plan.contains("Sort") && !plan.contains("B-TREE"), "\(plan)")
    }

    @Test func `work that loses its worker again and again is ended`() async throws {
        let world = try await QueueWorld()
        let id = try await world.add(1, attemptsLimit: 2)[0]
        for expected in 1...2 {
            #expect(try await world.claim(1)[0].attempt == expected)
            world.time.advance(seconds: 16)
            let rescue = try await world.rescue()
            #expect(rescue.returned == (expected == 1 ? [id] : []))
            #expect(rescue.ended.map(\.id) == (expected == 2 ? [id] : []))
        }
        #expect(try await world.claim(1).isEmpty)
    }

    @Test func `work that is given back is as if it had not been taken, and may have to wait`() async throws {
        let world = try await QueueWorld()
        try await world.add(1)
        let claim = try await world.claim(1)[0]
        let (queue, later) = (world.queue, world.time.now.adding(seconds: 30))
        try await world.store.write { try queue.release(claim, notBefore: later, in: $0) }
        #expect(try await world.claim(1).isEmpty)
        world.time.advance(seconds: 31)
        let again = try await world.claim(1)[0]
        #expect(again.attempt == 1 && again.fence > claim.fence)
        await #expect(throws: LostClaim.self) { try await world.finish(claim) }
    }

    @Test func `of work with one key there is one piece at a time`() async throws {
        let world = try await QueueWorld()
        #expect(try await world.add(2, uniqueKey: "nightly").count == 1)
        #expect(try await world.add(1, uniqueKey: "nightly").isEmpty)
        try await world.finish(try await world.claim(1)[0])
        #expect(try await world.add(1, uniqueKey: "nightly").count == 1)
    }

    @Test func `64 at a time that add work with one key add it once`() async throws {
        let world = try await QueueWorld()
        let added = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<64 {
                group.addTask { try await world.add(1, owner: "user \(number)", uniqueKey: "sync").count }
            }
            return try await group.reduce(0, +)
        }
        #expect(added == 1)
    }

    @Test func `of running work with one name there is one piece`() async throws {
        let world = try await QueueWorld()
        try await world.add(2)
        let claims = try await world.claim(2)
        let queue = world.queue
        func hold(_ claim: Claim) async throws -> Bool {
            try await world.store.write { try queue.hold("job", by: claim, in: $0) }
        }
        #expect(try await hold(claims[0]))
        #expect(try await !hold(claims[1]))
        try await world.finish(claims[0])
        #expect(try await hold(claims[1]))
    }

    @Test func `waiting work ends at once when somebody asks for it, running work is asked to`() async throws {
        let world = try await QueueWorld()
        let ids = try await world.add(2)
        let (queue, node) = (world.queue, world.node(1))
        _ = try await world.claim(1)
        func cancel(_ id: Identifier) async throws -> Cancellation {
            try await world.store.write { try queue.cancel(id, in: $0) }
        }
        #expect(try await cancel(ids[1]) == .removed)
        #expect(try await cancel(ids[0]) == .asked)
        #expect(try await cancel(ids[1]) == .none)
        #expect(try await world.store.read { try queue.cancelled(of: node, in: $0) } == [ids[0]])
        world.time.advance(seconds: 16)
        let rescue = try await world.rescue()
        #expect(rescue.ended.map(\.id) == [ids[0]] && rescue.ended[0].wasCancelled)
    }

    @Test func `what a process that is gone was doing is taken back without waiting`() async throws {
        let world = try await QueueWorld()
        let ids = try await world.add(2)
        _ = try await world.claim(1, node: 1)
        _ = try await world.claim(1, node: 2)
        #expect(try await world.rescue(dead: 1).returned == [ids[0]])
        #expect(try await world.claim(5, node: 3).map(\.id) == [ids[0]])
    }
}
