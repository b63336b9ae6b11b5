import Basics
import Feeds
import Foundation
import Synchronization
import SystemPackage
import TestKit
import Testing

/// The NVD's lists of versions for criteria, and its history of changes (vendor.md §2.8).
@Suite struct NVDInterfaceTests {
    /// The interfaces with pages of them.
    private static let cases: [(name: String, feed: any Feed, member: String, path: String, window: String)] = [
        ("match", NVDMatchFeed(pageSize: 3), "matchStrings", "/cpematch/2.0", "lastMod"),
        ("history", NVDHistoryFeed(pageSize: 3), "cveChanges", "/cvehistory/2.0", "change"),
        ("names", NVDNameFeed(pageSize: 3), "products", "/cpes/2.0", "lastMod"),
    ]

    private static func id(_ number: Int) -> String {
        "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - String(number).count) + String(number)
    }

    private static func item(_ member: String, _ number: Int) -> String {
        switch member {
        case "matchStrings":
            """
            {"matchString":{"matchCriteriaId":"\(id(number))","criteria":"cpe:2.3:o:cisco:ios_xe:*:*:*:*:*:*:*:*",\
            "versionStartIncluding":"17.1","versionEndExcluding":"17.\(number + 2)","status":"Active",\
            "lastModified":"2026-01-01T00:00:00.000","matches":[\
            {"cpeName":"cpe:2.3:o:cisco:ios_xe:17.1.1:*:*:*:*:*:*:*","cpeNameId":"\(id(7))"}]}}
            """
        case "products":
            """
            {"cpe":{"deprecated":false,"cpeName":"cpe:2.3:o:cisco:ios_xe:17.1.\(number):*:*:*:*:*:*:*",\
            "cpeNameId":"\(id(number))","lastModified":"2026-01-01T00:00:00.000","created":"2026-01-01T00:00:00.000"}}
            """
        default:
            """
            {"change":{"cveId":"CVE-2026-1000","eventName":"Reanalysis","cveChangeId":"\(id(number))",\
            "sourceIdentifier":"nvd@nist.gov","created":"2026-01-03T18:04:09.057","details":[]}}
            """
        }
    }

    private static func page(_ member: String, _ numbers: Range<Int>, of total: Int) -> String {
        """
        {"resultsPerPage":\(numbers.count),"startIndex":\(numbers.lowerBound),"totalResults":\(total),\
        "version":"2.0","timestamp":"2026-11-21T11:59:00.000",\
        "\(member)":[\(numbers.map { item(member, $0) }.joined(separator: ","))]}
        """
    }

    private static func list(_ member: String, _ total: Int) -> LoopbackServer.Script {
        { request, _ in
            let start = request.query["startIndex"].flatMap { Int($0) } ?? 0
            return .json(page(member, min(start, total)..<min(start + 3, total), of: total))
        }
    }

    private static func state(_ moment: String) -> FeedState {
        var state = FeedState()
        state.watermark = moment
        return state
    }

    @Test(arguments: [0, 1, 2])
    func `all pages are read with the key, and the next fetch asks for what changed since`(place: Int) async throws {
        let (_, feed, member, path, window) = Self.cases[place]
        let bench = try await FeedBench(Self.list(member, 7))
        let outcome = await bench.fetch(feed, credentials: ["key": FeedBench.secret])
        #expect(outcome.error == nil && outcome.items.count == 7)
        #expect(bench.server.requests.allSatisfy { $0.path == path && $0["apiKey"] == FeedBench.secret })
        #expect(outcome.state?.watermark == "2026-11-21T11:59:00Z")
        let next = await bench.fetch(feed, since: try #require(outcome.state))
        #expect(next.items.count == 7)
        let query = try #require(bench.server.requests.last?.query)
        #expect(query["\(window)StartDate"] == "2026-11-21T10:59:00.000Z")
        #expect(query["\(window)EndDate"] == "2026-11-21T12:00:00.000Z")
    }

    @Test(arguments: [0, 1, 2]) func `no window is longer than 120 days`(place: Int) async throws {
        let (_, feed, member, _, window) = Self.cases[place]
        let bench = try await FeedBench(Self.list(member, 0))
        let start = bench.time.now.adding(seconds: -500 * 86_400)
        #expect(await bench.fetch(feed, since: Self.state(start.description)).error == nil)
        let windows = try bench.server.requests.map { request in
            (
                try #require(request.query["\(window)StartDate"].flatMap { Timestamp($0) }),
                try #require(request.query["\(window)EndDate"].flatMap { Timestamp($0) })
            )
        }
        #expect(windows.count == 5 && windows.allSatisfy { $0.1.seconds(since: $0.0) < 120 * 86_400 })
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.1 == $1.0 })
    }

    @Test func `everything is asked of lists at first, and the last thirty days of changes`() async throws {
        let lists = try await FeedBench(Self.list("matchStrings", 1))
        _ = await lists.fetch(NVDMatchFeed())
        #expect(lists.server.requests.first?.query["lastModStartDate"] == nil)
        #expect(lists.server.requests.first?.query["resultsPerPage"] == "500")
        let names = try await FeedBench(Self.list("products", 1))
        _ = await names.fetch(NVDNameFeed())
        #expect(names.server.requests.first?.query["lastModStartDate"] == nil)
        #expect(names.server.requests.first?.query["resultsPerPage"] == "10000")
        let changes = try await FeedBench(Self.list("cveChanges", 1))
        _ = await changes.fetch(NVDHistoryFeed())
        #expect(changes.server.requests.first?.query["changeStartDate"] == "2026-10-22T11:00:00.000Z")
        #expect(changes.server.requests.first?.query["resultsPerPage"] == "5000")
    }

    @Test(arguments: [0, 1, 2])
    func `what is too fast, cut off or no data is asked again, and a wrong key ends it`(place: Int) async throws {
        let (_, feed, member, _, _) = Self.cases[place]
        let answers: [Reply] = [
            .page(403, "<h1>Forbidden</h1>"), .answer(429, ["Retry-After": "77"]), .answer(503),
            .page(200, "<h1>Wait</h1>"),
            .cutOff(Self.page(member, 0..<3, of: 3)), .json("{}"), .json(Self.page(member, 0..<1, of: 2)),
        ]
        let bench = try await FeedBench { _, number in
            number <= answers.count ? answers[number - 1] : .json(Self.page(member, 0..<2, of: 2))
        }
        let outcome = await bench.fetch(feed)
        #expect(outcome.error == nil && outcome.items.count == 2)
        #expect(bench.time.pauses.count == answers.count && bench.time.pauses.allSatisfy { $0 >= .seconds(30) })
        let wrong = try await FeedBench { _, _ in .answer(404, ["message": "Invalid apiKey: \(FeedBench.secret)."]) }
        let refused = await wrong.fetch(feed, credentials: ["key": FeedBench.secret])
        #expect(refused.error?.kind == .configuration && refused.items.isEmpty && refused.state == nil)
        #expect(refused.error?.description.contains("canary") == false)
    }

    @Test(.enabled(if: RecordedFeeds.areAvailable))
    func `a recorded page of criteria tells bounds, names and what counts no more`() throws {
        var criteria: [MatchCriterion] = []
        try NVDMatchFeed().read(FilePath(RecordedFeeds.root + "nvd-api/cpematch-3_pages-0-3.json")) { item in
            if case .criterion(let criterion) = item { criteria.append(criterion) }
        }
        #expect(criteria.count == 3)
        let first = try #require(criteria.first)
        #expect(first.id == "17BA1CAF-9A98-4198-86C5-E03054CEF909" && first.isBounded && !first.isInactive)
        #expect(first.text == "cpe:2.3:a:redislabs:redisgraph:*:*:*:*:*:*:*:* >= 2.0 < 2.12.9")
        #expect(first.modified == Timestamp("2023-11-15T21:12:17.663Z"))
        #expect(first.names.first == "cpe:2.3:a:redislabs:redisgraph:2.0.0:*:*:*:*:*:*:*" && first.names.count > 10)
    }

    @Test(.enabled(if: RecordedFeeds.areAvailable)) func `recorded changes keep values of any kind`() throws {
        var changes: [CVEChange] = []
        for name in ["3_items-0-3", "nonstring_values-0-1", "empty-0-1"] {
            try NVDHistoryFeed().read(FilePath(RecordedFeeds.root + "nvd-api/cvehistory-\(name).json")) { item in
                if case .change(let change) = item { changes.append(change) }
            }
        }
        #expect(changes.count == 4)
        #expect(changes.first?.event == "CVE Rejected" && changes.first?.author == "security@wordfence.com")
        #expect(changes.first?.moment == Timestamp("2024-07-03T19:15:05.143Z"))
        let last = try #require(changes.last)
        #expect(last.details.map { $0["type"]?.stringValue } == ["Affected", "CVSSV4"])
        #expect(last.details.last?["new"]?["baseScore"] == 9.8)
    }

    @Test(arguments: [
        #"{"matchStrings":[{"matchString":{"criteria":"cpe:2.3:o:x:y:*:*:*:*:*:*:*:*"}}]}"#,
        #"{"matchStrings":[{"matchString":{"matchCriteriaId":"../x","criteria":"a"}}]}"#,
        #"{"matchStrings":[{"matchString":{"matchCriteriaId":7}}]}"#, #"{"matchStrings":[7]}"#, #"{"matchStrings":["#,
        #"{"matchStrings":[{"matchString":{"matches":{}}}]}"#, "[]x",
    ])
    func `criteria that make no sense are refused as a whole`(text: String) throws {
        let folder = NSTemporaryDirectory() + "almanac-criteria-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(text.utf8).write(to: URL(filePath: folder + "/match.json"))
        #expect(throws: FeedError.self) { try NVDMatchFeed().read(FilePath(folder + "/match.json")) { _ in } }
    }
}
