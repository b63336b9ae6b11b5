import Basics
import Outbound
import Testing

@Suite struct CircuitBreakerTests {
    private let time = ManualTime(.first)

    private func fail(_ breaker: CircuitBreaker, _ count: Int) {
        for _ in 0..<count {
            #expect(breaker.admit("a") == nil)
            breaker.record(.failure, of: "a")
        }
    }

    @Test func `it opens after five failures in a row`() {
        let breaker = CircuitBreaker(time: time)
        fail(breaker, 4)
        breaker.record(.success, of: "a")
        fail(breaker, 5)
        #expect(breaker.admit("a") == .seconds(10))
        #expect(breaker.admit("b") == nil)
    }

    @Test func `after the pause one probe passes, and its success closes the breaker`() {
        let breaker = CircuitBreaker(time: time)
        fail(breaker, 5)
        time.advance(seconds: 10)
        #expect(breaker.admit("a") == nil)
        #expect(breaker.admit("a") != nil)
        breaker.record(.success, of: "a")
        #expect(breaker.admit("a") == nil)
        #expect(breaker.admit("a") == nil)
    }

    @Test func `each failed probe doubles the pause up to the longest`() {
        let breaker = CircuitBreaker(time: time)
        fail(breaker, 5)
        for pause in [20, 40, 60, 60] {
            time.advance(seconds: 60)
            #expect(breaker.admit("a") == nil)
            #expect(breaker.record(.failure, of: "a") == .seconds(pause))
            #expect(breaker.admit("a") == .seconds(pause))
        }
    }

    @Test func `a probe that tells nothing makes way for the next`() {
        let breaker = CircuitBreaker(time: time)
        fail(breaker, 5)
        time.advance(seconds: 10)
        #expect(breaker.admit("a") == nil)
        breaker.record(.unknown, of: "a")
        #expect(breaker.admit("a") == nil)
    }
}
