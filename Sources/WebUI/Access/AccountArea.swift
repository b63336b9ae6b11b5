import Basics
import HTTPServing
import Modeling
import Services

/// The reader's own pages: who they are, their password, tokens and sessions.
struct AccountArea: PageArea {
    private static let tabs = [
        (title: "Profile", path: "/user/profile/"), (title: "API tokens", path: "/user/tokens/"),
        (title: "Sessions", path: "/user/sessions/"),
    ]

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts
        guard parts.first == "user", parts.count >= 2 else { return nil }
        switch (parts[1], parts.count) {
        case ("profile", 2): return web.isPost ? try await changePassword(web) : profile(web).response(web)
        case ("tokens", 2): return web.isPost ? try await makeToken(web) : try await tokens(web).response(web)
        case ("tokens", 4) where parts[3] == "delete":
            return try await end(
                web, "/api/users/tokens/\(parts[2])/", back: "/user/tokens/", "The token is of no use any more.")
        case ("sessions", 2): return try await sessions(web).response(web)
        case ("sessions", 4) where parts[3] == "delete":
            return try await end(
                web, "/api/users/sessions/\(parts[2])/", back: "/user/sessions/", "That session is over.")
        default: return nil
        }
    }

    private func end(_ web: WebRequest, _ path: String, back: String, _ words: String) async throws -> APIResponse {
        guard web.isPost else { throw Problem(.notAllowed, "This is done by the button on the page.") }
        try await web.send("DELETE", path)
        return Notice.redirect(to: back, saying: words)
    }

    // MARK: Profile and password

    private func profile(_ web: WebRequest, problem: Problem? = nil) -> Page {
        Page("Your profile") {
            Component.tabs(Self.tabs, current: "/user/profile/")
            div(.class("grid")) {
                Component.panel("Who you are") {
                    dl(.class("facts")) {
                        dt { "Name" }
                        dd { web.actor.name }
                        dt { "Rights" }
                        dd {
                            web.actor.isSuperuser
                                ? "Everything (superuser)" : "What your permissions and those of your groups give"
                        }
                    }
                }
                Component.panel("Password") {
                    if let problem {
                        Component.notice(.bad) {
                            for line in [problem.message] + problem.fields.flatMap(\.messages) where !line.isEmpty {
                                p { line }
                            }
                        }
                    }
                    Component.post(web, to: "/user/profile/", class: "stack") {
                        password("current", "Current password", "current-password")
                        password("new", "New password", "new-password", hint: "At least 12 characters.")
                        password("again", "New password again", "new-password")
                        p(.class("hint")) { "You are logged out everywhere and log in again with the new password." }
                        button(.type("submit"), .class("primary")) { "Change password" }
                    }
                }
            }
        }
    }

    private func password(_ name: String, _ title: String, _ completion: String, hint: String = "") -> HTML {
        div(.class("field")) {
            label(.for(name)) { title }
            input(
                .id(name), .name(name), .type("password"), Attribute("autocomplete", completion), .flag("required"),
                .when(!hint.isEmpty, .aria("describedby", "\(name)-hint")))
            if !hint.isEmpty { p(.class("hint"), .id("\(name)-hint")) { hint } }
        }
    }

    private func changePassword(_ web: WebRequest) async throws -> APIResponse {
        do {
            guard web.form["new"] == web.form["again"] else {
                throw Problem(.invalidInput, "The new password and its repetition differ.")
            }
            try await web.send(
                "POST", "/api/users/password/",
                [
                    "current_password": .string(web.form["current"] ?? ""),
                    "new_password": .string(web.form["new"] ?? ""),
                ])
        } catch let problem as Problem where problem.kind == .invalidInput || problem.kind == .forbidden {
            return profile(web, problem: problem).response(web, status: ErrorAnswer.status(problem))
        }
        var answer = APIResponse(status: 303, headers: [("Location", "/login/")])
        answer.headers += SessionCookie.clearing(web.request)
        return answer
    }

    // MARK: Tokens

    private func tokens(_ web: WebRequest, made: String? = nil, problem: Problem? = nil) async throws -> Page {
        let tokens = try await web.get("/api/users/tokens/", [("limit", "1000")])["results"]?.arrayValue ?? []
        return Page("Your API tokens") {
            Component.tabs(Self.tabs, current: "/user/tokens/")
            if let made {
                Component.notice(.good) {
                    p { "This is the token. It is shown only now; keep it where your program finds it." }
                    p {
                        code { made }
                        " "
                        Component.copy(made)
                    }
                }
            }
            if tokens.isEmpty {
                p { "You have no token. Programs use one to act as you over the API." }
            } else {
                DataTable(
                    caption: "Your tokens",
                    columns: [
                        .init("Token"), .init("For"), .init("May write"), .init("Expires"), .init("Last used"),
                        .init("From"), .init(""),
                    ],
                    rows: tokens.map { row($0, web) }
                ).html
            }
            Component.panel("New token") {
                if let problem {
                    Component.notice(.bad) {
                        for entry in problem.fields { p { "\(entry.field): \(entry.messages.joined(separator: " "))" } }
                        if problem.fields.isEmpty { p { problem.message } }
                    }
                }
                Component.post(web, to: "/user/tokens/", class: "form") {
                    FormField(
                        name: "description", title: "What it is for", help: "", input: .text, isRequired: true,
                        maxLength: 255, values: web.form.all("description")
                    ).html
                    FormField(
                        name: "expires", title: "Expires on", help: "Empty for never.", input: .day,
                        values: web.form.all("expires")
                    ).html
                    FormField(
                        name: "allowed_networks", title: "Only from these networks",
                        help: "One per line, such as 10.0.0.0/8; empty for everywhere.", input: .lines,
                        values: web.form.all("allowed_networks")
                    ).html
                    FormField(
                        name: "write_enabled", title: "May change things", help: "", input: .truth,
                        values: web.isPost ? [web.form.has("write_enabled") ? "true" : "false"] : ["false"]
                    ).html
                    button(.type("submit"), .class("primary")) { "Make token" }
                }
            }
        }
    }

    private func row(_ token: JSONValue, _ web: WebRequest) -> [HTML] {
        let id = token["id"]?.stringValue ?? ""
        return [
            code { token["key"]?.stringValue ?? "" }, HTML(token["description"]?.stringValue ?? ""),
            HTML(token["write_enabled"]?.boolValue == true ? "Yes" : "No"),
            token["expires"]?.stringValue.map { ValueMarkup.moment($0) } ?? HTML("never"),
            token["last_used"]?.stringValue.map { ValueMarkup.moment($0, isRelative: true) } ?? HTML("never"),
            HTML((token["allowed_networks"]?.arrayValue ?? []).compactMap(\.stringValue).joined(separator: ", ")),
            Component.post(web, to: "/user/tokens/\(id)/delete/") {
                button(.type("submit"), .class("danger")) { "Revoke" }
            },
        ]
    }

    private func makeToken(_ web: WebRequest) async throws -> APIResponse {
        var members: [(String, JSONValue)] = [
            ("description", .string(web.form["description"] ?? "")),
            ("write_enabled", .bool(web.form.has("write_enabled"))),
            (
                "allowed_networks",
                .array(
                    (web.form["allowed_networks"] ?? "").split(whereSeparator: \.isNewline)
                        .map { .string(Words.trimmed(String($0))) })
            ),
        ]
        if let day = web.form["expires"], !day.isEmpty { members.append(("expires", .string("\(day)T00:00:00Z"))) }
        do {
            let token = try await web.send("POST", "/api/users/tokens/", .object(JSONObject(members)))
            // No redirect: the key must not be kept anywhere on its way to the reader.
            return try await tokens(web, made: token["key"]?.stringValue).response(web)
        } catch let problem as Problem where problem.kind == .invalidInput {
            return try await tokens(web, problem: problem).response(web, status: 400)
        }
    }

    // MARK: Sessions

    private func sessions(_ web: WebRequest) async throws -> Page {
        let sessions = try await web.get("/api/users/sessions/")["results"]?.arrayValue ?? []
        return Page("Where you are logged in") {
            Component.tabs(Self.tabs, current: "/user/sessions/")
            DataTable(
                caption: "Your sessions",
                columns: [.init("Address"), .init("Browser"), .init("Since"), .init("Last seen"), .init("")],
                rows: sessions.map { session in
                    [
                        HTML(session["address"]?.stringValue ?? ""), HTML(session["user_agent"]?.stringValue ?? ""),
                        ValueMarkup.moment(session["created"]?.stringValue ?? ""),
                        ValueMarkup.moment(session["last_seen"]?.stringValue ?? "", isRelative: true),
                        session["current"]?.boolValue == true
                            ? Component.badge("this one", .good)
                            : Component.post(
                                web, to: "/user/sessions/\(session["id"]?.stringValue ?? "")/delete/"
                            ) { button(.type("submit")) { "End" } },
                    ]
                }
            ).html
            p(.class("hint")) { "End what you do not know, and change your password." }
        }
    }
}
