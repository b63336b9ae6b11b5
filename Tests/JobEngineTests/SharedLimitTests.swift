import Basics
import JobEngine
import Modeling
import Storage
import TestKit
import Testing

/// What a vendor allows is never exceeded and nearly all of it is used, by however many nodes (quality.md C5).
@Suite struct SharedLimitTests {
    /// Lets nodes use a limit for a while; each moment is used somewhat late.
    ///
    /// - Returns: When it was used, in seconds, in order.
    private func use(
        _ rules: [SharedLimit.Rule], nodes: Int, seconds: Double, seed: UInt64
    ) async throws -> [Double] {
        let world = try await QueueWorld()
        let limit = SharedLimit("vendor", rules)
        let random = SeededRandom(seed: seed)
        let slack = limit.slack / .seconds(1)
        let start = world.time.now
        var held = [[Timestamp]](repeating: [], count: nodes)
        var used: [Double] = []
        while world.time.now.seconds(since: start) < seconds {
            let now = world.time.now
            for node in held.indices {
                while let first = held[node].first, first <= now {
                    held[node].removeFirst()
                    let late = Double(random.next() % 1000) / 1000 * slack
                    used.append(first.seconds(since: start) + late)
                }
                guard held[node].isEmpty else { continue }
                let wanted = Int(random.next() % 4) + 1
                let identifiers = world.identifiers
                held[node] = try await world.store.write {
                    try limit.reserve(wanted, within: .seconds(1), now: now, identifiers: identifiers, in: $0)
                }
            }
            world.time.advance(seconds: 0.02)
        }
        return used.sorted()
    }

    private func check(_ used: [Double], _ rule: SharedLimit.Rule) {
        let window = rule.window / .seconds(1)
        for index in used.indices.dropLast(rule.count) {
            let span = used[index + rule.count] - used[index]
            #expect(span >= window - 0.000_01, "\(rule.count + 1) uses within \(span) s")
        }
    }

    @Test func `twenty nodes stay within the allowance of one interface and use nine tenths of it`() async throws {
        let rule = SharedLimit.Rule(50, per: .seconds(30))
        let used = try await use([rule], nodes: 20, seconds: 300, seed: 11)
        check(used, rule)
        #expect(used.count >= 450, "\(used.count)")
    }

    @Test func `all windows of a limit hold at once`() async throws {
        let rules = [
            SharedLimit.Rule(5, per: .seconds(1)), SharedLimit.Rule(30, per: .seconds(60)),
            SharedLimit.Rule(100, per: .seconds(86_400)),
        ]
        let used = try await use(rules, nodes: 20, seconds: 400, seed: 12)
        for rule in rules { check(used, rule) }
        #expect(used.count == 100)
    }

    @Test func `limits of different names do not share, and changed rules begin anew`() async throws {
        let world = try await QueueWorld()
        func first(_ name: String, _ rule: SharedLimit.Rule) async throws -> Timestamp? {
            let (now, identifiers) = (world.time.now, world.identifiers)
            return try await world.store.write {
                try SharedLimit(name, [rule]).reserve(
                    1, within: .zero, now: now, identifiers: identifiers, in: $0
                ).first
            }
        }
        let rule = SharedLimit.Rule(1, per: .seconds(60))
        #expect(try await first("one", rule) == world.time.now)
        #expect(try await first("two", rule) == world.time.now)
        let second = try #require(try await first("one", rule))
        #expect(second.seconds(since: world.time.now) >= 60)
    }

    @Test func `a limiter lets callers through in their time, and gives up moments that it slept through`() async throws
    {
        let world = try await QueueWorld()
        let limit = SharedLimit("vendor", [SharedLimit.Rule(3, per: .seconds(1))])
        let limiter = SharedLimiter(limit, store: world.store, time: world.time, identifiers: world.identifiers)
        for _ in 0..<3 { try await limiter.pass() }
        let begun = world.time.now
        let fourth = Task { try await limiter.pass() }
        while !fourth.isCancelled, world.time.now.seconds(since: begun) < 5 {
            world.time.advance(seconds: 0.02)
            await Task.yield()
            try await Task.sleep(for: .milliseconds(2))
            if await limiter.isIdle { break }
        }
        try await fourth.value
        #expect(world.time.now.seconds(since: begun) >= 1)
        world.time.advance(seconds: 3600)
        try await limiter.pass()
    }
}
