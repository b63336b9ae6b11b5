import Basics
import JobEngine
import Modeling
import Storage
import Synchronization
import TestKit
import Testing

@Suite struct WorkerTests {
    /// What workers did, in order.
    private final class Diary: Sendable {
        private let entries = Mutex<[String]>([])
        var all: [String] { entries.withLock { $0 } }
        func note(_ text: String) { entries.withLock { $0.append(text) } }
    }

    private func worker(
        _ world: QueueWorld, _ name: String, _ diary: Diary, time: (any Timekeeper)? = nil,
        rest: Duration = .seconds(1), chore: @escaping Worker.Chore = { nil }, execute: @escaping Worker.Execute
    ) -> Worker {
        var settings = Worker.Settings(name: name, queues: ["default"])
        settings.slots = 2
        settings.drain = .milliseconds(200)
        settings.rest = rest
        return Worker(
            store: world.store, identifiers: world.identifiers, time: time ?? world.time, settings: settings,
            logger: TemporaryStore.logger, execute: execute,
            ended: { id, wasCancelled, _ in diary.note("ended \(id) \(wasCancelled)") }, chore: chore)
    }

    @Test func `a worker without work looks when something is due, was committed, or it has rested`() async throws {
        let world = try await QueueWorld()
        let diary = Diary()
        let chore: Worker.Chore = {
            diary.note("look")
            return .seconds(diary.all.count == 1 ? 3 : 1_000)
        }
        let worker = worker(world, "one", diary, rest: .seconds(20), chore: chore) { claim, _ in
            try? await world.finish(claim)
        }
        func looks(after seconds: Double) async -> Int {
            world.time.advance(seconds: seconds)
            await worker.step()
            await worker.settle()
            return diary.all.count
        }
        #expect(await looks(after: 0) == 1)
        #expect(await looks(after: 2) == 1)
        #expect(await looks(after: 1) == 2)
        // Saying that one lives is nothing to look for.
        for second in 0..<20 { #expect(await looks(after: 0.9) == 2, "\(second)") }
        try await world.add(1)
        #expect(await looks(after: 0) == 3)
    }

    @Test func `a worker does no more at a time than it has places, and all of it in the end`() async throws {
        let world = try await QueueWorld()
        let ids = try await world.add(5)
        let diary = Diary()
        let worker = worker(world, "one", diary) { claim, _ in
            diary.note("\(claim.id)")
            try? await world.finish(claim)
        }
        for _ in 0..<3 {
            await worker.step()
            #expect(worker.running <= 2)
            await worker.settle()
        }
        #expect(Set(diary.all) == Set(ids.map(\.description)))
    }

    @Test func `a wish to end reaches the work within the next look`() async throws {
        let world = try await QueueWorld()
        let id = try await world.add(1)[0]
        let diary = Diary()
        let worker = worker(world, "one", diary) { claim, signal in
            await withCheckedContinuation { continuation in
                signal.onStop { reason in
                    diary.note("\(reason)")
                    continuation.resume()
                }
            }
            try? await world.finish(claim)
        }
        await worker.step()
        let queue = world.queue
        _ = try await world.store.write { try queue.cancel(id, in: $0) }
        world.time.advance(seconds: 1)
        await worker.step()
        await worker.settle()
        #expect(diary.all == ["cancelled"])
    }

    @Test func `a worker that ends lets work finish and gives back what does not`() async throws {
        let world = try await QueueWorld()
        try await world.add(1)
        let diary = Diary()
        let worker = worker(world, "one", diary, time: SystemTime()) { claim, signal in
            await withCheckedContinuation { continuation in signal.onStop { _ in continuation.resume() } }
            diary.note("\(signal.reason == .draining)")
            let queue = world.queue
            try? await world.store.write { try queue.release(claim, in: $0) }
        }
        let running = Task { await worker.run() }
        while worker.running == 0 { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        await running.value
        #expect(diary.all == ["true"])
        #expect(try await world.store.read { try $0.count(QueueNode.schema, where: .always) } == 0)
        #expect(try await world.claim(1)[0].attempt == 1)
    }

    @Test func `a worker takes over from processes that are gone and from nobody else`() async throws {
        let world = try await QueueWorld()
        try await world.add(2)
        let diary = Diary()
        let execute: Worker.Execute = { claim, _ in diary.note("\(claim.attempt)") }
        let (gone, alive) = (
            worker(world, "gone", diary, execute: execute), worker(world, "alive", diary, execute: execute)
        )
        for worker in [gone, alive] {
            let (node, registry) = (worker.node, NodeRegistry(time: world.time, queue: world.queue))
            let queue = world.queue
            try await world.store.write { session in
                try registry.beat(node, in: session)
                _ = try queue.claim(1, of: ["default"], for: node.id.raw, in: session)
            }
        }
        let next = worker(world, "next", diary, execute: execute)
        let running = Task { await next.run { $0 == "gone" } }
        while diary.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        running.cancel()
        world.time.advance(seconds: 60)
        await running.value
        #expect(diary.all == ["2"])
    }

    @Test func `what a dead worker did is taken up by another within the lease and a beat`() async throws {
        let world = try await QueueWorld()
        try await world.add(1, attemptsLimit: 1)
        _ = try await world.claim(1, node: 7)
        let diary = Diary()
        let worker = worker(world, "one", diary) { _, _ in }
        world.time.advance(seconds: 21)
        await worker.step()
        #expect(diary.all.count == 1 && diary.all[0].hasSuffix("false"))
    }

    @Test func `work that was dropped without an end is taken up again with the next beat`() async throws {
        let world = try await QueueWorld()
        try await world.add(2, attemptsLimit: 2)
        let diary = Diary()
        // The end of one piece cannot be written down, again and again.
        let worker = worker(world, "one", diary) { claim, _ in
            diary.note("attempt \(claim.attempt)\(claim.isLast ? ", the last" : "")")
        }
        for _ in 0..<3 {
            await worker.step()
            await worker.settle()
            world.time.advance(seconds: 6)
        }
        #expect(diary.all.filter { $0 == "attempt 1" }.count == 2)
        #expect(diary.all.filter { $0 == "attempt 2, the last" }.count == 2)
        #expect(diary.all.filter { $0.hasPrefix("ended") }.count == 2)
        #expect(try await world.claim(5).isEmpty)
    }
}
