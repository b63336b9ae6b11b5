/// The two families of Internet addresses.
package enum IPFamily: Int, Hashable, Sendable {
    /// IPv4, 32 bits.
    case v4 = 4
    /// IPv6, 128 bits.
    case v6 = 6

    /// The number of bits of an address, which is the greatest prefix length too: 32 or 128.
    package var bits: Int { self == .v4 ? 32 : 128 }
}

/// One Internet address without a prefix length and a zone.
///
/// Ordered with IPv4 before IPv6, then by value.
/// - Source: RFC 4291 section 2.2 (reading), RFC 5952 (writing).
package struct IPHost: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The family of the address.
    package let family: IPFamily
    /// The first 64 bits of an IPv6 address; 0 for IPv4.
    package let high: UInt64
    /// The last 64 bits of an IPv6 address; the 32 bits of an IPv4 address.
    package let low: UInt64

    /// Makes an IPv4 address.
    package init(v4 value: UInt32) {
        self.init(family: .v4, high: 0, low: UInt64(value))
    }

    /// Makes an IPv6 address.
    package init(v6High high: UInt64, low: UInt64) {
        self.init(family: .v6, high: high, low: low)
    }

    init(family: IPFamily, high: UInt64, low: UInt64) {
        self.family = family
        self.high = high
        self.low = low
    }

    /// Reads 4 bytes (IPv4) or 16 bytes (IPv6), most significant first; `nil` for any other count.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for byte in bytes {
            high = high &<< 8 | low &>> 56
            low = low &<< 8 | UInt64(byte)
        }
        self.init(family: bytes.count == 4 ? .v4 : .v6, high: high, low: low)
    }

    /// Reads a dotted quad without leading zeros, or IPv6 in any of its forms without a zone; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        let parsed: IPHost? = text.withUTF8Bytes { bytes in
            var scanner = IPScanner(bytes: bytes)
            return scanner.host()
        }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The 4 or 16 bytes, most significant first; of one family, they sort as the addresses do.
    package var bytes: [UInt8] {
        let words = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { [UInt8]($0) }
        return family == .v4 ? Array(words.suffix(4)) : words
    }

    /// The shortest form: a dotted quad, or lower-case IPv6 by RFC 5952.
    package var description: String {
        guard family == .v6 else { return Self.quad(low) }
        if high == 0, low &>> 32 == 0xFFFF { return "::ffff:" + Self.quad(low) }
        let groups = (0..<8).map { group($0) }
        guard let gap = Self.longestGap(in: groups) else { return Self.joined(groups[...]) }
        return Self.joined(groups[..<gap.lowerBound]) + "::" + Self.joined(groups[gap.upperBound...])
    }

    /// Orders IPv4 before IPv6, then by value.
    package static func < (left: IPHost, right: IPHost) -> Bool {
        (left.family.rawValue, left.high, left.low) < (right.family.rawValue, right.high, right.low)
    }

    /// One of the eight groups of an IPv6 address.
    private func group(_ index: Int) -> UInt64 {
        let word = index < 4 ? high : low
        let shift = UInt64(48 &- index % 4 &* 16)
        return word &>> shift & 0xFFFF
    }

    private static func quad(_ value: UInt64) -> String {
        let bytes = [24, 16, 8, 0].map { (shift: UInt64) in String(value &>> shift & 0xFF) }
        return bytes.joined(separator: ".")
    }

    private static func joined(_ groups: ArraySlice<UInt64>) -> String {
        groups.map { String($0, radix: 16) }.joined(separator: ":")
    }

    /// The first longest row of two or more zero groups.
    private static func longestGap(in groups: [UInt64]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start >= 2, index - start > (longest?.count ?? 0) { longest = start..<index }
            start = index + 1
        }
        return longest
    }
}
