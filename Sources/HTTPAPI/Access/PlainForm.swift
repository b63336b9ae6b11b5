import Basics

/// Forms for people without a web interface: no script, no style, nothing from elsewhere.
enum PlainForm {
    static func login(next: String, hasProvider: Bool, problem: Problem? = nil) -> APIResponse {
        page(
            "Log in", action: "/login/", problem,
            hidden("next", next) + field("username", "Username", "username")
                + field("password", "Password", "current-password", isPassword: true),
            more: hasProvider
                ? "<form method=\"post\" action=\"/login/oidc/\">\(hidden("next", next))"
                    + "<p><button type=\"submit\">Log in with single sign-on</button></p></form>" : "")
    }

    static func setup(code: String, problem: Problem? = nil) -> APIResponse {
        page(
            "Set up Almanac", action: "/setup/", problem,
            (code.isEmpty ? field("token", "Setup code", "off") : hidden("token", code))
                + field("username", "Username of the administrator", "username")
                + field("password", "Password, at least 12 characters", "new-password", isPassword: true))
    }

    private static func page(
        _ title: String, action: String, _ problem: Problem?, _ fields: String, more: String = ""
    ) -> APIResponse {
        var words = ""
        if let problem {
            let messages = [problem.message] + problem.fields.flatMap(\.messages)
            words = "<p role=\"alert\">\(escaped(messages.filter { !$0.isEmpty }.joined(separator: " ")))</p>"
        }
        let html = """
            <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
            <meta name="viewport" content="width=device-width, initial-scale=1"></head><body><main><h1>\(title)</h1>\(words)
            <form method="post" action="\(action)">\(fields)<p><button type="submit">\(title)</button></p></form>\(more)
            </main></body></html>
            """
        var headers = [(name: "Content-Type", value: "text/html; charset=utf-8")]
        if let seconds = problem?.retryAfter { headers.append(("Retry-After", String(seconds))) }
        return APIResponse(
            status: problem.map(ErrorAnswer.status) ?? 200, headers: headers, body: .bytes(Array(html.utf8)))
    }

    private static func field(
        _ name: String, _ label: String, _ completion: String, isPassword: Bool = false
    ) -> String {
        "<p><label>\(label)<br><input name=\"\(name)\" type=\"\(isPassword ? "password" : "text")\" "
            + "autocomplete=\"\(completion)\" required></label></p>"
    }

    private static func hidden(_ name: String, _ value: String) -> String {
        "<input type=\"hidden\" name=\"\(name)\" value=\"\(escaped(value))\">"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }
}
