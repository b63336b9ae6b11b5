/// A network: the addresses that share a prefix.
///
/// Ordered by first address, then by prefix length: a network comes right before those inside it.
package struct IPNetwork: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first address; its bits after the prefix are zero.
    package let network: IPHost
    /// The number of leading bits that belong to the network: 0...32 or 0...128.
    package let prefixLength: Int

    /// Makes the network that an address lies in; `nil` when the prefix length does not fit the family.
    package init?(host: IPHost, prefixLength: Int) {
        guard let address = IPInterfaceAddress(host: host, prefixLength: prefixLength) else { return nil }
        self.init(containing: address)
    }

    /// Makes the network that an interface's address lies in.
    package init(containing address: IPInterfaceAddress) {
        let mask = Self.hostMask(prefixLength: address.prefixLength, family: address.host.family)
        network = IPHost(
            family: address.host.family,
            high: address.host.high & ~mask.high,
            low: address.host.low & ~mask.low
        )
        prefixLength = address.prefixLength
    }

    /// Reads an address, a slash and a prefix length; bits after the prefix are cleared; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        guard let parts = IPScanner.hostAndPrefix(text) else { return nil }
        self.init(host: parts.host, prefixLength: parts.prefixLength)
    }

    /// The family of the addresses.
    package var family: IPFamily { network.family }

    /// The last address; IPv4 uses it for broadcasts unless the prefix is longer than 30 bits.
    package var broadcast: IPHost {
        let mask = Self.hostMask(prefixLength: prefixLength, family: family)
        return IPHost(family: family, high: network.high | mask.high, low: network.low | mask.low)
    }

    /// Whether an address lies in the network; never for an address of the other family.
    package func contains(_ host: IPHost) -> Bool {
        guard host.family == family else { return false }
        let mask = Self.hostMask(prefixLength: prefixLength, family: family)
        return host.high & ~mask.high == network.high && host.low & ~mask.low == network.low
    }

    /// Whether a network lies in this one; a network contains itself.
    package func contains(_ other: IPNetwork) -> Bool {
        other.prefixLength >= prefixLength && contains(other.network)
    }

    /// The first address, a slash and the prefix length.
    package var description: String { "\(network)/\(prefixLength)" }

    /// 18 bytes whose order is the order of networks: the family, 16 bytes of address, the prefix length.
    package var sortKey: [UInt8] {
        var key: [UInt8] = [UInt8(family.rawValue)]
        withUnsafeBytes(of: (network.high.bigEndian, network.low.bigEndian)) { key.append(contentsOf: $0) }
        key.append(UInt8(truncatingIfNeeded: prefixLength))
        return key
    }

    /// Orders by first address, then by prefix length.
    package static func < (left: IPNetwork, right: IPNetwork) -> Bool {
        left.network == right.network ? left.prefixLength < right.prefixLength : left.network < right.network
    }

    /// Ones in the bits after the prefix; for IPv4 in the low 32 bits only.
    private static func hostMask(prefixLength: Int, family: IPFamily) -> (high: UInt64, low: UInt64) {
        let bits = family.bits &- prefixLength
        let low: UInt64 = bits >= 64 ? .max : (1 &<< UInt64(bits)) &- 1
        let high: UInt64 = bits >= 128 ? .max : bits > 64 ? (1 &<< UInt64(bits &- 64)) &- 1 : 0
        return (high, low)
    }
}
