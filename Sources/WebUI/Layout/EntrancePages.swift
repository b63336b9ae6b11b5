package import Basics
package import HTTPServing

/// The pages before a login: logging in, and making the first administrator.
package struct EntrancePages: LoginPages, FailurePages {
    package init() {}

    package func login(next: String, hasProvider: Bool, problem: Problem?) -> APIResponse {
        page("Log in", problem, formTarget: hasProvider ? "https:" : nil) {
            form(.class("stack"), Attribute("method", "post"), Attribute("action", "/login/")) {
                input(.type("hidden"), .name("next"), .value(next))
                field("username", "Username", completion: "username", isFirst: true)
                field("password", "Password", completion: "current-password", isPassword: true)
                button(.type("submit"), .class("button primary")) { "Log in" }
            }
            if hasProvider {
                form(.class("stack"), Attribute("method", "post"), Attribute("action", "/login/oidc/")) {
                    input(.type("hidden"), .name("next"), .value(next))
                    button(.type("submit"), .class("button")) { "Log in with single sign-on" }
                }
            }
        }
    }

    package func setup(code given: String, problem: Problem?) -> APIResponse {
        page("Set up Almanac", problem) {
            p { "Choose the name and password of the administrator. The link that led here works once." }
            form(.class("stack"), Attribute("method", "post"), Attribute("action", "/setup/")) {
                if given.isEmpty {
                    field("token", "Setup code", completion: "off", isFirst: true)
                } else {
                    input(.type("hidden"), .name("token"), .value(given))
                }
                field("username", "Username", completion: "username", isFirst: !given.isEmpty, value: "admin")
                field(
                    "password", "Password", completion: "new-password", isPassword: true,
                    hint: "At least 12 characters; a few words that nobody would guess are best.")
                button(.type("submit"), .class("button primary")) { "Make the administrator" }
            }
        }
    }

    package func page(_ problem: Problem, requestID: Identifier) -> APIResponse {
        failure(ProblemPage.title(problem), problem, requestID) {
            a(.href("/"), .class("button")) { "Go to the overview" }
        }
    }

    /// What somebody sees who sends a form after the session has ended.
    func ended(requestID: Identifier) -> APIResponse {
        let problem = Problem(
            .notAuthenticated, "Your session has ended, so nothing was changed. What you typed is still in the form.")
        return failure("You are not logged in any more", problem, requestID) {
            a(.href("/login/"), .class("button primary"), Attribute("target", "_blank")) {
                "Log in"
                span(.class("unseen")) { " (opens in a new tab)" }
            }
        }
    }

    private func failure(
        _ title: String, _ problem: Problem, _ requestID: Identifier, @HTMLBuilder _ way: () -> HTML
    ) -> APIResponse {
        Document.response(
            title: title,
            main(.id("content"), .class("entrance")) {
                p(.class("brand")) { "Almanac" }
                h1 { title }
                ProblemPage.content(problem, requestID)
                p { way() }
            }, status: ErrorAnswer.status(problem),
            headers: problem.retryAfter.map { [("Retry-After", String($0))] } ?? [], scripts: ["almanac.js"])
    }

    private func page(
        _ title: String, _ problem: Problem?, formTarget: String? = nil, @HTMLBuilder _ content: () -> HTML
    ) -> APIResponse {
        let body = main(.id("content"), .class("entrance")) {
            p(.class("brand")) { "Almanac" }
            h1 { title }
            if let problem {
                let messages = [problem.message] + problem.fields.flatMap(\.messages)
                p(.class("notice bad"), .role("alert")) { messages.filter { !$0.isEmpty }.joined(separator: " ") }
            }
            content()
            HelpTopic.people.link
        }
        return Document.response(
            title: title, body, status: problem.map(ErrorAnswer.status) ?? 200,
            headers: problem?.retryAfter.map { [("Retry-After", String($0))] } ?? [],
            formTarget: formTarget)
    }

    private func field(
        _ name: String, _ title: String, completion: String, isPassword: Bool = false, isFirst: Bool = false,
        value: String = "", hint: String = ""
    ) -> HTML {
        div(.class("field")) {
            label(.for(name)) { title }
            input(
                .id(name), .name(name), isPassword ? .type("password") : .type("text"),
                Attribute("autocomplete", completion), .flag("required"), .flag("autofocus", if: isFirst),
                .when(!value.isEmpty, .value(value)), .when(!hint.isEmpty, .aria("describedby", "\(name)-hint")))
            if !hint.isEmpty { p(.id("\(name)-hint"), .class("hint")) { hint } }
        }
    }
}
