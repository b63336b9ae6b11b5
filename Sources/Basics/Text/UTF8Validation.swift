/// Checks that bytes are well-formed UTF-8.
///
/// Source: Unicode 15, table 3-7, "Well-Formed UTF-8 Byte Sequences".
package enum UTF8Validation {
    /// The offset of the first byte that does not start or continue a well-formed character.
    ///
    /// - Parameter bytes: The bytes to check; none are well-formed too.
    /// - Returns: An offset in `bytes`, or `nil` when all is well.
    package static func firstFault(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var offset = 0
        while offset < bytes.count {
            if bytes.count &- offset >= 8, ByteScan.word(bytes, at: offset) & ByteScan.tops == 0 {
                offset &+= 8
                continue
            }
            let length = characterLength(in: bytes, at: offset)
            guard length > 0 else { return offset }
            offset &+= length
        }
        return nil
    }

    /// The length (1...4) of the well-formed character at an offset, or 0.
    @inline(__always)
    private static func characterLength(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Int {
        let first = bytes[offset]
        if first < 0x80 { return 1 }
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        let length: Int
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF:
            length = 3
            if first == 0xE0 { lowest = 0xA0 }
            if first == 0xED { highest = 0x9F }
        case 0xF0...0xF4:
            length = 4
            if first == 0xF0 { lowest = 0x90 }
            if first == 0xF4 { highest = 0x8F }
        default: return 0
        }
        guard bytes.count &- offset >= length else { return 0 }
        guard bytes[offset &+ 1] >= lowest, bytes[offset &+ 1] <= highest else { return 0 }
        for index in 2..<4 where index < length {
            guard bytes[offset &+ index] & 0xC0 == 0x80 else { return 0 }
        }
        return length
    }
}
