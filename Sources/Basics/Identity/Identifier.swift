/// The identifier of an object: 128 bits (UUID) in two words, so that it needs no allocation.
///
/// Ordered by value, which for version 7 is the order of creation.
/// - Source: RFC 9562, "Universally Unique IDentifiers (UUIDs)".
package struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The first eight bytes, most significant first.
    package let high: UInt64
    /// The last eight bytes, most significant first.
    package let low: UInt64

    /// Makes an identifier from its two words; every value is allowed.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Reads exactly 16 bytes, most significant first; `nil` for any other count.
    package init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 16 else { return nil }
        high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
        low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Reads `8-4-4-4-12` hexadecimal digits in either letter case, or 32 digits without dashes; `nil` otherwise.
    package init?(_ text: some StringProtocol) {
        guard let value = text.withUTF8Bytes({ Identifier(utf8: $0) }) else { return nil }
        self = value
    }

    /// Reads `8-4-4-4-12` hexadecimal digits in either letter case, or 32 digits without dashes; `nil` otherwise.
    package init?(_ text: String) {
        guard let value = text.withUTF8Bytes({ Identifier(utf8: $0) }) else { return nil }
        self = value
    }

    /// The identifier of an object whose clients know it by a number (core.md §2.9, groups): the number in the last
    /// word; nil for negative numbers.
    package init?(number: Int64) {
        guard number >= 0 else { return nil }
        self.init(high: 0, low: UInt64(number))
    }

    /// The number of an identifier that was made from one, else nil.
    package var number: Int64? { high == 0 ? Int64(exactly: low) : nil }

    /// Reads the ASCII bytes of the text form, as the initialiser from text does.
    package init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
        var faults: UInt8 = 0
        switch bytes.count {
        case 36:
            guard bytes[8] == 0x2D, bytes[13] == 0x2D, bytes[18] == 0x2D, bytes[23] == 0x2D else { return nil }
            let first = Self.value(of: bytes, 0..<8, &faults)
            let second = Self.value(of: bytes, 9..<13, &faults)
            let third = Self.value(of: bytes, 14..<18, &faults)
            high = first &<< 32 | second &<< 16 | third
            low = Self.value(of: bytes, 19..<23, &faults) &<< 48 | Self.value(of: bytes, 24..<36, &faults)
        case 32:
            high = Self.value(of: bytes, 0..<16, &faults)
            low = Self.value(of: bytes, 16..<32, &faults)
        default: return nil
        }
        guard faults < 16 else { return nil }
    }

    /// The text form: 36 characters, lower case with dashes.
    package var description: String {
        String(unsafeUninitializedCapacity: 36) { buffer in
            put(into: UnsafeMutableRawBufferPointer(buffer))
            return 36
        }
    }

    /// The version (0...15) that says how the value was made.
    package var version: Int { Int(high &>> 12 & 0x0F) }

    /// Appends the 36 ASCII bytes of the text form.
    package func write(into buffer: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { text in
            put(into: UnsafeMutableRawBufferPointer(text))
            buffer.append(contentsOf: UnsafeBufferPointer(text))
        }
    }

    /// Appends the first digits of the text form, at most eight.
    package func writeFirstDigits(_ count: Int, into buffer: inout [UInt8]) {
        var digits = Self.hex(UInt32(truncatingIfNeeded: high &>> 32))
        for _ in 0..<min(count, 8) {
            buffer.append(UInt8(truncatingIfNeeded: digits))
            digits &>>= 8
        }
    }

    /// Calls the closure with the 16 bytes, most significant first; they are valid only during the call.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withUnsafeBytes(of: (high.bigEndian, low.bigEndian), body)
    }

    /// Orders by value.
    package static func < (left: Identifier, right: Identifier) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }

    /// The value of up to 16 hexadecimal digits; other bytes set high bits of `faults`.
    @inline(__always)
    private static func value(
        of bytes: UnsafeBufferPointer<UInt8>,
        _ range: Range<Int>,
        _ faults: inout UInt8
    ) -> UInt64 {
        var value: UInt64 = 0
        for index in range {
            let digit = bytes[index].hexValue
            faults |= digit
            value = value &<< 4 | UInt64(digit & 0x0F)
        }
        return value
    }

    /// Writes the text form into the first 36 bytes.
    @inline(__always)
    private func put(into text: UnsafeMutableRawBufferPointer) {
        let first = Self.hex(UInt32(truncatingIfNeeded: high &>> 32))
        let second = Self.hex(UInt32(truncatingIfNeeded: high))
        let third = Self.hex(UInt32(truncatingIfNeeded: low &>> 32))
        let fourth = Self.hex(UInt32(truncatingIfNeeded: low))
        text.storeBytes(of: first.littleEndian, toByteOffset: 0, as: UInt64.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second).littleEndian, toByteOffset: 9, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: second &>> 32).littleEndian, toByteOffset: 14, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third).littleEndian, toByteOffset: 19, as: UInt32.self)
        text.storeBytes(of: UInt32(truncatingIfNeeded: third &>> 32).littleEndian, toByteOffset: 24, as: UInt32.self)
        text.storeBytes(of: fourth.littleEndian, toByteOffset: 28, as: UInt64.self)
        text[8] = 0x2D
        text[13] = 0x2D
        text[18] = 0x2D
        text[23] = 0x2D
    }

    /// The eight hexadecimal digits of a value as ASCII; the first digit is in the lowest byte.
    @inline(__always)
    private static func hex(_ value: UInt32) -> UInt64 {
        var word = UInt64(value)
        word = (word | word &<< 16) & 0x0000_FFFF_0000_FFFF
        word = (word | word &<< 8) & 0x00FF_00FF_00FF_00FF
        word = (word | word &<< 4) & 0x0F0F_0F0F_0F0F_0F0F
        // 1 in each byte that holds 10...15.
        let letters = (word &+ 0x0606_0606_0606_0606) &>> 4 & 0x0101_0101_0101_0101
        return (word &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).byteSwapped
    }
}
