package import Basics

/// The texts of e-mail: header values, bodies and dates in the forms that every mail server takes.
package enum MailText {
    /// A header value of free text, in ASCII and safe: line breaks and other control characters become blanks, and what is not
    /// plain ASCII becomes encoded words (RFC 2047 section 2).
    ///
    /// - Parameter column: How much of the first line the name of the field takes.
    package static func headerValue(_ text: String, column: Int = 0) -> String {
        let clean = String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }.map(withoutSeparators))
        )
        let isPlain = clean.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !clean.contains("=?")
        if isPlain, clean.utf8.count + column <= longestPlain { return clean }
        // `=?UTF-8?B?` and `?=` around at most 45 bytes in Base64 make 72 of the 75 characters that a word may have.
        var words: [String] = []
        var word: [UInt8] = []
        var limit = max(12, 45 - column)
        for character in clean {
            // A cluster may be longer than a word; its scalars are not.
            for scalar in character.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                if word.count + bytes.count > limit {
                    words.append(encodedWord(word))
                    (word, limit) = ([], 45)
                }
                word += bytes
            }
        }
        if !word.isEmpty { words.append(encodedWord(word)) }
        return words.joined(separator: "\r\n ")
    }

    private static let longestPlain = 900

    /// Line and paragraph separators break lines for some readers.
    private static func withoutSeparators(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar == "\u{2028}" || scalar == "\u{2029}" ? " " : scalar
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.text(bytes))?=" }

    /// A body as quoted-printable in lines of at most 76 characters (RFC 2045 section 6.7); its line breaks are CRLF.
    package static func quotedPrintable(_ text: String) -> [UInt8] {
        var result: [UInt8] = []
        let lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
            .split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines {
            var width = 0
            let bytes = Array(line.utf8)
            for (index, byte) in bytes.enumerated() {
                let isBlank = byte == 0x20 || byte == 0x09
                let isLiteral =
                    (33...60).contains(byte) || (62...126).contains(byte) || isBlank && index + 1 < bytes.count
                let encoded = isLiteral ? [byte] : [0x3D, hex(byte >> 4), hex(byte & 15)]
                if width + encoded.count > 75 {
                    result += [0x3D, 13, 10]
                    width = 0
                }
                result += encoded
                width += encoded.count
            }
            result += [13, 10]
        }
        return result
    }

    private static func hex(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 48 + nibble : 55 + nibble }

    /// A moment as header fields have it: `Sun, 22 Nov 2026 18:05:00 +0000` (RFC 5322 section 3.3).
    package static func date(_ moment: Timestamp) -> String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = moment.day
        let time = moment.description.drop { $0 != "T" }.dropFirst().prefix(8)
        return "\(days[day.weekday % 7]), \(day.day) \(months[(day.month - 1) % 12]) \(day.year) \(time) +0000"
    }

    /// A message as it is sent after `DATA`: a full stop at the beginning of a line is doubled, and a line with nothing but a full
    /// stop ends it (RFC 5321 section 4.5.2).
    package static func transmitted(_ message: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(message.count + 16)
        var isAtStart = true
        for byte in message {
            if isAtStart, byte == 0x2E { result.append(0x2E) }
            result.append(byte)
            isAtStart = byte == 10
        }
        if !isAtStart { result += [13, 10] }
        return result + [0x2E, 13, 10]
    }
}
