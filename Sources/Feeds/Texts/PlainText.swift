/// Turns HTML into text: tags go, paragraphs and rows become lines, entities become characters, nothing is cut.
enum PlainText {
    /// The text of a piece of HTML.
    static func of(_ html: String) -> String {
        var reader = Reader(source: Array(html.utf8))
        reader.run()
        return reader.text
    }

    /// Elements before and behind which a line ends.
    private static let blocks: Set<String> = [
        "p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote",
        "dt",
        "dd", "section", "article", "hr", "td", "th",
    ]
    /// Elements whose content is no text.
    private static let hidden: Set<String> = ["script", "style", "template", "noscript", "head"]
    /// The longest tag that is taken for one.
    private static let longestTag = 1 << 14

    private static func isLetter(_ byte: UInt8) -> Bool { 0x61...0x7A ~= byte | 0x20 }

    private struct Reader {
        let source: [UInt8]
        var index = 0
        var output: [UInt8] = []
        /// Whether a space, and whether a line end, is due before the next character.
        var owesSpace = false
        var owesLine = false

        init(source: [UInt8]) { self.source = source }

        var text: String { String(decoding: output, as: UTF8.self) }

        mutating func run() {
            while index < source.count {
                switch source[index] {
                case 0x3C where isTag: takeTag()
                case 0x26: takeEntity()
                case 0x20, 0x09, 0x0A, 0x0C, 0x0D:
                    owesSpace = true
                    index += 1
                case 0xC2 where index + 1 < source.count && source[index + 1] == 0xA0:
                    owesSpace = true
                    index += 2
                case let byte:
                    append([byte])
                    index += 1
                }
            }
        }

        /// Whether a tag or a comment begins here; `< 4.2` begins none.
        private var isTag: Bool {
            guard index + 1 < source.count else { return false }
            let next = source[index + 1]
            return PlainText.isLetter(next) || next == 0x2F || next == 0x21
        }

        private mutating func takeTag() {
            if source[index...].starts(with: Array("<!--".utf8)) {
                index = find(Array("-->".utf8), from: index + 4) ?? source.count
                return
            }
            let limit = min(source.count, index + PlainText.longestTag)
            // A second `<` before the end means that this was a sign of its own.
            let end = source[(index + 1)..<limit].firstIndex { $0 == 0x3E || $0 == 0x3C }
            guard let end, source[end] == 0x3E else {
                append([0x3C])
                index += 1
                return
            }
            let isEnd = source[index + 1] == 0x2F
            let letters = source[(index + (isEnd ? 2 : 1))..<max(end, index + 2)].prefix {
                PlainText.isLetter($0) || 0x30...0x39 ~= $0
            }
            let name = String(decoding: letters, as: UTF8.self).lowercased()
            index = end + 1
            if PlainText.blocks.contains(name) { owesLine = true }
            if !isEnd, PlainText.hidden.contains(name) {
                index = find(Array("</\(name)".utf8), from: index) ?? source.count
            }
        }

        /// Where the bytes occur; letters compare without regard to case.
        private func find(_ bytes: [UInt8], from start: Int) -> Int? {
            guard source.count >= bytes.count else { return nil }
            var place = start
            while place + bytes.count <= source.count {
                if zip(source[place...], bytes).allSatisfy({ $0 == $1 || ($0 | 0x20) == $1 && $1 >= 0x61 }) {
                    return bytes.last == 0x3E ? place + bytes.count : place
                }
                place += 1
            }
            return nil
        }

        private mutating func takeEntity() {
            let limit = min(source.count, index + 34)
            guard let end = source[index..<limit].firstIndex(of: 0x3B),
                let text = Entities.text(String(decoding: source[(index + 1)..<end], as: UTF8.self))
            else {
                append([0x26])
                index += 1
                return
            }
            index = end + 1
            if text == "\u{A0}" {
                owesSpace = true
            } else {
                append(Array(text.utf8))
            }
        }

        private mutating func append(_ bytes: [UInt8]) {
            if !output.isEmpty {
                if owesLine { output.append(0x0A) } else if owesSpace { output.append(0x20) }
            }
            owesLine = false
            owesSpace = false
            output += bytes
        }
    }
}

/// The entities of HTML that advisories use.
enum Entities {
    /// What an entity stands for, given without `&` and `;`; `nil` when it is unknown.
    static func text(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return named[name] }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        guard let value = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits), value >= 0x20,
            let scalar = Unicode.Scalar(value)
        else { return nil }
        return String(Character(scalar))
    }

    private static let named: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "ensp": "\u{A0}",
        "emsp": "\u{A0}", "thinsp": "\u{A0}", "shy": "", "zwnj": "", "zwj": "", "copy": "©", "reg": "®", "trade": "™",
        "hellip": "…", "ndash": "–", "mdash": "—", "minus": "−", "lsquo": "‘", "rsquo": "’", "sbquo": "‚",
        "ldquo": "“", "rdquo": "”", "bdquo": "„", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·",
        "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "frac12": "½", "frac14": "¼", "micro": "µ",
        "para": "¶", "sect": "§", "cent": "¢", "pound": "£", "euro": "€", "yen": "¥", "le": "≤", "ge": "≥",
        "ne": "≠", "asymp": "≈", "infin": "∞", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "harr": "↔",
        "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é",
        "egrave": "è", "ecirc": "ê", "agrave": "à", "aacute": "á", "acirc": "â", "ccedil": "ç", "ntilde": "ñ",
        "iacute": "í", "oacute": "ó", "uacute": "ú", "oslash": "ø", "aring": "å", "aelig": "æ", "sup2": "²",
        "sup3": "³", "lsaquo": "‹", "rsaquo": "›", "lowbar": "_", "sol": "/", "bsol": "\\", "colon": ":",
        "semi": ";", "comma": ",", "period": ".", "lpar": "(", "rpar": ")", "lsqb": "[", "rsqb": "]", "num": "#",
        "percnt": "%", "ast": "*", "plus": "+", "equals": "=", "excl": "!", "quest": "?", "commat": "@", "dollar": "$",
        "Tab": "\u{A0}", "NewLine": "\u{A0}",
    ]
}
