import Basics
import HTTPServing
import Modeling

/// One change: what was and what is, and the way back.
struct HistoryArea: PageArea {
    private static let path = "/extras/object-changes/"

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        guard web.request.path.hasPrefix(Self.path) else { return nil }
        let rest = web.parts.dropFirst(2).map(String.init)
        switch rest.count {
        case 1 where rest[0] == "revert-request":
            guard let request = web.form["request"] ?? web.request.parameter("request") else {
                throw Problem(.invalidInput, "Say which request to take back.")
            }
            return try await RevertForm(
                web: web, apiPath: "/api\(Self.path)revert-request/", query: [("request_id", request)],
                title: "Take back everything that one request did",
                back: WebRequest.place(Self.path, [("request_id", request)])
            ).response()
        case 1 where Identifier(rest[0]) != nil: return try await detail(rest[0], web)
        case 2 where rest[1] == "revert":
            return try await RevertForm(
                web: web, apiPath: "/api\(Self.path)\(rest[0])/revert/", query: [], title: "Take back this change",
                back: "\(Self.path)\(rest[0])/"
            ).response()
        default: return nil
        }
    }

    private func detail(_ id: String, _ web: WebRequest) async throws -> APIResponse {
        let change = try await web.get("/api\(Self.path)\(id)/")
        let differences = try await web.get("/api\(Self.path)\(id)/differences/")["differences"]
        let removed = differences?["removed"]?.objectValue
        let added = differences?["added"]?.objectValue
        var names = removed?.keys ?? []
        names += (added?.keys ?? []).filter { !names.contains($0) }
        let request = change["request_id"]?.stringValue ?? ""
        return Page(
            change["object_repr"]?.stringValue ?? "Change",
            crumbs: [Page.Crumb(title: "Changes", path: Self.path)],
            actions: {
                Component.link("Take back this change", "\(Self.path)\(id)/revert/")
                Component.link(
                    "All of the same request", WebRequest.place(Self.path, [("request_id", request)]))
            },
            body: {
                dl(.class("facts panel")) {
                    dt { "What" }
                    dd { ChangeWords.badge(change) }
                    dt { "When" }
                    dd { ValueMarkup.moment(change["time"]?.stringValue ?? "") }
                    dt { "Who" }
                    dd { change["user_name"]?.stringValue ?? "" }
                    dt { "By" }
                    dd {
                        "\(change["change_context"]?["label"]?.stringValue ?? change["change_context"]?.stringValue ?? "") \(change["change_context_detail"]?.stringValue ?? "")"
                    }
                    dt { "Object" }
                    dd { ValueMarkup.html(change["changed_object"] ?? .null) }
                }
                DataTable(
                    caption: "What changed", columns: [.init("Field"), .init("Before"), .init("After")],
                    rows: names.map { name in
                        [
                            HTML(Words.label(name)),
                            removed?[name].map { value in del { ValueMarkup.html(value) } } ?? ValueMarkup.nothing,
                            added?[name].map { value in ins { ValueMarkup.html(value) } } ?? ValueMarkup.nothing,
                        ]
                    }
                ).html
            }
        ).response(web)
    }
}

/// Shows what taking something back would do, then does it.
struct RevertForm: Sendable {
    let web: WebRequest
    let apiPath: String
    let query: [(name: String, value: String)]
    let title: String
    let back: String

    /// A link that leads to the preview of taking back a request.
    static func link(_ web: WebRequest, request: String, title: String) -> HTML {
        Component.link(
            title, WebRequest.place("/extras/object-changes/revert-request/", [("request", request)]))
    }

    func response() async throws -> APIResponse {
        if web.isPost {
            let overwrites = web.form["overwrite"] != nil ? [(name: "overwrite", value: "true")] : []
            let plan = try await web.post(apiPath, query: query + [("apply", "true")] + overwrites)
            if plan["applied"]?.boolValue == true {
                return Notice.redirect(to: back, saying: "Taken back. That is a change too, and stands in the history.")
            }
            return page(plan).response(web, status: 409)
        }
        return page(try await web.post(apiPath, query: query)).response(web)
    }

    private func page(_ plan: JSONValue) -> Page {
        let steps = plan["steps"]?.arrayValue ?? []
        let hasConflicts = steps.contains { !($0["conflicts"]?.arrayValue ?? []).isEmpty }
        return Page(title, crumbs: [Page.Crumb(title: "Changes", path: "/extras/object-changes/")]) {
            if steps.isEmpty {
                p { "There is nothing to take back: everything is as it was before." }
            } else {
                if hasConflicts {
                    Component.notice(.warn) {
                        p { "Some of it was changed again since. Look at the last column before you overwrite that." }
                    }
                }
                DataTable(
                    caption: "What would change",
                    columns: [.init("Object"), .init("Does"), .init("Now → then"), .init("In the way")],
                    rows: steps.map(row)
                ).html
                if let more = plan["steps_not_shown"]?.intValue, more > 0 {
                    p(.class("quiet")) { "And \(Int(more).grouped) more." }
                }
                Component.post(web, to: web.request.path, class: "row") {
                    for (name, value) in web.request.query + web.form.fields.filter({ $0.name == "request" }) {
                        input(.type("hidden"), .name(name), .value(value))
                    }
                    if hasConflicts {
                        label {
                            input(.type("checkbox"), .name("overwrite"), .value("yes"))
                            " Overwrite what was changed since"
                        }
                    }
                    button(.type("submit"), .class("primary")) { "Take it back" }
                    Component.link("Leave it", back)
                }
            }
        }
    }

    private func row(_ step: JSONValue) -> [HTML] {
        [
            HTML(step["display"]?.stringValue ?? ""), HTML(step["action"]?.stringValue ?? ""),
            HTML.join {
                for (name, change) in step["fields"]?.objectValue ?? [:] {
                    div {
                        "\(Words.label(name)): "
                        del { ValueMarkup.html(change["now"] ?? .null) }
                        " → "
                        ins { ValueMarkup.html(change["then"] ?? .null) }
                    }
                }
            },
            HTML((step["conflicts"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: " ")),
        ]
    }
}

extension WebRequest {
    /// Asks the API by POST; an answer 409 with a plan is an answer too.
    fileprivate func post(_ path: String, query: [(name: String, value: String)]) async throws -> JSONValue {
        var asked = APIRequest(
            method: "POST", path: path, query: query, headers: ["accept": "application/json"],
            baseURL: request.baseURL, peer: request.peer, isSecure: request.isSecure)
        asked.headers["content-type"] = "application/json"
        let response = try await api.perform(asked, as: caller)
        guard response.status == 409 else { return try Self.json(response) }
        return try JSONValue(parsing: response.bytes)
    }
}
