import Basics
import Outbound
import TestKit
import Testing

@Suite struct RetryTests {
    /// Ends the pauses between tries, and no deadline, until it is cancelled.
    private func skipPauses(_ time: ManualTime, upTo longest: Duration = .seconds(8)) -> Task<Void, any Error> {
        Task {
            while true { time.advance(by: try await time.untilAsleep(within: longest)) }
        }
    }

    @Test(
        "answers that ask for another try get one",
        arguments: [
            (429, [:] as [String: String]), (503, [:]), (502, [:]), (504, [:]), (429, ["Retry-After": "7"]),
            (503, ["Retry-After": "Wed, 18 Nov 2026 06:40:05 GMT"]),
        ])
    func retries(_ status: Int, _ headers: [String: String]) async throws {
        let server = try await LoopbackServer { _, number in number < 3 ? .answer(status, headers) : .text("done") }
        let bench = Bench(server)
        bench.time.set(try #require(Timestamp("2026-11-18T06:40:00Z")))
        let pauses = skipPauses(bench.time)
        let response = try await bench.client.send(
            OutboundRequest(url: server.url(), limits: OutboundLimits(total: .seconds(60)), retry: .standard))
        #expect(response.status == 200)
        #expect(server.requests.count == 3)
        let least: Duration = headers["Retry-After"].map { $0 == "7" ? .seconds(14) : .seconds(5) } ?? .zero
        #expect(bench.time.uptime >= least)
        #expect(bench.time.uptime <= least + .milliseconds(400))
        pauses.cancel()
    }

    @Test func `the last answer is the answer when no try is left`() async throws {
        let server = try await LoopbackServer { _, number in .answer(503, ["X-Try": "\(number)"]) }
        let bench = Bench(server)
        let pauses = skipPauses(bench.time)
        let response = try await bench.client.send(OutboundRequest(url: server.url(), retry: .standard))
        #expect(response.status == 503)
        #expect(response.headers["X-Try"] == "3")
        pauses.cancel()
    }

    @Test("answers that ask for none get none", arguments: [200, 304, 400, 401, 403, 404, 500, 501])
    func noRetry(_ status: Int) async throws {
        let server = try await LoopbackServer { _, _ in .answer(status) }
        let response = try await Bench(server).client.send(OutboundRequest(url: server.url(), retry: .standard))
        #expect(response.status == status)
        #expect(server.requests.count == 1)
    }

    @Test func `a source whose refusals mean too many requests says so`() async throws {
        let server = try await LoopbackServer { _, number in number == 1 ? .answer(403) : .text("done") }
        let bench = Bench(server)
        let pauses = skipPauses(bench.time)
        let policy = RetryPolicy(attempts: 2, statuses: [403])
        #expect(try await bench.client.send(OutboundRequest(url: server.url(), retry: policy)).status == 200)
        pauses.cancel()
    }

    @Test func `a wish beyond what is allowed is left to the caller`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(429, ["Retry-After": "3600"]) }
        let response = try await Bench(server).client.send(OutboundRequest(url: server.url(), retry: .standard))
        #expect(server.requests.count == 1)
        #expect(response.head.retryAfter == .seconds(3_600))
        let error = #expect(throws: OutboundError.self) { try response.head.requireSuccess() }
        #expect(error?.fault == .status(429, retryAfter: .seconds(3_600)))
        #expect(error?.isTransient == true)
    }

    @Test func `a pause that ends after the deadline is not begun`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(429, ["Retry-After": "9"]) }
        let limits = OutboundLimits(total: .seconds(8))
        let request = OutboundRequest(url: server.url(), limits: limits, retry: .standard)
        #expect(try await Bench(server).client.send(request).status == 429)
        #expect(server.requests.count == 1)
    }

    @Test func `a POST is sent once, unless it may be repeated`() async throws {
        let server = try await LoopbackServer { _, number in number == 3 ? .text("done") : .answer(503) }
        let bench = Bench(server)
        let pauses = skipPauses(bench.time)
        var request = OutboundRequest(method: .post, url: server.url(), body: [1], retry: .standard)
        #expect(try await bench.client.send(request).status == 503)
        #expect(server.requests.count == 1)
        request.isRepeatable = true
        #expect(try await bench.client.send(request).status == 200)
        #expect(server.requests.count == 3)
        pauses.cancel()
    }

    @Test func `lost connections and truncated answers are tried again`() async throws {
        let server = try await LoopbackServer { _, number in
            switch number {
            case 1: .reset
            case 2: .bytes(Answers.head("Content-Length: 10") + [1], close: true)
            default: .text("done")
            }
        }
        let bench = Bench(server)
        let pauses = skipPauses(bench.time)
        let response = try await bench.client.send(OutboundRequest(url: server.url(), retry: .standard))
        #expect(String(decoding: response.body, as: UTF8.self) == "done")
        pauses.cancel()
    }

    @Test func `a try that takes too long makes way for the next`() async throws {
        let server = try await LoopbackServer { _, number in number == 1 ? .silence : .text("done") }
        let bench = Bench(server)
        let limits = OutboundLimits(attempt: .seconds(10), total: .seconds(60))
        async let response = bench.client.send(OutboundRequest(url: server.url(), limits: limits, retry: .standard))
        await server.wait(for: 1)
        bench.time.advance(seconds: 10)
        let pauses = skipPauses(bench.time)
        #expect(try await response.status == 200)
        pauses.cancel()
    }

    @Test func `what cannot get better is not tried again`() async throws {
        let server = try await LoopbackServer { _, _ in .endless(Answers.head(), then: [1]) }
        let request = OutboundRequest(url: server.url(), limits: OutboundLimits(bodySize: 10), retry: .standard)
        #expect(await Bench(server).fault(request) == .tooLarge(limit: 10))
        #expect(server.requests.count == 1)
    }

    @Test func `every try takes a turn of the rate limit`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(503) }
        let bench = Bench(server)
        let pauses = skipPauses(bench.time, upTo: .seconds(15))
        let request = OutboundRequest(
            url: server.url(), limits: OutboundLimits(total: .seconds(300)), retry: .standard,
            rateLimit: RateLimit(key: "source", count: 1, per: .seconds(15)))
        #expect(try await bench.client.send(request).status == 503)
        #expect(bench.time.uptime >= .seconds(30))
        pauses.cancel()
    }

    @Test func `a turn that comes too late is told at once`() async throws {
        let server = try await LoopbackServer { _, _ in .text("done") }
        let bench = Bench(server)
        let request = OutboundRequest(url: server.url(), rateLimit: RateLimit(key: "s", count: 1, per: .seconds(600)))
        #expect(await bench.fault(request) == nil)
        #expect(await bench.fault(request) == .rateLimited)
        #expect(server.requests.count == 1)
    }

    @Test func `a target that keeps failing is left alone, and others are not`() async throws {
        let server = try await LoopbackServer { _, number in number <= 5 ? .answer(500) : .text("done") }
        let bench = Bench(server)
        let request = OutboundRequest(url: server.url())
        for _ in 0..<5 { #expect(try await bench.client.send(request).status == 500) }
        var patient = request
        patient.retry = .standard
        #expect(await bench.fault(patient) == .suspended(.seconds(10)))
        #expect(server.requests.count == 5)
        #expect(await bench.fault(OutboundRequest(url: server.url("/", host: "other.test"))) == nil)
        bench.time.advance(seconds: 10)
        #expect(await bench.fault(request) == nil)
        #expect(await bench.fault(request) == nil)
        #expect(bench.log.text.contains("is left alone"))
    }

    @Test func `a request that is given up says nothing about its target`() async throws {
        let server = try await LoopbackServer { _, number in number <= 4 || number == 6 ? .answer(500) : .silence }
        let bench = Bench(server)
        let request = OutboundRequest(url: server.url())
        for _ in 0..<4 { #expect(try await bench.client.send(request).status == 500) }
        let givenUp = Task { await bench.fault(request) }
        await server.wait(for: 5)
        givenUp.cancel()
        #expect(await givenUp.value == .cancelled)
        #expect(try await bench.client.send(request).status == 500)
        #expect(await bench.fault(request) == .suspended(.seconds(10)))
    }
}
