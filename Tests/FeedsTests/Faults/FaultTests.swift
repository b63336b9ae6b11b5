import Basics
import Feeds
import Foundation
import Outbound
import TestKit
import Testing

/// Every source against every way in which an upstream can fail (quality.md R6).
@Suite struct FaultTests {
    /// A way to fail.
    enum Fault: String, CaseIterable, CustomTestStringConvertible {
        case refused
        case reset
        case cutOff
        case page
        case forbidden
        case missing
        case broken
        case limited
        case limitedForAnHour
        case wrongType
        case emptyObject
        case text
        case deep
        case redirects
        case bomb
        case noBody
        case notModified

        var testDescription: String { rawValue }

        /// What the upstream answers to everything.
        func reply(_ request: ReceivedRequest) -> Reply {
            switch self {
            case .refused: .answer(400, [:], Array(FeedBench.secret.utf8))
            case .reset: .reset
            case .cutOff: .cutOff(#"{"vulnerabilities":[],"advisories":[]}"#)
            case .page: .page(200, "<html><h1>Welcome</h1></html>")
            case .forbidden: .page(403, "<h1>Forbidden \(FeedBench.secret)</h1>")
            case .missing: .answer(404)
            case .broken: .answer(503)
            case .limited: .answer(429, ["Retry-After": "5"])
            case .limitedForAnHour: .answer(429, ["Retry-After": "7200"])
            case .wrongType: .json(#"[[1],"a",null]"#)
            case .emptyObject: .json("{}")
            case .text: .json("\"\(FeedBench.secret)\"")
            case .deep: .json(String(repeating: "[", count: 100_000))
            case .redirects: .answer(302, ["Location": request.target])
            case .bomb: .bytes(Self.bombAnswer, close: true)
            case .noBody: .answer(200)
            case .notModified: .answer(304)
            }
        }

        /// 96 MB of zeroes in 96 KB.
        private static let bombAnswer: [UInt8] = {
            let bytes = Packing.compressed([UInt8](repeating: 0, count: 96 << 20))
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: deflate\r\nContent-Length: \(bytes.count)\r\n\r\n"
            return Array(head.utf8) + bytes
        }()
    }

    static let cases: [(String, Fault)] = BuiltInFeeds.all.flatMap { feed in
        Fault.allCases.map { (feed.description.slug, $0) }
    }

    @Test(arguments: cases)
    func `a failure is told in a sentence, and leaves nothing behind`(slug: String, fault: Fault) async throws {
        let feed = try #require(BuiltInFeeds.all.first { $0.description.slug == slug })
        let bench = try await FeedBench { request, _ in fault.reply(request) }
        var questions = FeedQuestions()
        questions.releases = [.init(system: "cisco_iosxe", version: "17.3.4a")]
        questions.parts = [["C9300-48P"]]
        let outcome = await bench.fetch(
            feed, "/a",
            credentials: ["key": FeedBench.secret, "username": FeedBench.secret, "password": FeedBench.secret],
            questions: questions)
        let error = try #require(outcome.error, "\(outcome.other ?? "no error") \(outcome.state.debugDescription)")
        #expect(outcome.state == nil)
        #expect(outcome.items.isEmpty)
        #expect(error.description.hasSuffix("."))
        let text = error.description + bench.log.text + bench.told.text
        #expect(!text.contains("canary"))
        #expect(bench.targets.allSatisfy { !$0.contains("canary") })
        switch fault {
        case .limited: #expect(error.kind == .limited)
        case .limitedForAnHour:
            #expect(error.kind == .limited)
            #expect(bench.targets.count == 1)
        case .redirects: #expect([.configuration, .notEntitled].contains(error.kind))
        case .broken, .reset: #expect(error.kind == .unavailable)
        case .bomb: #expect(error.kind == .tooLarge)
        case .page: #expect([.malformed, .incomplete].contains(error.kind))
        default: break
        }
    }

    @Test func `whoever watches hears why a source is waited for, and for how long`() async throws {
        let bench = try await FeedBench { request, _ in .page(503, "busy", ["Retry-After": "30"]) }
        let outcome = await bench.fetch(KEVFeed(), "/kev.json")
        #expect(outcome.error?.kind == .unavailable)
        #expect(bench.told.text.contains("cannot answer now (status 503)"))
        #expect(bench.told.text.contains("Asking again in 3"))
        #expect(bench.told.text.split(separator: "\n").count == bench.time.pauses.count)
    }

    @Test func `a source that drips is left when its time is over`() async throws {
        let bench = try await FeedBench { _, _ in
            .trickle(Array("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{".utf8))
        }
        async let outcome = bench.fetch(KEVFeed(), "/kev.json")
        for number in 1...5 {
            await bench.server.wait(for: number)
            bench.clientTime.advance(by: .seconds(181))
        }
        let result = await outcome
        #expect(result.error?.kind == .unavailable)
        #expect(result.items.isEmpty && result.state == nil)
    }

    @Test(arguments: [("http://nowhere.example", "name servers"), ("http://127.0.0.1:1", "never reached")])
    func `a name that nobody knows and an address that is not allowed are told apart`(
        address: String, words: String
    ) async throws {
        let bench = try await FeedBench { _, _ in .silence }
        let context = FeedContext(
            client: bench.client, address: address, time: bench.time, random: SeededRandom(seed: 3))
        let error = await #expect(throws: FeedError.self) {
            _ = try await KEVFeed().fetch(since: FeedState(), context) { _ in }
        }
        #expect(error?.description.contains(words) == true)
    }

    @Test func `what has not changed is not handed on, and nothing is taken back`() async throws {
        let entry =
            #"{"cveID":"CVE-2020-0001","vendorProject":"A","product":"B","dateAdded":"2024-01-02","dueDate":"2024-01-23","requiredAction":"x"}"#
        let bench = try await FeedBench { request, _ in
            request["If-None-Match"] == "\"1\""
                ? .answer(304)
                : .json(#"{"catalogVersion":"2024.01.02","count":1,"vulnerabilities":[\#(entry)]}"#, ["ETag": "\"1\""])
        }
        let first = await bench.fetch(KEVFeed(), "/kev.json")
        #expect(first.items.count == 1)
        let state = try #require(first.state)
        #expect(state.watermark == "2024.01.02" && !state.isUnchanged)
        let second = await bench.fetch(KEVFeed(), since: state, "/kev.json")
        #expect(second.items.isEmpty && second.error == nil)
        #expect(second.state?.isUnchanged == true)
        #expect(second.state?.validators == state.validators)
        let empty = try await FeedBench { _, _ in .json(#"{"count":0,"vulnerabilities":[]}"#) }
        #expect(await empty.fetch(KEVFeed(), "/kev.json").error?.kind == .incomplete)
    }
}
