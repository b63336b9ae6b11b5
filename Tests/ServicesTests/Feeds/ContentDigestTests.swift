import Applicability
import Basics
import Feeds
import Modeling
import Testing

@testable import Services

/// What names content from outside tells every two contents apart.
@Suite struct ContentDigestTests {
    private static func digest(title: String, summary: String) -> Identifier? {
        var record = SourceRecord(key: "CVE-2026-1000")
        record.cve = record.key
        record.title = title
        record.summary = summary
        return FeedRowWriter(source: "nvd", load: 1).row(.record(record))?.digest
    }

    @Test func `records whose texts are cut elsewhere differ`() {
        let texts = [
            ("a", "b"), ("ab", ""), ("", "ab"), ("a\u{1F}b", "c"), ("a", "b\u{1F}c"), ("a\u{1F}b\u{1F}c", ""),
        ]
        #expect(Set(texts.map { Self.digest(title: $0.0, summary: $0.1) }).count == texts.count)
        #expect(Self.digest(title: "a", summary: "b") == Self.digest(title: "a", summary: "b"))
    }

    @Test func `rows whose cells are cut elsewhere, or are of another kind, have other names`() {
        let rows: [[[Value]]] = [
            [[.text("ab"), .text("c")]], [[.text("a"), .text("bc")]], [[.text("ab")], [.text("c")]],
            [[.text("abc")]], [[.text("abc"), .null]], [[.text("abc"), .text("")]], [[.int(1)]], [[.text("1")]],
        ]
        let names = rows.map { rows in
            var digest = CellDigest()
            for row in rows { digest.update(row) }
            return digest.identifier
        }
        #expect(Set(names).count == names.count)
        // A version 8 UUID, the same in every release.
        #expect(names[0].description == "5f74c14f-ecfa-8ed9-a955-4ab8490fdae4")
    }

    @Test func `assessments whose fixed releases are cut elsewhere differ`() {
        var book = AssessmentBook()
        let ids = [["7.2.5,7.4.1"], ["7.2.5", "7.4.1"]].map { fixes in
            var evidence = Evidence(source: .cna, verdict: .affected, rule: "7.2.4")
            evidence.fixedIn = fixes
            return book.keep(Assessment([evidence]))
        }
        #expect(ids[0] != ids[1])
        #expect(Set(book.rows.keys) == Set(ids))
    }
}
