import Basics
import HTTPServing
import Modeling
import Services

/// Views of a list that the reader keeps, and those that others share.
struct SavedViews: Sendable {
    struct View: Sendable {
        let id: String
        let name: String
        let owner: String
    }

    private let model: ModelRequest
    private static let limit = "200"
    private static let path = "/api/extras/saved-views/"

    init(_ model: ModelRequest) { self.model = model }

    private var web: WebRequest { model.web }

    /// How saved views name this list, `dcim:device_list` (core.md §2.8).
    var name: String { "\(model.schema.names.app):\(model.schema.names.model)_list" }

    /// The views that the reader may use.
    func all() async throws -> [View] {
        guard web.maySee("extras.savedview") else { return [] }
        let answer = try await web.get(Self.path, [("view", name), ("limit", Self.limit), ("depth", "1")])
        return (answer["results"]?.arrayValue ?? []).compactMap { view in
            guard let id = view["id"]?.stringValue, let name = view["name"]?.stringValue else { return nil }
            return View(id: id, name: name, owner: view["owner"]?["display"]?.stringValue ?? "")
        }
    }

    /// Where a view leads: to the list with everything that the view says in its address.
    ///
    /// A list without any parameter leads to the view that the reader, or else everybody, is shown first.
    func redirect() async throws -> String? {
        let given = web.request.parameter("saved_view") ?? ""
        let chosen = given.isEmpty && web.request.query.isEmpty ? try await standard() : given
        guard let id = chosen, !id.isEmpty else { return nil }
        let view = try await web.get(Self.path + QueryString.encode(id) + "/")
        var query: [(name: String, value: String)] = []
        for (name, values) in view["config"]?["filter_params"]?.objectValue ?? [:] {
            for value in values.arrayValue ?? [values] { query.append((name, value.stringValue ?? value.text)) }
        }
        let order = (view["config"]?["sort_order"]?.arrayValue ?? []).compactMap(\.stringValue)
        if !order.isEmpty { query.append(("sort", order.joined(separator: ","))) }
        if let limit = view["config"]?["pagination_count"]?.intValue { query.append(("limit", String(limit))) }
        for (_, table) in view["config"]?["table_config"]?.objectValue ?? [:] {
            for column in table["columns"]?.arrayValue ?? [] {
                if let column = column.stringValue { query.append(("columns", column)) }
            }
        }
        // A view that says nothing must not lead to itself.
        return WebRequest.place(model.listPath, query.isEmpty ? [(Self.clearing, "true")] : query)
    }

    /// The parameter of a list that shall be shown as it is, whatever the reader's first view.
    static let clearing = "clear_view"

    /// The view that is shown first; nil for none.
    private func standard() async throws -> String? {
        guard web.maySee("extras.savedview") else { return nil }
        let own = try await web.get(
            "/api/extras/user-saved-view-associations/", [("view_name", name), ("limit", "1")])
        if let id = own["results"]?[0]?["saved_view"]?["id"]?.stringValue { return id }
        let global = try await web.get(Self.path, [("view", name), ("is_global_default", "true"), ("limit", "1")])
        return global["results"]?[0]?["id"]?.stringValue
    }

    /// The list as it is now, in the form in which views are kept.
    static func config(_ query: [(name: String, value: String)], _ schema: AnySchema) -> JSONValue {
        var filters: [(String, JSONValue)] = []
        for (name, value) in query where !ListPage.ownParameters.contains(name) {
            guard !ListPage.listParameters.contains(name) else { continue }
            if let at = filters.firstIndex(where: { $0.0 == name }), case .array(let earlier) = filters[at].1 {
                filters[at].1 = .array(earlier + [.string(value)])
            } else {
                filters.append((name, .array([.string(value)])))
            }
        }
        let sort = query.last { $0.name == "sort" }?.value.split(separator: ",").map { JSONValue.string(String($0)) }
        let columns = query.filter { $0.name == "columns" }.flatMap { $0.value.split(separator: ",") }
            .map { JSONValue.string(String($0)) }
        let limit = query.last { $0.name == "limit" }.flatMap { Int64($0.value) } ?? 50
        return [
            "filter_params": .object(JSONObject(filters)), "sort_order": .array(sort ?? []),
            "pagination_count": .int(limit),
            "table_config": columns.isEmpty ? [:] : ["\(schema.names.modelName)Table": ["columns": .array(columns)]],
        ]
    }

    func html(_ views: [View]) -> HTML {
        fieldset {
            legend { "Saved views" }
            if views.isEmpty {
                p(.class("quiet")) { "None yet. A saved view keeps filters, order and columns under a name." }
            } else {
                p { a(.href(WebRequest.place(model.listPath, [(Self.clearing, "true")]))) { "The whole list" } }
                ul {
                    for view in views {
                        li {
                            a(.href(WebRequest.place(model.listPath, [("saved_view", view.id)]))) { view.name }
                            if view.owner != web.actor.name { span(.class("quiet")) { " by \(view.owner)" } }
                            Component.post(web, to: model.listPath + "views/", class: "inline") {
                                input(.type("hidden"), .name("default"), .value(view.id))
                                button(.type("submit"), .class("plain")) { "Show me this one first" }
                            }
                            if ViewSubscriptionPanel.offers(web) {
                                " "
                                a(.href(ViewSubscriptionPanel.place(view.id, view.name))) { "Subscribe" }
                                span(.class("unseen")) { " to \(view.name)" }
                            }
                        }
                    }
                }
            }
            if web.catalog["extras.savedview"].map({ web.may(.add, $0) }) ?? false {
                Component.post(web, to: model.listPath + "views/", class: "inline") {
                    for (name, value) in web.request.query where name != "saved_view" && name != FilterPanel.opening {
                        input(.type("hidden"), .name("query.\(name)"), .value(value))
                    }
                    div(.class("field")) {
                        label(.for("view-name")) { "Keep this view as" }
                        input(.id("view-name"), .name("name"), .flag("required"), Attribute("maxlength", "255"))
                    }
                    label(.class("nowrap")) {
                        input(.type("checkbox"), .name("is_shared"), .value("yes"))
                        " Others may use it"
                    }
                    button(.type("submit")) { "Save view" }
                }
            }
        }
    }
}

/// Takes the form that keeps a view.
struct SavedViewForm: Sendable {
    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    func response() async throws -> APIResponse {
        guard model.web.isPost else { throw Problem(.notAllowed, "Views are kept by the form on their list.") }
        let form = model.web.form
        if let id = form["default"] {
            try await model.web.send("POST", "/api/extras/saved-views/\(QueryString.encode(id))/set-default/")
            return Notice.redirect(to: model.listPath, saying: "This view is the one you are shown first from now on.")
        }
        let query = form.fields.filter { $0.name.hasPrefix("query.") }
            .map { (name: String($0.name.dropFirst(6)), value: $0.value) }
        let view = try await model.web.send(
            "POST", "/api/extras/saved-views/",
            [
                "name": .string(form["name"] ?? ""), "view": .string(SavedViews(model).name),
                "is_shared": .bool(form["is_shared"] != nil), "config": SavedViews.config(query, model.schema),
            ])
        return Notice.redirect(
            to: WebRequest.place(model.listPath, query), saying: "Kept the view “\(view["name"]?.stringValue ?? "")”.")
    }
}
