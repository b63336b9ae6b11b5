import Basics

/// Paths of secrets inside a mount.
enum VaultPath {
    /// A path without empty segments.
    ///
    /// A segment of dots would lead out of the mount, with our token, wherever an HTTP library or a proxy resolves it.
    /// - Parameter what: How messages call it.
    /// - Throws: ``SecretsError`` of kind `parameters`, which does not repeat the path.
    static func normalized(_ path: String, what: String) throws(SecretsError) -> String {
        let segments = path.split(separator: "/", omittingEmptySubsequences: true)
        guard !segments.isEmpty else { throw SecretsError(.parameters, "The \(what) is empty.") }
        guard !segments.contains(where: { $0 == "." || $0 == ".." }) else {
            throw SecretsError(.parameters, "The \(what) has a segment . or .., which is refused.")
        }
        guard path.utf8.count <= 1024, !path.hasControlCharacters else {
            throw SecretsError(.parameters, "The \(what) is too long or has control characters.")
        }
        return segments.joined(separator: "/")
    }
}
