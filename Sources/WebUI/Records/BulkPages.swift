import Basics
import HTTPServing
import Modeling
import Services

/// Changes and deletes of many objects at once: choose, look at what would happen, do it in one transaction.
struct BulkPages: Sendable {
    /// Objects of one change; more are for an import, which streams.
    private static let limit = 10_000
    /// Objects that a preview shows.
    private static let shown = 100

    private let model: ModelRequest

    init(_ model: ModelRequest) { self.model = model }

    private var web: WebRequest { model.web }
    private var form: WebForm { web.form }

    func response() async throws -> APIResponse {
        guard web.isPost else { return try await result() }
        let objects = try await chosen()
        guard !objects.isEmpty else {
            return Notice.redirect(to: model.listPath, saying: "Choose the rows first, by the boxes before them.")
        }
        switch form["action"] {
        case "edit":
            guard model.offers(.change) else { throw refusal("change") }
            return try await edit(objects)
        case "delete":
            guard model.offers(.delete) else { throw refusal("delete") }
            return try await delete(objects)
        default: throw Problem(.invalidInput, "Choose whether to edit or to delete.")
        }
    }

    private func refusal(_ verb: String) -> Problem {
        Problem(.forbidden, "You may not \(verb) \(model.schema.names.verbosePlural).")
    }

    // MARK: What was chosen

    /// The chosen objects, or all that match the filters of the list.
    private func chosen() async throws -> [JSONObject] {
        var query: [(name: String, value: String)] = [("depth", "1"), ("exclude_m2m", "true"), ("limit", "1000")]
        if form["all"] != nil {
            query += form.fields.filter { $0.name.hasPrefix("filter.") }
                .map { (String($0.name.dropFirst(7)), $0.value) }
        } else {
            let keys = form.all("pk")
            guard !keys.isEmpty else { return [] }
            query += keys.prefix(Self.limit).map { ("id", $0) }
        }
        var objects: [JSONObject] = []
        while true {
            let page = try await web.get(model.apiPath, query + [("offset", String(objects.count))])
            let count = page["count"]?.intValue ?? 0
            guard count <= Self.limit else {
                throw Problem(
                    .invalidInput,
                    "\(Int(count).grouped) objects match. At most \(Self.limit.grouped) can be changed here; narrow the filters, or import a file."
                )
            }
            let rows = page["results"]?.arrayValue?.compactMap(\.objectValue) ?? []
            objects += rows
            guard !rows.isEmpty, objects.count < count else { return objects }
        }
    }

    /// What the next step needs to know of the choice.
    @HTMLBuilder private var choice: HTML {
        for field in form.fields where field.name == "pk" || field.name == "all" || field.name.hasPrefix("filter.") {
            input(.type("hidden"), .name(field.name), .value(field.value))
        }
    }

    // MARK: Editing

    private func edit(_ objects: [JSONObject]) async throws -> APIResponse {
        let names = Set(form.all("set"))
        let typed = try await RecordForm.typedTargets(model)
        let record = RecordForm(model: model, object: nil, typedTargets: typed)
        guard form["step"] != nil, !names.isEmpty else {
            return try await choose(objects, record, nil).response(web)
        }
        do {
            let body = try RecordForm.body(form, model, names: names)
            guard form["step"] == "apply" else { return preview(objects, body, names).response(web) }
            let changes = objects.map { object in
                JSONValue.object(
                    JSONObject(
                        [("id", object["id"] ?? .null)]
                            + (body.objectValue ?? [:]).members.map { ($0.key, $0.value) }))
            }
            try await web.send("PATCH", model.apiPath, .array(changes))
            return done("Changed", objects.count)
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .conflict {
            return try await choose(objects, record, problem).response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func choose(_ objects: [JSONObject], _ record: RecordForm, _ problem: Problem?) async throws -> Page {
        let fields = try await record.fields(refused: problem)
        return page("Edit \(count(objects))") {
            if let problem {
                Component.notice(.bad) {
                    p { "Nothing was changed. \(problem.message)" }
                    for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
                }
            }
            p { "Tick what all of them shall have, and say it. Everything else stays as it is." }
            Component.post(web, to: web.request.path, class: "form") {
                choice
                input(.type("hidden"), .name("action"), .value("edit"))
                for field in fields {
                    fieldset {
                        legend {
                            label {
                                input(
                                    .type("checkbox"), .name("set"), .value(field.name),
                                    .flag("checked", if: form.all("set").contains(field.name)))
                                " Set \(field.title.lowercased())"
                            }
                        }
                        field.optional.html
                    }
                }
                div(.class("row")) {
                    button(.type("submit"), .name("step"), .value("preview"), .class("primary")) {
                        "Show what would change"
                    }
                    Component.link("Cancel", model.listPath)
                }
            }
        }
    }

    private func preview(_ objects: [JSONObject], _ body: JSONValue, _ names: Set<String>) -> Page {
        let changes = body.objectValue ?? [:]
        return page("Change \(count(objects))?") {
            DataTable(
                caption: "What would change",
                columns: [.init(model.schema.names.title)]
                    + changes.keys.map { .init(model.schema.fieldsByName[$0]?.info.label ?? Words.label($0)) },
                rows: objects.prefix(Self.shown).map { object in
                    [a(.href(model.path(of: ListPageData.key(object)))) { object["display"]?.stringValue ?? "?" }]
                        + changes.members.map { name, value in
                            .join {
                                del { ValueMarkup.html(object[name], model.schema.fieldsByName[name]) }
                                " → "
                                ins { newText(name, value) }
                            }
                        }
                }
            ).html
            if objects.count > Self.shown {
                p(.class("quiet")) { "And \((objects.count - Self.shown).grouped) more." }
            }
            Component.post(web, to: web.request.path, class: "row") {
                choice
                for field in form.fields
                where !["csrfmiddlewaretoken", "step", "pk", "all"].contains(field.name)
                    && !field.name.hasPrefix("filter.")
                {
                    input(.type("hidden"), .name(field.name), .value(field.value))
                }
                button(.type("submit"), .name("step"), .value("apply"), .class("primary")) {
                    "Change \(count(objects))"
                }
                button(.type("submit"), .name("step"), .value("")) { "Back" }
            }
        }
    }

    /// A new value as the form gave it: what people typed or chose, not the key behind it.
    private func newText(_ name: String, _ value: JSONValue) -> HTML {
        guard model.schema.fieldsByName[name]?.target != nil || name == "tags" else {
            return ValueMarkup.html(value, model.schema.fieldsByName[name])
        }
        let given = form.all(name).joined(separator: ", ")
        return given.isEmpty ? ValueMarkup.nothing : HTML(form["label.\(name)"] ?? given)
    }

    // MARK: Deleting

    private func delete(_ objects: [JSONObject]) async throws -> APIResponse {
        var refused: Problem?
        if form["step"] == "apply" {
            do {
                try await web.send(
                    "DELETE", model.apiPath,
                    .array(objects.map { .object(JSONObject([("id", $0["id"] ?? .null)])) }))
                return done("Deleted", objects.count)
            } catch let problem as Problem where problem.kind == .conflict {
                refused = problem
            }
        }
        return page("Delete \(count(objects))?") {
            if let refused {
                Component.notice(.bad) {
                    p { "Nothing was deleted: \(refused.message)" }
                    p { "Delete or change first what refers to them, or choose others." }
                }
            }
            ul {
                for object in objects.prefix(Self.shown) {
                    li { a(.href(model.path(of: ListPageData.key(object)))) { object["display"]?.stringValue ?? "?" } }
                }
                if objects.count > Self.shown { li { "and \((objects.count - Self.shown).grouped) more" } }
            }
            Component.post(web, to: web.request.path, class: "row") {
                choice
                input(.type("hidden"), .name("action"), .value("delete"))
                button(.type("submit"), .name("step"), .value("apply"), .class("danger")) { "Delete \(count(objects))" }
                Component.link("Keep them", model.listPath)
            }
        }.response(web, status: refused == nil ? 200 : 409)
    }

    // MARK: Afterwards

    private func done(_ verb: String, _ count: Int) -> APIResponse {
        Notice.redirect(
            to: WebRequest.place(
                model.listPath + "bulk/", [("request", web.actor.requestID.description), ("did", "\(verb) \(count)")]))
    }

    private func result() async throws -> APIResponse {
        guard let request = web.request.parameter("request"), Identifier(request) != nil else {
            throw Problem(.notAllowed, "Choose rows in the list first.")
        }
        let changes = try await web.get(
            "/api/extras/object-changes/", [("request_id", request), ("limit", "1")])
        let count = changes["count"]?.intValue.map(Int.init) ?? 0
        return page("Done") {
            p { "\(count.grouped) \(count == 1 ? "change stands" : "changes stand") in the history." }
            div(.class("row")) {
                Component.link("Back to the list", model.listPath, "primary")
                Component.link(
                    "Look at the changes", WebRequest.place("/extras/object-changes/", [("request_id", request)]))
                if count > 0 { RevertForm.link(web, request: request, title: "Take it all back") }
            }
        }.response(web)
    }

    private func count(_ objects: [JSONObject]) -> String {
        let names = model.schema.names
        return "\(objects.count.grouped) \(objects.count == 1 ? names.verbose : names.verbosePlural)"
    }

    private func page(_ title: String, @HTMLBuilder _ body: () -> HTML) -> Page {
        Page(title, crumbs: [Page.Crumb(title: model.plural, path: model.listPath)], body: body)
    }
}

extension FormField {
    /// The same field where nothing has to be given.
    var optional: FormField {
        var copy = self
        copy.isRequired = false
        return copy
    }
}
