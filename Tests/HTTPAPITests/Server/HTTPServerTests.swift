import Basics
import HTTPAPI
import HTTPServing
import NIOCore
import NIOPosix
import Outbound
import TestKit
import Testing

@Suite struct AnswerDateTests {
    @Test func `the date of an answer is what RFC 9110 shows, and follows the clock`() {
        let date = AnswerDate()
        let moments = [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (784_111_778, "Sun, 06 Nov 1994 08:49:38 GMT"), (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ]
        for (second, text) in moments {
            #expect(date.text(at: Timestamp(microseconds: Int64(second) * 1_000_000 + 999_999)) == text)
            #expect(HTTPDate.parse(text) == Timestamp(microseconds: Int64(second) * 1_000_000))
        }
    }
}

/// The server behind a real socket, asked in plain bytes.
@Suite("The server on a socket", .serialized, .timeLimit(.minutes(20)))
struct HTTPServerTests {
    /// Runs a server on a free port for as long as `body` takes.
    private func serve(_ body: (TestServer, Int) async throws -> Void) async throws {
        let server = try await TestServer()
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let http = HTTPServer(
            responder: server.site, allowedHosts: ["almanac.test"], time: server.time, logger: TemporaryStore.logger)
        let running = Task {
            try await http.run(host: "127.0.0.1", port: 0) { port in continuation.yield(port) }
        }
        var iterator = ports.makeAsyncIterator()
        let port = try #require(await iterator.next())
        do {
            try await body(server, port)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
    }

    /// Sends bytes and returns what comes back until the server closes, or `isDone` says so.
    private func exchange(
        _ port: Int, _ text: String, isHalfClosed: Bool = false,
        isDone: @escaping @Sendable (String) -> Bool = { _ in false }
    ) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connect(
            host: "127.0.0.1", port: port
        ) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            if isHalfClosed { outbound.finish() }
            var answer = ""
            do {
                for try await part in inbound {
                    answer += String(buffer: part)
                    if isDone(answer) { break }
                }
            } catch is IOError {
                // The server may close before it has read everything; the answer counts.
            }
            return answer
        }
    }

    private func status(_ answer: String) -> String {
        String(answer.split(separator: " ").dropFirst().first ?? "")
    }

    @Test("Several requests go over one connection, and the last one closes it")
    func keepAlive() async throws {
        try await serve { server, port in
            let request = "GET /api/status/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token \(server.token)\r\n"
            let answer = try await exchange(
                port, request + "\r\n" + request + "\r\n" + request + "Connection: close\r\n\r\n")
            #expect(answer.components("HTTP/1.1 200 OK") == 3)
            #expect(answer.components("X-Content-Type-Options: nosniff") == 3)
            #expect(answer.components("X-Frame-Options: DENY") == 3)
            #expect(!answer.lowercased().contains("\r\nserver:"))
        }
    }

    @Test("HEAD tells the length and sends no body")
    func head() async throws {
        try await serve { server, port in
            let answer = try await exchange(
                port,
                "HEAD /api/status/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token \(server.token)\r\n"
                    + "Connection: close\r\n\r\n")
            #expect(status(answer) == "200")
            #expect(answer.hasSuffix("\r\n\r\n"))
            let length = answer.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
            #expect(length != nil && length?.hasSuffix(" 0") == false)
        }
    }

    @Test("A body is taken in one piece or in chunks")
    func bodies() async throws {
        try await serve { server, port in
            let opening =
                "POST /api/dcim/manufacturers/ HTTP/1.1\r\nHost: almanac.test:8000\r\nConnection: close\r\n"
                + "Authorization: Token \(server.token)\r\nContent-Type: application/json\r\n"
            let whole = try await exchange(port, opening + "Content-Length: 12\r\n\r\n{\"name\":\"a\"}")
            #expect(status(whole) == "201")
            #expect(whole.contains("Location: http://almanac.test:8000/api/dcim/manufacturers/"))
            let chunks = try await exchange(
                port, opening + "Transfer-Encoding: chunked\r\n\r\n6\r\n{\"name\r\n6\r\n\":\"b\"}\r\n0\r\n\r\n")
            #expect(status(chunks) == "201")
        }
    }

    @Test("What is too large, malformed or for another host is refused")
    func refusals() async throws {
        try await serve { server, port in
            let opening = "Host: localhost\r\nAuthorization: Token \(server.token)\r\nConnection: close\r\n"
            let long = String(repeating: "a", count: 9000)
            let huge = String(repeating: "b", count: 40_000)
            for (request, expected) in [
                ("GET /api/?\(long) HTTP/1.1\r\n\(opening)\r\n", "414"),
                ("POST /api/dcim/devices/ HTTP/1.1\r\n\(opening)Content-Length: 20000000\r\n\r\n", "413"),
                ("GET /api/ HTTP/1.1\r\n\(opening)X-Long: \(huge)\r\n\r\n", "431"),
                ("GET /api/ HTTP/1.1\r\nConnection: close\r\n\r\n", "400"),
                ("GET /api/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "400"),
                ("GET /api/ HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "400"),
                (
                    "POST /api/ HTTP/1.1\r\n\(opening)Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "400"
                ),
                ("POST /api/ HTTP/1.1\r\n\(opening)Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde", "400"),
                ("POST /api/ HTTP/1.1\r\n\(opening)Content-Length: -1\r\n\r\n", "400"),
                ("GET /api/ HTTP/1.1\r\n\(opening) folded: x\r\n\r\n", "400"),
                ("GET /api/x\u{1}/ HTTP/1.1\r\n\(opening)\r\n", "400"),
                ("nonsense\r\n\r\n", "400"),
            ] {
                let answer = try await exchange(port, request) { $0.contains("\r\n\r\n") }
                #expect(status(answer) == expected, "\(request.prefix(80)) → \(answer.prefix(200))")
            }
            // A body that goes on after the announced limit is cut off as well.
            let endless =
                "POST /api/dcim/devices/ HTTP/1.1\r\n\(opening)Transfer-Encoding: chunked\r\n\r\n"
                + String(repeating: "100000\r\n" + String(repeating: "x", count: 0x100000) + "\r\n", count: 11)
            let answer = try await exchange(port, endless) { $0.contains("\r\n\r\n") }
            #expect(status(answer) == "413", "\(answer.prefix(200))")
            // The server still answers others.
            let after = try await exchange(port, "GET /health HTTP/1.1\r\n\(opening)\r\n")
            #expect(status(after) == "200")
        }
    }

    @Test("Three hundred mangled requests leave the server answering")
    func mangled() async throws {
        try await serve { server, port in
            var random = SplitMix(state: 5)
            let sound =
                "POST /api/dcim/manufacturers/?limit=2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Authorization: Token \(server.token)\r\nContent-Type: application/json\r\n"
                + "Content-Length: 12\r\n\r\n{\"name\":\"a\"}"
            for _ in 0..<300 {
                var bytes = Array(sound.utf8)
                for _ in 0..<3 { random.mutate(&bytes) }
                // What is left open on purpose would wait for its deadline: close it with a second request.
                let tail = "\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                let answer = try await exchange(port, String(decoding: bytes, as: UTF8.self) + tail, isHalfClosed: true)
                #expect(!answer.hasPrefix("HTTP/1.1 5"), "\(String(decoding: bytes, as: UTF8.self)) → \(answer)")
            }
            let after = try await exchange(
                port, "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            #expect(status(after) == "200")
        }
    }

    @Test("A long list streams as CSV")
    func streaming() async throws {
        try await serve { server, port in
            for number in 0..<3 {
                try await server.create("/api/dcim/manufacturers/", ["name": .string("maker \(number)")])
            }
            let answer = try await exchange(
                port,
                "GET /api/dcim/manufacturers/?format=csv HTTP/1.1\r\nHost: localhost\r\n"
                    + "Authorization: Token \(server.token)\r\nConnection: close\r\n\r\n")
            #expect(answer.contains("Transfer-Encoding: chunked") || answer.contains("transfer-encoding: chunked"))
            #expect(answer.components("maker ") == 6)
        }
    }
}

extension String {
    /// How often a text occurs.
    fileprivate func components(_ text: String) -> Int { ranges(of: text).count }
}
