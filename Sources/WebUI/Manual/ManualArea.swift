import Basics
import Crypto
import HTTPServing
import Manual

/// The pages of the manual: `/docs/` and a page for each document.
///
/// They are for everybody who can see the login: how to get in stands there, and nothing in them is of this installation.
/// Whoever is logged in sees them inside the frame of all pages.
struct ManualArea: PageArea {
    private static let root = "/docs/"

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let request = web.request
        guard Self.isOurs(request.path) else { return nil }
        guard !web.isPost else { throw Problem(.notAllowed, "A page of the manual takes no form.") }
        if let other = Self.file(request) { return other }
        guard let page = Self.page(request) else {
            throw Problem(.notFound, "The manual has no page at this address.")
        }
        let response = Page(page.title, crumbs: page.crumbs) { page.body }.response(web)
        return Self.tagged(response, request)
    }

    /// The page for somebody who is not logged in; nil for what is no page of the manual.
    static func visitor(_ request: APIRequest) -> APIResponse? {
        guard isOurs(request.path), request.method == "GET" || request.method == "HEAD" else { return nil }
        if let other = file(request) { return other }
        return page(request).map { tagged(VisitorFrame.response($0, request), request) }
    }

    private static func isOurs(_ path: String) -> Bool { path == "/docs" || path.hasPrefix(root) }

    /// A picture, or the way to the one address that a page has.
    private static func file(_ request: APIRequest) -> APIResponse? {
        let path = request.path
        if path.hasPrefix("/docs/images/"), let picture = ManualLibrary.shared.picture(String(path.dropFirst(13))) {
            let response = APIResponse(
                status: 200, headers: [("Content-Type", picture.type), ("Cache-Control", "public, no-cache")],
                body: .bytes(picture.bytes))
            return tagged(response, request)
        }
        if !path.hasSuffix("/"), path == "/docs" || ManualLibrary.shared.has(path + "/") {
            return APIResponse(
                status: 301, headers: [("Location", WebRequest.place(path + "/", request.query))])
        }
        if let part = ManualDocument.Part.allCases.first(where: { path == "\(root)\($0.rawValue)/" }) {
            return APIResponse(status: 301, headers: [("Location", "\(root)#\(part.rawValue)")])
        }
        return nil
    }

    private static func page(_ request: APIRequest) -> ManualPage? {
        if request.path == root {
            let question = Words.trimmed(request.parameter("q") ?? "")
            return ManualPage(search: String(question.prefix(ManualSearch.maximumLength)))
        }
        let file = request.path.dropFirst(root.count).dropLast()
        guard request.path.hasSuffix("/"), let document = ManualLibrary.shared.document("\(file).md") else {
            return nil
        }
        return ManualPage(document)
    }

    /// The answer with the tag of its content, or 304 when the reader has it already (RFC 9110 §13.1.2).
    private static func tagged(_ response: APIResponse, _ request: APIRequest) -> APIResponse {
        let tag = "\"\(Base64.text(Array(SHA256.hash(data: response.bytes).prefix(15)), .url, padded: false))\""
        let known = (request.headers["if-none-match"] ?? "").split(separator: ",").map { part in
            let name = Words.trimmed(String(part))
            return name.hasPrefix("W/") ? String(name.dropFirst(2)) : name
        }
        var answer = response
        if known.contains(tag) || known.contains("*") {
            let kept: Set<String> = ["Cache-Control", "Vary"]
            answer = APIResponse(status: 304, headers: response.headers.filter { kept.contains($0.name) })
        }
        answer.headers.append(("ETag", tag))
        return answer
    }
}

/// What stands around the manual for those who are not logged in.
enum VisitorFrame {
    static func response(_ page: ManualPage, _ request: APIRequest) -> APIResponse {
        let content = HTML.join {
            a(.href("#content"), .class("skip")) { "Skip to the content" }
            header(.class("masthead")) {
                a(.href("/"), .class("brand")) { "Almanac" }
                a(.href("/docs/")) { "Manual" }
                a(.href("/login/")) { "Log in" }
            }
            main(.id("content"), Attribute("tabindex", "-1")) {
                if !page.crumbs.isEmpty { Page.trail(page.crumbs) }
                div(.class("headline")) { h1 { page.title } }
                page.body
            }
            Footer.html
        }
        // Nothing here is of a reader, so that browsers may keep it, and ask whether it is still so.
        return Document.response(
            title: page.title, appearance: Appearance(request), content,
            headers: [("Cache-Control", "public, no-cache")],
            scripts: ["almanac.js"])
    }
}
