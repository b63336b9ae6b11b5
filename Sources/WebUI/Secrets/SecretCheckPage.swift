import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// Finds out whether a secret can be had; its value is thrown away where it is read.
struct SecretCheckPage: Sendable {
    private let web: WebRequest
    private let services: WebServices
    private let id: String

    init(_ web: WebRequest, _ services: WebServices, id: String) {
        self.web = web
        self.services = services
        self.id = id
    }

    private var path: String { "/extras/secrets/\(id)/" }

    /// What came of the button that was pressed.
    private enum Outcome {
        case none
        case preview(SecretPreview)
        case check(JSONValue)
        case refused(Problem)
    }

    func response() async throws -> APIResponse {
        let secret = try await web.get("/api\(path)")
        guard web.isPost else { return page(secret, .none).response(web) }
        let object = SecretObject.text(web.form["object"])
        do {
            if web.form["deed"] == "preview" {
                let record = try await services.secrets.find(id, for: web.actor)
                let name = try object.map { try ObjectName($0, in: web.catalog) }
                let preview = try await services.secrets.preview(record, for: name, by: web.actor)
                return page(secret, .preview(preview)).response(web)
            }
            var query: [(name: String, value: String)] = []
            if let object { query.append(("object", object)) }
            if web.form.has("refresh") { query.append(("refresh", "true")) }
            return page(secret, .check(try await web.get("/api\(path)check/", query))).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .tooManyRequests {
            let headers = problem.retryAfter.map { [(name: "Retry-After", value: String($0))] } ?? []
            return page(secret, .refused(problem))
                .response(web, status: ErrorAnswer.status(problem), headers: headers)
        }
    }

    /// Whether the reader may check any secret at all; whether this one, the API says.
    static func offers(_ web: WebRequest) -> Bool { web.may(.checkSecret, Secret.schema) }

    private func page(_ secret: JSONValue, _ outcome: Outcome) -> Page {
        let name = secret["name"]?.stringValue ?? ""
        return Page(
            "Check \(name)",
            crumbs: [
                Page.Crumb(title: "Secrets", path: "/extras/secrets/"), Page.Crumb(title: name, path: path),
            ]
        ) {
            result(outcome)
            Component.post(web, to: web.request.path, class: "form") {
                SecretObject.field(
                    web, name: "object", value: web.form["object"] ?? web.request.parameter("object") ?? "",
                    errors: errors(outcome)
                ).html
                if Self.offers(web) {
                    FormField(
                        name: "refresh", title: "Ask the backend, whatever is remembered", help: "", input: .truth,
                        values: [web.form.has("refresh") ? "true" : "false"]
                    ).html
                }
                div(.class("row")) {
                    if Self.offers(web) {
                        button(.type("submit"), .name("deed"), .value("check"), .class("primary")) { "Check" }
                    }
                    button(.type("submit"), .name("deed"), .value("preview")) { "Only try the templates" }
                    Component.link("Back to the secret", path)
                }
                if Self.offers(web) {
                    p(.class("hint")) {
                        "A check reads the value and throws it away; it stands in the audit trail. You have ten a minute."
                    }
                } else {
                    p(.class("hint")) {
                        "Trying the templates asks no backend. Checking needs the permission check_secret."
                    }
                }
            }
        }
    }

    private func errors(_ outcome: Outcome) -> [String] {
        guard case .refused(let problem) = outcome else { return [] }
        return problem.fields.filter { $0.field == "object" }.flatMap(\.messages)
    }

    @HTMLBuilder private func result(_ outcome: Outcome) -> HTML {
        switch outcome {
        case .none: HTML()
        case .preview(let preview): SecretPreviewBox(preview: preview).html
        case .refused(let problem):
            Component.notice(.bad) { p { problem.fields.isEmpty ? problem.message : "Nothing was checked." } }
        case .check(let answer): checked(answer)
        }
    }

    private func checked(_ answer: JSONValue) -> HTML {
        let isGood = answer["result"]?.boolValue == true
        let message = answer["message"]?.stringValue ?? ""
        return .join {
            Component.notice(isGood ? .good : .bad) {
                if isGood {
                    p { strong { "The secret can be had." } }
                } else {
                    p { strong { "The secret cannot be had." } }
                    p { message }
                    p { SecretAdvice.words(message) }
                    if web.actor.isStaff || web.actor.isSuperuser {
                        p { a(.href("/secrets/health/")) { "Backend health" } }
                    }
                }
            }
            if let backend = answer["backend"]?.stringValue {
                dl(.class("facts panel")) {
                    dt { "Backend" }
                    dd { backend.isEmpty ? "None was reached" : backend }
                    dt { "How" }
                    dd { Self.cache(answer["cache"]?.stringValue ?? "") }
                    dt { "Took" }
                    dd { Self.milliseconds(answer["duration_us"]?.intValue ?? 0) }
                }
            }
        }
    }

    /// How the document came about, in words.
    static func cache(_ name: String) -> String {
        switch name {
        case "none": "No backend was asked"
        case "local": "Read on this machine"
        case "hit": "Remembered"
        case "miss": "The backend was asked"
        case "joined": "In one request with others"
        case "stale": "Remembered for too long, because the backend failed"
        default: name
        }
    }

    static func milliseconds(_ microseconds: Int64) -> String {
        microseconds < 1000 ? "\(microseconds) µs" : "\(microseconds / 1000) ms"
    }
}
