import Basics
import HTTPServing
import Modeling
import Services

/// The form of a new object or of one that is there.
struct FormPage: Sendable {
    private let model: ModelRequest
    /// Nil for a new object.
    private let key: String?

    init(_ model: ModelRequest, key: String?) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }

    func response() async throws -> APIResponse {
        guard model.offers(key == nil ? .add : .change) else {
            throw Problem(
                .forbidden, "You may not \(key == nil ? "add" : "change") \(model.schema.names.verbosePlural).")
        }
        var current: TaggedObject?
        if let key {
            current = try await web.tagged(model.apiPath(of: key), [("depth", "1"), ("exclude_m2m", "false")])
        }
        let typed = try await RecordForm.typedTargets(model)
        let form = RecordForm(model: model, object: current?.object, typedTargets: typed)
        guard web.isPost else { return try await page(form, current, nil).response(web) }
        do {
            return try await save()
        } catch let problem as Problem
            where [.invalidInput, .conflict, .preconditionFailed].contains(problem.kind)
        {
            return try await page(form, current, problem).response(web, status: ErrorAnswer.status(problem))
        }
    }

    private func save() async throws -> APIResponse {
        let body = try RecordForm.body(web.form, model)
        let saved: JSONValue
        if let key {
            // What somebody else changed since the form was opened is not overwritten.
            let headers = web.form["etag"].map { ["if-match": $0] } ?? [:]
            saved = try await web.send("PATCH", model.apiPath(of: key), body, headers: headers)
        } else {
            saved = try await web.send("POST", model.apiPath, body)
        }
        let object = saved.objectValue ?? [:]
        let name = object["display"]?.stringValue ?? model.schema.names.verbose
        let words = key == nil ? "Added “\(name)”." : "Saved “\(name)”."
        if web.form["another"] != nil { return Notice.redirect(to: model.listPath + "add/", saying: words) }
        return Notice.redirect(to: model.path(of: ListPageData.key(object)), saying: words)
    }

    private func page(_ form: RecordForm, _ current: TaggedObject?, _ problem: Problem?) async throws -> Page {
        let fields = try await form.fields(refused: problem)
        let name = current?.object["display"]?.stringValue ?? ""
        let title = key == nil ? "Add \(Words.article(model.schema.names.verbose))" : "Edit \(name)"
        var crumbs = [Page.Crumb(title: model.plural, path: model.listPath)]
        if let key { crumbs.append(Page.Crumb(title: name, path: model.path(of: key))) }
        return Page(title, crumbs: crumbs) {
            if let problem { errors(problem, fields) }
            Component.post(web, to: web.request.path, class: "form") {
                if let tag = tag(current, problem) { input(.type("hidden"), .name("etag"), .value(tag)) }
                for group in Self.groups(fields) {
                    fieldset {
                        legend { group.title }
                        for field in group.fields { field.html }
                    }
                }
                div(.class("row")) {
                    button(.type("submit"), .class("primary")) { "Save" }
                    if key == nil {
                        button(.type("submit"), .name("another"), .value("yes")) { "Save and add another" }
                    }
                    Component.link("Cancel", key.map(model.path(of:)) ?? model.listPath)
                }
            }
        }
    }

    /// The version that saving replaces: the one that the form was opened with, until the reader has been told of a later one.
    private func tag(_ current: TaggedObject?, _ problem: Problem?) -> String? {
        problem?.kind == .preconditionFailed ? current?.tag : web.form["etag"] ?? current?.tag
    }

    /// Somebody else was quicker: nothing typed is lost, and nothing of theirs is overwritten unseen.
    private var overtaken: HTML {
        Component.notice(.bad) {
            p { "Nothing was saved: somebody else changed it since this form was opened." }
            p {
                "What you typed stands below. Look at "
                a(.href(key.map(model.path(of:)) ?? model.listPath), Attribute("target", "_blank")) {
                    "what it is now"
                    span(.class("unseen")) { " (opens in a new tab)" }
                }
                "; saving again puts your version in its place."
            }
        }
    }

    /// What is wrong besides what stands at the fields.
    private func errors(_ problem: Problem, _ fields: [FormField]) -> HTML {
        guard problem.kind != .preconditionFailed else { return overtaken }
        let shown = Set(fields.filter { !$0.errors.isEmpty }.map(\.name))
        let others = problem.fields.filter { !shown.contains($0.field) && !shown.contains("cf_\($0.field)") }
        return Component.notice(.bad) {
            p { "Nothing was saved." + (shown.isEmpty ? "" : " See what is said at the fields below.") }
            if !problem.message.isEmpty && problem.fields.isEmpty { p { problem.message } }
            for entry in others {
                p {
                    (["__all__", "non_field_errors"].contains(entry.field) ? "" : "\(entry.field): ")
                        + entry.messages.joined(separator: " ")
                }
            }
        }
    }

    /// Fields that must be given first, then those that may.
    private static func groups(_ fields: [FormField]) -> [(title: String, fields: [FormField])] {
        // A name comes first even where it may be left out: people begin with it.
        let names = fields.filter { $0.name == "name" }
        let others = fields.filter { $0.name != "name" && !$0.name.hasPrefix("cf_") }
        let required = names + others.filter(\.isRequired)
        let optional = others.filter { !$0.isRequired }
        let custom = fields.filter { $0.name.hasPrefix("cf_") }
        return [("Main", required), ("More", optional), ("Custom fields", custom)].filter { !$0.1.isEmpty }
    }
}

/// An object with the tag of its version.
struct TaggedObject: Sendable {
    let object: JSONObject
    let tag: String?
}
