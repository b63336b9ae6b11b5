import Basics
import Outbound
import Synchronization
import Testing

@Suite struct RecentNamesTests {
    /// Gives another address each time, and none for `missing`.
    private final class Names: HostResolver {
        let asked = Mutex(0)

        func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
            let number = asked.withLock { count in
                count += 1
                return count
            }
            guard name != "missing", let host = IPHost("192.0.2.\(number)") else { throw .unavailable }
            return [host]
        }
    }

    @Test func `a name is asked for again after two seconds, and a failure at once`() async throws {
        let time = ManualTime(Timestamp(microseconds: 0))
        let names = Names()
        let recent = RecentNames(names, time: time)
        let first = try await recent.addresses(of: "a.example.com")
        time.advance(seconds: 1.9)
        #expect(try await recent.addresses(of: "a.example.com") == first)
        #expect(try await recent.addresses(of: "b.example.com") != first)
        time.advance(seconds: 0.2)
        #expect(try await recent.addresses(of: "a.example.com") != first)
        #expect(names.asked.withLock { $0 } == 3)
        for _ in 0..<2 {
            await #expect(throws: ResolutionError.unavailable) { try await recent.addresses(of: "missing") }
        }
        #expect(names.asked.withLock { $0 } == 5)
    }
}
