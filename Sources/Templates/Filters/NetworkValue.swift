import Basics

/// An address, an interface's address or a network, as Python's `ipaddress` has them.
final class NetworkValue: Special {
    enum Kind: String {
        case address = "Address"
        case interface = "Interface"
        case network = "Network"
    }

    let kind: Kind
    let family: IPFamily
    /// The address; of a network the first one.
    let bits: UInt128
    let prefixLength: Int

    init(_ kind: Kind, _ family: IPFamily, _ bits: UInt128, prefixLength: Int? = nil) {
        self.kind = kind
        self.family = family
        self.bits = bits
        self.prefixLength = prefixLength ?? family.bits
    }

    var width: Int { family.bits }

    /// Ones in the bits after the prefix.
    var hostMask: UInt128 {
        prefixLength >= width ? 0 : UInt128.max >> UInt128(128 - (width - prefixLength))
    }

    var netMask: UInt128 { (UInt128.max >> UInt128(128 - width)) & ~hostMask }
    var first: UInt128 { bits & ~hostMask }
    var last: UInt128 { bits | hostMask }

    override var typeName: String { "IPv\(family == .v4 ? 4 : 6)\(kind.rawValue)" }
    override var string: String? {
        kind == .address ? Self.text(bits, family) : "\(Self.text(bits, family))/\(prefixLength)"
    }
    override var identity: String? { string }

    override func text(_ evaluator: Evaluator) -> String { "\(typeName)(\(PythonText.quoted(string ?? "")))" }

    /// Whether it comes first: by family, by first address, by length.
    func precedes(_ other: NetworkValue) -> Bool {
        if family != other.family { return family == .v4 }
        if kind == .interface, first != other.first { return first < other.first }
        if bits != other.bits { return bits < other.bits }
        return prefixLength < other.prefixLength
    }

    override func member(_ name: String, _ evaluator: Evaluator) throws(TemplateError) -> Value? {
        if let value = property(name, evaluator) { return value }
        guard kind != .address else { return nil }
        func address(_ bits: UInt128) -> Value { .special(evaluator.keep(NetworkValue(.address, family, bits))) }
        switch name {
        case "netmask": return address(netMask)
        case "hostmask": return address(hostMask)
        case "with_prefixlen": return .string("\(Self.text(bits, family))/\(prefixLength)")
        case "with_netmask": return .string("\(Self.text(bits, family))/\(Self.text(netMask, family))")
        case "with_hostmask": return .string("\(Self.text(bits, family))/\(Self.text(hostMask, family))")
        case "ip" where kind == .interface: return address(bits)
        case "network" where kind == .interface:
            return .special(evaluator.keep(NetworkValue(.network, family, first, prefixLength: prefixLength)))
        case "network_address" where kind == .network: return address(first)
        case "broadcast_address" where kind == .network: return address(last)
        case "prefixlen" where kind == .network: return .int(Int128(prefixLength))
        case "num_addresses" where kind == .network:
            guard hostMask < UInt128(Int128.max) else { throw .integerTooLarge }
            return .int(Int128(hostMask) + 1)
        case "hosts" where kind == .network:
            return evaluator.function("<bound method hosts>") { [self] evaluator, _ throws(TemplateError) in
                try evaluator.iterator(try hosts(evaluator), "generator object hosts")
            }
        default: return nil
        }
    }

    static func text(_ bits: UInt128, _ family: IPFamily) -> String { host(bits, family).description }

    static func host(_ bits: UInt128, _ family: IPFamily) -> IPHost {
        family == .v4
            ? IPHost(v4: UInt32(truncatingIfNeeded: bits))
            : IPHost(v6High: UInt64(truncatingIfNeeded: bits >> 64), low: UInt64(truncatingIfNeeded: bits))
    }
}

// MARK: Reading

extension NetworkValue {
    /// Reads an address.
    static func address(_ value: Value) throws(TemplateError) -> NetworkValue {
        if case .special(let special) = value, let known = special as? NetworkValue {
            return NetworkValue(.address, known.family, known.bits)
        }
        if case .undefined(let missing) = value { throw missing.error }
        if let number = value.integerValue, number >= 0, number < 1 << 32 {
            return NetworkValue(.address, .v4, UInt128(number))
        }
        guard let text = value.textValue, let host = IPHost(text) else {
            throw .value("\(shown(value)) does not appear to be an IPv4 or IPv6 address")
        }
        return NetworkValue(.address, host.family, UInt128(host.high) << 64 | UInt128(host.low))
    }

    /// Reads an interface's address; without a length the host alone.
    static func interface(_ value: Value) throws(TemplateError) -> NetworkValue {
        try read(value, .interface)
    }

    /// Reads a network; its address has no bits after the prefix.
    static func network(_ value: Value) throws(TemplateError) -> NetworkValue {
        let network = try read(value, .network)
        guard network.bits == network.first else { throw .value("\(network.string ?? "") has host bits set") }
        return network
    }

    private static func read(_ value: Value, _ kind: Kind) throws(TemplateError) -> NetworkValue {
        if case .undefined(let missing) = value { throw missing.error }
        if case .special(let special) = value, let known = special as? NetworkValue {
            return NetworkValue(kind, known.family, known.bits, prefixLength: known.prefixLength)
        }
        let failure = TemplateError.value(
            "\(shown(value)) does not appear to be an IPv4 or IPv6 \(kind.rawValue.lowercased())")
        guard let text = value.textValue else { throw failure }
        let parts = PythonText.pieces(text, by: "/")
        guard parts.count <= 2, let host = IPHost(parts[0]) else { throw failure }
        let bits = UInt128(host.high) << 64 | UInt128(host.low)
        guard parts.count == 2 else { return NetworkValue(kind, host.family, bits) }
        guard let length = prefixLength(parts[1], host.family) else { throw failure }
        return NetworkValue(kind, host.family, bits, prefixLength: length)
    }

    /// The length that digits, a mask or the opposite of a mask say.
    private static func prefixLength(_ text: String, _ family: IPFamily) -> Int? {
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(text) {
            return (0...family.bits).contains(length) ? length : nil
        }
        guard family == .v4, let mask = IPHost(text), mask.family == .v4 else { return nil }
        let bits = UInt32(truncatingIfNeeded: mask.low)
        return length(ofMask: bits) ?? length(ofMask: ~bits)
    }

    private static func length(ofMask bits: UInt32) -> Int? {
        let length = (~bits).leadingZeroBitCount
        return length == 32 || bits << UInt32(length) == 0 ? length : nil
    }

    private static func shown(_ value: Value) -> String {
        value.textValue.map(PythonText.quoted) ?? "the value of type \(value.typeName)"
    }
}

// MARK: Members

extension NetworkValue {
    /// The prefixes of RFC 6890 that are not for the public Internet.
    private static let privatePrefixes = [
        "0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/29", "192.0.0.170/31",
        "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
        "255.255.255.255/32", "::1/128", "::/128", "::ffff:0:0/96", "100::/64", "2001::/23", "2001:2::/48",
        "2001:db8::/32", "2001:10::/28", "fc00::/7", "fe80::/10",
    ].compactMap { IPNetwork($0) }

    private func lies(in prefixes: String...) -> Bool { lies(in: prefixes.compactMap { IPNetwork($0) }) }

    private func lies(in prefixes: [IPNetwork]) -> Bool {
        let (low, high) = (Self.host(first, family), Self.host(last, family))
        return kind == .network
            ? prefixes.contains { $0.contains(low) && $0.contains(high) }
            : prefixes.contains { $0.contains(Self.host(bits, family)) }
    }

    func property(_ name: String, _ evaluator: Evaluator) -> Value? {
        switch name {
        case "version": return .int(family == .v4 ? 4 : 6)
        case "max_prefixlen": return .int(Int128(width))
        case "compressed": return string.map { .string($0) }
        case "exploded": return .string(exploded)
        case "reverse_pointer": return .string(reversePointer)
        case "is_private": return .bool(lies(in: Self.privatePrefixes))
        case "is_global": return .bool(!lies(in: Self.privatePrefixes) && !lies(in: "100.64.0.0/10"))
        case "is_multicast": return .bool(lies(in: "224.0.0.0/4", "ff00::/8"))
        case "is_loopback": return .bool(lies(in: "127.0.0.0/8", "::1/128"))
        case "is_link_local": return .bool(lies(in: "169.254.0.0/16", "fe80::/10"))
        case "is_unspecified": return .bool(lies(in: "0.0.0.0/32", "::/128"))
        case "is_site_local" where family == .v6: return .bool(lies(in: "fec0::/10"))
        case "is_reserved":
            return .bool(
                lies(
                    in: "240.0.0.0/4", "::/8", "100::/8", "200::/7", "400::/6", "800::/5", "1000::/4", "4000::/3",
                    "6000::/3", "8000::/3", "a000::/3", "c000::/3", "e000::/4", "f000::/5", "f800::/6", "fe00::/9"))
        default: return nil
        }
    }

    private var exploded: String {
        let length = kind == .address ? "" : "/\(prefixLength)"
        guard family == .v6 else { return Self.text(bits, family) + length }
        let digits = Array(PythonText.filled(String(bits, radix: 16), to: 32, with: "0"))
        let groups = stride(from: 0, to: 32, by: 4).map { String(digits[$0..<($0 + 4)]) }
        return groups.joined(separator: ":") + length
    }

    private var reversePointer: String {
        if family == .v4 {
            let address = Self.text(bits, family)
            return PythonText.pieces(address, by: ".").reversed().joined(separator: ".") + ".in-addr.arpa"
        }
        let digits = PythonText.filled(String(bits, radix: 16), to: 32, with: "0").reversed()
        return digits.map { String($0) }.joined(separator: ".") + ".ip6.arpa"
    }

    /// The addresses of a network that hosts can have; not the first and last one where those have a meaning.
    func hosts(_ evaluator: Evaluator) throws(TemplateError) -> [Value] {
        let isSmall = prefixLength >= width - 1
        let start = isSmall ? first : first + 1
        let end = isSmall || family == .v6 ? last : last - 1
        guard end - start < UInt128(TemplateLimits.rangeLength) else {
            throw TemplateError(.overflow, "The network has more than \(TemplateLimits.rangeLength) hosts.")
        }
        let count = Int(end - start) + 1
        try evaluator.spend(count)
        return (0..<count).map { offset in
            .special(evaluator.keep(NetworkValue(.address, family, start + UInt128(offset))))
        }
    }
}
