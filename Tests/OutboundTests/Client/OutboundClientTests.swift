import Basics
import Outbound
import TestKit
import Testing

@Suite struct OutboundClientTests {
    @Test func `neither logs nor errors show what may be secret`() async throws {
        let server = try await LoopbackServer { _, number in
            switch number {
            case 1: .answer(200, ["Set-Cookie": "s3cret"], Array("s3cret".utf8))
            case 2: .answer(500, ["Location": "s3cret"], Array("s3cret".utf8))
            case 3: .bytes(Array("HTTP/1.1 s3cret\r\n\r\n".utf8), close: true)
            case 4: .answer(302, ["Location": "http://s3cret:s3cret@10.0.0.1/s3cret?s3cret"])
            default: .reset
            }
        }
        let bench = Bench(server)
        var request = OutboundRequest(
            method: .post, url: server.url("/s3cret/x?token=s3cret", host: "hooks.test"),
            headers: ["Authorization": "s3cret"], body: Array("s3cret".utf8), redirects: .sameHost,
            purpose: "delivery of a webhook")
        var texts: [String] = []
        for _ in 0..<5 {
            do throws(OutboundError) {
                _ = try await bench.client.send(request)
            } catch {
                texts += ["\(error)", String(reflecting: error), error.message]
            }
        }
        request.headers["X-Bad"] = "s3cret\r\nX: y"
        let bad = request
        let error = await #expect(throws: OutboundError.self) { try await bench.client.send(bad) }
        texts += ["\(String(describing: error))", "\(request.headers)", "\(String(reflecting: request.headers))"]
        let text = texts.joined(separator: "\n") + bench.log.text
        #expect(!text.contains("s3cret"))
        #expect(text.contains("X-Bad"))
        #expect(bench.log.text.contains("delivery of a webhook: POST http://hooks.test:\(server.port)"))
    }

    @Test(
        "fields that would change the connection or the request are refused",
        arguments: [
            ("Host", "internal"), ("content-length", "0"), ("Transfer-Encoding", "chunked"), ("Connection", "close"),
            ("Accept-Encoding", "br"),
            ("X-A", "b\nX-C: d"), ("X-A", "b\u{0}"), ("X A", "b"), ("X-A:", "b"), ("", "b"), ("X-Ä", "b"),
        ])
    func forbiddenFields(_ name: String, _ value: String) async throws {
        let server = try await LoopbackServer { _, _ in .text("done") }
        var request = OutboundRequest(url: server.url())
        request.headers.add(name, value)
        guard case .misconfigured = await Bench(server).fault(request) else {
            Issue.record("the field was sent")
            return
        }
        #expect(server.connections == 0)
    }

    @Test func `connections are used again`() async throws {
        let server = try await LoopbackServer { _, _ in .text("done") }
        let bench = Bench(server)
        // An answer is complete a moment before its connection is free, so a few may be opened beside the first.
        for _ in 0..<40 { _ = try await bench.client.send(OutboundRequest(url: server.url())) }
        #expect(server.connections < 20)
        #expect(server.requests.count == 40)
    }

    @Test func `many targets at once stay within the number of kept ones`() async throws {
        let server = try await LoopbackServer { _, _ in .text("done") }
        var settings = OutboundSettings()
        settings.maximumTargets = 3
        let bench = Bench(server, settings: settings)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let url = server.url("/", host: "h\(number).test")
                    let response = try await bench.client.send(OutboundRequest(url: url))
                    #expect(response.status == 200)
                }
            }
            try await group.waitForAll()
        }
        #expect(server.requests.count == 20)
    }

    @Test func `a long body is read in pieces, and no faster than it is used`() async throws {
        let piece = [UInt8](repeating: 0x61, count: 1_024)
        let server = try await LoopbackServer { _, _ in .endless(Answers.head("X-Kind: long"), then: piece) }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 1 << 40))
        let (count, longest) = try await Bench(server).client.stream(request) { head, body in
            #expect(head.headers["X-Kind"] == "long")
            var count = 0
            var longest = 0
            for try await chunk in body {
                count += chunk.count
                longest = max(longest, chunk.count)
                if count >= 8 << 20 { break }
            }
            return (count, longest)
        }
        #expect(count >= 8 << 20)
        #expect(longest <= 64 << 10)
    }

    @Test func `a compressed body is read in pieces of bounded size`() async throws {
        let server = try await LoopbackServer { _, _ in
            .endless(Answers.head("Content-Encoding: gzip") + Answers.bombStart, then: Answers.bombRepetition)
        }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 200 << 20))
        let longest = try await Bench(server).client.stream(request) { _, body in
            var count = 0
            var longest = 0
            for try await chunk in body {
                count += chunk.count
                longest = max(longest, chunk.count)
                if count >= 20 << 20 { break }
            }
            return longest
        }
        #expect(longest <= 64 << 10)
    }

    @Test func `once a body is handed over there is no further try`() async throws {
        let server = try await LoopbackServer { _, _ in
            .bytes(Answers.head("Content-Length: 10") + [1, 2], close: true)
        }
        let error = await #expect(throws: OutboundError.self) {
            try await Bench(server).client.stream(OutboundRequest(url: server.url(), retry: .standard)) { _, body in
                for try await _ in body {}
            }
        }
        #expect(error?.fault == .truncated)
        #expect(server.requests.count == 1)
    }

    @Test func `what the reader of a body throws comes out as it is`() async throws {
        struct Stop: Error {}
        let server = try await LoopbackServer { _, _ in .text("done") }
        await #expect(throws: Stop.self) {
            try await Bench(server).client.stream(OutboundRequest(url: server.url())) { _, _ in throw Stop() }
        }
    }

    @Test func `a reader that takes too long runs into the deadline`() async throws {
        let server = try await LoopbackServer { _, _ in .trickle(Answers.head("Content-Length: 1000000")) }
        let bench = Bench(server)
        let error = await #expect(throws: OutboundError.self) {
            try await bench.client.stream(OutboundRequest(url: server.url())) { _, body in
                for try await _ in body { bench.time.advance(seconds: 1) }
            }
        }
        #expect(error?.fault == .deadline)
    }

    @Test func `an unchanged resource is not sent again`() async throws {
        let server = try await LoopbackServer { request, _ in
            request["If-None-Match"] == "\"v1\""
                ? .answer(304) : .answer(200, ["ETag": "\"v1\"", "Last-Modified": "Sun, 06 Nov 1994 08:49:37 GMT"])
        }
        let bench = Bench(server)
        var request = OutboundRequest(url: server.url())
        let validators = try await bench.client.send(request).head.validators
        #expect(validators.entityTag == "\"v1\"")
        request.onlyIfChanged(since: validators)
        #expect(try await bench.client.send(request).head.isNotModified)
        #expect(server.requests.last?["If-Modified-Since"] == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test func `after the shutdown nothing is sent`() async throws {
        let server = try await LoopbackServer { _, _ in .text("done") }
        let bench = Bench(server)
        #expect(await bench.fault(OutboundRequest(url: server.url())) == nil)
        await bench.client.shutdown()
        #expect(await bench.fault(OutboundRequest(url: server.url())) != nil)
        #expect(server.requests.count == 1)
    }
}
