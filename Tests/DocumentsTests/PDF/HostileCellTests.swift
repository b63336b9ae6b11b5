import Basics
import Testing

@testable import Documents

@Suite("Hostile texts in PDF documents")
struct HostileCellTests {
    private static let columns = [PDFColumn("Name"), PDFColumn("Text")]
    static let hostile = [
        ")Tj ET endstream endobj 1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
        "\\", "(((", ")))", "\\)", "\\\\)", "a\\", "<</URI(http://example.net)>>", "%%EOF", "trailer", "startxref\n0",
        "\u{0}\u{1}\u{7}\u{8}\u{1B}[31m\u{7F}\u{9F}", "\r\n\t\u{2028}\u{85}", "\u{202E}desrever\u{202C}",
        "مرحبا بالعالم", "שלום", "日本語", "🏳️‍🌈", "e\u{301}", "Zürich – “Gürtel” €5",
        "a" + String(repeating: "\u{301}", count: 5_000), String(repeating: "\u{202E}", count: 3_000),
        String(repeating: " ", count: 100_000), String(repeating: "\n", count: 100_000),
        String(repeating: "W", count: 100_000), String(repeating: "日", count: 100_000),
        String(repeating: ")", count: 100_000), String(repeating: "word ", count: 20_000), "=1+1", "",
    ]

    @Test(arguments: hostile.indices) func `a cell is text and nothing else`(_ index: Int) throws {
        let text = Self.hostile[index]
        let probe = try PDFProbe(try Sample.document(Self.columns, [["before", text], ["after", text]]))
        for content in try probe.contents() {
            let shown = try PDFProbe.shown(content)
            #expect(shown.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 32 } })
            let words = PDFProbe.operators(content).split { $0 == " " || $0 == "\n" }.map(String.init)
            let known: Set<String> = [
                "BT", "ET", "Tf", "Tm", "Tj", "w", "G", "g", "m", "l", "S", "re", "f", "q", "cm", "Do", "Q", "BDC",
                "EMC",
                "/F1", "/F2", "/Total",
            ]
            #expect(
                words.filter { !known.contains($0) && Double($0) == nil }.allSatisfy {
                    $0.hasPrefix("/Span<</ActualText<FEFF") && $0.hasSuffix(">>>BDC")
                        && $0.dropFirst(23).dropLast(6).allSatisfy(\.isHexDigit)
                })
        }
        let all = try probe.contents().flatMap(PDFProbe.shown)
        #expect(all.contains("before") && all.contains("after") && all.contains("2 rows."))
        // Only what we wrote has a meaning for readers.
        for number in probe.objects.keys {
            for word in ["/JavaScript", "/URI", "/OpenAction", "/AA", "/Annots", "/Launch", "/EmbeddedFile"] {
                #expect(!probe.text(number).contains(word))
            }
        }
    }

    @Test func `a hostile title, column or detail is text too`() throws {
        for text in Self.hostile {
            let heading = DocumentHeading(
                title: text, details: [text, text], made: Sample.heading.made, producer: "Almanac")
            let columns = [PDFColumn(text), PDFColumn(text, alignsRight: true)]
            let probe = try PDFProbe(
                try Sample.document(columns, [["a", "b"], ["c"], ["d", "e", "f"]], heading: heading))
            let shown = try probe.contents().flatMap(PDFProbe.shown)
            #expect(["a", "b", "c", "d", "e"].allSatisfy(shown.contains) && !shown.contains("f"))
            #expect(shown.contains("3 rows."))
        }
    }

    @Test func `characters that the fonts do not have are counted and kept for who copies`() throws {
        let probe = try PDFProbe(
            try Sample.document(Self.columns, [["日本 Tokyo", "Zürich €"], ["e\u{301}tage", "\u{1F3E2}"]]))
        let content = try #require(try probe.contents().first)
        let shown = try PDFProbe.shown(content)
        #expect(shown.contains("\u{A4}\u{A4} Tokyo") && shown.contains("Z\u{FC}rich \u{80}"))
        #expect(shown.contains("\u{E9}tage"), "a composed letter is the letter")
        #expect(content.contains("/ActualText<FEFF65E5672C00200054006F006B0079006F>"))
        #expect(shown.contains { $0.hasPrefix("2 texts hold characters that the fonts of this document do not have") })
    }

    @Test func `a long cell is broken into lines, and a very long one ends with an ellipsis and is counted`() throws {
        let long = (1...40).map { "word\($0)" }.joined(separator: " ")
        let longest = (1...4_000).map { "word\($0)" }.joined(separator: " ")
        let filler = (0..<10).map { _ in PDFColumn("Column") }
        let columns = [PDFColumn("Name"), PDFColumn("Text")] + filler
        let cells = filler.map { _ in "some words of a cell" }
        let probe = try PDFProbe(try Sample.document(columns, [["a", long] + cells, ["b", longest] + cells]))
        let shown = try probe.contents().flatMap(PDFProbe.shown)
        let lines = shown.filter { $0.hasPrefix("word") }
        #expect(lines.joined(separator: " ").hasPrefix(long))
        #expect(lines.contains { $0.hasSuffix("\u{85}") })
        #expect(shown.contains { $0.hasPrefix("1 cell holds more text than is shown here") })
    }

    @Test func `no line is wider than its column`() {
        let texts = [
            "some words of a cell", "WWWWWWWWWWWWWWWWWWWW", "a-b-c/d,e;f_g", "x\ny", " leading", "iiiiiiiiiii WWW",
        ]
        for text in texts {
            for width in [24_000, 40_000, 90_000] {
                let lines = TextLines(
                    WinAnsiText(text, limit: 100), .regular, size: 8, width: width, most: 50)
                #expect(lines.lines.allSatisfy { $0.width <= width } && !lines.isCut)
                let letters = lines.lines.flatMap(\.codes).filter { $0 != 32 }
                #expect(letters == Array(text.utf8).filter { $0 != 32 && $0 != 10 }, "nothing is lost")
            }
        }
    }
}
