import HTTPServing

/// Where in a list the reader is, and the ways to the other pages.
struct Pager: Sendable {
    private let data: ListPageData
    private let web: WebRequest
    private static let sizes = [25, 50, 100, 250, 1000]

    init(_ data: ListPageData, _ web: WebRequest) {
        self.data = data
        self.web = web
    }

    var html: HTML {
        let last = max(0, (data.count - 1) / data.limit * data.limit)
        return nav(.class("pager"), .aria("label", "Pages")) {
            span { "\(data.first.grouped)–\(data.last.grouped) of \(data.count.grouped)" }
            div(.class("row")) {
                if data.offset > 0 {
                    step("First", 0)
                    step("Previous", max(0, data.offset - data.limit))
                }
                if data.last < data.count {
                    step("Next", data.offset + data.limit)
                    step("Last", last)
                }
            }
            form(.class("row"), Attribute("method", "get"), Attribute("action", web.request.path)) {
                for (name, value) in web.request.query where name != "limit" && name != "offset" {
                    input(.type("hidden"), .name(name), .value(value))
                }
                label(.for("limit")) { "Rows" }
                select(.id("limit"), .name("limit"), .data("go")) {
                    for size in Self.sizes {
                        option(.value(String(size)), .flag("selected", if: size == data.limit)) { String(size) }
                    }
                }
                button(.type("submit"), .class("plain")) { "Show" }
            }
        }
    }

    private func step(_ title: String, _ offset: Int) -> HTML {
        let place = web.link { query in
            query.removeAll { $0.name == "offset" }
            if offset > 0 { query.append(("offset", String(offset))) }
        }
        return a(.class("button"), .href(place)) { title }
    }
}
