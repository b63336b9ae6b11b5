import Basics
import Outbound
import Testing

@Suite(.timeLimit(.minutes(5))) struct DeadlineWatchTests {
    private let time = ManualTime(Timestamp(microseconds: 0))

    /// Work that ends when it is cancelled.
    private static func endless() async throws { try await Task.sleep(for: .seconds(86_400)) }

    @Test func `work that ends in time gives its result or its error`() async throws {
        let watch = DeadlineWatch(time: time)
        struct Broken: Error {}
        #expect(try await watch.run(until: time.uptime + .seconds(5)) { 7 } == 7)
        let broken = await Task { try await watch.run(until: .seconds(5)) { () throws -> Int in throw Broken() } }
            .result
        #expect(throws: Broken.self) { try broken.get() }
    }

    @Test func `each work is cancelled at its own deadline, whichever began first`() async throws {
        let watch = DeadlineWatch(time: time)
        let time = time
        let order = try await withThrowingTaskGroup(of: Int.self) { group in
            for seconds in [10, 3, 20, 3] {
                let moment = time.uptime + .seconds(seconds)
                group.addTask {
                    let result: Void? = try await watch.run(until: moment) { try await Self.endless() }
                    return result == nil ? seconds : 0
                }
            }
            var order: [Int] = []
            for (step, count) in [(3, 2), (7, 1), (10, 1)] {
                // Somebody sleeps until the earliest deadline that is left.
                _ = try await time.untilAsleep(within: .seconds(step))
                time.advance(seconds: Double(step))
                for _ in 0..<count { order += [try await group.next()].compactMap(\.self) }
            }
            return order
        }
        #expect(order == [3, 3, 10, 20])
    }

    @Test func `a deadline that is over cancels at once, and a caller who gives up gives the work up`() async throws {
        let watch = DeadlineWatch(time: time)
        let late: Void? = try await watch.run(until: time.uptime) { try await Self.endless() }
        #expect(late == nil)
        let caller = Task { try await watch.run(until: .seconds(5)) { try await Self.endless() } }
        caller.cancel()
        let given = await caller.result
        #expect(throws: CancellationError.self) { try given.get() }
    }
}
