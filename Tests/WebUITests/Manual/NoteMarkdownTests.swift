import Basics
import Manual
import TestKit
import Testing

@testable import WebUI

@Suite("Notes in Markdown")
struct NoteMarkdownTests {
    private func html(_ text: String) -> String {
        String(decoding: MarkdownMarkup.note(text, label: "Note").bytes, as: UTF8.self)
    }

    @Test func `what people write becomes elements`() {
        #expect(
            html("# A\n### B\n\n- a\n- **b**\n\n3. `c`\n\n> q\n\n---\n\n| x | y |\n|---|--:|\n| 1 | 2 |")
                == "<div class=\"prose\"><h2>A</h2><h3>B</h3><ul><li>a</li><li><strong>b</strong></li></ul>"
                + "<ol start=\"3\"><li><code>c</code></li></ol><blockquote><p>q</p></blockquote><hr>"
                + "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Note, table 1\"><table><thead><tr>"
                + "<th scope=\"col\">x</th><th scope=\"col\" class=\"number\">y</th></tr></thead><tbody><tr><td>1</td>"
                + "<td class=\"number\">2</td></tr></tbody></table></div></div>")
        #expect(html("| | |\n|---|---|\n| 1 | 2 |").contains("<table><tbody><tr><td>1</td>"))
        #expect(html("```\n<b>\n```").contains("<pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>"))
    }

    @Test func `links lead to pages, the web and mail, and say that they leave`() {
        #expect(html("[a](/dcim/devices/)").contains("<a href=\"/dcim/devices/\">a</a>"))
        let outside = html("https://a.example/?x=1&y=2")
        #expect(
            outside.contains(
                "<a href=\"https://a.example/?x=1&amp;y=2\" rel=\"noopener noreferrer\" target=\"_blank\">"))
        #expect(html("<a@b.example>").contains("href=\"mailto:a@b.example\" rel=\"noopener"))
        #expect(html("![alt](https://a.example/x.png)").contains("<a href=\"https://a.example/x.png\""))
        #expect(!html("![alt](https://a.example/x.png)").contains("<img"))
        #expect(html("[https://a.example](https://b.example)").split(separator: "<a ").count == 2)
    }

    @Test(
        arguments: [
            "javascript:x", "JaVaScRiPt:x", "&#106;avascript:x", "&#x6A;avascript&colon;x", "javascript&#58;x",
            "java&Tab;script:x", "<java\tscript:x>", "<javascript:x>", "</\t/evil.example>", "/&#9;/evil.example",
            "//evil.example", "/\\\\evil.example", "data:text/html,<b>", "vbscript:x", "feed:javascript:x",
            "file:///etc/passwd",
            "blob:x", "#x", "?x", "x.html", "https:", "https&#58;//a b", "<https://a b>", "\u{1}javascript:x",
            "\\javascript:x",
        ])
    func `no other target becomes a link`(_ target: String) {
        for text in [
            "[a](\(target))", "![a](\(target))", "[a]\n\n[a]: \(target)", "**[*a*](\(target) \"t\")**", target,
        ] {
            let html = html(text)
            #expect(!html.contains("href") && !html.contains("src="), "\(text): \(html)")
        }
    }

    @Test func `HTML is text, wherever it stands`() {
        for text in [
            "<script>x</script>", "# <img src=x onerror=x>", "- <svg onload=x>", "> <b>",
            "| <i> | b |\n|---|---|\n| <u> | c |",
            "[<s>](/a)", "`<q>`", "```<p>\n<p>\n```", "<!-- <a> -->", "[a](/\"onclick=x)", "![<b>](https://a/\"x)",
            "&lt;b&gt;",
            "<https://a.example/\"onclick=x>", "    <pre>",
        ] {
            let inside = html(text)
            let known: Set<Substring> = [
                "div", "p", "h2", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "a", "span",
                "code",
                "pre",
            ]
            for piece in inside.split(separator: "<", omittingEmptySubsequences: true) {
                let name = piece.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }
                #expect(known.contains(name), "\(text): \(inside)")
                // Attributes are ours: no quotation mark of a text ends one.
                let tag = piece.prefix { $0 != ">" }
                #expect(!tag.contains(" on") && !tag.contains("\"on"), "\(text): \(inside)")
            }
        }
    }

    @Test func `a page shows notes as Markdown, and the API tells what was written`() async throws {
        let world = try await WebWorld()
        let browser = try await world.browser()
        let id = try await world.server.create("/api/dcim/manufacturers/", ["name": "Acme"])
        let text = "**Call** [them](javascript:x) <b>\n\n| a |\n|---|\n| b |"
        let added = try await browser.post("/dcim/manufacturers/\(id)/notes/", [("note", text)])
        #expect(added.status == 303)
        let page = try await browser.get("/dcim/manufacturers/\(id)/notes/")
        #expect(page.contains("<p><strong>Call</strong> them &lt;b&gt;</p>"))
        #expect(page.contains("aria-label=\"Note 1, table 1\""))
        let told = try await world.server.get("/api/dcim/manufacturers/\(id)/notes/")["results"]?.arrayValue ?? []
        #expect(told.contains { $0["note"]?.stringValue == text })
    }
}
