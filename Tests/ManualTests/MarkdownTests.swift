import Testing

@testable import Manual

@Suite("Markdown")
struct MarkdownTests {
    private func blocks(_ text: String) -> [MarkdownBlock] { Markdown.blocks(text) }

    private func inlines(_ text: String) -> [MarkdownInline] {
        guard case .paragraph(let parts) = Markdown.blocks(text).first else { return [] }
        return parts
    }

    /// The structure as one line, which is easier to compare than a tree.
    private func shape(_ parts: [MarkdownInline]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text.replacing("\n", with: "⏎")
            case .code(let text): "{\(text)}"
            case .emphasis(let inside): "<i \(shape(inside))>"
            case .strong(let inside): "<b \(shape(inside))>"
            case .deleted(let inside): "<s \(shape(inside))>"
            case .link(let target, let inside): "<\(target)|\(shape(inside))>"
            case .image(let source, let alternative): "!<\(source)|\(alternative)>"
            case .lineBreak: "↵"
            }
        }.joined()
    }

    @Test(
        arguments: [
            ("*a* **b** ***c*** _d_ __e__ ~~f~~", "<i a> <b b> <i <b c>> <i d> <b e> <s f>"),
            ("snake_case_name and 2*3*4", "snake_case_name and 2<i 3>4"),
            ("**bold *and slanted* words**", "<b bold <i and slanted> words>"), ("*open", "*open"),
            ("**open *one*", "**open <i one>"), ("*foo**bar*", "<i foo**bar>"), ("\\*no\\* \\a", "*no* \\a"),
            ("`code *x*` ``a ` b``", "{code *x*} {a ` b}"), ("`open", "`open"), ("`a\nb`", "{a b}"),
            ("[a *b*](c.md \"title\")", "<c.md|a <i b>>"), ("[a](<b c>)", "<b c|a>"), ("[a](b(c)d)", "<b(c)d|a>"),
            ("[a](b c)", "[a](b c)"), ("[a]", "[a]"), ("[a](b", "[a](b"), ("![x *y*](p.png)", "!<p.png|x y>"),
            ("[![x](p.png)](q)", "<q|!<p.png|x>>"), ("[a [b](c) d](e)", "[a <c|b> d](e)"),
            (
                "<https://a.example/?x=1> <a@b.example> <b>",
                "<https://a.example/?x=1|https://a.example/?x=1> <mailto:a@b.example|a@b.example> <b>"
            ),
            (
                "See https://a.example/b_c_(d). Or (http://e.example)!",
                "See <https://a.example/b_c_(d)|https://a.example/b_c_(d)>. Or (<http://e.example|http://e.example>)!"
            ),
            ("https:// xhttp://a.example", "https:// xhttp://a.example"),
            ("[https://a.example](b)", "<b|https://a.example>"),
            ("&amp; &#65; &#x42; &lt;b&gt; &unknown; &#0; &#xD800; &", "& A B <b> &unknown; \u{FFFD} \u{FFFD} &"),
            ("a  \nb\\\nc\nd", "a↵b↵c⏎d"), ("<script>x</script>", "<script>x</script>"),
        ])
    func `parts of lines`(_ text: String, _ expected: String) {
        #expect(shape(inlines(text)) == expected)
    }

    @Test func `names of links are defined anywhere, and compared without letter case`() {
        let text = "[one]: /url 'title'\n\n[a][One], [ONE][], [one] [two]\n\n[one]: /other\n[two]:"
        let parts = Markdown.blocks(text)
        guard case .paragraph(let first) = parts.first else { return #expect(Bool(false), "\(parts)") }
        #expect(shape(first) == "</url|a>, </url|ONE>, </url|one> [two]")
        #expect(parts.count == 2)
    }

    @Test func `headings of both kinds`() {
        #expect(
            blocks("# A #\n### B\nC\n===\nD\n---\n#no\n####### no") == [
                .heading(level: 1, [.text("A")]), .heading(level: 3, [.text("B")]), .heading(level: 1, [.text("C")]),
                .heading(level: 2, [.text("D")]), .paragraph([.text("#no\n####### no")]),
            ])
        #expect(blocks("#").first == .heading(level: 1, []))
    }

    @Test func `code keeps every character, also when its fence is not closed`() {
        #expect(blocks("```sh x\na <b>\n\n  *c*\n```\nd").first == .code(language: "sh", text: "a <b>\n\n  *c*\n"))
        #expect(blocks("~~~\na\n```\n") == [.code(language: "", text: "a\n```\n")])
        #expect(blocks("    a\n\n      b\nc").first == .code(language: "", text: "a\n\n  b\n"))
        #expect(blocks("`````") == [.code(language: "", text: "")])
    }

    @Test func `lists nest, begin with any number, and are tight or not`() {
        #expect(
            blocks("- a\n- b\n  - c\n    more\n\n3. d\n4. e") == [
                .list(
                    MarkdownList(
                        start: nil, isTight: true,
                        items: [
                            [.paragraph([.text("a")])],
                            [
                                .paragraph([.text("b")]),
                                .list(
                                    MarkdownList(
                                        start: nil, isTight: true, items: [[.paragraph([.text("c\nmore")])]])),
                            ],
                        ])),
                .list(
                    MarkdownList(
                        start: 3, isTight: true, items: [[.paragraph([.text("d")])], [.paragraph([.text("e")])]])),
            ])
        guard case .list(let loose) = blocks("- a\n\n- b").first else { return #expect(Bool(false)) }
        #expect(!loose.isTight && loose.items.count == 2)
        guard case .list(let code) = blocks("1. a\n\n   ```\n   x\n\n   y\n   ```\n2. b").first else {
            return #expect(Bool(false))
        }
        #expect(code.items.count == 2 && code.items[0].last == .code(language: "", text: "x\n\ny\n"))
        // A number inside a sentence begins no list.
        #expect(blocks("in the year\n2024. it ended").count == 1)
    }

    @Test func `quotes hold blocks, and their paragraphs may go on without a mark`() {
        #expect(
            blocks("> # a\n> b\nc\n\nd") == [
                .quote([.heading(level: 1, [.text("a")]), .paragraph([.text("b\nc")])]), .paragraph([.text("d")]),
            ])
    }

    @Test func `tables have sides, bars inside cells, and never more cells than columns`() {
        let table = MarkdownTable(
            sides: [.left, .right, .center],
            header: [[.text("a")], [.code("b|c")], []],
            rows: [[[.text("1")], [.text("2")], [.text("3")]], [[.text("x")]]])
        #expect(blocks("| a | `b\\|c` | |\n|:--|--:|:-:|\n| 1 | 2 | 3 | 4 |\nx\n\n") == [.table(table)])
        #expect(blocks("a | b\n- | x").count == 2)
        let wide = String(repeating: "|a", count: 60) + "|\n" + String(repeating: "|-", count: 60) + "|"
        guard case .paragraph = blocks(wide).first else { return #expect(Bool(false), "a table of 60 columns") }
    }

    @Test func `rules, remarks and line ends of all kinds`() {
        #expect(
            blocks("***\r\n- - -\r<!-- file: a -->\n_ ") == [
                .rule, .rule, .comment("file: a"), .paragraph([.text("_")]),
            ])
        #expect(blocks("").isEmpty && blocks("\n \n\t\n").isEmpty)
        #expect(Markdown.blocks([0xFF, 0x00, 0x61]) == [.paragraph([.text("\u{FFFD}\u{0}a")])])
    }
}
