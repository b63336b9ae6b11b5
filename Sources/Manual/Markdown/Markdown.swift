/// Reads texts in Markdown.
///
/// Understood are the constructs of CommonMark 0.31 (<https://spec.commonmark.org/0.31.2/>) that documents and notes use,
/// and of GitHub's Markdown tables, deleted text and addresses without brackets. HTML is text like any other. Every text is
/// some document, and reading it takes time in proportion to its length: what nests is bounded.
package enum Markdown {
    /// The parts of a text in their order.
    package static func blocks(_ text: String) -> [MarkdownBlock] { blocks(Array(text.utf8)) }

    /// The parts of a text in UTF-8; what is not becomes U+FFFD.
    package static func blocks(_ bytes: [UInt8]) -> [MarkdownBlock] {
        let lines = MarkdownLine.all(of: bytes)
        let parser = BlockParser(source: bytes, definitions: LinkDefinition.all(in: bytes, lines))
        return parser.blocks(lines, depth: 0).blocks
    }
}

/// Bytes that mean something in Markdown.
enum Mark {
    static let tab: UInt8 = 0x09
    static let newline: UInt8 = 0x0A
    static let space: UInt8 = 0x20
    static let exclamation = UInt8(ascii: "!")
    static let quote = UInt8(ascii: "\"")
    static let hash = UInt8(ascii: "#")
    static let ampersand = UInt8(ascii: "&")
    static let apostrophe = UInt8(ascii: "'")
    static let open = UInt8(ascii: "(")
    static let close = UInt8(ascii: ")")
    static let star = UInt8(ascii: "*")
    static let plus = UInt8(ascii: "+")
    static let minus = UInt8(ascii: "-")
    static let colon = UInt8(ascii: ":")
    static let less = UInt8(ascii: "<")
    static let equals = UInt8(ascii: "=")
    static let greater = UInt8(ascii: ">")
    static let bracket = UInt8(ascii: "[")
    static let backslash = UInt8(ascii: "\\")
    static let endBracket = UInt8(ascii: "]")
    static let underscore = UInt8(ascii: "_")
    static let backtick = UInt8(ascii: "`")
    static let pipe = UInt8(ascii: "|")
    static let tilde = UInt8(ascii: "~")

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
    static func isSpace(_ byte: UInt8) -> Bool { byte == space || byte &- 9 < 5 }
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    /// Punctuation of ASCII, all of which a backslash can take its meaning.
    static func isPunctuation(_ byte: UInt8) -> Bool {
        byte > space && byte < 0x7F && !isDigit(byte) && !isLetter(byte)
    }
}
