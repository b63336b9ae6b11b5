import Testing

@testable import Basics

@Suite struct TimeOrderedIdentifiersTests {
    @Test func `identifiers have version 7, the variant and the time`() throws {
        let clock = ManualTime(try #require(Timestamp("2026-11-20T21:08:16.829047Z")))
        let source = TimeOrderedIdentifiers(clock: clock, random: SeededRandom(seed: 1))
        for _ in 0..<300 {
            let identifier = source.next()
            #expect(identifier.version == 7)
            #expect(identifier.low &>> 62 == 2)
            #expect(identifier.high &>> 16 == 1_795_208_896_829)
        }
    }

    @Test func `order holds when the clock stands still, goes back and jumps`() {
        let clock = ManualTime(Timestamp(microseconds: 1_000_000_000))
        let source = TimeOrderedIdentifiers(clock: clock, random: SeededRandom(seed: 2))
        var last = source.next()
        for step in 0..<30_000 {
            if step % 7_000 == 6_999 { clock.advance(seconds: step % 2 == 0 ? 1 : -3) }
            let next = source.next()
            #expect(last < next)
            last = next
        }
    }

    @Test func `times before 1970 count as 1970`() {
        let source = TimeOrderedIdentifiers(clock: ManualTime(.first), random: SeededRandom(seed: 3))
        #expect(source.next().high &>> 16 == 0)
    }

    @Test func `threads never get the same identifier, and each sees them ascend`() async {
        let source = TimeOrderedIdentifiers(clock: SystemTime(), random: SystemRandom())
        let lists = await withTaskGroup(of: [Identifier].self) { group in
            for _ in 0..<8 { group.addTask { (0..<5_000).map { _ in source.next() } } }
            return await group.reduce(into: [[Identifier]]()) { $0.append($1) }
        }
        for list in lists { #expect(zip(list, list.dropFirst()).allSatisfy { $0 < $1 }) }
        #expect(Set(lists.joined()).count == 40_000)
    }
}

@Suite struct RandomSourceTests {
    @Test(arguments: [-1, 0, 1, 7, 8, 9, 255, 256, 257, 1_000])
    func `sources fill exactly what is asked`(_ count: Int) {
        #expect(SystemRandom().fill(count).count == max(0, count))
        #expect(SeededRandom(seed: 1).fill(count).count == max(0, count))
        #expect(SeededRandom(seed: 1).fill(count) == SeededRandom(seed: 1).fill(count))
    }

    @Test func `the system's bytes differ every time`() {
        #expect(SystemRandom().fill(16) != SystemRandom().fill(16))
    }

    @Test func `a seeded row is SplitMix64`() {
        // The first numbers for this seed in Vigna's reference program, <https://prng.di.unimi.it/splitmix64.c>.
        let random = SeededRandom(seed: 1_234_567)
        #expect(random.next() == 6_457_827_717_110_365_317)
        #expect(random.next() == 3_203_168_211_198_807_973)
    }

    @Test func `bounded numbers stay below the bound and reach every value`() {
        let random = SeededRandom(seed: 8)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<7_000 { counts[Int(random.below(7))] += 1 }
        #expect(counts.allSatisfy { $0 > 850 && $0 < 1_150 })
        #expect(random.below(0) == 0)
        #expect(random.below(1) == 0)
    }
}
