import Basics

/// Refuses credentials in a URL: it ends up in histories, logs and the pages that are visited next.
package enum TokenInURL {
    static let refusal =
        "A credential must not stand in a URL, which others read. Send the header \"Authorization: Token …\" instead."
    private static let names: Set<String> = [
        "token", "api_token", "auth_token", "access_token", "api_key", "apikey", "auth", "authorization", "password",
    ]

    /// - Throws: ``Problem`` of kind `invalidInput`, which does not repeat the value.
    package static func check(_ request: APIRequest) throws {
        guard request.query.contains(where: { names.contains($0.name.lowercased()) }) else { return }
        throw Problem(.invalidInput, refusal)
    }
}
