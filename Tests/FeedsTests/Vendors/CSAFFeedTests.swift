import Basics
import Crypto
import Feeds
import Outbound
import TestKit
import Testing

/// A provider of CSAF, played by a test.
@Suite struct CSAFFeedTests {
    static func document(_ id: String, cve: String = "CVE-2026-1000") -> String {
        #"{"document":{"category":"csaf_security_advisory","csaf_version":"2.0","title":"T","publisher":{"name":"P"},"tracking":{"id":"\#(id)","status":"final","current_release_date":"2026-11-01T00:00:00Z"}},"product_tree":{"branches":[{"category":"vendor","name":"V","branches":[{"category":"product_name","name":"R","branches":[{"category":"product_version_range","name":"vers:generic/R>=1.0|<2.0","product":{"name":"R","product_id":"X1"}}]}]}],"relationships":[{"category":"installed_on","product_reference":"X1","relates_to_product_reference":"X1","full_product_name":{"name":"R on R","product_id":"X2"}}]},"vulnerabilities":[{"cve":"\#(cve)","product_status":{"known_affected":["X1","X2","missing"]}}]}"#
    }

    private static func sum(_ text: String) -> String {
        SHA512.hash(data: Array(text.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A provider with a folder, and what its files are.
    private static func provider(_ changes: String, sums: Bool = true) -> LoopbackServer.Script {
        { request, _ in
            let home = "http://\(request["Host"] ?? "")"
            switch request.path {
            case "/csaf/provider-metadata.json":
                return .json(
                    #"{"distributions":[{"directory_url":"\#(home)/csaf"},{"rolie":{"feeds":[{"tlp_label":"WHITE","url":"\#(home)/rolie.json"},{"tlp_label":"RED","url":"\#(home)/red.json"},{"url":"http://10.1.1.1/internal.json"}]}}]}"#
                )
            case "/csaf/changes.csv": return .answer(200, [:], Array(changes.utf8))
            case "/rolie.json":
                return .json(
                    #"{"feed":{"entry":[{"updated":"2026-11-03T00:00:00Z","content":{"src":"\#(home)/csaf/2026/r-1.json"},"link":[{"rel":"hash","href":"\#(home)/csaf/2026/r-1.json.sha512"}]},{"updated":"2026-11-03T00:00:00Z","content":{"src":"http://10.1.1.1/x.json"}}]}}"#
                )
            default:
                guard let name = request.path.split(separator: "/").last, request.path.hasPrefix("/csaf/2026/") else {
                    return .answer(404)
                }
                let id = String(name.prefix { $0 != "." })
                if name.hasSuffix(".sha512") {
                    return sums ? .answer(200, [:], Array("\(sum(document(id)))  \(id).json".utf8)) : .answer(404)
                }
                return name.hasSuffix(".json") ? .json(document(id)) : .answer(404)
            }
        }
    }

    private static let changes = """
        "2026/a-1.json","2026-11-01T00:00:00Z"
        "2026/a-2.json","2026-11-02T00:00:00Z"
        "../../etc/passwd.json","2026-11-02T00:00:00Z"
        "https://evil.example/x.json","2026-11-02T00:00:00Z"

        """

    @Test func `folders and lists are followed within the provider's own site, the oldest first`() async throws {
        let bench = try await FeedBench(Self.provider(Self.changes))
        let outcome = await bench.fetch(CSAFFeed(), "/csaf/provider-metadata.json")
        #expect(outcome.error == nil)
        #expect(outcome.records.map(\.key) == ["a-1/CVE-2026-1000", "a-2/CVE-2026-1000", "r-1/CVE-2026-1000"])
        #expect(outcome.state?.watermark == "2026-11-03T00:00:00Z")
        #expect(bench.targets.allSatisfy { !$0.contains("passwd") && !$0.contains("evil") && !$0.contains("red") })
        #expect(bench.told.text.contains("other sites"))
        let record = try #require(outcome.records.first)
        #expect(record.affected.count == 3)
        #expect(record.affected[0]["versions"] == [["version": "1.0", "lessThan": "2.0", "status": "affected"]])
        #expect(record.affected[1]["platforms"] == ["R"])
        #expect(record.affected[2]["versions"]?[0]?["version"] == "unspecified")
        let later = await bench.fetch(CSAFFeed(), since: try #require(outcome.state), "/csaf/provider-metadata.json")
        #expect(later.records.map(\.advisory) == ["r-1"])
    }

    @Test func `a document with another checksum than the provider names is not taken`() async throws {
        let bench = try await FeedBench { request, number in
            request.path.hasSuffix(".sha512")
                ? .answer(200, [:], Array(String(repeating: "0", count: 128).utf8))
                : Self.provider(Self.changes)(request, number)
        }
        let outcome = await bench.fetch(CSAFFeed(), "/csaf/provider-metadata.json")
        #expect(outcome.error?.kind == .damaged)
        #expect(outcome.items.isEmpty && outcome.state == nil)
        let without = try await FeedBench(Self.provider(Self.changes, sums: false))
        #expect(await without.fetch(CSAFFeed(), "/csaf/provider-metadata.json").records.count == 3)
    }

    @Test func `one document that cannot be read keeps no other away`() async throws {
        let bench = try await FeedBench { request, number in
            request.path.hasSuffix("a-2.json")
                ? .json("{\"a\":")
                : request.path.contains("a-2.json.sha")
                    ? .answer(404)
                    : Self.provider(Self.changes)(request, number)
        }
        let outcome = await bench.fetch(CSAFFeed(), "/csaf/provider-metadata.json")
        #expect(outcome.records.map(\.advisory) == ["a-1", "r-1"])
        #expect(bench.told.text.contains("cannot be read"))
    }
}

/// Vendors whose advisories are found over lists.
@Suite struct VendorFeedTests {
    @Test func `Palo Alto's list is paged, and only what changed is fetched later`() async throws {
        let bench = try await FeedBench { request, _ in
            guard request.path == "/json/" else {
                let id = request.path.split(separator: "/").last ?? ""
                return .json(#"{"cveMetadata":{"cveId":"\#(id)"},"containers":{"cna":{"title":"T"}}}"#)
            }
            let page = request.query["page"].flatMap { Int($0) } ?? 0
            let rows = (0..<(page == 1 ? 100 : 3)).map { row in
                #"{"ID":"CVE-2026-\#(page * 1_000 + row)","updated":"2026-11-\#(page == 1 ? "10" : "20")T16:00:00.000Z"}"#
            }
            return .json("[\(rows.joined(separator: ",")),{\"ID\":\"../x\"}]")
        }
        let first = await bench.fetch(PaloAltoFeed())
        #expect(first.error == nil)
        #expect(first.records.count == 103)
        #expect(first.records.allSatisfy { $0.title == "T" && $0.url?.hasSuffix($0.key) == true })
        #expect(first.state?.watermark == "2026-11-20T16:00:00Z")
        let second = await bench.fetch(PaloAltoFeed(), since: try #require(first.state))
        #expect(second.records.count == 3)
    }

    @Test(arguments: [(5, true), (3, false)])
    func `a few documents that are missing or broken keep no other away, most of them do`(
        count: Int, isEnough: Bool
    ) async throws {
        let bench = try await FeedBench { request, _ in
            switch request.path {
            case "/json/": .json("[\((1...count).map { #"{"ID":"CVE-2026-100\#($0)"}"# }.joined(separator: ","))]")
            case "/json/CVE-2026-1001": .answer(404)
            case "/json/CVE-2026-1002": .json(#"{"cveMetadata":{}}"#)
            default: .json(#"{"cveMetadata":{"cveId":"CVE-2026-1003"},"containers":{"cna":{}}}"#)
            }
        }
        let outcome = await bench.fetch(PaloAltoFeed())
        #expect((outcome.error == nil) == isEnough)
        #expect(outcome.error?.kind == (isEnough ? nil : .malformed))
        #expect(outcome.items.count == (isEnough ? 3 : 0))
        #expect(bench.told.text.contains("CVE-2026-1001") && bench.told.text.contains("CVE-2026-1002"))
    }

    @Test func `Fortinet's pages lead to documents, which are asked for only when they changed`() async throws {
        let bench = try await FeedBench { request, _ in
            switch request.path {
            case "/psirt":
                .page(
                    200,
                    "<a href='/psirt/FG-IR-25-756'>x</a><a href=\"/psirt/FG-IR-24-1\">y</a><a href='/psirt/other'>z</a>"
                )
            case "/psirt/FG-IR-25-756":
                .page(
                    200,
                    #"<a href="/files/csaf_x_fg-ir-25-756.json">CSAF</a><a href="http://evil.example/csaf_y.json">"#)
            case "/psirt/FG-IR-24-1": .page(200, "<a href='/none'>")
            default:
                request["If-None-Match"] == nil
                    ? .json(CSAFFeedTests.document("FG-IR-25-756"), ["ETag": "\"1\""]) : .answer(304)
            }
        }
        let first = await bench.fetch(FortinetFeed(), "/psirt")
        #expect(first.error == nil)
        #expect(first.records.map(\.key) == ["FG-IR-25-756/CVE-2026-1000"])
        #expect(first.records.first?.affected.allSatisfy { $0["vendor"] == "Fortinet" } == true)
        #expect(bench.told.text.contains("FG-IR-24-1"))
        let second = await bench.fetch(FortinetFeed(), since: try #require(first.state), "/psirt")
        #expect(second.records.isEmpty && second.error == nil)
        #expect(second.state?.validators.keys.sorted() == ["FG-IR-24-1", "FG-IR-25-756"])
    }

    @Test func `release lines are asked product by product, and only when they changed`() async throws {
        let bench = try await FeedBench { request, _ in
            guard request["If-None-Match"] == nil else { return .answer(304) }
            let name = request.path.split(separator: "/").last ?? ""
            return .json(
                #"{"schema_version":"1.2.1","result":{"name":"\#(name)","label":"L","labels":{"eol":"End of Support"},"releases":[{"name":"1.0","label":"1.0 (LTS)","releaseDate":"2024-01-02","eoasFrom":"2025-01-02","eolFrom":"2026-01-02","latest":null},{"name":"0.9","eolFrom":null}]}}"#,
                ["ETag": "\"1\""])
        }
        let first = await bench.fetch(EndOfLifeFeed(), "/api/v1")
        #expect(first.error == nil)
        #expect(first.facts.count == 10)
        let fact = try #require(first.facts.first)
        #expect(fact.subject == .cycle(system: "f5_bigip", name: "1.0"))
        #expect(fact.title == "L 1.0 (LTS)")
        #expect(fact.endOfSoftwareReleases == CalendarDay("2025-01-02"))
        #expect(
            fact.endOfSecurityPatches == CalendarDay("2026-01-02") && fact.endOfSupport == CalendarDay("2026-01-02"))
        let second = await bench.fetch(EndOfLifeFeed(), since: try #require(first.state), "/api/v1")
        #expect(second.facts.isEmpty && second.state?.isUnchanged == true)
        let folder = try Folder()
        var old: [LifecycleFact] = []
        let text =
            #"[{"cycle":"7.4","releaseDate":"2023-05-11","eol":"2027-11-11","support":true},{"cycle":7,"eol":false}]"#
        try EndOfLifeFeed().read(folder.file("fortios.json", Array(text.utf8))) {
            if case .lifecycle(let fact) = $0 { old.append(fact) }
        }
        #expect(
            old.map(\.subject) == [
                .cycle(system: "fortinet_fortios", name: "7.4"), .cycle(system: "fortinet_fortios", name: "7"),
            ])
        #expect(old.first?.endOfSupport == CalendarDay("2027-11-11") && old.first?.endOfSoftwareReleases == nil)
    }

    @Test func `every source has a name, an address over https, limits and a notice`() {
        let descriptions = BuiltInFeeds.all.map(\.description)
        #expect(
            descriptions.map(\.slug) == [
                "nvd", "nvd-match", "nvd-history", "nvd-cpe", "cve-list", "kev", "epss", "cisco-openvuln", "cisco-eox",
                "paloalto", "fortinet", "arista", "csaf", "endoflife",
            ])
        #expect(
            descriptions.allSatisfy {
                $0.address.hasPrefix("https://") && !$0.address.hasSuffix("/") && !$0.limits.isEmpty
            })
        #expect(descriptions.allSatisfy { $0.notice?.hasSuffix(".") == true || $0.notice?.hasSuffix(")") == true })
        #expect(descriptions.filter(\.needsCredentials).map(\.slug) == ["cisco-openvuln", "cisco-eox"])
    }
}
