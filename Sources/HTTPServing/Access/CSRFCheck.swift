package import Basics
package import Services

/// Makes sure that a page of our own sent a request, not one that only has the browser add our cookie.
package enum CSRFCheck {
    private static let safe: Set<String> = ["GET", "HEAD", "OPTIONS", "TRACE"]

    package static func isSafe(_ method: String) -> Bool { safe.contains(method) }

    /// Checks an unsafe request that a session's cookie authenticates.
    ///
    /// - Parameter form: The fields of a form, which may bring the text instead of the header.
    /// - Throws: ``Problem`` of kind `forbidden` with the texts of the dialect (core.md §1.4).
    package static func check(
        _ request: APIRequest, _ sessions: SessionAuthority, id: Redacted<String>, form: [String: String] = [:]
    ) throws {
        guard !isSafe(request.method) else { return }
        try checkOrigin(request)
        guard let given = request.headers["x-csrftoken"] ?? form["csrfmiddlewaretoken"], !given.isEmpty else {
            throw Problem(.forbidden, "CSRF Failed: CSRF token missing.")
        }
        guard sessions.isCSRFToken(given, for: id.reveal()) else {
            throw Problem(.forbidden, "CSRF Failed: CSRF token incorrect.")
        }
    }

    /// Checks where a request comes from, as far as the browser says.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when it comes from a page of another server.
    package static func checkOrigin(_ request: APIRequest) throws {
        if let origin = request.headers["origin"], origin.lowercased() != request.baseURL.lowercased() {
            throw Problem(.forbidden, "CSRF Failed: Origin checking failed.")
        }
        if request.headers["origin"] == nil, request.headers["sec-fetch-site"] == "cross-site" {
            throw Problem(.forbidden, "CSRF Failed: Origin checking failed.")
        }
    }
}
