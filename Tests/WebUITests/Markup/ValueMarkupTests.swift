import Basics
import Testing

@testable import WebUI

struct ValueMarkupTests {
    private func text(_ html: HTML?) -> String { String(decoding: html?.bytes ?? [], as: UTF8.self) }

    private func reference(_ display: String) -> JSONValue {
        .object(["url": "https://almanac.example/api/dcim/locations/1/", "display": .string(display)])
    }

    @Test("A place in a tree shows its name and its parent's, and tells the whole path")
    func branch() {
        #expect(
            text(ValueMarkup.branch(reference("EMEA → Austria → VIE01"))) == """
                <a href="/dcim/locations/1/" title="EMEA → Austria → VIE01">\
                <span class="unseen">EMEA → </span>Austria → VIE01</a>
                """)
        #expect(
            text(ValueMarkup.branch(reference("A → B → C → <D>"))).contains(
                "<span class=\"unseen\">A → B → </span>C → &lt;D&gt;</a>"))
    }

    @Test("A short path, and what is no reference, stay as they are", arguments: ["VIE01", "EMEA → VIE01", ""])
    func noBranch(_ display: String) {
        #expect(ValueMarkup.branch(reference(display)) == nil)
        #expect(ValueMarkup.branch(.string(display)) == nil)
        #expect(ValueMarkup.branch(nil) == nil)
    }

    @Test("The name of a row stays on its line while it is short")
    func rowLink() {
        #expect(
            text(ValueMarkup.rowLink("ams01-acc-0001", to: "/a/"))
                == "<a href=\"/a/\" class=\"nowrap\">ams01-acc-0001</a>")
        let long = String(repeating: "core-", count: 8)
        #expect(text(ValueMarkup.rowLink(long, to: "/a/")) == "<a href=\"/a/\">\(long)</a>")
    }

    @Test(
        "The page of an object is found behind the first /api/ of its address",
        arguments: [
            ("https://almanac.example/api/dcim/devices/1/", "/dcim/devices/1/"),
            ("http://[::1]:8080/base/api/a/api/b/", "/a/api/b/"), ("/api/", "/"), ("https://example.com/apis/x/", nil),
            ("/ap", nil), ("", nil),
        ] as [(String, String?)])
    func pagePath(_ url: String, _ path: String?) {
        #expect(ValueMarkup.pagePath(url) == path)
    }
}
