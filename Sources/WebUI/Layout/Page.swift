import Basics
import HTTPServing

/// A page inside the frame that all pages share: head, navigation, search, the reader's menu.
struct Page: Sendable {
    /// A place above this page.
    struct Crumb: Sendable {
        let title: String
        let path: String
    }

    let title: String
    var crumbs: [Crumb] = []
    /// What stands beside the title: buttons.
    var actions = HTML()
    var body = HTML()
    /// Whether the page uses the whole width, as tables with many columns do.
    var isWide = false
    /// Assets that this page needs besides those of every page.
    var scripts: [String] = []
    /// Scripts of every page.
    private static let common = ["almanac.js", "palette.js"]

    init(
        _ title: String, crumbs: [Crumb] = [], isWide: Bool = false, scripts: [String] = [],
        @HTMLBuilder actions: () -> HTML = { HTML() },
        @HTMLBuilder body: () -> HTML
    ) {
        self.title = title
        self.crumbs = crumbs
        self.isWide = isWide
        self.scripts = scripts
        self.actions = actions()
        self.body = body()
    }

    /// The page as an answer.
    func response(_ web: WebRequest, status: Int = 200, headers: [(name: String, value: String)] = []) -> APIResponse {
        let content = HTML.join {
            a(.href("#content"), .class("skip")) { "Skip to the content" }
            Masthead.html(web)
            div(.class("frame")) {
                Navigation.html(web)
                main(.id("content"), .class(isWide ? "wide" : ""), Attribute("tabindex", "-1")) {
                    if !crumbs.isEmpty { Self.trail(crumbs) }
                    div(.class("headline")) {
                        h1 { title }
                        if !actions.isEmpty { div(.class("actions")) { actions } }
                    }
                    if let notice = web.notice, !notice.isEmpty {
                        p(.class("notice good"), .role("status")) { notice }
                    }
                    body
                }
            }
            Footer.html
        }
        return Document.response(
            title: title, appearance: web.appearance, content, status: status, headers: headers,
            scripts: Self.common + scripts)
    }

    /// The places above a page.
    static func trail(_ crumbs: [Crumb]) -> HTML {
        nav(.class("trail"), .aria("label", "Where you are")) {
            ol {
                for crumb in crumbs { li { a(.href(crumb.path)) { crumb.title } } }
            }
        }
    }
}

extension HTML {
    /// Markup put together outside an element.
    static func join(@HTMLBuilder _ content: () -> HTML) -> HTML { content() }
}
