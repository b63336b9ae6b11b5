package import Basics

/// The host of a URL: a name or an address, in the one form that every program reads the same way.
package enum TargetHost: Hashable, Sendable, CustomStringConvertible {
    /// A name of the DNS in lower case, without the full stop that may end it.
    case name(String)
    /// An address; an IPv4-mapped IPv6 address is the IPv4 address.
    case address(IPHost)

    /// Reads a name, a dotted quad, or an IPv6 address with or without brackets; `nil` for anything else.
    package init?(_ text: String) {
        do throws(EgressRefusal) {
            self = try TargetHost(checking: text)
        } catch {
            return nil
        }
    }

    /// Reads the host of a URL.
    ///
    /// Old C libraries read `2130706433`, `0x7f.1` and `0177.0.0.1` as 127.0.0.1. A host that ends like a number is
    /// therefore either a plain dotted quad or refused, as in the WHATWG URL Standard, section "host parsing".
    ///
    /// - Parameter text: The host as written.
    /// - Throws: ``EgressRefusal`` with the rule that the host breaks.
    init(checking text: String) throws(EgressRefusal) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw EgressRefusal(.nonASCIIHost) }
        guard !text.contains("%") else { throw EgressRefusal(text.contains(":") ? .zoneIdentifier : .malformedHost) }
        if text.contains(":") {
            let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
            guard let address = IPHost(bare), address.family == .v6 else { throw EgressRefusal(.malformedHost) }
            let isMapped = address.high == 0 && address.embeddedV4 != nil
            self = .address(isMapped ? address.embeddedV4 ?? address : address)
            return
        }
        if let address = IPHost(text) {
            self = .address(address)
            return
        }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if let last = labels.last, Self.isNumber(last) { throw EgressRefusal(.obscuredAddress) }
        guard name.utf8.count <= 253, labels.allSatisfy(Self.isLabel) else { throw EgressRefusal(.malformedHost) }
        self = .name(name.lowercased())
    }

    /// The name, or the address without brackets.
    package var description: String {
        switch self {
        case .name(let name): name
        case .address(let address): address.description
        }
    }

    /// The host as it stands in a URL: an IPv6 address in brackets.
    package var urlText: String {
        if case .address(let address) = self, address.family == .v6 { return "[\(address)]" }
        return description
    }

    /// Whether the name always means the machine itself: `localhost` and names below it (RFC 6761 section 6.3).
    var isLocalName: Bool {
        guard case .name(let name) = self else { return false }
        let local = ["localhost", "localdomain", "ip6-localhost", "ip6-loopback"]
        return local.contains(String(name.split(separator: ".").last ?? ""))
    }

    private static func isNumber(_ label: Substring) -> Bool {
        let bytes = Array(label.utf8)
        if bytes.count >= 2, bytes[0] == 0x30, bytes[1] | 0x20 == 0x78 {
            return bytes.dropFirst(2).allSatisfy { isDigit($0) || 0x61...0x66 ~= ($0 | 0x20) }
        }
        return !bytes.isEmpty && bytes.allSatisfy(isDigit)
    }

    /// Letters, digits, hyphens inside, and the underscores that some networks have in their names.
    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard 1...63 ~= bytes.count, bytes.first != 0x2D, bytes.last != 0x2D else { return false }
        return bytes.allSatisfy { isDigit($0) || 0x61...0x7A ~= ($0 | 0x20) || $0 == 0x2D || $0 == 0x5F }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }
}
