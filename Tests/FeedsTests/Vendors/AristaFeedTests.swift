import Applicability
import Basics
import Feeds
import Outbound
import TestKit
import Testing

/// Arista's pages, written for the test with the sentences that Arista uses.
@Suite struct AristaFeedTests {
    static let page = """
        <html><head><title>x</title><style>p{}</style></head><body><script>var a = "CVE-2000-0001";</script>
        <h2>Security Advisory 0087</h2><p>Date: July 26, 2023</p>
        <table><tr><th>Revision</th><th>Date</th><th>Changes</th></tr><tr><td>1.0</td><td>July 26</td><td>Initial</td></tr></table>
        <p>The CVE-ID tracking this issue: CVE-2023-3646<br/>CVSSv3.1 Base Score: 5.9 (CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:H)<br>
        Common Weakness Enumeration: CWE-755<br/>This vulnerability is being tracked by BUG 704552</p>
        <h3>Description</h3><p>On affected platforms &amp; versions, traffic &lt; 1 Gb/s may&nbsp;cause a reload. See CVE-2010-1111.</p>
        <h3>Vulnerability Assessment</h3><h4>Affected Software</h4><p><strong>EOS Versions</strong></p>
        <ul><li>4.29.1F and below releases in the 4.29.x train</li><li>4.28.3M&nbsp;and prior releases in the 4.28.x train</li>
        <li>All releases in the 4.22.x train</li><li>4.26.5M, 4.26.7M</li><li>something about 4.25.9M nobody understands</li></ul>
        <p>TerminAttr Versions:</p><ul><li>1.7.1 and below</li></ul>
        <h4>Affected Platforms</h4><ul><li>DCS-7280CR3-96</li></ul>
        <h3>Required Configuration for Exploitation</h3><p>Mirroring to multiple destinations must be configured:</p><pre>switch(config)#monitor session</pre>
        <h3>Mitigation</h3><p>Remove the second destination.</p>
        <h3>Resolution</h3><p>CVE-2023-3646 has been fixed in the following releases:</p>
        <ul><li>4.30.0F and later releases in the 4.30.x train</li><li>4.29.2F and later releases in the 4.29.x train</li></ul>
        <h3>Hotfix</h3><p>No hotfix is available.</p><h3>References</h3><p>CVE-2011-2222</p></body></html>
        """

    private static func index(_ numbers: [Int], next: String = "") -> String {
        let links = numbers.map {
            #"<a class="x" href="/en/support/advisories-notices/security-advisory/\#(20_000 + $0)-security-advisory-\#($0)">Security Advisory</a>"#
        }
        return
            "<html>\(links.joined())<a href='/zh/support/advisories-notices/security-advisories/11997-security-advisory-57'>x</a>\(next)<a href=\"mailto:a@b\">m</a></html>"
    }

    @Test func `a page becomes a record with rows that are read as they are meant`() throws {
        let folder = try Folder()
        var records: [SourceRecord] = []
        try AristaFeed().read(folder.file("21394-security-advisory-0087.html", Array(Self.page.utf8))) {
            if case .record(let record) = $0 { records.append(record) }
        }
        let record = try #require(records.first)
        #expect(records.map(\.key) == ["security-advisory-0087/CVE-2023-3646"])
        #expect(record.bugs == ["704552"] && record.weaknesses == ["CWE-755"])
        #expect(record.metrics.map(\.score) == [5.9] && record.metrics.first?.version == "3.1")
        #expect(
            record.summary
                == "On affected platforms & versions, traffic < 1 Gb/s may cause a reload. See CVE-2010-1111.")
        #expect(record.conditions?.contains("monitor session") == true)
        #expect(record.workaround == "Remove the second destination.")
        #expect(record.solution?.contains("No hotfix is available.") == true)
        let products = record.affected.compactMap(AffectedProduct.init)
        #expect(products.map(\.system) == [.aristaEOS])
        let verdict = { (text: String) in
            products.first?.evidence(Subject(try Version(text, of: .aristaEOS)))?.verdict
        }
        for text in ["4.29.0F", "4.29.1F", "4.28.3M", "4.28.0F", "4.22.9M", "4.26.5M", "4.26.7M"] {
            #expect(try verdict(text) == .affected, "\(text)")
        }
        for text in ["4.29.2F", "4.29.5M", "4.30.0F", "4.30.4M"] {
            #expect(try verdict(text) == .notAffected, "\(text)")
        }
        // Nobody knows what is meant.
        #expect(try verdict("4.25.9M") != .notAffected)
        #expect(record.affected.compactMap { $0["product"]?.stringValue } == ["EOS", "TerminAttr"])
    }

    @Test func `advisories are found by their addresses, over all pages of the list`() async throws {
        let bench = try await FeedBench { request, _ in
            switch request.target {
            case "/list": .page(200, Self.index([117, 116], next: "<a href='?start=20'>2</a><a href='?order=x'>o</a>"))
            case "/list?start=20":
                .page(
                    200,
                    Self.index([115], next: "<a href=\"http://other.example/security-advisory/1-security-advisory-1\">")
                )
            default: .page(200, Self.page, ["ETag": "\"\(request.target.suffix(4))\""])
            }
        }
        let outcome = await bench.fetch(AristaFeed(), "/list")
        #expect(outcome.error == nil)
        #expect(
            outcome.records.map(\.advisory)
                == [
                    "security-advisory-0117", "security-advisory-0116", "security-advisory-0057",
                    "security-advisory-0115",
                ])
        #expect(outcome.state?.watermark == "2026-11-21")
        #expect(outcome.state?.validators.count == 4)
        #expect(bench.targets.count == 6)
    }

    @Test func `later only new advisories and the newest are looked at, once a month all`() async throws {
        let numbers = Array((1...90).reversed())
        let bench = try await FeedBench { request, _ in
            request.target == "/list"
                ? .page(200, Self.index(numbers))
                : request["If-None-Match"] == nil ? .page(200, Self.page, ["ETag": "\"1\""]) : .answer(304)
        }
        let first = await bench.fetch(AristaFeed(), "/list")
        #expect(first.records.count == 90)
        var state = try #require(first.state)
        state.validators["security-advisory-0003"] = nil
        let count = bench.targets.count
        let second = await bench.fetch(AristaFeed(), since: state, "/list")
        #expect(second.records.map(\.advisory) == ["security-advisory-0003"])
        #expect(bench.targets.count - count == 42)
        #expect(second.state?.watermark == state.watermark)
        state.watermark = "2026-10-20"
        let third = await bench.fetch(AristaFeed(), since: state, "/list")
        #expect(third.records.count == 1)
        #expect(third.state?.watermark == "2026-11-21")
    }

    @Test func `pages that are no longer what they were are told, not taken for good news`() async throws {
        let moved = try await FeedBench { _, _ in .page(200, "<html><a href='/home'>x</a></html>") }
        #expect(await moved.fetch(AristaFeed(), "/list").error?.kind == .malformed)
        let changed = try await FeedBench { request, _ in
            request.target == "/list" ? .page(200, Self.index([2, 1])) : .page(200, "<html>Please log in</html>")
        }
        let outcome = await changed.fetch(AristaFeed(), "/list")
        #expect(outcome.error?.kind == .malformed)
        #expect(outcome.state == nil)
    }
}
