/// Addresses that are links without words: `<https://example.com>`, `<a@example.com>` and `https://example.com`.
struct BareAddress {
    private static let longest = 2000

    let target: String
    let words: String
    /// The place behind it.
    let end: Int

    /// The address in angle brackets at a place.
    static func bracketed(_ bytes: [UInt8], at start: Int) -> BareAddress? {
        var end = start + 1
        while end < bytes.count, end - start <= longest, bytes[end] != Mark.greater {
            guard bytes[end] > Mark.space, bytes[end] != Mark.less else { return nil }
            end += 1
        }
        guard end < bytes.count, bytes[end] == Mark.greater else { return nil }
        let inside = bytes[(start + 1)..<end]
        let words = String(decoding: inside, as: UTF8.self)
        if hasScheme(inside) { return BareAddress(target: words, words: words, end: end + 1) }
        let parts = inside.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(isMailByte),
            parts[1].contains(UInt8(ascii: ".")), parts[1].allSatisfy(isHostByte)
        else { return nil }
        return BareAddress(target: "mailto:\(words)", words: words, end: end + 1)
    }

    /// The web address that begins at a place; what ends a sentence is no part of it.
    static func bare(_ bytes: [UInt8], at start: Int, isInBrackets: Bool) -> BareAddress? {
        if start > 0, !Mark.isSpace(bytes[start - 1]), !"(*_~".utf8.contains(bytes[start - 1]) { return nil }
        let lower = bytes[start...].prefix(8).map { $0 | 0x20 }
        guard let scheme = ["https://", "http://"].first(where: { lower.starts(with: $0.utf8) }) else {
            return nil
        }
        let host = start + scheme.utf8.count
        var end = host
        var brackets = 0
        while end < bytes.count, end - start <= longest {
            let byte = bytes[end]
            if byte <= Mark.space || byte == Mark.less || byte == Mark.backtick { break }
            if isInBrackets, byte == Mark.endBracket || byte == Mark.bracket { break }
            if byte == Mark.open { brackets += 1 }
            if byte == Mark.close { brackets -= 1 }
            end += 1
        }
        while end > host {
            let byte = bytes[end - 1]
            if byte == Mark.close, brackets < 0 {
                brackets += 1
            } else if !"?!.,:;*_~'\"".utf8.contains(byte) {
                break
            }
            end -= 1
        }
        guard end > host, Mark.isDigit(bytes[host]) || Mark.isLetter(bytes[host]) || bytes[host] == Mark.bracket else {
            return nil
        }
        let words = String(decoding: bytes[start..<end], as: UTF8.self)
        return BareAddress(target: words, words: words, end: end)
    }

    /// Whether a text begins with a scheme of two letters to 32 (CommonMark 0.31 §6.5).
    private static func hasScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.prefix(33).firstIndex(of: Mark.colon), let first = bytes.first else { return false }
        let scheme = bytes[..<colon]
        return scheme.count >= 2 && Mark.isLetter(first)
            && scheme.allSatisfy { Mark.isLetter($0) || Mark.isDigit($0) || "+.-".utf8.contains($0) }
    }

    private static func isMailByte(_ byte: UInt8) -> Bool {
        Mark.isLetter(byte) || Mark.isDigit(byte) || ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        Mark.isLetter(byte) || Mark.isDigit(byte) || byte == Mark.minus || byte == UInt8(ascii: ".")
    }
}
