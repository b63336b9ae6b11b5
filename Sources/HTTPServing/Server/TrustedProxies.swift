package import Basics

/// Which machines in front of us are believed when they say for whom they ask.
package struct TrustedProxies: Sendable {
    private let networks: [IPNetwork]

    /// - Parameter networks: Nobody is believed when there are none.
    package init(_ networks: [IPNetwork]) { self.networks = networks }

    /// Who asks, and whether over TLS.
    ///
    /// - Parameters:
    ///   - peer: The other end of the connection.
    ///   - headers: The request's, by lower-case name.
    package func client(peer: IPHost?, headers: [String: String]) -> (address: IPHost?, isSecure: Bool) {
        guard let peer = peer?.unmapped, isTrusted(peer) else { return (peer?.unmapped, false) }
        var address = peer
        // The last entry is the nearest proxy's own word; those before it count only as far as their writer is trusted.
        for entry in (headers["x-forwarded-for"] ?? "").split(separator: ",").reversed() {
            guard isTrusted(address), let before = IPHost(Words.trimmed(String(entry)))?.unmapped else { break }
            address = before
        }
        let scheme = (headers["x-forwarded-proto"] ?? "").split(separator: ",").last.map { Words.trimmed(String($0)) }
        return (address, scheme?.lowercased() == "https")
    }

    private func isTrusted(_ address: IPHost) -> Bool { networks.contains { $0.contains(address) } }
}

extension IPHost {
    /// An IPv4 address that a socket for both families shows as IPv6, as what it is.
    package var unmapped: IPHost {
        guard family == .v6, high == 0, low >> 32 == 0xFFFF else { return self }
        return IPHost(v4: UInt32(truncatingIfNeeded: low))
    }

    /// Whether it is this machine itself.
    package var isLoopback: Bool {
        family == .v4 ? low >> 24 == 127 : high == 0 && low == 1
    }
}
