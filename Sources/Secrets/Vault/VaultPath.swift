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
        guard path.utf8.count <= 1024, !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            throw SecretsError(.parameters, "The \(what) is too long or has control characters.")
        }
        return segments.joined(separator: "/")
    }

    /// The path for a URL: everything but unreserved characters and slashes is percent-encoded.
    static func encoded(_ path: String) -> String {
        var result: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in path.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: result.append(byte)
            default: result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
