/// Eight bytes at a time in one machine word ("SWAR").
///
/// The tests mark the top bit of each byte that fits. A borrow can mark a byte *after* the first fitting one by
/// mistake, never one before it: only the lowest mark (``firstIndex(of:)``) may be used.
/// Source: S. E. Anderson, *Bit Twiddling Hacks*, "Determine if a word has a zero byte",
/// <https://graphics.stanford.edu/~seander/bithacks.html>.
enum ByteScan {
    @inline(__always) static var ones: UInt64 { 0x0101_0101_0101_0101 }
    @inline(__always) static var tops: UInt64 { 0x8080_8080_8080_8080 }

    /// Eight bytes from an offset; the byte at the lowest address is the lowest of the word.
    @inline(__always)
    static func word(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawBufferPointer(bytes).loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Marks the bytes of a word that equal the byte repeated in `pattern`.
    @inline(__always)
    static func equal(_ word: UInt64, _ pattern: UInt64) -> UInt64 {
        let difference = word ^ pattern
        return (difference &- ones) & ~difference & tops
    }

    /// Marks the bytes of a word that are control characters (below 0x20).
    @inline(__always)
    static func controls(_ word: UInt64) -> UInt64 {
        (word &- 0x2020_2020_2020_2020) & ~word & tops
    }

    /// Marks what ends a run inside a JSON string: a quote, a backslash or a control character.
    @inline(__always)
    static func jsonStops(_ word: UInt64) -> UInt64 {
        equal(word, 0x2222_2222_2222_2222) | equal(word, 0x5C5C_5C5C_5C5C_5C5C) | controls(word)
    }

    /// The offset (0...7) of the first marked byte; `marks` is not zero.
    @inline(__always)
    static func firstIndex(of marks: UInt64) -> Int {
        marks.trailingZeroBitCount &>> 3
    }
}

extension StringProtocol {
    /// Calls the closure with the text's UTF-8 bytes, without a copy where the string is native.
    @inline(__always)
    func withUTF8Bytes<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(utf8).withUnsafeBufferPointer(body)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A part of the buffer; the bounds lie inside it.
    @inline(__always)
    func part(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[start..<end])
    }
}

extension UInt8 {
    /// The value 0...9 of an ASCII digit; more than 9 for every other byte.
    @inline(__always) var digitValue: UInt8 { self &- 0x30 }

    /// Whether the byte is an ASCII digit.
    @inline(__always) var isDigit: Bool { digitValue < 10 }

    /// The value 0...15 of an ASCII hexadecimal digit in either letter case; 255 for every other byte.
    @inline(__always) var hexValue: UInt8 {
        if isDigit { return digitValue }
        let letter = (self | 0x20) &- 0x61
        return letter < 6 ? letter &+ 10 : 255
    }
}
