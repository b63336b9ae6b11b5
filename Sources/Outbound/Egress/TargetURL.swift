/// A URL that was taken apart once, strictly, so that what is checked is what is reached.
///
/// Stricter than RFC 3986 on purpose: wherever two programs might read a URL differently, it is refused. Printing it
/// shows scheme, host and port only: paths and queries of webhooks are secrets.
package struct TargetURL: Hashable, Sendable, CustomStringConvertible {
    /// The two schemes there are.
    package enum Scheme: String, CaseIterable, Hashable, Sendable {
        /// Without encryption; port 80.
        case http
        /// With TLS; port 443.
        case https

        /// The port of a URL that names none.
        package var defaultPort: Int { self == .http ? 80 : 443 }
    }

    /// The scheme.
    package let scheme: Scheme
    /// The host.
    package let host: TargetHost
    /// The port, 1...65535.
    package let port: Int
    /// The path and the query as they are sent; begins with a slash.
    package let target: String

    /// The longest URL that is read, in bytes.
    package static let maximumLength = 8_192

    /// Takes a URL apart.
    ///
    /// - Parameter text: An absolute URL of scheme http or https, in ASCII, without user information and fragment.
    /// - Throws: ``EgressRefusal`` with the rule that the text breaks.
    package init(_ text: String) throws(EgressRefusal) {
        guard text.utf8.count <= Self.maximumLength else { throw EgressRefusal(.malformedURL) }
        guard let separator = text.firstRange(of: "://") else {
            throw EgressRefusal(text.contains(":") ? .scheme : .malformedURL)
        }
        guard let scheme = Scheme(rawValue: text[..<separator.lowerBound].lowercased()) else {
            throw EgressRefusal(.scheme)
        }
        let rest = text[separator.upperBound...]
        let end = rest.firstIndex { "/?#\\".contains($0) } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.contains("@") else { throw EgressRefusal(.userInfo) }
        let (host, port) = try Self.split(authority)
        self.scheme = scheme
        self.host = try TargetHost(checking: host)
        self.port = port ?? scheme.defaultPort
        target = rest[end...].hasPrefix("/") ? String(rest[end...]) : "/" + rest[end...]
        guard Self.isTarget(target) else { throw EgressRefusal(.malformedURL, host: self.host) }
    }

    /// Scheme, host and, when it is not the scheme's own, port: all that may be shown.
    package var origin: String {
        "\(scheme.rawValue)://\(host.urlText)\(port == scheme.defaultPort ? "" : ":\(port)")"
    }

    /// The whole URL, to be sent and never to be shown.
    package var text: String { origin + target }

    /// The same as ``origin``.
    package var description: String { origin }

    /// Host and port of an authority without user information.
    private static func split(_ authority: Substring) throws(EgressRefusal) -> (host: String, port: Int?) {
        var hostEnd = authority.endIndex
        if authority.hasPrefix("[") {
            guard let bracket = authority.firstIndex(of: "]") else { throw EgressRefusal(.malformedHost) }
            hostEnd = authority.index(after: bracket)
        } else if let colon = authority.firstIndex(of: ":") {
            hostEnd = colon
        }
        let host = String(authority[..<hostEnd])
        guard hostEnd != authority.endIndex else { return (host, nil) }
        let digits = authority[hostEnd...].dropFirst().utf8
        guard authority[hostEnd] == ":", 1...5 ~= digits.count, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = Int(authority[hostEnd...].dropFirst()), 1...65_535 ~= port
        else { throw EgressRefusal(.malformedURL) }
        return (host, port)
    }

    /// Whether a path with a query can be sent as it is, and means the same to every server.
    private static func isTarget(_ target: String) -> Bool {
        let bytes = Array(target.utf8)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x25:
                guard index + 2 < bytes.count, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else { return false }
            case 0...0x20, 0x7F...0xFF, 0x22, 0x23, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D: return false
            default: continue
            }
        }
        let path = target.prefix { $0 != "?" }.lowercased().replacing("%2e", with: ".")
        return !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }

    private static func isHex(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte || 0x61...0x66 ~= (byte | 0x20) }
}

extension TargetURL {
    /// The URL that a `Location` header means, seen from this one; its fragment is dropped.
    ///
    /// - Parameter location: An absolute or relative reference.
    /// - Returns: An absolute URL, which has still to be taken apart and checked.
    /// - Source: RFC 3986 section 5.2.
    func resolving(_ location: String) -> String {
        let reference = String(location.prefix { $0 != "#" })
        if reference.contains("://") { return reference }
        if reference.hasPrefix("//") { return scheme.rawValue + ":" + reference }
        let path = String(target.prefix { $0 != "?" })
        if reference.isEmpty { return text }
        if reference.hasPrefix("?") { return origin + path + reference }
        let query = String(reference.drop { $0 != "?" })
        let referencePath = reference.prefix { $0 != "?" }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return origin + Self.withoutDots(referencePath.hasPrefix("/") ? referencePath : folder + referencePath) + query
    }

    /// A path without its parts `.` and `..`.
    private static func withoutDots(_ path: Substring) -> String {
        var parts: [Substring] = []
        let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for part in all {
            switch part {
            case ".": continue
            case "..": _ = parts.popLast()
            default: parts.append(part)
            }
        }
        let isFolder = all.last == "." || all.last == ".."
        return "/" + parts.joined(separator: "/") + (isFolder && !parts.isEmpty ? "/" : "")
    }
}
