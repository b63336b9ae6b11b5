import Storage
import Testing

@Suite struct FoldedTextTests {
    @Test(arguments: [
        ("AMS-Core", "ams-core"), ("  two \t\n words ", "two words"), ("ÄÖÜ ẞ", "äöü ß"), ("İx", "i\u{307}x"),
        ("שלום", "שלום"), ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"), ("100%_\"*'", "100%_\"*'"), ("e\u{301}", "e\u{301}"),
    ])
    func `case and space do not count, everything else does`(_ raw: String, _ folded: String) throws {
        let text = try #require(FoldedText(raw))
        #expect(Array(text.text.unicodeScalars) == Array(folded.unicodeScalars))
        #expect(text.count == folded.unicodeScalars.count)
    }

    @Test(arguments: ["", " \n\t", "a\0b", "\0"])
    func `nothing, and what no text holds, is no text`(_ raw: String) {
        #expect(FoldedText(raw) == nil)
    }

    @Test func `a long text is known by its beginning`() throws {
        let text = try #require(FoldedText(String(repeating: "x", count: 10_000)))
        #expect(text.count == FoldedText.longest)
        #expect(text.text.utf8.count == FoldedText.longest)
    }

    @Test(arguments: [
        ("ams", "FRA-AMS-01", "AMS"), ("two w", "one  Two \t Words", "Two \t W"), ("i\u{307}", "xİy", "İ"),
        ("ß", "STRAẞE", "ẞ"), ("👧", "👩‍👩‍👧", "👧"), ("לו", "שלום", "לו"),
    ])
    func `what was looked for is shown as it is written`(_ wanted: String, _ text: String, _ shown: String) throws {
        let folded = try #require(FoldedText(wanted))
        let range = try #require(folded.range(in: text))
        #expect(Array(text[range].unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test func `what a text does not hold has no place in it`() throws {
        let wanted = try #require(FoldedText("abc"))
        #expect(wanted.range(in: "ab") == nil)
        #expect(wanted.range(in: "a b c") == nil)
        #expect(wanted.range(in: "") == nil)
    }
}
