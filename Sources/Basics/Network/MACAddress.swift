/// A hardware address of 48 bits (EUI-48).
package struct MACAddress: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The address in the low 48 bits, first byte highest.
    package let value: UInt64

    /// Makes an address from the low 48 bits of a number; the others are dropped.
    package init(value: UInt64) {
        self.value = value & 0xFFFF_FFFF_FFFF
    }

    /// Reads `00:11:22:33:44:55`, `00-11-22-33-44-55`, `0011.2233.4455` or `001122334455`; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        guard let parsed = text.withUTF8Bytes({ Self.parsed($0) }) else { return nil }
        self.init(value: parsed)
    }

    /// Six pairs of upper-case hexadecimal digits with colons between them.
    package var description: String {
        String(unsafeUninitializedCapacity: 17) { text in
            for index in 0..<6 {
                let byte = UInt8(truncatingIfNeeded: value &>> UInt64(40 &- index &* 8))
                text[index &* 3] = Self.digit(byte &>> 4)
                text[index &* 3 &+ 1] = Self.digit(byte & 0x0F)
                if index < 5 { text[index &* 3 &+ 2] = 0x3A }
            }
            return 17
        }
    }

    /// Orders by value.
    package static func < (left: MACAddress, right: MACAddress) -> Bool {
        left.value < right.value
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x37 &+ value
    }

    private static func parsed(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
        let groupLength: Int
        switch bytes.count {
        case 17: groupLength = 2
        case 14: groupLength = 4
        case 12: groupLength = 12
        default: return nil
        }
        let separator = groupLength == 12 ? 0 : bytes[groupLength]
        switch (groupLength, separator) {
        case (12, _), (4, 0x2E), (2, 0x3A), (2, 0x2D): break
        default: return nil
        }
        var value: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            if index % (groupLength &+ 1) == groupLength {
                guard byte == separator else { return nil }
            } else {
                guard byte.hexValue < 16 else { return nil }
                value = value &<< 4 | UInt64(byte.hexValue)
            }
        }
        return value
    }
}
