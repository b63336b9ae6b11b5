import Basics
import HTTPServing
import Modeling
import Services

/// What people wrote about an object.
struct NotesPage: Sendable {
    private let model: ModelRequest
    private let key: String

    init(_ model: ModelRequest, key: String) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }
    private var path: String { model.apiPath(of: key) + "notes/" }

    func response() async throws -> APIResponse {
        if web.isPost {
            try await web.send("POST", path, ["note": .string(web.form["note"] ?? "")])
            return Notice.redirect(to: web.request.path, saying: "Added the note.")
        }
        let object = try await web.get(model.apiPath(of: key))
        let notes = try await web.get(path, [("limit", "200"), ("depth", "1")])["results"]?.arrayValue ?? []
        let name = object["display"]?.stringValue ?? key
        let id = object.objectValue.map(ListPageData.key) ?? key
        return Page(
            name, crumbs: [Page.Crumb(title: model.plural, path: model.listPath)]
        ) {
            Component.tabs(DetailPage.tabs(model, id), current: model.path(of: id) + "notes/")
            if notes.isEmpty { p(.class("quiet")) { "Nobody has written a note yet." } }
            for (number, note) in notes.enumerated() {
                article(.class("panel")) {
                    p(.class("quiet")) {
                        note["user_name"]?.stringValue ?? ""
                        " "
                        if let time = note["created"]?.stringValue { ValueMarkup.moment(time, isRelative: true) }
                    }
                    MarkdownMarkup.note(note["note"]?.stringValue ?? "", label: "Note \(number + 1)")
                }
            }
            if web.catalog["extras.note"].map({ web.may(.add, $0) }) ?? false {
                Component.post(web, to: web.request.path, class: "form") {
                    div(.class("field")) {
                        label(.for("note")) { "New note" }
                        textarea(.id("note"), .name("note"), .flag("required"), .aria("describedby", "note-hint")) {
                            ""
                        }
                        p(.id("note-hint"), .class("hint")) {
                            "Markdown works: **bold**, `code`, - lists, [links](https://…)."
                        }
                    }
                    button(.type("submit"), .class("primary")) { "Add note" }
                }
            }
        }.response(web)
    }
}
