extension UnsafeBufferPointer<UInt8> {
    /// The number (0...99) of two ASCII digits at an offset that lies inside the buffer; `nil` for other bytes.
    @inline(__always)
    func twoDigits(at offset: Int) -> Int? {
        let tens = self[offset].digitValue
        let ones = self[offset &+ 1].digitValue
        guard tens < 10, ones < 10 else { return nil }
        return Int(tens &* 10 &+ ones)
    }
}

extension UnsafeMutableBufferPointer<UInt8> {
    /// Writes a number (0...99) as two ASCII digits.
    @inline(__always)
    func putTwoDigits(_ value: Int, at offset: Int) {
        self[offset] = 0x30 &+ UInt8(truncatingIfNeeded: value / 10)
        self[offset &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: value % 10)
    }
}

extension [UInt8] {
    /// Appends a number (0...99) as two ASCII digits.
    mutating func appendTwoDigits(_ value: Int) {
        append(0x30 &+ UInt8(truncatingIfNeeded: value / 10))
        append(0x30 &+ UInt8(truncatingIfNeeded: value % 10))
    }
}
