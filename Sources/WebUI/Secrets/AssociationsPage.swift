import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// Which secret of a group serves which access, and changing that.
struct AssociationsPage: Sendable {
    private let web: WebRequest
    private let group: String
    private static let api = "/api/extras/secrets-groups-associations/"

    init(_ web: WebRequest, group: String) {
        self.web = web
        self.group = group
    }

    private var path: String { "/extras/secrets-groups/\(group)/" }

    func response() async throws -> APIResponse {
        let object = try await web.get("/api\(path)")
        guard web.isPost else { return try await page(object, nil).response(web) }
        do {
            if let id = web.form["remove"].flatMap({ Identifier($0) }) {
                try await web.send("DELETE", "\(Self.api)\(id)/")
                return Notice.redirect(to: web.request.path, saying: "Taken out of the group.")
            }
            try await web.send(
                "POST", Self.api,
                .object(
                    JSONObject([
                        ("secrets_group", .string(group)), ("secret", secret),
                        ("access_type", .string(web.form["access_type"] ?? "")),
                        ("secret_type", .string(web.form["secret_type"] ?? "")),
                    ])))
            return Notice.redirect(to: web.request.path, saying: "Added to the group.")
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .conflict {
            return try await page(object, problem).response(web, status: ErrorAnswer.status(problem))
        }
    }

    /// The secret of the form, by its id or its name.
    private var secret: JSONValue {
        let text = Words.trimmed(web.form["secret"] ?? "")
        if text.isEmpty { return .null }
        return Identifier(text) != nil ? .string(text) : .object(JSONObject([("name", .string(text))]))
    }

    private func page(_ object: JSONValue, _ problem: Problem?) async throws -> Page {
        let rows = try await SecretsGroupPanel.rows(of: group, web)
        let name = object["name"]?.stringValue ?? "Secrets group"
        return Page(
            "Secrets of \(name)",
            crumbs: [
                Page.Crumb(title: "Secrets groups", path: "/extras/secrets-groups/"),
                Page.Crumb(title: name, path: path),
            ]
        ) {
            if rows.isEmpty {
                p { "The group has no secret yet. Each pair of an access and a kind of value has one secret." }
            } else {
                DataTable(
                    caption: "Secrets of the group",
                    columns: [.init("Access"), .init("Kind of value"), .init("Secret"), .init(unseen: "Actions")],
                    rows: rows.map { row in SecretsGroupPanel.cells(row) + [buttons(row)] }
                ).html
            }
            if web.may(.add, SecretsGroupAssociation.schema) { form(problem) }
        }
    }

    private func buttons(_ row: JSONValue) -> HTML {
        let id = row["id"]?.stringValue ?? ""
        return div(.class("row")) {
            if web.may(.change, SecretsGroupAssociation.schema) {
                a(.href("/extras/secrets-groups-associations/\(id)/edit/"), .class("button")) {
                    "Edit"
                    span(.class("unseen")) { " \(SecretsGroupPanel.words(row))" }
                }
            }
            if web.may(.delete, SecretsGroupAssociation.schema) {
                Component.post(web, to: web.request.path) {
                    button(.type("submit"), .name("remove"), .value(id), .class("danger")) {
                        "Take out"
                        span(.class("unseen")) { " \(SecretsGroupPanel.words(row))" }
                    }
                }
            }
        }
    }

    private func form(_ problem: Problem?) -> HTML {
        let names = ["access_type", "secret_type", "secret"]
        return .join {
            if let problem {
                Component.notice(.bad) {
                    p { "Nothing was added." }
                    if problem.fields.isEmpty { p { problem.message } }
                    for entry in problem.fields where !names.contains(entry.field) {
                        p { entry.messages.joined(separator: " ") }
                    }
                }
            }
            Component.post(web, to: web.request.path, class: "form") {
                fieldset {
                    legend { "Add a secret to the group" }
                    field(
                        "access_type", "Access", "How the value is used.",
                        .choice(SecretKinds.accessTypes.map { ($0.value, $0.label) }, allowsNone: false), problem)
                    field(
                        "secret_type", "Kind of value", "What the value is.",
                        .choice(SecretKinds.secretTypes.map { ($0.value, $0.label) }, allowsNone: false), problem)
                    field(
                        "secret", "Secret", "Its name.", .reference(path: "/api/extras/secrets/", attribute: "name"),
                        problem)
                    button(.type("submit"), .class("primary")) { "Add" }
                }
            }
        }
    }

    private func field(
        _ name: String, _ title: String, _ help: String, _ input: FormField.Input, _ problem: Problem?
    ) -> HTML {
        FormField(
            name: name, title: title, help: help, input: input, isRequired: true,
            values: problem == nil ? [] : web.form.all(name),
            errors: problem?.fields.filter { $0.field == name }.flatMap(\.messages) ?? []
        ).html
    }
}
