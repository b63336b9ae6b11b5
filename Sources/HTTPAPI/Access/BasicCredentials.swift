import Basics

/// A name and password in an `Authorization` header (RFC 7617).
struct BasicCredentials: Sendable {
    let username: String
    let password: Redacted<String>

    /// Reads a header; nil when it uses another scheme.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when what follows the scheme cannot be read.
    init?(_ header: String) throws {
        let words = header.split(separator: " ", omittingEmptySubsequences: true)
        guard let scheme = words.first, scheme.lowercased() == "basic" else { return nil }
        guard words.count == 2, let bytes = Base64.bytes(words[1]),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { throw Problem(.forbidden, "Invalid username/password.") }
        username = String(text[..<colon])
        password = Redacted(String(text[text.index(after: colon)...]))
    }
}
