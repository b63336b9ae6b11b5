/// Small changes of letter case and white space.
package enum Words {
    /// The wire name of a Swift name: `softwareVersion` gives `software_version`, `primaryIp4` `primary_ip4`.
    ///
    /// An underscore goes before a capital that follows a small letter or a digit, and before the last capital of a
    /// row when a small letter follows it (`HTTPServer` gives `http_server`). Only ASCII letters change.
    package static func snakeCase(_ camel: String) -> String {
        let source = Array(camel.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(source.count &+ 4)
        for (index, byte) in source.enumerated() {
            guard isUpper(byte) else {
                result.append(byte)
                continue
            }
            if index > 0, source[index &- 1] != underscore {
                let endsRow = index &+ 1 < source.count && isLower(source[index &+ 1])
                if !isUpper(source[index &- 1]) || endsRow { result.append(underscore) }
            }
            result.append(byte | 0x20)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text without Unicode white space at both ends; the same text, without a copy, when there is none.
    package static func trimmed(_ text: String) -> String {
        if let first = text.utf8.first, let last = text.utf8.last, first &- 0x21 < 0x5F, last &- 0x21 < 0x5F {
            // Visible ASCII at both ends.
            return text
        }
        let scalars = text.unicodeScalars
        guard let first = scalars.first, let last = scalars.last else { return text }
        guard isSpace(first) || isSpace(last) else { return text }
        guard let start = scalars.firstIndex(where: { !isSpace($0) }),
            let end = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[start..<scalars.index(after: end)])
    }

    private static let underscore: UInt8 = 0x5F

    private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }

    private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x80 else { return scalar.value == 0x20 || scalar.value &- 9 < 5 }
        return scalar.properties.isWhitespace
    }
}
