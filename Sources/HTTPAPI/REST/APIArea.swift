package import HTTPServing
package import Services

/// Endpoints that are no records: reports, import and what later areas add.
package protocol APIArea: Sendable {
    /// Paths below `/api/` that it answers, without slashes at the ends.
    var prefixes: [String] { get }
    /// Whether it answers a path; unless it says otherwise, those that begin with one of ``prefixes``.
    func answers(_ parts: [Substring]) -> Bool
    /// The methods of a path, as the `Allow` header lists them.
    func allow(_ parts: [Substring]) -> String
    /// Whether answers name the version of the API.
    func showsVersion(_ parts: [Substring]) -> Bool
    /// Whether a name and password in the `Authorization` header are taken.
    func takesPassword(_ parts: [Substring]) -> Bool
    /// Answers a request; the caller is authenticated.
    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse
}

extension APIArea {
    package func answers(_ parts: [Substring]) -> Bool {
        guard let first = parts.first else { return false }
        // Nearly every path is another's, and its first word tells.
        return prefixes.contains { prefix in
            prefix.utf8.starts(with: first.utf8) && parts.starts(with: prefix.split(separator: "/"))
        }
    }
    package func showsVersion(_ parts: [Substring]) -> Bool { true }
    package func takesPassword(_ parts: [Substring]) -> Bool { false }
}
