/// Characters by name or number, as `&amp;` and `&#38;`, and those behind a backslash.
enum CharacterReference {
    /// The names that people write; the other two thousand of HTML stay as they are written.
    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "deg": "°", "plusmn": "±", "times": "×", "middot": "·", "sect": "§", "para": "¶", "euro": "€", "ndash": "–",
        "mdash": "—", "hellip": "…", "bull": "•", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "larr": "←",
        "rarr": "→", "le": "≤", "ge": "≥", "ne": "≠", "colon": ":", "lpar": "(", "rpar": ")", "Tab": "\t",
        "NewLine": "\n",
    ]
    private static let longest = 10

    /// The character that a reference at this place stands for, and the place behind it; nil when there is none.
    static func read(_ bytes: ArraySlice<UInt8>) -> (text: String, end: Int)? {
        guard bytes.first == Mark.ampersand,
            let end = bytes.prefix(longest + 2).firstIndex(of: UInt8(ascii: ";"))
        else { return nil }
        let name = bytes[(bytes.startIndex + 1)..<end]
        guard name.first == Mark.hash else {
            return named[String(decoding: name, as: UTF8.self)].map { ($0, end + 1) }
        }
        var digits = name.dropFirst()
        let isHexadecimal = digits.first.map { $0 | 0x20 == UInt8(ascii: "x") } ?? false
        if isHexadecimal { digits = digits.dropFirst() }
        guard !digits.isEmpty, digits.count <= (isHexadecimal ? 6 : 7),
            digits.allSatisfy({ Mark.isDigit($0) || (isHexadecimal && ($0 | 0x20) &- 0x61 < 6) }),
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10)
        else { return nil }
        let scalar = number == 0 ? nil : Unicode.Scalar(number)
        return (String(Character(scalar ?? "\u{FFFD}")), end + 1)
    }

    /// A text without backslashes before punctuation, and with characters in place of their names.
    static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(where: { $0 == Mark.backslash || $0 == Mark.ampersand }) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        var text: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if byte == Mark.backslash, index + 1 < bytes.endIndex, Mark.isPunctuation(bytes[index + 1]) {
                text.append(bytes[index + 1])
                index += 2
            } else if byte == Mark.ampersand, let (character, end) = read(bytes[index...]) {
                text.append(contentsOf: character.utf8)
                index = end
            } else {
                text.append(byte)
                index += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
