/// Takes HTML apart.
enum HTMLText {
    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©", "reg": "®",
        "trade": "™", "hellip": "…", "mdash": "—", "ndash": "–", "laquo": "«", "raquo": "»", "euro": "€", "deg": "°",
        "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é",
    ]

    /// Replaces character references.
    static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(0x26) else { return text }
        var parts = PythonText.pieces(text, by: "&")
        var result = parts.removeFirst()
        for part in parts {
            let name = part.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
            let rest = part.dropFirst(name.count)
            guard let character = character(String(name)) else {
                result += "&" + part
                continue
            }
            result += character + (rest.hasPrefix(";") ? rest.dropFirst() : rest)
        }
        return result
    }

    private static func character(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return entities[name] }
        let digits = name.dropFirst()
        let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
        guard let code = isHex ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        return Unicode.Scalar(code).map { String($0) } ?? "\u{FFFD}"
    }

    /// Removes tags and comments, makes white space single, and replaces references.
    static func withoutTags(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        var place = 0
        while let start = bytes[place...].firstIndex(of: 0x3C) {
            let isComment = bytes[start...].starts(with: "<!--".utf8)
            let close = isComment ? Array("-->".utf8) : [0x3E]
            guard let end = ByteSearch.first(of: close, in: bytes, from: isComment ? start + 4 : start) else { break }
            kept += bytes[place..<start]
            place = end + close.count
        }
        kept += bytes[place...]
        let words = PythonText.words(String(decoding: kept, as: UTF8.self))
        return unescaped(words.joined(separator: " "))
    }

    /// Removes what a browser takes for tags; a reference without an end gets one.
    static func stripped(_ text: String, _ evaluator: Evaluator) throws(TemplateError) -> String {
        var text = text
        // Removing a tag may join the parts of another one, so it is repeated while it helps, at most 50 times.
        for _ in 0..<50 {
            guard text.utf8.contains(0x3C), text.utf8.contains(0x3E) else { break }
            try evaluator.spend(text.utf8.count >> 3)
            let shorter = strippedOnce(text)
            let hasFewer = shorter.utf8.count { $0 == 0x3C } < text.utf8.count { $0 == 0x3C }
            guard hasFewer else { break }
            text = shorter
        }
        return text
    }

    private static func strippedOnce(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var kept = String.UnicodeScalarView()
        var place = 0
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar == "<", place + 1 < scalars.count, isTagStart(scalars[place + 1]) {
                guard let end = scalars[place...].firstIndex(of: ">") else { break }
                place = end + 1
            } else if scalar == "&", let end = referenceEnd(scalars, place) {
                kept.append(contentsOf: scalars[place..<end])
                kept.append(";")
                place = end < scalars.count && scalars[end] == ";" ? end + 1 : end
            } else {
                kept.append(scalar)
                place += 1
            }
        }
        // The rest after a tag without an end is text.
        kept.append(contentsOf: scalars[place...])
        return String(kept)
    }

    private static func isTagStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "/" || scalar == "!" || scalar == "?" || (scalar.isASCII && PythonText.isAlphabetic(scalar))
    }

    private static func referenceEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
        var end = start + 1
        if end < scalars.count, scalars[end] == "#" { end += 1 }
        let first = end
        while end < scalars.count, scalars[end].isASCII, PythonText.isAlphanumeric(scalars[end]) { end += 1 }
        return end > first ? end : nil
    }
}
