import Basics
import Feeds
import Outbound
import TestKit
import Testing

/// The CVE list, as GitHub serves it, played by a test.
@Suite struct CVEListFeedTests {
    private static func log(_ entries: (String, [Int])...) -> String {
        let entries = entries.map { moment, numbers in
            let changed = numbers.map {
                #"{"cveId":"CVE-2026-\#(10_000 + $0)","githubLink":"https://evil.example/x.json"}"#
            }
            return
                #"{"fetchTime":"\#(moment)","numberOfChanges":\#(numbers.count),"new":[\#(changed.joined(separator: ","))],"updated":[],"error":[]}"#
        }
        return "[\(entries.joined(separator: ","))]"
    }

    private static let changes = log(
        ("2026-11-21T11:00:00.000Z", [3]), ("2026-11-21T10:00:00.000Z", [2, 3]), ("2026-11-21T08:30:00.000Z", [1]),
        ("2026-10-22T00:00:00.000Z", [7]))

    private static func serve(_ request: ReceivedRequest) -> Reply {
        switch request.path {
        case "/main/cves/deltaLog.json": .json(changes, ["ETag": "\"1\""])
        case "/main/cves.zip":
            .answer(
                200, [:],
                Packing.zip(
                    (1...3).map {
                        Packing.Entry(
                            name: "cves/2026/10xxx/CVE-2026-1000\($0).json", bytes: Array(BundleTests.record($0).utf8))
                    } + [Packing.Entry(name: "cves/delta.json", bytes: Array("{}".utf8))]))
        case "/main/cves/2026/10xxx/CVE-2026-10002.json": .answer(404)
        default: .json(BundleTests.record(Int(request.path.suffix(6).prefix(1)) ?? 0))
        }
    }

    private func state(_ moment: String) -> FeedState {
        var state = FeedState()
        state.watermark = moment
        return state
    }

    @Test func `the first fetch brings the whole list`() async throws {
        let bench = try await FeedBench { request, _ in Self.serve(request) }
        let outcome = await bench.fetch(CVEListFeed(), "/main")
        #expect(outcome.error == nil)
        #expect(outcome.records.map(\.key) == ["CVE-2026-10001", "CVE-2026-10002", "CVE-2026-10003"])
        #expect(outcome.state?.watermark == "2026-11-21T11:00:00Z")
    }

    @Test func `later fetches bring what the log names, each once, from the list itself`() async throws {
        let bench = try await FeedBench { request, _ in Self.serve(request) }
        let outcome = await bench.fetch(CVEListFeed(), since: state("2026-11-21T10:30:00Z"), "/main")
        #expect(outcome.error == nil)
        #expect(outcome.records.map(\.key) == ["CVE-2026-10003"])
        #expect(
            bench.targets == [
                "/main/cves/deltaLog.json", "/main/cves/2026/10xxx/CVE-2026-10003.json",
                "/main/cves/2026/10xxx/CVE-2026-10002.json",
            ])
        #expect(bench.told.text.contains("CVE-2026-10002"))
        let again = try await FeedBench { request, _ in
            request["If-None-Match"] == "\"1\"" ? .answer(304) : Self.serve(request)
        }
        let unchanged = await again.fetch(CVEListFeed(), since: try #require(outcome.state), "/main")
        #expect(unchanged.state?.isUnchanged == true && unchanged.items.isEmpty)
    }

    @Test func `who was away for longer than the log reaches back gets the whole list`() async throws {
        let bench = try await FeedBench { request, _ in Self.serve(request) }
        let outcome = await bench.fetch(CVEListFeed(), since: state("2026-10-01T00:00:00Z"), "/main")
        #expect(outcome.records.count == 3)
        #expect(bench.targets.last == "/main/cves.zip")
    }

    @Test func `an archive that is cut off, or of which a record is broken, leaves nothing to go on from`() async throws
    {
        let whole = Packing.zip([Packing.Entry(name: "CVE-2026-10001.json", bytes: Array("{".utf8))])
        for body in [whole, Array(whole.dropLast(30)), Array("<html>".utf8)] {
            let bench = try await FeedBench { request, _ in
                request.path == "/main/cves.zip" ? .answer(200, [:], body) : Self.serve(request)
            }
            let outcome = await bench.fetch(CVEListFeed(), "/main")
            #expect(outcome.error != nil && outcome.state == nil)
        }
    }

    @Test func `scores of a day are read while they come out of the archive`() async throws {
        let lines = (0..<2_500).map { "CVE-2026-\(10_000 + $0),0.\($0 + 1_000),0.5" }
        let text =
            "#model_version:v4,score_date:2026-11-21T00:00:00+0000\ncve,epss,percentile\n"
            + lines.joined(separator: "\n") + "\n"
        let body = Packing.gzip(Array(text.utf8))
        let bench = try await FeedBench { request, _ in
            request["If-None-Match"] == "\"7\""
                ? .answer(304) : .answer(200, ["ETag": "\"7\"", "Content-Type": "application/gzip"], body)
        }
        let outcome = await bench.fetch(EPSSFeed(), "/epss.csv.gz")
        #expect(outcome.error == nil)
        #expect(outcome.batches == [1_000, 1_000, 500])
        #expect(outcome.items.first == .likelihood(try #require(outcome.items.first?.score)))
        #expect(outcome.items.first?.score?.day == CalendarDay("2026-11-21"))
        #expect(outcome.state?.watermark == "2026-11-21")
        let again = await bench.fetch(EPSSFeed(), since: try #require(outcome.state), "/epss.csv.gz")
        #expect(again.state?.isUnchanged == true && again.items.isEmpty)
        let cut = try await FeedBench { _, _ in .answer(200, [:], Array(body.dropLast(20))) }
        #expect(await cut.fetch(EPSSFeed(), "/epss.csv.gz").error?.kind == .damaged)
    }
}

extension FeedItem {
    fileprivate var score: EPSSScore? { if case .likelihood(let score) = self { score } else { nil } }
}
