/// What Python does with texts: code points are counted, not grapheme clusters.
enum PythonText {
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return scalar == " " || (9...13).contains(scalar.value) || (28...31).contains(scalar.value)
        }
        return scalar.properties.isWhitespace
    }

    /// Whether `\w` finds it.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar == "_" || isASCIIAlphanumeric(scalar) }
        return isAlphanumeric(scalar)
    }

    private static func isASCIIAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "a"..."z", "A"..."Z": true
        default: false
        }
    }

    static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    static func isAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        isAlphabetic(scalar) || scalar.properties.numericType != nil
    }

    static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first else { return false }
        return (first == "_" || first.properties.isXIDStart)
            && text.unicodeScalars.dropFirst().allSatisfy(\.properties.isXIDContinue)
    }

    /// Whether two texts have the same code points.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left == right
    }

    /// The text of some code points.
    static func text(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The number of code points.
    static func length(_ text: String) -> Int { text.unicodeScalars.count }

    // MARK: Quoting and escaping

    /// The text as Python shows it in a list.
    static func quoted(_ text: String) -> String {
        let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
        var shown = String.UnicodeScalarView([quote])
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\":
                shown.append("\\")
                shown.append(scalar)
            case "\n": shown.append(contentsOf: "\\n".unicodeScalars)
            case "\r": shown.append(contentsOf: "\\r".unicodeScalars)
            case "\t": shown.append(contentsOf: "\\t".unicodeScalars)
            case " "..."~": shown.append(scalar)
            default:
                if isPrintable(scalar) {
                    shown.append(scalar)
                } else {
                    shown.append(contentsOf: escapeSequence(scalar.value).unicodeScalars)
                }
            }
        }
        shown.append(quote)
        return String(shown)
    }

    private static func escapeSequence(_ value: UInt32) -> String {
        let (letter, length) = value < 0x100 ? ("x", 2) : value < 0x1_0000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + filled(String(value, radix: 16), to: length, with: "0")
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            false
        default: true
        }
    }

    /// The text as HTML: `&`, `<`, `>` and both quotes become references.
    static func escaped(_ text: String) -> String {
        let needsEscape = text.utf8.contains { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E || $0 == 0x22 || $0 == 0x27 }
        guard needsEscape else { return text }
        var escaped: [UInt8] = []
        escaped.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case 0x26: escaped += "&amp;".utf8
            case 0x3C: escaped += "&lt;".utf8
            case 0x3E: escaped += "&gt;".utf8
            case 0x22: escaped += "&#34;".utf8
            case 0x27: escaped += "&#39;".utf8
            default: escaped.append(byte)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }

    // MARK: Cutting

    static func strip(_ text: String, _ characters: String? = nil, left: Bool = true, right: Bool = true) -> String {
        let set = characters.map { Set($0.unicodeScalars) }
        let isCut = { (scalar: Unicode.Scalar) in set.map { $0.contains(scalar) } ?? isSpace(scalar) }
        var rest = text.unicodeScalars[...]
        while left, let first = rest.first, isCut(first) { rest.removeFirst() }
        while right, let last = rest.last, isCut(last) { rest.removeLast() }
        return String(rest)
    }

    /// The words between white space; after `limit` cuts the rest is one piece.
    static func words(_ text: String, limit: Int = -1, fromEnd: Bool = false) -> [String] {
        let scalars = Array(fromEnd ? text.unicodeScalars.reversed() : Array(text.unicodeScalars))
        var pieces: [[Unicode.Scalar]] = []
        var place = 0
        while true {
            while place < scalars.count, isSpace(scalars[place]) { place += 1 }
            guard place < scalars.count else { break }
            var end = place
            if limit >= 0, pieces.count == limit {
                pieces.append(Array(scalars[place...]))
                break
            }
            while end < scalars.count, !isSpace(scalars[end]) { end += 1 }
            pieces.append(Array(scalars[place..<end]))
            place = end
        }
        return fromEnd ? pieces.reversed().map { Self.text($0.reversed()) } : pieces.map { Self.text($0) }
    }

    /// The pieces between separators; the separator is not empty.
    static func pieces(_ text: String, by separator: String, limit: Int = -1, fromEnd: Bool = false) -> [String] {
        let bytes = Array(text.utf8)
        let needle = Array(separator.utf8)
        var places = ByteSearch.places(of: needle, in: bytes)
        if limit >= 0, places.count > limit { places = Array(fromEnd ? places.suffix(limit) : places.prefix(limit)) }
        var pieces: [String] = []
        var start = 0
        for place in places {
            pieces.append(String(decoding: bytes[start..<place], as: UTF8.self))
            start = place + needle.count
        }
        pieces.append(String(decoding: bytes[start...], as: UTF8.self))
        return pieces
    }

    /// The lines, with their ends when `keepsEnds`.
    static func lines(_ text: String, keepsEnds: Bool = false) -> [String] {
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var scalars = text.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            guard isLineEnd(scalar) else {
                line.append(scalar)
                continue
            }
            if keepsEnds { line.append(scalar) }
            if scalar == "\r", scalars.first == "\n" {
                scalars.removeFirst()
                if keepsEnds { line.append("\n") }
            }
            lines.append(String(line))
            line = String.UnicodeScalarView()
        }
        if !line.isEmpty { lines.append(String(line)) }
        return lines
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    // MARK: Replacing and filling

    /// Replaces up to `limit` places, all of them when it is negative.
    static func replacing(_ old: String, with new: String, in text: String, limit: Int = -1) -> String {
        if old.isEmpty {
            let scalars = Array(text.unicodeScalars)
            let count = limit < 0 ? scalars.count + 1 : min(limit, scalars.count + 1)
            var replaced = String.UnicodeScalarView()
            for index in 0...scalars.count {
                if index < count { replaced.append(contentsOf: new.unicodeScalars) }
                if index < scalars.count { replaced.append(scalars[index]) }
            }
            return String(replaced)
        }
        let parts = pieces(text, by: old, limit: limit)
        return parts.count == 1 ? text : parts.joined(separator: new)
    }

    /// The text with characters before it up to a length.
    static func filled(_ text: String, to length: Int, with character: Unicode.Scalar) -> String {
        let missing = length - text.unicodeScalars.count
        return missing > 0 ? Self.text(repeatElement(character, count: missing)) + text : text
    }

    /// The text so many times; checked before by whoever asks.
    static func repeated(_ text: String, _ count: Int) -> String {
        guard count > 0, !text.isEmpty else { return "" }
        let unit = Array(text.utf8)
        if unit.count == 1 { return String(decoding: [UInt8](repeating: unit[0], count: count), as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(unit.count * count)
        for _ in 0..<count { bytes += unit }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: Letter case

    static func capitalized(_ text: String) -> String {
        guard let first = text.unicodeScalars.first else { return text }
        return first.properties.titlecaseMapping + String(text.unicodeScalars.dropFirst()).lowercased()
    }

    /// `str.title`: the first letter of each run of letters becomes a capital.
    static func titled(_ text: String) -> String {
        var titled = ""
        var isInWord = false
        for scalar in text.unicodeScalars {
            titled += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
            isInWord = scalar.properties.isCased
        }
        return titled
    }

    static func swappedCase(_ text: String) -> String {
        var swapped = ""
        for scalar in text.unicodeScalars {
            let properties = scalar.properties
            swapped += properties.isUppercase ? properties.lowercaseMapping : properties.uppercaseMapping
        }
        return swapped
    }

    /// Whether there is a cased letter and all of them are small, or capital.
    static func isCased(_ text: String, upper: Bool) -> Bool {
        var isFound = false
        for scalar in text.unicodeScalars where scalar.properties.isCased {
            guard upper ? scalar.properties.isUppercase : scalar.properties.isLowercase else { return false }
            isFound = true
        }
        return isFound
    }
}
