/// An address together with the length of its network's prefix, as an interface carries it: `10.0.0.1/24`.
///
/// Ordered by address, then by prefix length.
package struct IPInterfaceAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The address.
    package let host: IPHost
    /// The number of leading bits that belong to the network: 0...32 or 0...128.
    package let prefixLength: Int

    /// Makes an address; `nil` when the prefix length does not fit the family.
    package init?(host: IPHost, prefixLength: Int) {
        guard 0...host.family.bits ~= prefixLength else { return nil }
        self.host = host
        self.prefixLength = prefixLength
    }

    /// Reads an address, a slash and a prefix length; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        guard let parts = IPScanner.hostAndPrefix(text) else { return nil }
        self.init(host: parts.host, prefixLength: parts.prefixLength)
    }

    /// The network that the address lies in.
    package var network: IPNetwork { IPNetwork(containing: self) }

    /// The address, a slash and the prefix length.
    package var description: String { "\(host)/\(prefixLength)" }

    /// Orders by address, then by prefix length.
    package static func < (left: IPInterfaceAddress, right: IPInterfaceAddress) -> Bool {
        left.host == right.host ? left.prefixLength < right.prefixLength : left.host < right.host
    }
}
