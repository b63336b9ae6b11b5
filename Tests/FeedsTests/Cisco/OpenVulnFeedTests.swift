import Basics
import Feeds
import Outbound
import Synchronization
import TestKit
import Testing

/// Cisco's openVuln API, played by a test.
@Suite struct OpenVulnFeedTests {
    static let credentials = ["username": "canary id/1", "password": FeedBench.secret]

    static func advisory(_ name: String, _ more: String = "") -> String {
        #"{"advisoryId":"\#(name)","advisoryTitle":"T","cves":["CVE-2026-1000","NA"],"bugIDs":["NA"],"cwe":["CWE-20","NA"],"cvssBaseScore":"9.8","sir":"High","status":"Final","firstPublished":"2026-01-02T16:00:00","lastUpdated":"2026-01-03T16:00:00-0600","summary":"\r\n<p>A &lt;b&gt; in <a href=\"x\">C&nbsp;&amp; D</a>.<br/>Next</p>","publicationUrl":"https://sec.example/a"\#(more)}"#
    }

    /// A service with a token that is good, and something to say to each path.
    static func service(
        _ answer: @escaping @Sendable (ReceivedRequest, Int) -> Reply
    ) -> LoopbackServer.Script {
        { request, number in
            request.path == "/oauth2/default/v1/token"
                ? .json(#"{"token_type":"Bearer","expires_in":3599,"access_token":"tok\#(number)"}"#)
                : answer(request, number)
        }
    }

    private static func release(_ system: String, _ version: String) -> FeedQuestions {
        var questions = FeedQuestions()
        questions.releases = [FeedQuestions.Release(system: system, version: version)]
        return questions
    }

    private static let later: FeedState = {
        var state = FeedState()
        state.watermark = "2026-11-20"
        return state
    }()

    private func fetch(
        _ bench: FeedBench, _ questions: FeedQuestions = FeedQuestions(), since state: FeedState = later
    )
        async -> FeedBench.Outcome
    {
        await bench.fetch(
            OpenVulnFeed(tokens: CiscoTokens()), since: state, "/v2", credentials: Self.credentials,
            questions: questions)
    }

    @Test func `advisories become records of their CVEs, their texts plain and their gaps empty`() async throws {
        let bench = try await FeedBench(
            Self.service { request, _ in
                request.query["pageIndex"] == "1"
                    ? .json(
                        #"{"advisories":[\#(Self.advisory("cisco-sa-a")),{"advisoryId":"cisco-sa-b","cves":["NA"],"summary":"x"}]}"#
                    )
                    : .json("{}")
            })
        let outcome = await fetch(bench, since: FeedState())
        #expect(outcome.error == nil)
        #expect(outcome.records.map(\.key) == ["cisco-sa-a/CVE-2026-1000", "cisco-sa-b"])
        let record = try #require(outcome.records.first)
        #expect(record.summary == "A <b> in C & D.\nNext")
        #expect(record.bugs.isEmpty)
        #expect(record.weaknesses == ["CWE-20"])
        #expect(record.advisoryScore == 9.8)
        #expect(record.metrics.isEmpty)
        #expect(record.rating == "High")
        #expect(record.modified == Timestamp("2026-01-03T22:00:00Z"))
        #expect(outcome.records.last?.cve == nil)
        #expect(outcome.records.last?.published == nil)
        #expect(outcome.state?.watermark == "2026-11-21")
        let token = try #require(bench.server.requests.first)
        #expect(
            String(decoding: token.body, as: UTF8.self)
                == "grant_type=client_credentials&client_id=canary%20id%2F1&client_secret=canary-secret%2B%2F%25%26%3D7"
        )
        #expect(bench.server.requests.last?["Authorization"] == "Bearer tok1")
    }

    @Test func `later only what changed is asked for, two days back`() async throws {
        let bench = try await FeedBench(
            Self.service { _, _ in .answer(404, [:], Array(#"{"errorCode":"NO_DATA_FOUND","errorMessage":"x"}"#.utf8)) }
        )
        let outcome = await fetch(bench)
        #expect(outcome.error == nil)
        #expect(outcome.items.isEmpty)
        let request = try #require(bench.server.requests.last)
        #expect(request.path == "/v2/all/lastpublished")
        #expect(request.query["startDate"] == "2026-11-18")
        #expect(request.query["endDate"] == "2026-11-21")
    }

    @Test func `a hundred advisories are followed by the next page`() async throws {
        let bench = try await FeedBench(
            Self.service { request, _ in
                let page = request.query["pageIndex"].flatMap { Int($0) } ?? 0
                let names = (0..<(page < 3 ? 100 : 7)).map { Self.advisory("cisco-sa-\(page)-\($0)") }
                return .json(#"{"advisories":[\#(names.joined(separator: ","))]}"#)
            })
        let outcome = await fetch(bench, since: FeedState())
        #expect(outcome.records.count == 207)
        #expect(bench.targets.count == 4)
    }

    @Test func `a version that runs is asked once, in Cisco's spelling, and its fixes are kept`() async throws {
        let bench = try await FeedBench(
            Self.service { request, _ in
                switch request.path {
                case "/v2/OS_version/OS_data":
                    .json(
                        #"[{"nos_type":"IOSXE","nos_version":"3.16.4bS","platform_name":"x"},{"nos_version":"17.3.4a"}]"#
                    )
                case "/v2/OSType/iosxe":
                    .json(
                        #"{"advisories":[\#(Self.advisory("cisco-sa-a", #","firstFixed":["16.12.6","NA"],"platforms":[{"id":"1","name":"N5K","firstFixes":[{"id":"2","name":"7.3(12)N1(1)"}],"vulnerabilityState":"vulnerable"}]"#))]}"#
                    )
                default: .answer(404, [:], Array(#"{"errorCode":"NO_DATA_FOUND"}"#.utf8))
                }
            })
        var questions = Self.release("cisco_iosxe", "3.16.4bs")
        questions.releases +=
            questions.releases + [
                .init(system: "cisco_iosxr", version: "7.1.1"), .init(system: "junos", version: "21.4R3"),
            ]
        let outcome = await fetch(bench, questions)
        #expect(outcome.error == nil)
        let answer = try #require(outcome.answers.first)
        #expect(outcome.answers.count == 1)
        #expect(answer.version == "3.16.4bS")
        #expect(answer.isKnown)
        #expect(answer.findings.map(\.fixedIn) == [["16.12.6"]])
        #expect(answer.findings.first?.cves == ["CVE-2026-1000"])
        #expect(answer.findings.first?.platforms == [.init(name: "N5K", isVulnerable: true, fixedIn: ["7.3(12)N1(1)"])])
        #expect(outcome.records.map(\.key) == ["cisco-sa-a/CVE-2026-1000"])
        #expect(
            bench.server.requests.filter { $0.path == "/v2/OSType/iosxe" }.map { $0.query["version"] } == ["3.16.4bS"])
    }

    @Test(arguments: [
        (404, #"{"errorCode":"NO_DATA_FOUND","errorMessage":"No data found"}"#, "15.2(7)E3", true),
        (404, #"{"errorCode":"NO_DATA_FOUND","errorMessage":"No data found"}"#, "15.2(7)E9", false),
        (200, #"{"errorCode":"NO_IOS_AFFECTING_ADVISORIES_FOUND","errorMessage":"x"}"#, "15.2(7)E9", true),
        (200, #"{"errorCode":"INVALID_IOS_VERSION","errorMessage":"x"}"#, "15.2(7)E3", false),
        (406, #"{"errorCode":"INVALID_IOS_VERSION","errorMessage":"x"}"#, "15.2(7)E3", false),
        (200, #"{"errorCode":"NO_IOS_AFFECTING_ADVISORIES_FOUND; INVALID_IOS_VERSION"}"#, "15.2(7)E3", false),
        (200, #"{"advisories":[]}"#, "15.2(7)E3", true),
    ])
    func `nothing found is told apart from not known`(
        status: Int, body: String, version: String, isKnown: Bool
    ) async throws {
        let bench = try await FeedBench(
            Self.service { request, _ in
                switch request.path {
                case "/v2/OS_version/OS_data": .json(#"[{"nos_version":"15.2(7)E3"}]"#)
                case "/v2/OSType/ios": .answer(status, [:], Array(body.utf8))
                default: .json(#"{"advisories":[]}"#)
                }
            })
        let outcome = await fetch(bench, Self.release("cisco_ios", version))
        #expect(outcome.error == nil)
        #expect(outcome.answers.map(\.isKnown) == [isKnown])
        #expect(outcome.answers.first?.findings.isEmpty == true)
        #expect(bench.targets.last?.hasSuffix("version=15.2%287%29E\(version.suffix(1))") == true)
    }

    @Test func `a system that the API does not have stops no other, an answer of another kind stops all`() async throws
    {
        let bench = try await FeedBench(
            Self.service { request, _ in
                switch request.path {
                case "/v2/OSType/fxos": .answer(404)
                case "/v2/OSType/ios": .json(#"{"errorCode":"NO_IOS_AFFECTING_ADVISORIES_FOUND"}"#)
                default: .json(#"{"advisories":[]}"#)
                }
            })
        var questions = Self.release("cisco_fxos", "2.6.1.131")
        questions.releases.append(.init(system: "cisco_ios", version: "15.2(7)E3"))
        let outcome = await fetch(bench, questions)
        #expect(outcome.error == nil)
        #expect(outcome.answers.map(\.system) == ["cisco_ios"])
        #expect(bench.told.text.contains("fxos"))
        let wrong = try await FeedBench(
            Self.service { request, _ in
                request.path == "/v2/OSType/ios" ? .json("[]") : .json(#"{"advisories":[]}"#)
            })
        let failed = await fetch(wrong, Self.release("cisco_ios", "15.2(7)E3"))
        #expect(failed.error?.kind == .malformed)
        #expect(failed.state == nil)
        #expect(failed.answers.isEmpty)
    }

    @Test func `a token that is refused in the middle is asked for anew, once`() async throws {
        let bench = try await FeedBench { request, number in
            if request.path == "/oauth2/default/v1/token" {
                return .json(#"{"expires_in":3599,"access_token":"tok\#(number)"}"#)
            }
            return request["Authorization"] == "Bearer tok1" && number > 2 ? .answer(401) : .json(#"{"advisories":[]}"#)
        }
        let outcome = await fetch(bench, Self.release("cisco_asa", "9.18.1"))
        #expect(outcome.error == nil)
        #expect(outcome.answers.count == 1)
        #expect(bench.targets.filter { $0.contains("token") }.count == 2)
        let closed = try await FeedBench(Self.service { _, _ in .answer(401) })
        let failed = await fetch(closed)
        #expect(failed.error?.kind == .notEntitled)
        #expect(closed.targets.count == 4)
    }

    @Test func `one token serves all feeds of a credential, until a minute before its end`() async throws {
        let bench = try await FeedBench(Self.service { _, _ in .json(#"{"advisories":[]}"#) })
        let tokens = CiscoTokens()
        for _ in 1...3 {
            _ = await bench.fetch(
                OpenVulnFeed(tokens: tokens), since: Self.later, "/v2", credentials: Self.credentials)
        }
        #expect(bench.targets.filter { $0.contains("token") }.count == 1)
        try await bench.time.sleep(until: bench.time.uptime + .seconds(3_540))
        _ = await bench.fetch(OpenVulnFeed(tokens: tokens), since: Self.later, "/v2", credentials: Self.credentials)
        #expect(bench.targets.filter { $0.contains("token") }.count == 2)
        _ = await bench.fetch(
            OpenVulnFeed(tokens: tokens), since: Self.later, "/v2",
            credentials: ["username": "other", "password": FeedBench.secret])
        #expect(bench.targets.filter { $0.contains("token") }.count == 3)
    }

    @Test func `too many requests are waited out, a missing entitlement is told`() async throws {
        let bench = try await FeedBench(
            Self.service { _, number in
                switch number {
                case 2: .page(403, "<h1>Developer Over Qps</h1>")
                case 3: .answer(429, ["Retry-After": "9"])
                case 4: .answer(429)
                case 5: .page(200, "<h1>Gateway Timeout</h1>")
                default: .json(#"{"advisories":[]}"#)
                }
            })
        #expect(await fetch(bench).error == nil)
        let pauses = bench.time.pauses.map { $0 / .seconds(1) }
        #expect(pauses.count == 4)
        #expect(pauses[0] <= 1 && pauses[1] >= 9 && pauses[1] <= 11 && pauses[2] <= 4 && pauses[3] <= 8)
        for refusal in [Reply.page(403, "<h1>Not Authorized</h1>"), .page(200, "<h1>Developer Inactive</h1>")] {
            let closed = try await FeedBench(Self.service { _, _ in refusal })
            let outcome = await fetch(closed)
            #expect(outcome.error?.kind == .notEntitled)
            #expect(outcome.error?.description.contains("PSIRT openVuln") == true)
            #expect(closed.targets.count == 2)
        }
    }

    @Test func `no secret reaches an error, a log or a remark, whatever the token service says`() async throws {
        let answers: [Reply] = [
            .answer(401, [:], Array(#"{"error":"invalid_client","error_description":"\#(FeedBench.secret)"}"#.utf8)),
            .answer(400, [:], Array(FeedBench.secret.utf8)), .page(200, "<h1>\(FeedBench.secret)</h1>"),
            .json(#"{"access_token":"\#(FeedBench.secret)\n"}"#), .json("[]"), .json(#"{"access_token":7}"#),
            .page(403, "<h1>\(FeedBench.secret)</h1>"),
            .answer(302, ["Location": "https://evil.example/?\(FeedBench.secret)"]),
        ]
        for answer in answers {
            let bench = try await FeedBench { request, _ in request.path.hasSuffix("token") ? answer : .json("{}") }
            let outcome = await fetch(bench)
            #expect(outcome.error != nil)
            #expect(outcome.items.isEmpty)
            let text = (outcome.error?.description ?? "") + bench.log.text + bench.told.text
            #expect(!text.contains("canary"))
        }
        let none = try await FeedBench { _, _ in .json("{}") }
        let outcome = await none.fetch(OpenVulnFeed(tokens: CiscoTokens()), "/v2")
        #expect(outcome.error?.kind == .notEntitled)
        #expect(none.targets.isEmpty)
    }

    @Test func `who goes away while a token is asked for takes it from nobody else`() async throws {
        let bench = try await FeedBench { request, number in
            number == 1 ? .silence : Self.service { _, _ in .json(#"{"advisories":[]}"#) }(request, number)
        }
        let tokens = CiscoTokens()
        let context = bench.context("/v2", credentials: Self.credentials)
        let gone = Task { try await OpenVulnFeed(tokens: tokens).fetch(since: Self.later, context) { _ in } }
        await bench.server.wait(for: 1)
        async let stays = bench.fetch(
            OpenVulnFeed(tokens: tokens), since: Self.later, "/v2", credentials: Self.credentials)
        // Until the second one waits for the same answer; if it is late, it asks by itself.
        for _ in 0..<100 { await Task.yield() }
        gone.cancel()
        #expect(await stays.error == nil)
        await #expect(throws: CancellationError.self) { try await gone.value }
    }
}
