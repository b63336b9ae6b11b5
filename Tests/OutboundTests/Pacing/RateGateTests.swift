import Basics
import Outbound
import Testing

@Suite struct RateGateTests {
    private let time = ManualTime(.first)
    private let limit = RateLimit(key: "source", count: 5, per: .seconds(30))

    @Test func `no window has more turns than allowed`() async throws {
        let gate = LocalRateGate(time: time)
        var turns: [Duration] = []
        for _ in 0..<12 {
            async let turn = gate.waitForTurn(limit, until: .seconds(1_000))
            if turns.count >= 5 {
                let wait = try await time.untilAsleep(within: .seconds(60))
                time.advance(by: wait)
            }
            #expect(try await turn)
            turns.append(time.uptime)
            if turns.count < 5 { time.advance(seconds: 1) }
        }
        for (first, sixth) in zip(turns, turns.dropFirst(5)) { #expect(sixth - first >= .seconds(30)) }
        #expect(turns[5] == .seconds(30))
    }

    @Test func `a turn after the deadline is refused at once and not taken`() async throws {
        let gate = LocalRateGate(time: time)
        for _ in 0..<5 { #expect(try await gate.waitForTurn(limit, until: .seconds(10))) }
        for _ in 0..<20 { #expect(try await !gate.waitForTurn(limit, until: .seconds(10))) }
        time.advance(seconds: 30)
        for _ in 0..<5 { #expect(try await gate.waitForTurn(limit, until: .seconds(40))) }
    }

    @Test func `keys do not share turns`() async throws {
        let gate = LocalRateGate(time: time)
        let narrow = RateLimit(key: "narrow", count: 1, per: .seconds(60))
        #expect(try await gate.waitForTurn(narrow, until: .seconds(1)))
        #expect(try await gate.waitForTurn(limit, until: .seconds(1)))
        #expect(try await !gate.waitForTurn(narrow, until: .seconds(1)))
    }
}
