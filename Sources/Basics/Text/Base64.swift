/// Bytes as text in 64 letters (RFC 4648).
package enum Base64 {
    /// The last two letters of the alphabet.
    package enum Alphabet: Sendable {
        /// `+` and `/`.
        case standard
        /// `-` and `_`, which need no escaping in URLs and cookies.
        case url

        fileprivate var letters: [UInt8] {
            let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            return common + (self == .standard ? [0x2B, 0x2F] : [0x2D, 0x5F])
        }
    }

    /// Writes bytes.
    ///
    /// - Parameters:
    ///   - bytes: The bytes; none give the empty text.
    ///   - alphabet: The letters.
    ///   - padded: Whether `=` fills the last group of four letters.
    /// - Returns: The text.
    package static func text(_ bytes: [UInt8], _ alphabet: Alphabet = .standard, padded: Bool = true) -> String {
        let letters = alphabet.letters
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for byte in group { word = word << 8 | UInt32(byte) }
            word <<= UInt32(8 * (3 - group.count))
            for place in 0...group.count {
                result.append(letters[Int(word >> UInt32(18 - 6 * place) & 63)])
            }
            if padded { result.append(contentsOf: [UInt8](repeating: 0x3D, count: 3 - group.count)) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads a text, with or without its padding.
    ///
    /// - Returns: The bytes; `nil` for other letters, a length that cannot be, or bits that a writer leaves zero.
    package static func bytes(_ text: some StringProtocol, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var values = [Int8](repeating: -1, count: 256)
        for (value, letter) in alphabet.letters.enumerated() { values[Int(letter)] = Int8(value) }
        var letters = Array(text.utf8)
        if letters.count.isMultiple(of: 4) {
            for _ in 0..<2 where letters.last == 0x3D { letters.removeLast() }
        }
        guard letters.count % 4 != 1 else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(letters.count * 3 / 4)
        var word: UInt32 = 0
        var bits: UInt32 = 0
        for letter in letters {
            let value = values[Int(letter)]
            guard value >= 0 else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            result.append(UInt8(truncatingIfNeeded: word >> bits))
            word &= (1 << bits) - 1
        }
        return word == 0 ? result : nil
    }
}
