import Basics
import Outbound
import Testing

@Suite struct SystemResolverTests {
    @Test func `the machine's own name leads to itself`() async throws {
        let addresses = try await SystemResolver().addresses(of: "localhost")
        #expect(!addresses.isEmpty)
        #expect(addresses.allSatisfy { $0.addressClass == .loopback })
        #expect(Set(addresses).count == addresses.count)
    }

    @Test func `a name that cannot exist is not found`() async {
        await #expect(throws: ResolutionError.self) {
            try await SystemResolver().addresses(of: String(repeating: "a.", count: 200) + "a")
        }
    }

    @Test func `a caller that gives up is not held`() async {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            _ = try await SystemResolver().addresses(of: "localhost")
        }
        // Whether the answer or the cancellation comes first is open; that either comes is not.
        _ = await task.result
    }
}
