/// Texts that are the same but for the case of their letters, as a regular expression.
///
/// PostgreSQL would fold letters by the language of the database, or only ASCII; this folds as `String.lowercased()`
/// does, which is what the lookups mean on every engine.
enum CaseFolding {
    /// Letters by what they become in lower case.
    private static let upper: [String: [Unicode.Scalar]] = {
        var letters: [String: [Unicode.Scalar]] = [:]
        // Behind these there are no letters with cases.
        for number in 0x41...0x1_FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(number) else { continue }
            let lower = scalar.properties.lowercaseMapping
            if lower != String(scalar) { letters[lower, default: []].append(scalar) }
        }
        return letters
    }()

    /// An expression of PostgreSQL that finds the text in any case.
    static func expression(_ text: String, atStart: Bool, atEnd: Bool) -> String {
        let folded = Array(text.lowercased().unicodeScalars)
        var result = atStart ? "^" : ""
        var place = 0
        while place < folded.count {
            if place + 1 < folded.count {
                let pair = String(String.UnicodeScalarView(folded[place...(place + 1)]))
                if let letters = upper[pair] {
                    let parts = [alternatives(folded[place]) + alternatives(folded[place + 1])] + letters.map(escaped)
                    result += "(?:" + parts.joined(separator: "|") + ")"
                    place += 2
                    continue
                }
            }
            result += alternatives(folded[place])
            place += 1
        }
        return result + (atEnd ? "$" : "")
    }

    private static func alternatives(_ scalar: Unicode.Scalar) -> String {
        guard let letters = upper[String(scalar)] else { return escaped(scalar) }
        return "[" + ([scalar] + letters).map(String.init).joined() + "]"
    }

    /// A backslash before a letter or digit means something; before anything else in ASCII it means that character.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let isPlain = scalar.value >= 128 || scalar.properties.isAlphabetic || (48...57).contains(scalar.value)
        return isPlain || scalar.value < 33 ? String(scalar) : "\\" + String(scalar)
    }
}
