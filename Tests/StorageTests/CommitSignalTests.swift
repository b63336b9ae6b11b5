import Basics
import Modeling
import Storage
import TestKit
import Testing

/// Whoever waits for something to do is woken by commits, and by nothing else before its time.
@Suite struct CommitSignalTests {
    private let time = ManualTime(Timestamp(microseconds: 0))

    @Test("a commit wakes who waits, and one that came before is not missed", arguments: EngineCase.all)
    func wakes(_ engine: EngineCase) async throws {
        let toys = try ToyStore(engine)
        let signal = toys.engine.signal
        let before = signal.count
        let time = time
        let waiting = Task { try await signal.wait(after: before, until: .seconds(3600), time) }
        try await toys.engine.write { _ in }
        try await waiting.value
        #expect(signal.count > before)
        try await signal.wait(after: before, until: .seconds(3600), time)
    }

    @Test("commits of other processes wake too, and nothing does while nobody commits", arguments: EngineCase.all)
    func foreign(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let other = try engine.open(toys.folder)
        defer { try? other.close() }
        // Each connection learns what there is to compare with.
        for _ in 0..<8 { toys.engine.lookForOthers() }
        let before = toys.engine.signal.count
        for _ in 0..<8 { toys.engine.lookForOthers() }
        #expect(toys.engine.signal.count == before)
        let node = Toys.node("foreign", 4711)
        try await Store(other, Toys.catalog).write { try $0.insert(Node.schema, node) }
        toys.engine.lookForOthers()
        #expect(toys.engine.signal.count > before)
    }

    @Test("a commit of others does not hide behind own ones", arguments: EngineCase.all)
    func besideOwn(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        let other = try engine.open(toys.folder)
        defer { try? other.close() }
        let others = Store(other, Toys.catalog)
        toys.engine.lookForOthers()
        var number: UInt64 = 100
        for (isQuiet, isFirst) in [(true, true), (true, false), (false, true), (false, false), (true, false)] {
            number += 2
            let (theirs, mine) = (Toys.node("theirs \(number)", number), Toys.node("mine \(number)", number + 1))
            func own() async throws {
                if isQuiet {
                    try await toys.store.writeQuietly { try $0.insert(Node.schema, mine) }
                } else {
                    try await toys.store.write { try $0.insert(Node.schema, mine) }
                }
            }
            // Before an own commit, or after it.
            if !isFirst { try await own() }
            let (count, commits) = (toys.engine.signal.count, toys.engine.commits)
            try await others.write { try $0.insert(Node.schema, theirs) }
            if isFirst { try await own() }
            toys.engine.lookForOthers()
            #expect(toys.engine.signal.count > count, "quiet: \(isQuiet), first: \(isFirst)")
            #expect(toys.engine.commits > commits, "quiet: \(isQuiet), first: \(isFirst)")
        }
    }

    @Test("nobody is told of a quiet commit, and it is there", arguments: EngineCase.all)
    func quiet(_ engine: EngineCase) async throws {
        let toys = try await engine.store()
        _ = try await toys.names()
        toys.engine.lookForOthers()
        let (count, commits) = (toys.engine.signal.count, toys.engine.commits)
        let node = Toys.node("quiet", 4711)
        try await toys.store.writeQuietly { try $0.insert(Node.schema, node) }
        #expect(try await toys.names() == ["quiet"])
        toys.engine.lookForOthers()
        #expect(toys.engine.signal.count == count && toys.engine.commits == commits)
        try await toys.add("told", 4712)
        #expect(toys.engine.signal.count > count && toys.engine.commits > commits)
    }

    @Test func `a wait ends at its moment, and with its task`() async throws {
        let toys = try ToyStore(.sqlite)
        let (signal, time) = (toys.engine.signal, time)
        let count = signal.count
        let patient = Task { try await signal.wait(after: count, until: .seconds(10), time) }
        time.advance(seconds: 11)
        try await patient.value
        let cancelled = Task { try await signal.wait(after: count, until: .seconds(3600), time) }
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
    }
}
