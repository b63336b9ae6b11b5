import Basics
import HTTPServing
import Modeling

/// Who used which secret, when, for what, and how it went.
struct SecretAuditPage: Sendable {
    private let web: WebRequest
    private static let api = "/api/extras/secret-accesses/"
    private static let size = 100

    init(_ web: WebRequest) { self.web = web }

    private func given(_ name: String) -> String { Words.trimmed(web.request.parameter(name) ?? "") }
    private var offset: Int { max(0, min(Int(given("offset")) ?? 0, 1_000_000)) }

    /// The filters of the form in the lookup language of the API.
    private var filters: [(name: String, value: String)] {
        var filters: [(name: String, value: String)] = []
        for (field, filter) in [
            ("secret", "secret_name__ic"), ("user", "user_name__ic"), ("purpose", "purpose"), ("outcome", "outcome"),
            ("secret_id", "secret_id"), ("place", "coordinates"), ("object", "for_object_id"),
        ] where !given(field).isEmpty {
            filters.append((filter, given(field)))
        }
        if !given("since").isEmpty { filters.append(("time__gte", given("since") + "T00:00:00Z")) }
        if !given("until").isEmpty { filters.append(("time__lte", given("until") + "T23:59:59.999999Z")) }
        return filters
    }

    func response() async throws -> APIResponse {
        guard !web.isPost else { throw Problem(.notAllowed, "This page takes no form.") }
        var problem: Problem?
        var answer = JSONValue.null
        do {
            answer = try await web.get(
                Self.api, filters + [("limit", String(Self.size)), ("offset", String(offset)), ("depth", "1")])
        } catch let refused as Problem where refused.kind == .invalidInput {
            problem = refused
        }
        let rows = answer["results"]?.arrayValue ?? []
        let total = Int(answer["count"]?.intValue ?? 0)
        return Page(
            "Audit trail of secrets", isWide: true,
            actions: {
                Component.link("As CSV", WebRequest.place(Self.api, filters + [("format", "csv"), ("limit", "0")]))
            },
            body: {
                form
                if let problem {
                    Component.notice(.bad) {
                        p { problem.message }
                        for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
                    }
                } else if rows.isEmpty {
                    Component.empty(
                        "Nothing to show",
                        filters.isEmpty
                            ? "Every use and every check of a secret stands here, from the first one on."
                            : "No use of a secret fits these filters.",
                        help: .secretUses)
                } else {
                    p { "\(total.grouped) uses" }
                    table(rows)
                    pager(total, rows.count)
                }
            }
        ).response(web, status: problem == nil ? 200 : 400)
    }

    private var form: HTML {
        WebUI.form(.class("inline panel"), Attribute("method", "get"), Attribute("action", web.request.path)) {
            text("secret", "Secret", "search")
            text("user", "Who", "search")
            menu("purpose", "For", [("use", "Use"), ("check", "Check"), ("reveal", "Shown")])
            menu("outcome", "Outcome", SecretAdvice.outcomes.map { ($0.value, $0.label) })
            text("since", "From day", "date")
            text("until", "To day", "date")
            text("place", "Mark of the place", "search")
            if !given("secret_id").isEmpty { input(.type("hidden"), .name("secret_id"), .value(given("secret_id"))) }
            if !given("object").isEmpty { input(.type("hidden"), .name("object"), .value(given("object"))) }
            button(.type("submit"), .class("primary")) { "Filter" }
            if !filters.isEmpty { Component.link("Show all", web.request.path) }
        }
    }

    private func text(_ name: String, _ title: String, _ type: StaticString) -> HTML {
        div(.class("field")) {
            label(.for("audit-\(name)")) { title }
            input(.id("audit-\(name)"), .name(name), .type(type), .value(given(name)))
        }
    }

    private func menu(_ name: String, _ title: String, _ choices: [(String, String)]) -> HTML {
        div(.class("field")) {
            label(.for("audit-\(name)")) { title }
            select(.id("audit-\(name)"), .name(name)) {
                option(.value("")) { "Any" }
                for (value, words) in choices {
                    option(.value(value), .flag("selected", if: given(name) == value)) { words }
                }
            }
        }
    }

    private func table(_ rows: [JSONValue]) -> HTML {
        DataTable(
            caption: "Uses of secrets, the newest first",
            columns: [
                .init("When"), .init("Who"), .init("Secret"), .init("For"), .init("Object"), .init("Outcome"),
                .init("Backend"), .init("How"), .init("Took", isNumber: true), .init("Place"),
            ], rows: rows.map(row)
        ).html
    }

    private func row(_ access: JSONValue) -> [HTML] {
        let type = access["for_object_type"]?.stringValue ?? ""
        let object = access["for_object_id"]?.stringValue
        let place = access["coordinates"]?.stringValue ?? ""
        return [
            ValueMarkup.moment(access["time"]?.stringValue ?? ""), whole(access["user_name"]?.stringValue ?? ""),
            a(.href("/extras/secrets/\(access["secret_id"]?.stringValue ?? "")/")) {
                access["secret_name"]?.stringValue ?? ""
            }, whole(purpose(JobWords.value(access["purpose"]))),
            .join {
                if let object, let schema = web.catalog[type] {
                    a(.href("\(schema.pagePath)\(object)/")) { schema.names.verbose }
                } else {
                    ValueMarkup.nothing
                }
            }, SecretAdvice.outcome(access["outcome"]?.stringValue ?? ""), HTML(access["backend"]?.stringValue ?? ""),
            HTML(SecretCheckPage.cache(JobWords.value(access["cache"]))),
            whole(SecretCheckPage.milliseconds(access["duration"]?.intValue ?? 0)),
            .join {
                if !place.isEmpty {
                    a(.href(WebRequest.place(web.request.path, [("place", place)]))) {
                        code(.class("nowrap")) { String(place.prefix(8)) }
                    }
                }
            },
        ]
    }

    /// A text that stays on one line.
    private func whole(_ text: String) -> HTML { span(.class("nowrap")) { text } }

    private func purpose(_ name: String) -> String {
        switch name {
        case "use": "Use"
        case "check": "Check"
        case "reveal": "Shown to an administrator"
        default: name
        }
    }

    @HTMLBuilder private func pager(_ total: Int, _ shown: Int) -> HTML {
        if total > Self.size {
            nav(.class("pager"), .aria("label", "Pages")) {
                span { "\((offset + 1).grouped) to \((offset + shown).grouped) of \(total.grouped)" }
                span(.class("row")) {
                    if offset > 0 { link("Newer", max(0, offset - Self.size)) }
                    if offset + shown < total { link("Older", offset + Self.size) }
                }
            }
        }
    }

    private func link(_ title: String, _ offset: Int) -> HTML {
        Component.link(
            title,
            web.link { query in
                query.removeAll { $0.name == "offset" || $0.value.isEmpty }
                if offset > 0 { query.append(("offset", String(offset))) }
            })
    }
}
