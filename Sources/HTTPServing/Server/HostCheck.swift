import Basics

/// Which names a request may call the server by; others may be a page that rebinds its name to our address.
package struct HostCheck: Sendable {
    private let names: Set<String>

    /// - Parameter allowed: Names besides `localhost`; addresses are always taken.
    package init(allowed: [String]) { names = Set(allowed.map { $0.lowercased() } + ["localhost"]) }

    /// Checks the `Host` header.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` when it is missing, malformed or unknown.
    package func check(_ host: String?) throws {
        guard let host, !host.isEmpty else {
            throw Problem(.invalidInput, "The request has no Host header.")
        }
        guard let name = Self.name(host) else {
            throw Problem(.invalidInput, "The Host header is malformed.")
        }
        guard names.contains(name.lowercased()) || IPHost(name) != nil else {
            throw Problem(
                .invalidInput,
                "The server does not answer to the name in the Host header. Add it to the setting allowed-hosts.")
        }
    }

    /// The name or address without brackets and port.
    private static func name(_ host: String) -> String? {
        guard host.utf8.count <= 255 else { return nil }
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            let port = host[host.index(after: end)...]
            guard port.isEmpty || (port.hasPrefix(":") && UInt16(port.dropFirst()) != nil) else { return nil }
            let address = String(host[host.index(after: host.startIndex)..<end])
            return IPHost(address)?.family == .v6 ? address : nil
        }
        let parts = host.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.first, !name.isEmpty else { return nil }
        if parts.count == 2, UInt16(parts[1]) == nil { return nil }
        guard
            name.utf8.allSatisfy({
                ($0 | 32) >= 97 && ($0 | 32) <= 122 || $0 >= 48 && $0 <= 57 || $0 == 45 || $0 == 46 || $0 == 95
            })
        else { return nil }
        return String(name)
    }
}
