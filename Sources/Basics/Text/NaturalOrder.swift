/// Keys that put `Ethernet2` before `Ethernet10` in a plain comparison of text.
package enum NaturalOrder {
    /// The length to which a run of digits is padded.
    package static let digits = 8

    /// The sort key of a text: every run of ASCII digits is padded with zeros on the left to eight digits.
    ///
    /// Longer runs and all other characters, with their letter case, are kept.
    /// - Source: Nautobot `nautobot/core/utils/ordering.py`, `naturalize`, which fills the column `_name`.
    package static func key(_ text: String) -> String {
        text.withUTF8Bytes { bytes in
            var key: [UInt8] = []
            key.reserveCapacity(bytes.count &+ 16)
            var offset = 0
            while offset < bytes.count {
                let start = offset
                while offset < bytes.count, bytes[offset].isDigit { offset &+= 1 }
                if offset > start {
                    for _ in 0..<max(0, digits &- (offset &- start)) { key.append(0x30) }
                } else {
                    while offset < bytes.count, !bytes[offset].isDigit { offset &+= 1 }
                }
                key.append(contentsOf: bytes.part(start, offset))
            }
            return String(decoding: key, as: UTF8.self)
        }
    }
}
