package import Basics

/// How a token reads: `alm_`, 30 random letters and digits, and six that check them; 40 characters as clients expect.
///
/// The prefix and the checksum let scanners for leaked secrets find a token without knowing it. A client may also choose
/// 40 hex digits, as other servers of the dialect make them (core.md §1.4).
package enum APITokenText {
    private static let opening = "alm_"
    private static let randomLetters = 30
    private static let checkLetters = 6
    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    /// Characters that are stored, to tell tokens apart.
    package static let shownLetters = 8

    /// Makes a token: 178 random bits.
    package static func make(_ random: any RandomSource) -> String {
        var body: [UInt8] = []
        while body.count < randomLetters {
            // 248 is the greatest multiple of 62 that fits a byte: every letter has the same chance.
            for byte in random.fill(randomLetters) where byte < 248 && body.count < randomLetters {
                body.append(letters[Int(byte % 62)])
            }
        }
        return opening + String(decoding: body, as: UTF8.self) + check(body)
    }

    /// Whether a text cannot be a token of ours although it begins like one.
    package static func isDamaged(_ text: String) -> Bool {
        guard text.hasPrefix(opening) else { return false }
        let rest = text.dropFirst(opening.count)
        guard rest.utf8.count == randomLetters + checkLetters else { return true }
        return check(Array(rest.utf8.prefix(randomLetters))) != rest.suffix(checkLetters)
    }

    /// Whether a client may choose this key.
    package static func isChoosable(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0 | 32) }
    }

    /// A key of which only the beginning is shown.
    package static func masked(prefix: String) -> String {
        prefix + String(repeating: "*", count: max(0, 40 - prefix.count))
    }

    /// CRC-32 in six letters.
    private static func check(_ bytes: [UInt8]) -> String {
        var sum = UInt32.max
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        sum = ~sum
        var text: [UInt8] = []
        for _ in 0..<checkLetters {
            text.insert(letters[Int(sum % 62)], at: 0)
            sum /= 62
        }
        return String(decoding: text, as: UTF8.self)
    }
}
