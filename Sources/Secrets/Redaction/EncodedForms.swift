import Basics

/// The forms in which a value turns up in texts: as it is, and in the encodings that texts travel in.
enum EncodedForms {
    /// Shorter forms would mask half of every text.
    static let shortest = 4
    /// Lines of a longer value that are shorter than this say too little by themselves.
    private static let shortestLine = 8

    /// The forms of a value, each once; none for a value of fewer than four characters.
    static func of(_ value: [UInt8]) -> Set<[UInt8]> {
        let length = String(validating: value, as: UTF8.self)?.count ?? value.count
        guard length >= shortest else { return [] }
        var forms = encodings(of: value)
        let trimmed = trimmed(value)
        if trimmed.count < value.count, trimmed.count >= shortest { forms.formUnion(encodings(of: trimmed)) }
        let lines = value.split { $0 == 10 || $0 == 13 }
        if lines.count > 1 {
            for line in lines where line.count >= shortestLine { forms.formUnion(encodings(of: Array(line))) }
        }
        return forms
    }

    private static func encodings(of value: [UInt8]) -> Set<[UInt8]> {
        var forms: Set<[UInt8]> = [value]
        for alphabet in [Base64.Alphabet.standard, .url] {
            for offset in 0..<3 { forms.insert(base64(value, at: offset, alphabet)) }
        }
        for isUpper in [true, false] {
            forms.insert(percentEncoded(value, isUpper: isUpper, space: Array("%20".utf8), keepsSlash: false))
            forms.insert(percentEncoded(value, isUpper: isUpper, space: Array("%20".utf8), keepsSlash: true))
            forms.insert(percentEncoded(value, isUpper: isUpper, space: [0x2B], keepsSlash: false))
        }
        if let text = String(validating: value, as: UTF8.self) {
            for form in [json(text), json(text).replacing("/", with: "\\/"), asciiJSON(text)] {
                forms.insert(Array(form.utf8))
            }
            forms.insert(Array(html(text, quote: "&#34;", apostrophe: "&#39;").utf8))
            forms.insert(Array(html(text, quote: "&quot;", apostrophe: "&#x27;").utf8))
        }
        return forms.filter { $0.count >= shortest }
    }

    private static func trimmed(_ value: [UInt8]) -> [UInt8] {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        let head = value.drop(while: isBlank)
        return Array(head.prefix((head.lastIndex { !isBlank($0) } ?? head.startIndex - 1) - head.startIndex + 1))
    }

    /// The letters that depend on the value alone when it stands this many bytes behind a group of three.
    private static func base64(_ value: [UInt8], at offset: Int, _ alphabet: Base64.Alphabet) -> [UInt8] {
        let letters = Array(Base64.text([UInt8](repeating: 0, count: offset) + value, alphabet, padded: false).utf8)
        let first = (offset * 8 + 5) / 6
        let end = (offset + value.count) * 8 / 6
        return first < end ? Array(letters[first..<min(end, letters.count)]) : []
    }

    private static func percentEncoded(_ value: [UInt8], isUpper: Bool, space: [UInt8], keepsSlash: Bool) -> [UInt8] {
        let digits = Array((isUpper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
        var result: [UInt8] = []
        for byte in value {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: result.append(byte)
            case 47 where keepsSlash: result.append(byte)
            case 32: result += space
            default: result += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return result
    }

    private static func json(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.appendString(text, to: &bytes)
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    /// As writers do that keep to ASCII.
    private static func asciiJSON(_ text: String) -> String {
        var result = ""
        for unit in json(text).utf16 {
            guard unit > 126 else {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
                continue
            }
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return result
    }

    private static func html(_ text: String, quote: String, apostrophe: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += quote
            case "'": result += apostrophe
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
