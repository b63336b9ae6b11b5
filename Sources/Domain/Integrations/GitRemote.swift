import Basics

/// Where a Git repository is, taken apart once and strictly, so that nothing in it is read as an option, as another program or as
/// a credential.
///
/// - Source: git-clone(1), section *GIT URLS*; gitremote-helpers(7) for `ext::`, which runs any command.
package struct GitRemote: Hashable, Sendable {
    /// How the repository is reached.
    package enum Scheme: String, CaseIterable, Sendable {
        case https
        case http
        case ssh
        /// A folder of the worker's machine.
        case file
    }

    package let scheme: Scheme
    /// The name to log in as, of ``Scheme/ssh`` alone.
    package let user: String?
    /// Empty for ``Scheme/file``.
    package let host: String
    /// Nil for the scheme's own.
    package let port: Int?
    /// Begins with a slash.
    package let path: String

    /// Why a text is no address of a repository.
    package struct Fault: Error, Hashable, Sendable {
        /// Whole sentences for who wrote it.
        package let message: String
    }

    /// Takes an address apart.
    ///
    /// - Throws: ``Fault``.
    package init(_ text: String) throws(Fault) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x5C && $0 != 0x22 && $0 != 0x27 }) else {
            throw Fault(
                message: "A URL has no blanks, no quotation marks and no letters beyond ASCII; percent-encode them.")
        }
        let known = Scheme.allCases.map(\.rawValue).joined(separator: ", ")
        guard let mark = text.firstRange(of: "://"),
            let scheme = Scheme(rawValue: text[..<mark.lowerBound].lowercased())
        else {
            throw Fault(
                message:
                    "Give a URL of one of the schemes \(known), such as https://git.example.com/team/network.git or"
                    + " ssh://git@git.example.com/team/network.git.")
        }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        path = String(rest[authority.endIndex...])
        guard path.hasPrefix("/"), path.utf8.count > 1 else {
            throw Fault(message: "The URL has no path of a repository.")
        }
        guard !path.contains("?"), !path.contains("#") else {
            throw Fault(message: "The URL of a repository has no query and no fragment.")
        }
        let parts = path.lowercased().replacing("%2e", with: ".").split(separator: "/")
        guard !parts.contains(where: { $0 == "." || $0 == ".." || $0.hasPrefix("-") }) else {
            throw Fault(message: "The path of a repository has no parts that are . or .. or begin with a dash.")
        }
        self.scheme = scheme
        (user, host, port) = try Self.split(authority, scheme)
    }

    private static func split(
        _ authority: Substring, _ scheme: Scheme
    ) throws(Fault) -> (user: String?, host: String, port: Int?) {
        if scheme == .file {
            guard authority.isEmpty else { throw Fault(message: "Write a folder as file:///srv/git/network.git.") }
            return (nil, "", nil)
        }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2, let last = parts.last else { throw Fault(message: RemoteText.refusalOfUserInformation) }
        var user: String?
        if parts.count == 2 {
            guard scheme == .ssh, isName(parts[0]) else { throw Fault(message: RemoteText.refusalOfUserInformation) }
            user = String(parts[0])
        }
        let (host, port) = try hostAndPort(last)
        return (user, host, port)
    }

    private static func hostAndPort(_ text: Substring) throws(Fault) -> (String, Int?) {
        let malformed = Fault(message: "The URL has no host that can be reached.")
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), IPHost(text[text.index(after: text.startIndex)..<end]) != nil
            else {
                throw malformed
            }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw malformed }
            return (String(text[...end]), rest.isEmpty ? nil : try port(rest.dropFirst()))
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let host = parts.first, isName(host) else { throw malformed }
        return (host.lowercased(), parts.count == 2 ? try port(parts[1]) : nil)
    }

    private static func port(_ text: Substring) throws(Fault) -> Int {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(text),
            (1...65_535).contains(port)
        else { throw Fault(message: "The port of the URL is none.") }
        return port
    }

    /// Letters, digits, dots, underscores and dashes, of which none comes first.
    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, first != 0x2D, first != 0x2E, text.utf8.count <= 253 else { return false }
        return text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (97...122).contains(byte | 32) || [0x2D, 0x2E, 0x5F].contains(byte)
        }
    }

    /// The address in the one form that is handed to git.
    package var text: String {
        let login = user.map { $0 + "@" } ?? ""
        return "\(scheme.rawValue)://\(login)\(host)\(port.map { ":\($0)" } ?? "")\(path)"
    }
}

/// What addresses of other systems must not hold, whatever else they are.
enum RemoteText {
    /// Whether a user name or a password stands before the host; a template's own `@` does not count.
    static func carriesUserInformation(_ text: String) -> Bool {
        guard let mark = text.firstRange(of: "://") else { return false }
        return text[mark.upperBound...].prefix { !"/?#".contains($0) }.contains("@")
    }

    static let refusalOfUserInformation =
        "A URL must not carry a user name, a password or an @ before its host. Keep credentials in a secrets group."
}
