import Basics
import JobEngine
import Outbound
import Secrets
import Storage
import TestKit
import Testing

@testable import Services

/// Asking the NVD, whatever it answers (vendor.md §2.7).
@Suite struct NISTClientTests {
    private let world: ServiceWorld

    init() async throws { world = try await ServiceWorld() }

    private func client(_ server: LoopbackServer, key: String? = nil, attempts: Int = 3) -> NISTClient {
        var policy = EgressPolicy.forNetworkAccess()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        let time = world.server.time
        let limit = SharedLimit("nvd:test", [SharedLimit.Rule(key == nil ? 5 : 50, per: .seconds(30))])
        // The time for an answer is longer than every pause, so that pauses can be told from it.
        var access = NISTAccess(url: server.url("/rest/json/cves/2.0"), timeout: .seconds(3600))
        access.attempts = attempts
        access.key = key.map { SecretBytes($0) }
        return NISTClient(
            access: access,
            client: OutboundClient(
                policy: policy, resolver: NoNames(), time: time, random: SeededRandom(seed: 3),
                logger: TemporaryStore.logger),
            limiter: SharedLimiter(
                limit, store: world.store, time: time, identifiers: world.environment.identifiers),
            time: time, random: SeededRandom(seed: 5))
    }

    private static func page(_ ids: [Int], total: Int) -> [UInt8] {
        let entries = ids.map { id -> JSONValue in
            ["cve": ["id": .string("CVE-2024-\(10_000 + id)"), "published": "2024-01-01T00:00:00.000"]]
        }
        let page: JSONValue = ["totalResults": .int(Int64(total)), "vulnerabilities": .array(entries)]
        return Array(page.text.utf8)
    }

    private static func start(_ request: ReceivedRequest) -> Int {
        request.target.split(separator: "&").compactMap { $0.split(separator: "=").last.flatMap { Int($0) } }.last ?? 0
    }

    /// Asks while the clock goes on whenever somebody pauses; gives the answer and how long it took.
    private func ask(_ client: NISTClient) async throws -> (Result<[String], any Error>, Duration) {
        let time = world.server.time
        let begun = time.uptime
        let driver = Task {
            while let rest = try? await time.untilAsleep(within: .seconds(1800)) { time.advance(by: rest) }
        }
        defer { driver.cancel() }
        do {
            let records = try await client.records("cpe:2.3:o:cisco:ios:15.2:*")
            return (.success(records.map(\.name)), time.uptime - begun)
        } catch {
            return (.failure(error), time.uptime - begun)
        }
    }

    @Test func `all pages are read, also when there are more than at first`() async throws {
        let server = try await LoopbackServer { request, _ in
            let start = Self.start(request)
            let total = start == 0 ? 5 : 6
            return .answer(200, [:], Self.page(Array(start..<min(start + 2, total)), total: total))
        }
        let (answer, _) = try await ask(client(server, key: "k-1"))
        #expect(try answer.get() == (0..<6).map { "CVE-2024-\(10_000 + $0)" })
        #expect(server.requests.map { Self.start($0) } == [0, 2, 4])
        #expect(server.requests.allSatisfy { $0["apiKey"] == "k-1" && !$0.target.contains("k-1") })
        #expect(server.requests[0].target == "/rest/json/cves/2.0?cpeName=cpe:2.3:o:cisco:ios:15.2:*")
    }

    @Test func `a server that is too busy is asked again when it says so`() async throws {
        let server = try await LoopbackServer { _, number in
            switch number {
            case 1: .answer(429, ["Retry-After": "7"])
            case 2: .answer(503, ["Retry-After": "11"])
            default: .answer(200, [:], Self.page([1], total: 1))
            }
        }
        let (answer, time) = try await ask(client(server))
        #expect(try answer.get() == ["CVE-2024-10001"])
        #expect(time >= .seconds(18) && time < .seconds(25))
    }

    @Test(arguments: [403, 429]) func `without being told, the NVD's window is waited for`(_ status: Int) async throws {
        let server = try await LoopbackServer { _, number in
            number == 1 ? .answer(status, [:], Array("<html>".utf8)) : .answer(200, [:], Self.page([1], total: 1))
        }
        let (answer, time) = try await ask(client(server))
        #expect(try answer.get().count == 1)
        #expect(time >= .seconds(30))
    }

    @Test func `what is cut off or no JSON is asked for again, and then is a fault of the service`() async throws {
        let server = try await LoopbackServer { _, number in
            number == 1
                ? .text("<html>maintenance</html>") : .answer(200, [:], Array(Self.page([1], total: 1).dropLast(9)))
        }
        let (answer, _) = try await ask(client(server))
        #expect(server.requests.count == 3)
        #expect(throws: NISTFault.self) { try answer.get() }
        let short = try await LoopbackServer { request, _ in
            .answer(200, [:], Self.page(Self.start(request) == 0 ? [1] : [], total: 2))
        }
        let (incomplete, _) = try await ask(client(short, attempts: 2))
        #expect(short.requests.count == 3)
        #expect(throws: NISTFault.self) { try incomplete.get() }
    }

    @Test func `a reason in the header tells a bad key from a bad name, and is not asked for again`() async throws {
        let server = try await LoopbackServer { _, number in
            .answer(404, ["message": number == 1 ? "Invalid apiKey." : "Invalid cpeName parameter."])
        }
        let client = client(server)
        let (key, _) = try await ask(client)
        #expect(throws: NISTFault.misconfigured("Invalid apiKey.")) { try key.get() }
        let (name, _) = try await ask(client)
        #expect(throws: NISTFault.refused("Invalid cpeName parameter.")) { try name.get() }
        #expect(server.requests.count == 2)
    }

    @Test func `without a key no more than five questions fall into half a minute`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(200, [:], Self.page([1], total: 1)) }
        let client = client(server)
        var moments: [Duration] = []
        for _ in 0..<12 {
            let (answer, _) = try await ask(client)
            #expect(try answer.get().count == 1)
            moments.append(world.server.time.uptime)
        }
        for (first, sixth) in zip(moments, moments.dropFirst(5)) { #expect(sixth - first >= .seconds(30)) }
    }
}
