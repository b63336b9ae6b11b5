/// A text in the characters that the fonts of a document have: WinAnsiEncoding, which is Windows code page 1252
/// (ISO 32000-1, Annex D.2).
struct WinAnsiText: Sendable {
    /// The character that stands for one that the fonts do not have: ¤, which no other text of ours uses.
    static let standIn: UInt8 = 0xA4
    /// Ends a line; no other control character is among the codes.
    static let lineEnd: UInt8 = 10
    static let ellipsis: UInt8 = 0x85
    /// Bytes of a character that is kept beside its stand-in.
    private static let longestOriginal = 64

    /// Codes from 32 on, and ``lineEnd``.
    private(set) var codes: [UInt8] = []
    /// What stand-ins stand for, by their index among the codes.
    private(set) var originals: [Int: Character] = [:]
    /// Whether the text has more characters than were taken.
    private(set) var isCut = false

    /// - Parameter limit: How many characters are taken at most.
    init(_ text: String, limit: Int) {
        if !takeASCII(text, limit) { take(text, limit) }
    }

    /// The text of codes as it was, for readers that copy or search; nil when the codes say all of it.
    func original(_ range: Range<Int>) -> String? {
        guard !originals.isEmpty, range.contains(where: { originals[$0] != nil }) else { return nil }
        return String(range.map { originals[$0] ?? Self.character(codes[$0]) })
    }

    /// Nearly all texts have nothing to translate.
    private mutating func takeASCII(_ text: String, _ limit: Int) -> Bool {
        let utf8 = text.utf8
        codes.reserveCapacity(min(utf8.count, limit))
        for unit in utf8 {
            guard (32..<127).contains(unit) else {
                codes.removeAll(keepingCapacity: true)
                return false
            }
            if codes.count == limit {
                isCut = true
                return true
            }
            codes.append(unit)
        }
        return true
    }

    private mutating func take(_ text: String, _ limit: Int) {
        for character in text {
            if codes.count >= limit {
                isCut = true
                return
            }
            if let code = Self.table[character] {
                codes.append(code)
            } else {
                // One character can be a letter with any number of marks.
                originals[codes.count] = character.utf8.count > Self.longestOriginal ? "\u{FFFD}" : character
                codes.append(Self.standIn)
            }
        }
    }

    private static func character(_ code: UInt8) -> Character { characters[code] ?? " " }

    /// The characters from 0x80 to 0x9F; 0 where there is none.
    private static let upper: [UInt32] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]

    private static let characters: [UInt8: Character] = {
        var characters: [UInt8: Character] = [:]
        for code in (UInt8(32)...255) where code != 127 {
            let scalar = (128..<160).contains(code) ? upper[Int(code) - 128] : UInt32(code)
            if scalar != 0, let found = Unicode.Scalar(scalar) { characters[code] = Character(found) }
        }
        return characters
    }()

    /// Equal characters are found however they are composed.
    private static let table: [Character: UInt8] = {
        var table: [Character: UInt8] = [:]
        for (code, character) in characters { table[character] = code }
        for end in ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"] as [Character] { table[end] = lineEnd }
        // What looks the same as a character that there is.
        let spaces = [0x9, 0x202F, 0x205F, 0x3000] + Array(0x2000...0x200A)
        for (scalars, code) in [(spaces, UInt8(32)), ([0x2010, 0x2011, 0x2212], 45)] {
            for scalar in scalars.compactMap({ Unicode.Scalar(UInt32($0)) }) { table[Character(scalar)] = code }
        }
        return table
    }()
}
