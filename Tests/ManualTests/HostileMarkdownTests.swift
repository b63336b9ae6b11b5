import Testing

@testable import Manual

/// Texts that make readers of Markdown slow, or let them fall over their own depth.
@Suite("Hostile Markdown")
struct HostileMarkdownTests {
    static let units: [String] = [
        "[", "![", "]", "[a](", "[a](b", "[](", "](", "[![", "*", "_", "**a ", "*a **b ", "~~a ", "`", "> ", ">", "- ",
        "1. ", "- > ", "<", "<a", "<https://a", "&#", "&amp", "\\", "a|", "|-", "https://", "(https://a", "https://*",
        "![a](b) ", "[a](<b", "[a](b \"", "[a](b '", "[a](b (", "[a][", "[a]: b\n", "```\n", "- a\n\n", "> - a\n",
        "\t", "a\n", "    a\n\n", "<!--", "<!-- -->\n", "# ", "a\n===\n", "| a |\n|-|\n", "***a*** ", "a_b", "*_*_",
        "\u{0301}",
    ]

    private func depth(_ blocks: [MarkdownBlock]) -> Int {
        blocks.map { block in
            switch block {
            case .quote(let inside): 1 + depth(inside)
            case .list(let list): 1 + (list.items.map(depth).max() ?? 0)
            case .paragraph(let parts), .heading(_, let parts): depth(parts)
            default: 1
            }
        }.max() ?? 0
    }

    private func depth(_ parts: [MarkdownInline]) -> Int {
        parts.map { part in
            switch part {
            case .emphasis(let inside), .strong(let inside), .deleted(let inside), .link(_, let inside):
                1 + depth(inside)
            default: 1
            }
        }.max() ?? 0
    }

    @Test(arguments: units)
    func `time grows with the length and depth does not`(_ unit: String) {
        func read(_ bytes: Int) -> (Duration, [MarkdownBlock]) {
            let text = String(repeating: unit, count: bytes / unit.utf8.count)
            let clock = ContinuousClock()
            var blocks: [MarkdownBlock] = []
            let time = clock.measure { blocks = Markdown.blocks(text) }
            return (time, blocks)
        }
        let (short, _) = read(12_500)
        let (long, blocks) = read(50_000)
        // Four times the text; sixteen times would be a square. A busy machine gets room, and small times are noise.
        #expect(long < max(short * 10, .milliseconds(1500)), "\(short) and \(long)")
        #expect(depth(blocks) <= 60)
    }

    @Test func `brackets and marks that open and close 50,000 bytes deep`() {
        for (open, close) in [
            ("[", "]"), ("[", "](a)"), ("![", "](a)"), ("*a ", " b*"), ("**a ", " b**"), ("~~a ", " b~~"), ("(", ")"),
            ("> ", "\n"), ("- ", "\n"),
        ] {
            let count = 50_000 / (open.utf8.count + close.utf8.count)
            let text = String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
            let blocks = Markdown.blocks(text)
            #expect(depth(blocks) <= 60)
            #expect(blocks.plainText.contains("x"))
        }
    }

    @Test func `runs of backticks of all lengths`() {
        var text = ""
        for length in 1...300 { text += String(repeating: "`", count: length) + " " }
        #expect(Markdown.blocks(text).count == 1)
    }

    @Test func `every beginning of every document is some document`() {
        for document in ManualLibrary.shared.documents.prefix(12) {
            let bytes = Array(document.source.utf8)
            for length in stride(from: 0, through: min(bytes.count, 3000), by: 61) {
                let blocks = Markdown.blocks(Array(bytes.prefix(length)))
                #expect(length == 0 || !blocks.isEmpty)
            }
        }
    }

    @Test func `random bytes are text`() {
        var state: UInt64 = 42
        let letters = Array("[]()!*_~`<>&;#|-+1. \\\n\t\"':ah/=\u{E9}".utf8) + [0, 0xFF, 0x0D]
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for _ in 0..<200 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(letters[Int((state >> 33) % UInt64(letters.count))])
            }
            #expect(depth(Markdown.blocks(bytes)) <= 60)
        }
    }
}
