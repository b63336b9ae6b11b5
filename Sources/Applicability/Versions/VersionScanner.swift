/// Walks over the bytes of a version; letters are small, whatever their case was.
struct VersionScanner {
    /// Longer texts are no versions.
    static let longest = 160
    /// More digits than these are no number of a version; this many always fit 64 bits.
    private static let mostDigits = 18

    /// The text in small letters.
    let bytes: [UInt8]
    /// The text as it was.
    let original: [UInt8]
    /// Bytes that were taken.
    var offset = 0

    /// Starts at the front of a text without white space at its ends; `nil` for what is too long, empty or not visible ASCII.
    init?(_ text: String) {
        var bytes = Array(text.utf8.prefix(Self.longest + 64))
        while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
        bytes.removeFirst(bytes.prefix { Self.isSpace($0) }.count)
        guard !bytes.isEmpty, bytes.count <= Self.longest else { return nil }
        original = bytes
        for index in bytes.indices {
            guard bytes[index] &- 0x20 < 0x5F else { return nil }
            if bytes[index] &- 0x41 < 26 { bytes[index] |= 0x20 }
        }
        self.bytes = bytes
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 9 < 5 }

    /// Whether everything was taken.
    var isAtEnd: Bool { offset == bytes.count }

    /// The next byte; 0 at the end.
    var next: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    /// The byte after the next one; 0 when there is none.
    var afterNext: UInt8 { offset + 1 < bytes.count ? bytes[offset + 1] : 0 }

    /// Whether a digit comes next.
    var isAtDigit: Bool { next &- 0x30 < 10 }

    /// Whether a letter comes next.
    var isAtLetter: Bool { next &- 0x61 < 26 }

    /// Takes a text in small letters when it comes next, and says whether it did.
    mutating func take(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { wanted in
            guard bytes.count - offset >= wanted.count else { return false }
            for index in 0..<wanted.count where bytes[offset + index] != wanted[index] { return false }
            offset += wanted.count
            return true
        }
    }

    /// Takes the first of some texts that comes next; `nil` when none does.
    mutating func takeAny(_ texts: [StaticString]) -> Int? {
        for (index, text) in texts.enumerated() where take(text) { return index }
        return nil
    }

    /// Takes spaces.
    mutating func skipSpaces() {
        while next == 0x20 { offset += 1 }
    }

    /// Takes a number; `nil`, and nothing taken, when none comes next or it has too many digits.
    mutating func number() -> UInt64? {
        var end = offset
        var value: UInt64 = 0
        while end < bytes.count, bytes[end] &- 0x30 < 10 {
            value = value &* 10 &+ UInt64(bytes[end] &- 0x30)
            end += 1
        }
        guard end > offset, end - offset <= Self.mostDigits else { return nil }
        offset = end
        return value
    }

    /// Takes a separator and the number after it; `nil`, and nothing taken, unless both come next.
    mutating func number(after separator: StaticString) -> UInt64? {
        let start = offset
        guard take(separator), let value = number() else {
            offset = start
            return nil
        }
        return value
    }

    /// Takes numbers with dots between them, at most so many; a dot without a number is left.
    mutating func dotted(_ most: Int) -> [UInt64] {
        guard let first = number() else { return [] }
        var numbers = [first]
        while numbers.count < most, let value = number(after: ".") { numbers.append(value) }
        return numbers
    }

    /// Takes all letters that come next, maybe none; `nil` when they are more than so many (at most 8).
    mutating func letters(_ most: Int) -> Letters? {
        let start = offset
        while isAtLetter { offset += 1 }
        guard offset - start <= most else { return nil }
        return Letters(bytes[start..<offset])
    }

    /// Takes a remark in square brackets that ends the text, if there is one.
    mutating func skipRemark() {
        let start = offset
        skipSpaces()
        guard next == 0x5B, bytes.last == 0x5D else {
            offset = start
            return
        }
        offset = bytes.count
    }

    /// Takes everything that is left.
    mutating func skipRest() { offset = bytes.count }

    /// What is left, in small letters.
    var rest: ArraySlice<UInt8> { bytes[offset...] }
}

/// Up to eight small letters, packed so that numbers compare as the texts do.
struct Letters {
    /// The letters from the highest byte down; 0 for none.
    let packed: UInt64
    private let bytes: ArraySlice<UInt8>

    /// No letters.
    static let none = Letters([])

    /// Packs letters, of which there are at most eight.
    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        var packed: UInt64 = 0
        for (index, byte) in bytes.prefix(8).enumerated() { packed |= UInt64(byte) << UInt64(56 - 8 * index) }
        self.packed = packed
    }

    /// Whether there are none.
    var isEmpty: Bool { bytes.isEmpty }

    /// The letters, small.
    var small: String { String(decoding: bytes, as: UTF8.self) }

    /// The letters as capitals.
    var capitals: String { String(decoding: bytes.map { $0 & 0xDF }, as: UTF8.self) }
}

extension UInt64 {
    /// The decimal digits, with zeros in front up to a width.
    func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}

extension [UInt64] {
    /// The numbers with zeros behind them, up to so many.
    func filled(_ count: Int) -> [UInt64] {
        self + Array(repeating: 0, count: Swift.max(0, count - self.count))
    }

    /// The numbers with dots between them: at least so many, and no zeros at the end beyond these.
    func dottedText(atLeast least: Int) -> String {
        var shown = filled(least)
        while shown.count > least, shown.last == 0 { shown.removeLast() }
        return shown.map { String($0) }.joined(separator: ".")
    }
}
