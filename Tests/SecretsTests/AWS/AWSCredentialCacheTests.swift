import Basics
import Synchronization
import Testing

@testable import Secrets

@Suite(.timeLimit(.minutes(15))) struct AWSCredentialCacheTests {
    /// A source whose credentials end after a while, and which counts how often it was asked.
    private final class Source: Sendable {
        let time = ManualTime(Timestamp("2026-11-21T12:00:00Z") ?? .first)
        private let state = Mutex((count: 0, seconds: Double?.none, works: true))

        init(seconds: Double?) { state.withLock { $0.seconds = seconds } }

        var count: Int { state.withLock { $0.count } }

        func breakDown() { state.withLock { $0.works = false } }

        var cache: AWSCredentialCache {
            AWSCredentialCache(clock: AWSClock(time)) { [self] in
                await Task.yield()
                let (count, seconds, works) = state.withLock { state in
                    state.count += 1
                    return state
                }
                guard works else { return .failure(SecretsError(.secret, "broken")) }
                return .success(
                    AWSCredentials(
                        accessKeyID: "K\(count)", secretAccessKey: SecretBytes("s"),
                        expiry: seconds.map { time.now.adding(seconds: $0) }))
            }
        }

        /// Waits until it was asked so often.
        func wait(for number: Int) async {
            while count < number { await Task.yield() }
        }
    }

    @Test func `many who ask at once are one question`() async throws {
        let source = Source(seconds: 3_600)
        let cache = source.cache
        let keys = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<64 { group.addTask { try await cache.credentials().accessKeyID } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(keys == ["K1"] && source.count == 1)
    }

    @Test func `they are renewed beside the work from 15 minutes before their end, and waited for from 10 on`()
        async throws
    {
        let source = Source(seconds: 3_600)
        let cache = source.cache
        #expect(try await cache.credentials().accessKeyID == "K1")
        source.time.advance(seconds: 2_699)
        #expect(try await cache.credentials().accessKeyID == "K1")
        #expect(source.count == 1)
        source.time.advance(seconds: 1)
        #expect(try await cache.credentials().accessKeyID == "K1")
        await source.wait(for: 2)
        while try await cache.credentials().accessKeyID != "K2" { await Task.yield() }
        source.time.advance(seconds: 3_000)
        #expect(try await cache.credentials().accessKeyID == "K3")
    }

    @Test func `when they cannot be renewed they serve to the last second`() async throws {
        let source = Source(seconds: 3_600)
        let cache = source.cache
        _ = try await cache.credentials()
        source.breakDown()
        source.time.advance(seconds: 3_599)
        #expect(try await cache.credentials().accessKeyID == "K1")
        source.time.advance(seconds: 1)
        await #expect(throws: SecretsError(.secret, "broken")) { try await cache.credentials() }
    }

    @Test func `those without an end are looked up again after 5 minutes, and at once when they are refused`()
        async throws
    {
        let source = Source(seconds: nil)
        let cache = source.cache
        let first = try await cache.credentials()
        source.time.advance(seconds: 300)
        #expect(try await cache.credentials().accessKeyID == "K1")
        while try await cache.credentials().accessKeyID != "K2" { await Task.yield() }
        await cache.drop(first)
        #expect(try await cache.credentials().accessKeyID == "K2")
        await cache.drop(try await cache.credentials())
        #expect(try await cache.credentials().accessKeyID == "K3")
    }
}
