import Basics
import Feeds
import Outbound
import Synchronization
import TestKit
import Testing

/// The NVD's API, played by a test.
@Suite struct NVDFeedTests {
    /// A page of records with the numbers of a range.
    private static func page(_ numbers: Range<Int>, of total: Int, start: Int? = nil) -> String {
        let entries = numbers.map { number in
            #"{"cve":{"id":"CVE-2026-\#(10000 + number)","vulnStatus":"Analyzed","lastModified":"2026-11-01T00:00:00.000"}}"#
        }
        return
            #"{"resultsPerPage":\#(numbers.count),"startIndex":\#(start ?? numbers.lowerBound),"totalResults":\#(total),"timestamp":"2026-11-21T11:59:00.000","vulnerabilities":[\#(entries.joined(separator: ","))]}"#
    }

    /// Answers as a list of so many records would, in pages of three.
    private static func list(_ total: Int) -> LoopbackServer.Script {
        { request, _ in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            return .json(page(min(start, total)..<min(start + 3, total), of: total))
        }
    }

    private static func state(_ moment: String) -> FeedState {
        var state = FeedState()
        state.watermark = moment
        return state
    }

    @Test func `all pages are read, and the next fetch asks for what changed since`() async throws {
        let bench = try await FeedBench(Self.list(7))
        let outcome = await bench.fetch(NVDFeed(pageSize: 3), credentials: ["key": FeedBench.secret])
        #expect(outcome.error == nil)
        #expect(outcome.records.map(\.key) == (0..<7).map { "CVE-2026-\(10000 + $0)" })
        #expect(bench.server.requests.map { $0["apiKey"] } == [FeedBench.secret, FeedBench.secret, FeedBench.secret])
        #expect(bench.targets.allSatisfy { !$0.contains("lastMod") && !$0.contains("canary") })
        // The clock of the NVD is behind ours.
        #expect(outcome.state?.watermark == "2026-11-21T11:59:00Z")
        let next = await bench.fetch(NVDFeed(pageSize: 3), since: try #require(outcome.state))
        #expect(next.records.count == 7)
        let query = try #require(bench.server.requests.last?.query)
        #expect(query["lastModStartDate"] == "2026-11-21T10:59:00.000Z")
        #expect(query["lastModEndDate"] == "2026-11-21T12:00:00.000Z")
    }

    @Test(arguments: [(500, 5), (119, 1), (121, 2), (0, 1)])
    func `no window is longer than 120 days`(days: Int, count: Int) async throws {
        let bench = try await FeedBench(Self.list(0))
        let start = bench.time.now.adding(seconds: Double(-days * 86_400))
        let outcome = await bench.fetch(NVDFeed(pageSize: 3), since: Self.state(start.description))
        #expect(outcome.error == nil)
        let windows = try bench.server.requests.map { request in
            let query = request.query
            return (
                try #require(query["lastModStartDate"].flatMap { Timestamp($0) }),
                try #require(query["lastModEndDate"].flatMap { Timestamp($0) })
            )
        }
        #expect(windows.count == count)
        #expect(windows.allSatisfy { $0.1.seconds(since: $0.0) < 120 * 86_400 })
        #expect(windows.first?.0 == start.adding(seconds: -3_600))
        #expect(windows.last?.1 == bench.time.now)
        // Nothing lies between two windows.
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.1 == $1.0 })
    }

    @Test func `a list that grows is read to its new end, one that shrinks from its beginning`() async throws {
        let growing = try await FeedBench { request, number in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            let total = number == 1 ? 4 : 7
            return .json(Self.page(start..<min(start + 3, total), of: total))
        }
        #expect(await growing.fetch(NVDFeed(pageSize: 3)).records.count == 7)
        let shrinking = try await FeedBench { request, number in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            let total = number == 1 ? 7 : 5
            return .json(Self.page(start..<min(start + 3, total), of: total))
        }
        let outcome = await shrinking.fetch(NVDFeed(pageSize: 3))
        #expect(Set(outcome.records.map(\.key)).count == 5)
        #expect(shrinking.server.requests.map { $0.query["startIndex"] } == ["0", "3", "0", "3"])
        let restless = try await FeedBench { request, number in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            return .json(Self.page(start..<start + 3, of: 1_000 - number))
        }
        let failed = await restless.fetch(NVDFeed(pageSize: 3))
        #expect(failed.error?.kind == .incomplete)
        #expect(failed.state == nil)
    }

    @Test func `a page in the middle that is too short is asked again`() async throws {
        let bench = try await FeedBench { request, number in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            return .json(Self.page(start..<(number == 2 ? start + 1 : min(start + 3, 6)), of: 6))
        }
        #expect(await bench.fetch(NVDFeed(pageSize: 3)).records.count == 6)
        #expect(bench.server.requests.map { $0.query["startIndex"] } == ["0", "3", "3"])
    }

    @Test func `what is too fast or too busy is waited for, at least half a minute and as long as it asks`()
        async throws
    {
        let answers: [Reply] = [
            .page(403, "<h1>Forbidden</h1>"), .answer(429, ["Retry-After": "77"]),
            .answer(503, ["Retry-After": "Sat, 21 Nov 2026 12:01:40 GMT"]), .answer(408), .page(200, "<h1>Wait</h1>"),
            .cutOff(Self.page(0..<3, of: 3)), .json("{}"),
        ]
        let bench = try await FeedBench { _, number in
            number <= answers.count ? answers[number - 1] : .json(Self.page(0..<2, of: 2))
        }
        let outcome = await bench.fetch(NVDFeed(pageSize: 3))
        #expect(outcome.error == nil)
        #expect(outcome.records.count == 2)
        let pauses = bench.time.pauses.map { $0 / .seconds(1) }
        #expect(pauses.count == answers.count)
        #expect(pauses.allSatisfy { $0 >= 30 && $0 < 160 })
        #expect(pauses[1] >= 77)
        // The client's clock stands at noon.
        #expect(pauses[2] >= 100)
    }

    @Test func `after twenty tries it gives up, and nothing was handed on`() async throws {
        let bench = try await FeedBench { _, _ in .page(403, "<h1>Forbidden</h1>") }
        let outcome = await bench.fetch(NVDFeed(pageSize: 3))
        #expect(outcome.error?.kind == .limited)
        #expect(outcome.items.isEmpty)
        #expect(outcome.state == nil)
        #expect(bench.targets.count == 20)
    }

    @Test func `a wrong key or a wrong question is told at once, without the key`() async throws {
        let bench = try await FeedBench { _, _ in
            .answer(404, ["message": "Invalid apiKey: \(FeedBench.secret)."])
        }
        let outcome = await bench.fetch(NVDFeed(), credentials: ["key": FeedBench.secret])
        #expect(outcome.error?.kind == .configuration)
        #expect(outcome.error?.description.contains("Invalid apiKey") == true)
        #expect(outcome.error?.description.contains("canary") == false)
        #expect(bench.targets.count == 1)
        #expect(!bench.log.text.contains("canary"))
        let bare = try await FeedBench { _, _ in .answer(404) }
        #expect(await bare.fetch(NVDFeed()).error?.kind == .configuration)
    }

    @Test func `pages that are too large are asked in smaller parts`() async throws {
        let bench = try await FeedBench { request, _ in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            let size = request.query["resultsPerPage"].flatMap { Int($0) } ?? 0
            guard size <= 500 else {
                return .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".utf8), close: true)
            }
            return .json(Self.page(start..<min(start + size, 600), of: 600))
        }
        let outcome = await bench.fetch(NVDFeed())
        #expect(outcome.records.count == 600)
        #expect(bench.server.requests.map { $0.query["resultsPerPage"] } == ["2000", "1000", "500", "500"])
    }

    @Test func `every request waits for its turn, and the end of a task ends the fetch`() async throws {
        let bench = try await FeedBench(Self.list(7))
        let turns = Mutex(0)
        let context = bench.context(pass: { turns.withLock { $0 += 1 } })
        _ = try await NVDFeed(pageSize: 3).fetch(since: FeedState(), context) { _ in }
        #expect(turns.withLock { $0 } == 3)
        let task = Task {
            _ = try await NVDFeed(pageSize: 3).fetch(since: FeedState(), context) { _ in
                withUnsafeCurrentTask { $0?.cancel() }
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
