import Testing

@testable import WebUI

struct HTMLTests {
    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    @Test(
        "Texts and values of attributes stay texts",
        arguments: ["<script>alert(1)</script>", "\"><img src=x onerror=a>", "' onfocus='x", "&lt;", "\u{0}<"])
    func escapes(_ hostile: String) {
        let html = text(p(.title(hostile), .class("a")) { hostile })
        let inside = html.dropFirst("<p ".count)
        #expect(!inside.contains("<s") && !inside.contains("<i") && !inside.contains("\u{0}"))
        #expect(inside.filter { $0 == "\"" }.count == 4 && inside.filter { $0 == "'" }.isEmpty)
        #expect(inside.filter { $0 == "<" }.count == 1)
    }

    @Test("Elements nest, conditions and loops work, elements without an end have none")
    func structure() {
        let items = ["a", "b"]
        let html = ul(.class("x"), .flag("hidden", if: false), .flag("inert")) {
            for item in items { li { item } }
            if items.isEmpty { "none" }
            br()
        }
        #expect(text(html) == "<ul class=\"x\" inert><li>a</li><li>b</li><br></ul>")
    }

    @Test(
        "Links lead to pages, the web or mail, never into scripts",
        arguments: [
            ("/dcim/devices/", true), ("?a=1", true), ("#x", true), ("https://example.com/", true),
            ("mailto:a@example.com", true), ("//evil.example", false), ("/\\evil.example", false),
            ("javascript:alert(1)", false), ("JaVaScRiPt:alert(1)", false), ("data:text/html,x", false),
            (" javascript:alert(1)", false), ("java\nscript:alert(1)", false), ("https:", false), ("x", false),
            ("vbscript:x", false), ("https://a b", false),
        ])
    func links(_ target: String, isSafe: Bool) {
        #expect(Link.isSafe(target) == isSafe)
        #expect(text(a(.href(target)) { "x" }).contains("href") == isSafe)
    }
}
