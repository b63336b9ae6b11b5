package import Basics

/// What an address is set aside for, as far as it matters to who may be reached.
///
/// - Source: IANA, *IPv4 Special-Purpose Address Registry* and *IPv6 Special-Purpose Address Registry*,
///   <https://www.iana.org/assignments/iana-ipv4-special-registry/>; metadata addresses: the cloud providers' manuals.
package enum AddressClass: String, CaseIterable, Hashable, Sendable {
    /// An ordinary address of the Internet.
    case global
    /// A private network: RFC 1918, or a unique local address of RFC 4193.
    case privateUse
    /// Shared between a carrier and its customers (carrier-grade NAT, RFC 6598).
    case shared
    /// The machine itself.
    case loopback
    /// Hosts on the same link.
    case linkLocal
    /// A group of hosts, or all hosts of a link.
    case multicast
    /// No address; many systems take it for the machine itself.
    case unspecified
    /// Where a cloud gives credentials to its machines.
    case metadata
    /// For documentation, measurements, tunnels and future use.
    case reserved
}

extension AddressClass {
    /// What the class is called in a message: `a loopback address`.
    package var phrase: String {
        switch self {
        case .global: "an address of the Internet"
        case .privateUse: "a private address"
        case .shared: "an address of a carrier's shared network"
        case .loopback: "a loopback address, which is Almanac's own machine"
        case .linkLocal: "a link-local address"
        case .multicast: "a multicast or broadcast address"
        case .unspecified: "the unspecified address, which many systems take for their own machine"
        case .metadata: "an address at which a cloud gives credentials to its machines"
        case .reserved: "a reserved address"
        }
    }

    /// The rows of the registries, the narrower before the wider ones that they lie in.
    static let registry = rows.compactMap { row in IPNetwork(row.key).map { (network: $0, class: row.value) } }

    static let rows: KeyValuePairs<String, AddressClass> = [
        // Azure's virtual address is an ordinary one of the Internet otherwise.
        "168.63.129.16/32": .metadata, "169.254.169.254/32": .metadata, "169.254.170.2/32": .metadata,
        "169.254.170.23/32": .metadata, "169.254.0.0/16": .linkLocal, "100.100.100.200/32": .metadata,
        "100.64.0.0/10": .shared, "192.0.0.192/32": .metadata, "192.0.0.0/24": .reserved,
        "0.0.0.0/8": .unspecified, "10.0.0.0/8": .privateUse, "127.0.0.0/8": .loopback,
        "172.16.0.0/12": .privateUse, "192.168.0.0/16": .privateUse, "192.0.2.0/24": .reserved,
        "192.88.99.0/24": .reserved, "198.18.0.0/15": .reserved, "198.51.100.0/24": .reserved,
        "203.0.113.0/24": .reserved, "224.0.0.0/4": .multicast, "255.255.255.255/32": .multicast,
        "240.0.0.0/4": .reserved,
        "::/128": .unspecified, "::1/128": .loopback, "fd00:ec2::254/128": .metadata,
        "fd00:ec2::23/128": .metadata, "fd20:ce::254/128": .metadata, "fc00::/7": .privateUse,
        "fe80::/10": .linkLocal, "ff00::/8": .multicast,
        // Teredo, ORCHID, benchmarks, documentation and 6to4 lie among the ordinary addresses.
        "2001::/23": .reserved, "2001:db8::/32": .reserved, "2002::/16": .reserved, "3fff::/20": .reserved,
        "2000::/3": .global, "::/0": .reserved,
    ]
}

extension IPHost {
    /// What the address is set aside for; an IPv4 address written as IPv6 is judged as IPv4.
    package var addressClass: AddressClass {
        let host = embeddedV4 ?? self
        return AddressClass.registry.first { $0.network.contains(host) }?.class ?? .global
    }

    /// The IPv4 address that packets to this IPv6 address end up at: IPv4-mapped (RFC 4291) and NAT64 (RFC 6052).
    package var embeddedV4: IPHost? {
        guard family == .v6 else { return nil }
        let isMapped = high == 0 && low &>> 32 == 0xFFFF
        let isTranslated = high == 0x0064_FF9B_0000_0000 && low &>> 32 == 0
        return isMapped || isTranslated ? IPHost(v4: UInt32(truncatingIfNeeded: low)) : nil
    }
}
