import Basics
import Glibc
import NIOCore
import NIOPosix
import Outbound
import TestKit
import Testing

/// What can go wrong between Almanac and a server that may be reached.
@Suite struct TransportFaultTests {
    @Test func `an answer comes back whole`() async throws {
        let server = try await LoopbackServer { request, _ in
            .answer(201, ["X-Kind": "made"], Array("got \(request.body.count)".utf8))
        }
        let bench = Bench(server)
        let request = OutboundRequest(
            method: .post, url: server.url("/a%20b/c?d=e&f=%C3%A9", host: "hooks.test"),
            headers: ["X-Token": "abc", "Content-Type": "text/plain"], body: Array("hello".utf8))
        let response = try await bench.client.send(request)
        #expect(response.status == 201)
        #expect(response.headers["x-kind"] == "made")
        #expect(String(decoding: response.body, as: UTF8.self) == "got 5")
        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.target == "/a%20b/c?d=e&f=%C3%A9")
        #expect(received["Host"] == "hooks.test:\(server.port)")
        #expect(received["User-Agent"] == "Almanac")
        #expect(received["X-Token"] == "abc")
        #expect(received.body == Array("hello".utf8))
    }

    @Test func `an IPv6 address is reached as any other`() async throws {
        // A machine without IPv6 has nothing to show here.
        guard let server = try? await LoopbackServer(address: "::1", script: { _, _ in .text("six") }) else { return }
        let bench = Bench(server, resolver: ScriptedResolver(["six.test": ["::1"]]))
        for host in ["[::1]", "six.test"] {
            let response = try await bench.client.send(OutboundRequest(url: server.url("/", host: host)))
            #expect(response.status == 200)
            #expect(server.requests.last?["Host"] == "\(host):\(server.port)")
        }
    }

    @Test func `a port where nobody listens refuses the connection`() async throws {
        // Bound and not listening: nobody else gets the port meanwhile.
        let silent = try SilentPort()
        let port = silent.port
        let error = await #expect(throws: OutboundError.self) {
            try await clientForLoopback().send(OutboundRequest(url: "http://127.0.0.1:\(port)/"))
        }
        #expect(error?.fault == .connectionRefused)
        #expect(error?.origin == "http://127.0.0.1:\(port)")
        silent.close()
    }

    @Test func `a reset before the answer is a lost connection`() async throws {
        let server = try await LoopbackServer { _, _ in .reset }
        #expect(await Bench(server).fault(OutboundRequest(url: server.url())) == .connectionLost)
    }

    @Test func `a server that closes without a word is a lost connection`() async throws {
        let server = try await LoopbackServer { _, _ in .bytes([], close: true) }
        #expect(await Bench(server).fault(OutboundRequest(url: server.url())) == .connectionLost)
    }

    @Test func `a server that never answers runs into the time for reading`() async throws {
        let server = try await LoopbackServer { _, _ in .silence }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(read: .milliseconds(40)))
        #expect(await Bench(server).fault(request) == .readTimeout)
    }

    @Test func `a server that never answers runs into the deadline`() async throws {
        let server = try await LoopbackServer { _, _ in .silence }
        let bench = Bench(server)
        async let fault = bench.fault(OutboundRequest(url: server.url(), limits: OutboundLimits(total: .seconds(15))))
        await server.wait(for: 1)
        bench.time.advance(seconds: 15)
        #expect(await fault == .deadline)
    }

    @Test func `an answer that trickles runs into the deadline`() async throws {
        let server = try await LoopbackServer { _, _ in .trickle(Answers.head("Content-Length: 1000000")) }
        let bench = Bench(server)
        async let fault = bench.fault(OutboundRequest(url: server.url(), limits: OutboundLimits(total: .seconds(15))))
        await server.wait(for: 1)
        bench.time.advance(seconds: 15)
        #expect(await fault == .deadline)
    }

    @Test(
        "a body that ends too early is no answer",
        arguments: [
            Answers.head("Content-Length: 10") + [1, 2, 3],
            Answers.head("Transfer-Encoding: chunked") + Array("5\r\nab".utf8),
            Answers.head("Transfer-Encoding: chunked") + Array("2\r\nab\r\n".utf8),
            Answers.head("Content-Length: 20", "Content-Encoding: gzip") + Answers.gzip([1, 2, 3]).prefix(20),
        ] as [[UInt8]])
    func truncated(_ answer: [UInt8]) async throws {
        let server = try await LoopbackServer { _, _ in .bytes(answer, close: true) }
        #expect(await Bench(server).fault(OutboundRequest(url: server.url())) == .truncated)
    }

    @Test(
        "what is no HTTP is told apart from what is",
        arguments: [
            Array("SSH-2.0-OpenSSH_9.2\r\n\r\n".utf8), Array("HTTP/1.1 999999 x\r\n\r\n".utf8),
            Answers.head("Content-Length: abc") + [1],
            Answers.head("Content-Encoding: gzip", "Content-Length: 4") + [1, 2, 3, 4],
            Answers.head("Content-Encoding: br", "Content-Length: 4") + [1, 2, 3, 4],
        ])
    func malformed(_ answer: [UInt8]) async throws {
        let server = try await LoopbackServer { _, _ in .bytes(answer, close: true) }
        #expect(await Bench(server).fault(OutboundRequest(url: server.url())) == .malformedAnswer)
    }

    @Test("compressed bodies are decompressed", arguments: ["gzip", "deflate", "GZIP", "identity"])
    func compressed(_ coding: String) async throws {
        let body = Array("compressed, and then back again".utf8)
        let sent = coding == "deflate" ? Answers.deflate(body) : coding == "identity" ? body : Answers.gzip(body)
        let server = try await LoopbackServer { _, _ in .answer(200, ["Content-Encoding": coding], sent) }
        let response = try await Bench(server).client.send(OutboundRequest(url: server.url()))
        #expect(response.body == body)
        #expect(server.requests.first?["Accept-Encoding"] == "gzip, deflate")
    }

    @Test(
        "answers without a body may name a compression",
        arguments: [("HEAD", 200), ("GET", 304), ("GET", 204)])
    func noBody(_ method: String, _ status: Int) async throws {
        let server = try await LoopbackServer { _, _ in .answer(status, ["Content-Encoding": "gzip"], []) }
        let request = OutboundRequest(method: try #require(OutboundMethod(method)), url: server.url())
        #expect(try await Bench(server).client.send(request).status == status)
    }

    @Test func `a body that grows to gigabytes when decompressed is cut off`() async throws {
        let server = try await LoopbackServer { _, _ in
            .endless(Answers.head("Content-Encoding: gzip") + Answers.bombStart, then: Answers.bombRepetition)
        }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 1_000_000))
        #expect(await Bench(server).fault(request) == .tooLarge(limit: 1_000_000))
    }

    @Test func `a body that never ends is cut off`() async throws {
        let server = try await LoopbackServer { _, _ in .endless(Answers.head(), then: [0x61]) }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 100_000))
        #expect(await Bench(server).fault(request) == .tooLarge(limit: 100_000))
    }

    @Test func `a body that says it is too great is not even begun`() async throws {
        let server = try await LoopbackServer { _, _ in
            .bytes(Answers.head("Content-Length: 99999999999"), close: false)
        }
        #expect(await Bench(server).fault(OutboundRequest(url: server.url())) == .tooLarge(limit: 33_554_432))
    }

    @Test func `a body of exactly the limit is allowed`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(200, [:], Array(repeating: 1, count: 1_000)) }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 1_000))
        #expect(try await Bench(server).client.send(request).body.count == 1_000)
    }

    @Test func `the caller can give up`() async throws {
        let server = try await LoopbackServer { _, _ in .trickle(Answers.head("Content-Length: 1000000")) }
        let bench = Bench(server)
        let task = Task { await bench.fault(OutboundRequest(url: server.url())) }
        await server.wait(for: 1)
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `a name that does not exist, and name servers that do not answer`() async throws {
        let bench = Bench(
            resolver: ScriptedResolver { name, _ throws(ResolutionError) in
                throw name == "unknown.test" ? .notFound : .unavailable
            })
        #expect(await bench.fault(OutboundRequest(url: "http://unknown.test/")) == .nameNotFound)
        #expect(await bench.fault(OutboundRequest(url: "http://slow.test/")) == .nameLookupFailed)
    }

    @Test func `name servers that keep silent run into the deadline`() async throws {
        struct Silent: HostResolver {
            let asked: AsyncStream<Void>.Continuation

            func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
                asked.yield()
                for await _ in AsyncStream<Void>(unfolding: { try? await Task.sleep(for: .seconds(600)) }) { break }
                throw .cancelled
            }
        }
        let (questions, asked) = AsyncStream.makeStream(of: Void.self)
        let bench = Bench(resolver: Silent(asked: asked))
        async let fault = bench.fault(OutboundRequest(url: "http://slow.test/"))
        for await _ in questions { break }
        bench.time.advance(seconds: 60)
        #expect(await fault == .deadline)
    }

    @Test func `the next address is tried when one does not accept connections`() async throws {
        let server = try await LoopbackServer(address: "127.0.0.3") { _, _ in .text("here") }
        let resolver = ScriptedResolver(["two.test": ["127.0.0.2", "127.0.0.3"]])
        let response = try await clientForLoopback(resolver).send(
            OutboundRequest(method: .post, url: server.url("/", host: "two.test"), body: [1]))
        #expect(response.status == 200)
        #expect(server.requests.count == 1)
    }

    private func clientForLoopback(_ resolver: any HostResolver = ScriptedResolver([:])) -> PatientClient {
        var policy = EgressPolicy.forUserURLs()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        return PatientClient(
            OutboundClient(
                policy: policy, resolver: resolver, time: ManualTime(.first), random: SeededRandom(seed: 1),
                logger: LogBook().logger))
    }
}

/// A port that is taken and at which nobody listens.
private struct SilentPort {
    let port: UInt16
    private let socket: Int32

    init() throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = socket
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        try #require(isBound)
        port = UInt16(bigEndian: address.sin_port)
    }

    func close() { _ = Glibc.close(socket) }
}
