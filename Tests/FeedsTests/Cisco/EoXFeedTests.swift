import Basics
import Feeds
import Outbound
import TestKit
import Testing

/// Cisco's EoX API, played by a test.
@Suite struct EoXFeedTests {
    private static func record(
        _ input: String, _ part: String, sale: String = "2026-12-31", migration: String = ""
    ) -> String {
        #"{"EOLProductID":"\#(part)","EOXInputValue":"\#(input) ","ProductIDDescription":"D ","ProductBulletinNumber":"EOL1","LinkToProductBulletinURL":" ","EOXExternalAnnouncementDate":{"value":"2026-04-17","dateFormat":"YYYY-MM-DD"},"EndOfSaleDate":{"value":"\#(sale)","dateFormat":"YYYY-MM-DD"},"EndOfSWMaintenanceReleases":{"value":" ","dateFormat":null},"LastDateOfSupport":{"value":"","dateFormat":null},"EOXMigrationDetails":{\#(migration)}}"#
    }

    private static func error(_ input: String, _ id: String) -> String {
        #"{"EOLProductID":"","EOXInputValue":"\#(input)","EndOfSaleDate":{"value":"","dateFormat":null},"EOXError":{"ErrorID":"\#(id)","ErrorDescription":"x"}}"#
    }

    private static func page(_ records: [String], _ number: Int = 1, of last: Int = 1) -> String {
        #"{"PaginationResponseRecord":{"PageIndex":"\#(number)","LastIndex":"\#(last)"},"EOXRecord":[\#(records.joined(separator: ","))]}"#
    }

    /// The parts of a question, decoded.
    private static func parts(_ request: ReceivedRequest) -> [String] {
        request.path.split(separator: "/").last.map { $0.split(separator: ",").map { String($0).percentDecoded } } ?? []
    }

    private static func questions(_ parts: [String]...) -> FeedQuestions {
        var questions = FeedQuestions()
        questions.parts = parts
        return questions
    }

    private func fetch(_ bench: FeedBench, _ questions: FeedQuestions) async -> FeedBench.Outcome {
        await bench.fetch(
            EoXFeed(tokens: CiscoTokens()), "/5", credentials: OpenVulnFeedTests.credentials, questions: questions)
    }

    @Test func `parts are asked twenty at a time, over all pages, and become facts under their own numbers`()
        async throws
    {
        let bench = try await FeedBench(
            OpenVulnFeedTests.service { request, _ in
                let page = Int(request.path.split(separator: "/")[2]) ?? 0
                let parts = Self.parts(request)
                let half = parts.count / 2 + 1
                let own = page == 1 ? parts.prefix(half) : parts.dropFirst(half)
                return .json(Self.page(own.map { Self.record($0.lowercased(), $0) }, page, of: 2))
            })
        let numbers = (0..<25).map { "WIC-\($0)T=" } + ["ISR4451-X/K9", "a+b c"]
        var questions = FeedQuestions()
        questions.parts = numbers.map { [$0] }
        let outcome = await fetch(bench, questions)
        #expect(outcome.error == nil)
        #expect(outcome.facts.map(\.subject) == numbers.map { .part($0) })
        let fact = try #require(outcome.facts.first)
        #expect(fact.endOfSale == CalendarDay("2026-12-31"))
        #expect(fact.announced == CalendarDay("2026-04-17"))
        #expect(fact.released == nil && fact.endOfSupport == nil && fact.endOfSoftwareReleases == nil)
        #expect(fact.title == "D" && fact.bulletin == "EOL1" && fact.url == nil)
        let asked = bench.server.requests.filter { !$0.path.contains("token") }
        #expect(asked.count == 4)
        #expect(asked.allSatisfy { Self.parts($0).count <= 20 && $0.query["responseencoding"] == "json" })
        #expect(asked.last?.path.contains("ISR4451-X%2FK9,A%2BB%20C") == true)
    }

    @Test func `what has no number in this form is sought in others, and what is current is told as such`() async throws
    {
        let bench = try await FeedBench(
            OpenVulnFeedTests.service { request, _ in
                .json(
                    Self.page(
                        Self.parts(request).map { part in
                            switch part {
                            case "ISR4451-X": Self.record(part, part)
                            case "C9300-48P", "WS-X=", "WS-X": Self.error(part, "SSA_ERR_026")
                            default: Self.error(part, "SSA_ERR_015")
                            }
                        }))
            })
        let outcome = await fetch(
            bench, Self.questions(["ISR4451-X/K9"], ["Catalyst 9300", "C9300-48P"], ["WS-X="], ["nonsense"], []))
        #expect(outcome.error == nil)
        let facts = Dictionary(outcome.facts.map { ($0.subject, $0) }) { first, _ in first }
        #expect(facts.count == 3)
        #expect(facts[.part("ISR4451-X/K9")]?.endOfSale == CalendarDay("2026-12-31"))
        #expect(facts[.part("Catalyst 9300")]?.isUnannounced == true)
        #expect(facts[.part("WS-X=")]?.isUnannounced == true)
        #expect(bench.told.text.contains("ISR4451-X/K9 as ISR4451-X"))
        #expect(bench.told.text.contains("nonsense"))
    }

    @Test func `one number that spoils the question does not spoil the others`() async throws {
        let bench = try await FeedBench(
            OpenVulnFeedTests.service { request, _ in
                let parts = Self.parts(request)
                guard !parts.contains("BAD") else {
                    return .json(#"{"EOXRecord":null,"EOXError":{"ErrorID":"SSA_ERR_015","ErrorDescription":"x"}}"#)
                }
                return .json(Self.page(parts.map { Self.record($0, $0) }))
            })
        let outcome = await fetch(bench, Self.questions(["A"], ["B"], ["BAD"], ["C"], ["D"]))
        #expect(outcome.error == nil)
        #expect(Set(outcome.facts.map(\.subject)) == [.part("A"), .part("B"), .part("C"), .part("D")])
    }

    @Test func `an entitlement that is missing is told, trouble that passes is waited for`() async throws {
        for id in ["SSA_ERR_034", "SSA_ERR_036"] {
            let bench = try await FeedBench(
                OpenVulnFeedTests.service { _, _ in .json(Self.page([Self.error("A", id)])) })
            let outcome = await fetch(bench, Self.questions(["A"]))
            #expect(outcome.error?.kind == .notEntitled)
            #expect(outcome.facts.isEmpty)
        }
        let bench = try await FeedBench(
            OpenVulnFeedTests.service { _, number in
                .json(Self.page([number < 4 ? Self.error("A", "SSA_GENERIC_ERR") : Self.record("A", "A")]))
            })
        #expect(await fetch(bench, Self.questions(["A"])).facts.count == 1)
        #expect(bench.time.pauses.count == 2)
        let broken = try await FeedBench(
            OpenVulnFeedTests.service { _, _ in .json(Self.page([Self.error("A", "SSA_ERR_018")])) })
        let outcome = await fetch(broken, Self.questions(["A"]))
        #expect(outcome.error?.kind == .unavailable)
        #expect(outcome.state == nil)
    }

    @Test func `several records of one part give one fact with all replacements`() async throws {
        let records = [
            Self.record("A", "A", sale: "", migration: #""MigrationOption":"Enter PID(s)","MigrationProductId":"N1""#),
            Self.record("A", "A", migration: #""MigrationOption":"Enter PID(s)","MigrationProductId":"N2 ""#),
            Self.record(
                "A", "A", sale: "2030-01-01",
                migration: #""MigrationOption":"No Replacement Available","MigrationProductId":"N3""#),
        ]
        let bench = try await FeedBench(OpenVulnFeedTests.service { _, _ in .json(Self.page(records)) })
        let fact = try #require(await fetch(bench, Self.questions(["A"])).facts.first)
        #expect(fact.endOfSale == CalendarDay("2026-12-31"))
        #expect(fact.replacements == ["N1", "N2"])
        let single = try await FeedBench(OpenVulnFeedTests.service { _, _ in .json(#"{"EOXRecord":\#(records[1])}"#) })
        #expect(await fetch(single, Self.questions(["A"])).facts.count == 1)
        let none = try await FeedBench(OpenVulnFeedTests.service { _, _ in .json(#"{"EOXRecord":null}"#) })
        #expect(await fetch(none, Self.questions(["A"])).facts.isEmpty)
    }
}
