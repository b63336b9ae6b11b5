extension JSONReader {
    /// A number as it is kept.
    enum Number {
        case int(Int64)
        case double(Double)
    }

    /// The digits of a number while they are read.
    private struct Digits {
        /// The number of digits after leading zeros; the value is exact while it is at most 19.
        var count = 0
        /// The digits as one whole number.
        var value: UInt64 = 0

        @inline(__always)
        mutating func append(_ digit: UInt8) {
            value = value &* 10 &+ UInt64(digit)
            if value != 0 || count > 0 { count &+= 1 }
        }
    }

    /// Takes the number at the offset.
    mutating func number() throws(JSONError) -> Number {
        let start = offset
        let isNegative = offset < bytes.count && bytes[offset] == 0x2D
        if isNegative { offset &+= 1 }
        guard let first = nextDigit() else { throw unexpected("a number") }
        var digits = Digits()
        take(into: &digits)
        if first == 0, offset &- start > (isNegative ? 2 : 1) {
            throw failure("A number does not start with a zero before other digits.", at: start)
        }
        var isWhole = true
        var power = 0
        if offset < bytes.count, bytes[offset] == 0x2E {
            isWhole = false
            offset &+= 1
            let fraction = offset
            guard nextDigit() != nil else { throw unexpected("a digit") }
            take(into: &digits)
            power = fraction &- offset
        }
        if offset < bytes.count, bytes[offset] | 0x20 == 0x65 {
            isWhole = false
            power &+= try exponent()
        }
        if isWhole, let value = Self.int64(digits, isNegative: isNegative) { return .int(value) }
        if let value = Self.exactDouble(digits, power: power) { return .double(isNegative ? -value : value) }
        return .double(try slowDouble(from: start))
    }

    @inline(__always)
    private func nextDigit() -> UInt8? {
        guard offset < bytes.count, bytes[offset].isDigit else { return nil }
        return bytes[offset].digitValue
    }

    @inline(__always)
    private mutating func take(into digits: inout Digits) {
        while let digit = nextDigit() {
            digits.append(digit)
            offset &+= 1
        }
    }

    /// Takes `e`, a sign and digits; great values are cut to 100 000, which is out of range both ways.
    private mutating func exponent() throws(JSONError) -> Int {
        offset &+= 1
        var isNegative = false
        if offset < bytes.count, bytes[offset] == 0x2D || bytes[offset] == 0x2B {
            isNegative = bytes[offset] == 0x2D
            offset &+= 1
        }
        guard nextDigit() != nil else { throw unexpected("a digit") }
        var value = 0
        while let digit = nextDigit() {
            value = min(value &* 10 &+ Int(digit), 100_000)
            offset &+= 1
        }
        return isNegative ? 0 &- value : value
    }

    private static func int64(_ digits: Digits, isNegative: Bool) -> Int64? {
        guard digits.count <= 19 else { return nil }
        guard isNegative else { return Int64(exactly: digits.value) }
        guard digits.value <= Int64.min.magnitude else { return nil }
        return Int64(truncatingIfNeeded: 0 &- digits.value)
    }

    /// The number when one correctly rounded operation makes it, which is nearly always.
    ///
    /// W. D. Clinger, "How to Read Floating Point Numbers Accurately": whole numbers up to 2⁵³ and powers of ten up to
    /// 10²² are exact.
    private static func exactDouble(_ digits: Digits, power: Int) -> Double? {
        guard digits.count <= 19, digits.value <= 1 &<< 53, power >= -22, power <= 22 else { return nil }
        let value = Double(digits.value)
        return power < 0 ? value / powersOfTen[0 &- power] : value * powersOfTen[power]
    }

    /// The number at an offset, read by the standard library.
    private func slowDouble(from start: Int) throws(JSONError) -> Double {
        let text = String(decoding: bytes.part(start, offset), as: UTF8.self)
        guard let value = Double(text), value.isFinite else {
            throw failure("The number is too great.", at: start)
        }
        return value
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
