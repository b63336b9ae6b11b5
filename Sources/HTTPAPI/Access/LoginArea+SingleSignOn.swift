import Basics
import HTTPServing
import Services

/// `/login/oidc/` and where the OpenID provider sends people back to.
extension LoginArea {
    /// Sends somebody to the provider; by POST, so that no link of another page begins a login.
    func depart(_ request: APIRequest) async throws -> APIResponse {
        let provider = try provider()
        try CSRFCheck.checkOrigin(request)
        try identity.requirePrivacy(request)
        let next = LoginForm.next(try LoginForm(request)["next"])
        let departure = try await provider.begin(callback: callback(request), next: next)
        return APIResponse(
            status: 303,
            headers: [
                ("Location", departure.url),
                (
                    "Set-Cookie",
                    "\(cookieName(request))=\(departure.cookie.reveal())\(tail(request, Int(OIDCLogin.patience)))"
                ),
            ])
    }

    /// Takes the provider's answer and opens a session.
    func arrive(_ request: APIRequest) async throws -> APIResponse {
        let provider = try provider()
        try identity.requirePrivacy(request)
        let parameters = Dictionary(
            request.query.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let arrival = try await provider.complete(
            parameters, cookie: SessionCookie.value(cookieName(request), in: request).map(Redacted.init))
        let opened = try await identity.logins.open(
            for: arrival.user, from: request.peer, userAgent: request.headers["user-agent"] ?? "",
            requestID: identity.environment.identifiers.next())
        if let old = SessionCookie.id(in: request) { try await close(old) }
        var response = APIResponse(status: 303, headers: [("Location", LoginForm.next(arrival.next))])
        response.headers += SessionCookie.headers(opened, request)
        response.headers.append(("Set-Cookie", "\(cookieName(request))=\(tail(request, 0))"))
        return response
    }

    private func provider() throws -> OIDCLogin {
        guard let provider = identity.singleSignOn else { throw Problem(.notFound, "Not found.") }
        return provider
    }

    private func callback(_ request: APIRequest) -> String { "\(request.baseURL)/login/oidc/callback/" }

    private func cookieName(_ request: APIRequest) -> String { request.isSecure ? "__Host-oidc" : "oidc" }

    private func tail(_ request: APIRequest, _ seconds: Int) -> String {
        "; Path=/; Max-Age=\(seconds); SameSite=Lax; HttpOnly" + (request.isSecure ? "; Secure" : "")
    }
}
