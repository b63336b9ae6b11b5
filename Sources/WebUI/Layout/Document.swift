import HTTPServing

/// A whole document: what stands around the visible part.
enum Document {
    /// What browsers may do with our pages: nothing that is not ours, and no script or style inside a page.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

    /// The document as an answer.
    ///
    /// - Parameters:
    ///   - appearance: What the reader chose; those who are not logged in yet have not.
    ///   - scripts: Names of the assets that add to the page.
    ///   - formTarget: Another origin that a form of the page may lead to, as single sign-on does.
    static func response(
        title: String, appearance: Appearance = .usual, _ content: HTML, status: Int = 200,
        headers: [(name: String, value: String)] = [], scripts: [String] = [], formTarget: String? = nil
    ) -> APIResponse {
        var document = HTML(markup: "<!DOCTYPE html>")
        document.append(
            HTML(
                element: "html",
                [Attribute("lang", "en")] + appearance.attributes,
                content: head(title, scripts) + HTML(element: "body", [], content: content)))
        let policy =
            formTarget.map { Self.policy.replacing("form-action 'self'", with: "form-action 'self' \($0)") }
            ?? Self.policy
        return APIResponse(
            status: status,
            headers: [
                ("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy),
                ("Vary", "Cookie"),
            ] + headers, body: .bytes(document.bytes))
    }

    private static func head(_ title: String, _ scripts: [String]) -> HTML {
        HTML(
            element: "head", [],
            content: .join {
                HTML(element: "meta", [Attribute("charset", "utf-8")], content: nil)
                HTML(
                    element: "meta",
                    [.name("viewport"), Attribute("content", "width=device-width, initial-scale=1")], content: nil)
                HTML(element: "title", [], content: HTML(title == "Almanac" ? title : "\(title) · Almanac"))
                HTML(
                    element: "link",
                    [Attribute("rel", "stylesheet"), .href(Assets.shared.path("almanac.css"))], content: nil)
                HTML(
                    element: "link",
                    [Attribute("rel", "icon"), .type("image/svg+xml"), .href(Assets.shared.path("icon.svg"))],
                    content: nil)
                for script in scripts {
                    HTML(
                        element: "script", [.type("module"), Attribute("src", Assets.shared.path(script))],
                        content: HTML())
                }
            })
    }
}
