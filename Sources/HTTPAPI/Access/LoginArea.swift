import Basics
import Domain
package import HTTPServing
import Modeling
package import Services
import Storage

/// `/login/`, `/logout/` and `/setup/`, for browsers' forms and for programs that speak JSON.
package struct LoginArea: SiteArea {
    let identity: Identity
    private let pages: any LoginPages

    package init(identity: Identity, pages: any LoginPages) {
        self.identity = identity
        self.pages = pages
    }

    package func respond(_ request: APIRequest) async throws -> APIResponse? {
        let parts = request.path.split(separator: "/", omittingEmptySubsequences: true)
        switch (parts.first, parts.count) {
        case ("login", 1):
            return try await dispatch(
                request, page: { loginPage(LoginForm.next(request.parameter("next"))) },
                post: { try await login(request) })
        case ("login", 2) where parts[1] == "oidc":
            guard request.method == "POST" else { throw Self.notAllowed(request) }
            return try await depart(request)
        case ("login", 3) where parts[1] == "oidc" && parts[2] == "callback":
            guard request.method == "GET" else { throw Self.notAllowed(request) }
            return try await arrive(request)
        case ("logout", 1):
            guard request.method == "POST" else { throw Self.notAllowed(request) }
            return try await logout(request)
        case ("setup", 1):
            return try await dispatch(
                request, page: { pages.setup(code: "", problem: nil) }, post: { try await setup(request) })
        case ("setup", 2):
            // The code goes on in the form: only the page itself has it in its URL.
            guard request.method == "GET" || request.method == "HEAD" else { throw Self.notAllowed(request) }
            return pages.setup(code: String(parts[1]), problem: nil)
        default: return nil
        }
    }

    private func dispatch(
        _ request: APIRequest, page: () -> APIResponse, post: () async throws -> APIResponse
    ) async throws -> APIResponse {
        switch request.method {
        case "GET", "HEAD": return page()
        case "POST": return try await post()
        default: throw Self.notAllowed(request)
        }
    }

    private static func notAllowed(_ request: APIRequest) -> Problem {
        Problem(.notAllowed, "Method \"\(request.method)\" not allowed.")
    }

    // MARK: Login

    private func login(_ request: APIRequest) async throws -> APIResponse {
        try CSRFCheck.checkOrigin(request)
        try identity.requirePrivacy(request)
        let form = try LoginForm(request)
        guard let username = form["username"], let password = form["password"] else {
            let missing = ["username", "password"].filter { form[$0] == nil }
            throw Problem(
                .invalidInput, "", fields: missing.map { FieldErrors($0, "This field is required.") })
        }
        let next = LoginForm.next(form["next"])
        do {
            let (user, opened) = try await identity.logins.login(
                username, password, from: request.peer, userAgent: request.headers["user-agent"] ?? "",
                requestID: identity.environment.identifiers.next())
            // The browser's earlier session ends: its id is of no use to anybody who knows it.
            if let old = SessionCookie.id(in: request) { try await close(old) }
            var response =
                form.isFromPage
                ? APIResponse(status: 303, headers: [("Location", next)])
                : .json(
                    200,
                    [
                        "user": ["id": .string(user.id.description), "username": .string(user.username)],
                        "csrf_token": .string(opened.csrfToken), "next": .string(next),
                    ])
            response.headers += SessionCookie.headers(opened, request)
            return response
        } catch let problem as Problem where form.isFromPage && problem.kind != .internalFault {
            return loginPage(next, problem: problem)
        }
    }

    private func loginPage(_ next: String, problem: Problem? = nil) -> APIResponse {
        pages.login(next: next, hasProvider: identity.singleSignOn != nil, problem: problem)
    }

    func close(_ id: Redacted<String>) async throws {
        try await identity.store.write { [sessions = identity.sessions] in try sessions.close(id.reveal(), in: $0) }
    }

    // MARK: Logout

    private func logout(_ request: APIRequest) async throws -> APIResponse {
        let form = try LoginForm(request)
        if let id = SessionCookie.id(in: request) {
            try CSRFCheck.check(request, identity.sessions, id: id, form: form.texts)
            try await close(id)
        }
        var response =
            form.isFromPage
            ? APIResponse(status: 303, headers: [("Location", "/login/")]) : APIResponse(status: 204)
        response.headers += SessionCookie.clearing(request)
        return response
    }

    // MARK: Setup

    private func setup(_ request: APIRequest) async throws -> APIResponse {
        try CSRFCheck.checkOrigin(request)
        try identity.requirePrivacy(request)
        let form = try LoginForm(request)
        let code = form["token"] ?? ""
        do {
            let user = try await identity.firstRun.complete(
                code: code, username: form["username"] ?? "", password: form["password"] ?? "")
            guard form.isFromPage else {
                return .json(
                    201, ["user": ["id": .string(user.id.description), "username": .string(user.username)]])
            }
            // Who has just chosen the password need not type it again.
            let opened = try await identity.logins.open(
                for: user, from: request.peer, userAgent: request.headers["user-agent"] ?? "",
                requestID: identity.environment.identifiers.next())
            var response = APIResponse(status: 303, headers: [("Location", "/")])
            response.headers += SessionCookie.headers(opened, request)
            return response
        } catch let problem as Problem where form.isFromPage && problem.kind == .invalidInput {
            return pages.setup(code: code, problem: problem)
        }
    }
}

extension Identity {
    /// A password and a cookie must not travel in clear text between machines.
    ///
    /// - Throws: ``Problem`` of kind `forbidden`.
    func requirePrivacy(_ request: APIRequest) throws {
        guard !request.isSecure, !settings.allowsInsecureSessions, request.peer?.isLoopback != true else { return }
        throw Problem(
            .forbidden,
            "Logging in needs HTTPS. Put a proxy that speaks TLS in front of Almanac and name it in the setting trusted-proxies."
        )
    }
}

/// The fields that a login sends, as a form or as JSON.
struct LoginForm: Sendable {
    let texts: [String: String]
    /// Whether a browser's form sent it, which wants a page for an answer.
    let isFromPage: Bool

    subscript(name: String) -> String? { texts[name] }

    /// - Throws: ``Problem`` of kind `unsupportedMedia` or `invalidInput`.
    init(_ request: APIRequest) throws {
        let type = (request.headers["content-type"] ?? "").split(separator: ";").first.map(String.init) ?? ""
        if Words.trimmed(type).lowercased() == "application/x-www-form-urlencoded" {
            guard let text = String(validating: request.body, as: UTF8.self) else {
                throw Problem(.invalidInput, "The form is not UTF-8.")
            }
            texts = Dictionary(
                try QueryString.parse(text[...]).map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
            isFromPage = true
            return
        }
        let body = try RequestBody.json(request)
        guard case .object(let object) = body else { throw RequestBody.expectedObject(body) }
        texts = Dictionary(
            object.members.compactMap { member in member.value.stringValue.map { (member.key, $0) } },
            uniquingKeysWith: { _, last in last })
        isFromPage = false
    }

    /// Where to go after the login: a path of this server, nothing that a browser might take for another host.
    static func next(_ given: String?) -> String {
        guard let given, given.hasPrefix("/"), !given.hasPrefix("//"), given.utf8.count <= 2000,
            given.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != 0x5C })
        else { return "/" }
        return given
    }
}
