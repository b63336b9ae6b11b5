/// Writes the parts of a JSON text in UTF-8.
package enum JSONText {
    /// Appends a text in quotes; only `"`, `\` and control characters are written as escapes.
    package static func appendString(_ text: String, to buffer: inout [UInt8]) {
        text.withUTF8Bytes { appendString($0, to: &buffer) }
    }

    /// Appends a text in quotes; only `"`, `\` and control characters are written as escapes.
    ///
    /// - Parameters:
    ///   - bytes: Valid UTF-8; it is not checked.
    ///   - buffer: Where to append.
    package static func appendString(_ bytes: UnsafeBufferPointer<UInt8>, to buffer: inout [UInt8]) {
        buffer.append(0x22)
        var written = 0
        var index = 0
        while true {
            index = nextEscape(in: bytes, from: index)
            if written < index { buffer.append(contentsOf: bytes.part(written, index)) }
            guard index < bytes.count else { break }
            appendEscape(bytes[index], to: &buffer)
            index &+= 1
            written = index
        }
        buffer.append(0x22)
    }

    /// Appends a whole number.
    package static func appendInt(_ value: Int64, to buffer: inout [UInt8]) {
        // A sign and the 19 digits of 2⁶³.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
            var start = 20
            var rest = value.magnitude
            repeat {
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                start &-= 1
                digits[start] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest != 0
            if value < 0 {
                start &-= 1
                digits[start] = 0x2D
            }
            buffer.append(contentsOf: UnsafeBufferPointer(rebasing: digits[start..<20]))
        }
    }

    /// Appends a number with the fewest digits that read back as the same value, as Python prints it.
    ///
    /// Whole values keep `.0`; from 1e16 on, and below 1e-4, there is an exponent of at least two digits (`1e+16`,
    /// `1e-05`). Values that JSON cannot hold (infinite, not a number) become `null`.
    package static func appendDouble(_ value: Double, to buffer: inout [UInt8]) {
        guard value.isFinite else {
            return appendNull(to: &buffer)
        }
        // Swift goes over to exponents at 2⁵³ already; up to 10¹⁶ the whole number has the fewest digits too.
        if value.magnitude < 1e16, value != 0, value == value.rounded(.towardZero) {
            appendInt(Int64(value), to: &buffer)
            buffer.append(0x2E)
            buffer.append(0x30)
            return
        }
        buffer.append(contentsOf: value.description.utf8)
    }

    /// Appends `true` or `false`.
    package static func appendBool(_ value: Bool, to buffer: inout [UInt8]) {
        buffer.append(text: value ? "true" : "false")
    }

    /// Appends `null`.
    package static func appendNull(to buffer: inout [UInt8]) { buffer.append(text: "null") }

    /// The offset of the next byte that needs an escape, or the end.
    @inline(__always)
    private static func nextEscape(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        while bytes.count &- index >= 8 {
            let stops = ByteScan.jsonStops(ByteScan.word(bytes, at: index))
            if stops != 0 { return index &+ ByteScan.firstIndex(of: stops) }
            index &+= 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return index }
            index &+= 1
        }
        return index
    }

    private static func appendEscape(_ byte: UInt8, to buffer: inout [UInt8]) {
        buffer.append(0x5C)
        switch byte {
        case 0x22, 0x5C: buffer.append(byte)
        case 0x08: buffer.append(0x62)
        case 0x0C: buffer.append(0x66)
        case 0x0A: buffer.append(0x6E)
        case 0x0D: buffer.append(0x72)
        case 0x09: buffer.append(0x74)
        default:
            buffer.append(contentsOf: "u00".utf8)
            buffer.append(byte < 0x10 ? 0x30 : 0x31)
            let low = byte & 0x0F
            buffer.append(low < 10 ? 0x30 &+ low : 0x57 &+ low)
        }
    }
}

extension [UInt8] {
    /// Appends a text that is known beforehand.
    @inline(__always)
    package mutating func append(text: StaticString) {
        append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }
}
