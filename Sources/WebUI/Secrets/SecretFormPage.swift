import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// The form of a secret: the provider first, then what that provider needs to find the value.
struct SecretFormPage: Sendable {
    private let model: ModelRequest
    /// Nil for a new secret.
    private let key: String?
    private static let own: Set<String> = ["provider", "parameters"]
    private static let modes: Set<String> = ["escape", "undefined", "on_non_string"]

    init(_ model: ModelRequest, key: String?) {
        self.model = model
        self.key = key
    }

    private var web: WebRequest { model.web }

    func response() async throws -> APIResponse {
        guard model.offers(key == nil ? .add : .change) else {
            throw Problem(.forbidden, "You may not \(key == nil ? "add" : "change") secrets.")
        }
        var current: TaggedObject?
        if let key {
            current = try await web.tagged(model.apiPath(of: key), [("depth", "1"), ("exclude_m2m", "false")])
        }
        let providers = try await SecretProviderEntry.all(web)
        let named =
            web.form["provider"] ?? web.request.parameter("provider")
            ?? current?.object["provider"]?.stringValue
        guard let named, let provider = providers.first(where: { $0.isCalled(named) }) else {
            return chooser(providers, isUnknown: named != nil).response(web)
        }
        guard web.isPost else { return try await page(provider, current, nil, nil).response(web) }
        if web.form["_preview"] != nil {
            return try await preview(provider, current)
        }
        do {
            return try await save(provider)
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .conflict {
            return try await page(provider, current, problem, nil).response(web, status: ErrorAnswer.status(problem))
        }
    }

    // MARK: Saving

    private func parameters(_ provider: SecretProviderEntry) -> JSONObject {
        var parameters = JSONObject()
        for (name, value) in web.form.fields where name.hasPrefix("param_") && !value.isEmpty {
            parameters[String(name.dropFirst("param_".count))] = .string(value.replacing("\r\n", with: "\n"))
        }
        return parameters
    }

    private func save(_ provider: SecretProviderEntry) async throws -> APIResponse {
        var names = Set(RecordForm.fields(of: model.schema).map(\.info.name)).subtracting(Self.own)
        names.insert("tags")
        names.formUnion((model.customization?.fields ?? []).map { "cf_\($0.key)" })
        var body = try RecordForm.body(web.form, model, names: names).objectValue ?? JSONObject()
        body["provider"] = .string(provider.slug)
        body["parameters"] = .object(parameters(provider))
        let saved: JSONValue
        if let key {
            // What somebody else changed since the form was opened is not overwritten.
            let headers = web.form["etag"].map { ["if-match": $0] } ?? [:]
            saved = try await web.send("PATCH", model.apiPath(of: key), .object(body), headers: headers)
        } else {
            saved = try await web.send("POST", model.apiPath, .object(body))
        }
        let id = saved["id"]?.stringValue ?? ""
        return Notice.redirect(
            to: model.path(of: id), saying: "Saved “\(saved["name"]?.stringValue ?? "")”. Check whether it can be had.")
    }

    /// Tries the templates of the form with an object; nothing is saved and no backend is asked.
    private func preview(_ provider: SecretProviderEntry, _ current: TaggedObject?) async throws -> APIResponse {
        var secret = Record<Secret>(id: ID(web.environment.identifiers.next()))
        secret.name = web.form["name"] ?? ""
        secret.provider = provider.slug
        secret.escape = web.form["escape"] ?? secret.escape
        secret.undefined = web.form["undefined"] ?? secret.undefined
        secret.onNonString = web.form["on_non_string"] ?? secret.onNonString
        do {
            secret.parameters = try SecretParameters.normalized(
                JSONDocument(text: JSONValue.object(parameters(provider)).text))
            let object = try SecretObject.text(web.form["_object"]).map { try ObjectName($0, in: web.catalog) }
            let preview = try await model.services.secrets.preview(secret, for: object, by: web.actor)
            return try await page(provider, current, nil, preview).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput {
            let fields = problem.fields.map { FieldErrors($0.field == "object" ? "_object" : $0.field, $0.messages) }
            return try await page(provider, current, Problem(.invalidInput, problem.message, fields: fields), nil)
                .response(web, status: 400)
        }
    }

    // MARK: Markup

    private var crumbs: [Page.Crumb] { [Page.Crumb(title: "Secrets", path: model.listPath)] }

    private func chooser(_ providers: [SecretProviderEntry], isUnknown: Bool) -> Page {
        Page(key == nil ? "Add a secret" : "Choose the provider", crumbs: crumbs) {
            if isUnknown {
                Component.notice(.warn) { p { "This server has no such provider. Choose one that it has." } }
            }
            p(.class("lead")) {
                "Where is the value kept? Almanac stores how to reach it, and never the value itself."
            }
            ul(.class("figures")) {
                for provider in providers {
                    li {
                        a(
                            .href(
                                web.link { query in
                                    query.removeAll { $0.name == "provider" }
                                    query.append(("provider", provider.slug))
                                })
                        ) {
                            strong { provider.label }
                            div(.class("hint")) {
                                "Needs \(provider.parameters.filter(\.isRequired).map { $0.label.lowercased() }.joined(separator: ", "))"
                            }
                        }
                    }
                }
            }
        }
    }

    private func page(
        _ provider: SecretProviderEntry, _ current: TaggedObject?, _ problem: Problem?, _ preview: SecretPreview?
    ) async throws -> Page {
        let typed = try await RecordForm.typedTargets(model)
        let fields = try await RecordForm(model: model, object: current?.object, typedTargets: typed)
            .fields(refused: problem).filter { !Self.own.contains($0.name) }
        let form = SecretParameterFields(
            web: web, provider: provider,
            current: current?.object["parameters"]?.objectValue ?? JSONObject(), problem: problem)
        let name = current?.object["display"]?.stringValue ?? ""
        return Page(key == nil ? "Add a secret: \(provider.label)" : "Edit \(name)", crumbs: crumbs) {
            if let problem { refusal(problem, fields, form) }
            if let preview { SecretPreviewBox(preview: preview).html }
            Component.post(web, to: web.request.path, class: "form") {
                if let tag = web.form["etag"] ?? current?.tag { input(.type("hidden"), .name("etag"), .value(tag)) }
                input(.type("hidden"), .name("provider"), .value(provider.slug))
                fieldset {
                    legend { "The secret" }
                    for field in fields where field.name == "name" || field.name == "description" { field.html }
                }
                fieldset {
                    legend { "Where \(provider.label) finds the value" }
                    p(.class("hint")) {
                        "Every field may be a template with the variable obj, such as {{ obj.name }} or {{ obj.location.name }}. "
                        a(.href(web.link { $0 = [("provider", "choose")] })) { "Choose another provider" }
                    }
                    for field in form.fields { field.html }
                }
                fieldset {
                    legend { "Try the templates" }
                    SecretObject.field(
                        web, name: "_object", value: web.form["_object"] ?? "",
                        errors: problem?.fields.first { $0.field == "_object" }?.messages ?? []
                    ).html
                    button(.type("submit"), .name("_preview"), .value("yes"), .flag("formnovalidate")) {
                        "Try the templates"
                    }
                    p(.class("hint")) { "Saves nothing and asks no backend." }
                }
                details(.class("box"), .flag("open", if: fields.contains { !$0.errors.isEmpty })) {
                    summary { "How templates and values are treated, tags and custom fields" }
                    for field in fields where field.name != "name" && field.name != "description" { field.html }
                }
                div(.class("row")) {
                    button(.type("submit"), .class("primary")) { "Save" }
                    Component.link("Cancel", key.map(model.path(of:)) ?? model.listPath)
                }
            }
        }
    }

    private func refusal(_ problem: Problem, _ fields: [FormField], _ form: SecretParameterFields) -> HTML {
        let shown = Set(fields.map(\.name) + ["_object"])
        return Component.notice(.bad) {
            p { "Nothing was saved. See what is said at the fields below." }
            if problem.fields.isEmpty { p { problem.message } }
            for entry in problem.fields where !shown.contains(entry.field) && entry.field != "parameters" {
                p { entry.messages.joined(separator: " ") }
            }
            for message in form.unplaced { p { message } }
        }
    }
}

/// What came of trying templates; what they render to is not shown.
struct SecretPreviewBox: Sendable {
    let preview: SecretPreview

    var html: HTML {
        Component.notice(preview.fault.isEmpty ? .good : .bad) {
            if preview.fault.isEmpty {
                p {
                    strong { "The templates work." }
                    " \(preview.backend.isEmpty ? "It is read on this machine." : "It would be read from \(preview.backend).")"
                }
                p {
                    "What they come to is not shown. The place has the mark "
                    code { String(preview.place.prefix(16)) }
                    "; the audit shows the same mark when this place is read."
                }
            } else {
                p { strong { "The templates do not work." } }
                p { preview.fault }
            }
        }
    }
}
