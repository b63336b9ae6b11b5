import Basics
import HTTPServing
import Modeling

/// Who changed an object, when, and what.
struct HistoryPage: Sendable {
    private let model: ModelRequest
    private let key: String
    private static let size = 25

    init(_ model: ModelRequest, key: String) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }

    func response() async throws -> APIResponse {
        let offset = max(0, web.request.parameter("offset").flatMap { Int($0) } ?? 0)
        let page = try await web.get(
            model.apiPath(of: key) + "changelog/", [("limit", String(Self.size)), ("offset", String(offset))])
        let changes = page["results"]?.arrayValue ?? []
        let count = page["count"]?.intValue.map(Int.init) ?? 0
        // An object that is gone has its history still, and is called as its last change called it.
        let name = changes.first?["object_repr"]?.stringValue ?? key
        return Page(name, crumbs: [Page.Crumb(title: model.plural, path: model.listPath)]) {
            Component.tabs(DetailPage.tabs(model, key), current: model.path(of: key) + "changelog/")
            if changes.isEmpty {
                p(.class("quiet")) { "Nothing is recorded of it." }
            } else {
                DataTable(
                    caption: "Changes, the latest first",
                    columns: [.init("When"), .init("Who"), .init("What"), .init("By"), .init("Details")],
                    rows: changes.map(row)
                ).html
                nav(.class("pager"), .aria("label", "Pages")) {
                    span { "\((offset + 1).grouped)–\((offset + changes.count).grouped) of \(count.grouped)" }
                    div(.class("row")) {
                        if offset > 0 { Component.link("Newer", place(max(0, offset - Self.size))) }
                        if offset + changes.count < count { Component.link("Older", place(offset + Self.size)) }
                    }
                }
            }
        }.response(web)
    }

    private func place(_ offset: Int) -> String {
        WebRequest.place(web.request.path, offset > 0 ? [("offset", String(offset))] : [])
    }

    private func row(_ change: JSONValue) -> [HTML] {
        let id = change["id"]?.stringValue ?? ""
        return [
            ValueMarkup.moment(change["time"]?.stringValue ?? ""), HTML(change["user_name"]?.stringValue ?? ""),
            ChangeWords.badge(change), HTML(change["change_context_detail"]?.stringValue ?? ""),
            a(.href("/extras/object-changes/\(id)/")) { "What changed" },
        ]
    }
}

/// Words for changes.
enum ChangeWords {
    static func badge(_ change: JSONValue) -> HTML {
        let label = change["action"]?["label"]?.stringValue ?? ""
        switch change["action"]?["value"]?.stringValue {
        case "create": return Component.badge(label, .good)
        case "delete": return Component.badge(label, .bad)
        default: return Component.badge(label, .info)
        }
    }
}
