import Basics
import Crypto

/// Hashes texts under a key that is kept outside the database: a copy of the database alone cannot be used to test guesses.
package struct KeyedDigest: Sendable {
    private let key: SymmetricKey

    /// - Parameters:
    ///   - master: At least 32 bytes.
    ///   - purpose: Digests for one purpose say nothing about those for another; nil for API tokens.
    package init(master: [UInt8], purpose: String? = nil) {
        let master = SymmetricKey(data: master)
        key =
            purpose.map { SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array($0.utf8), using: master)) }
            ?? master
    }

    /// The digest in 32 bytes.
    package func bytes(_ text: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    }

    /// The digest in 64 hex digits.
    package func hex(_ text: String) -> String { Hex.text(bytes(text)) }

    /// Whether two texts are the same; takes as long whether they differ early or late.
    package func isSame(_ left: String, _ right: String) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(bytes(left), authenticating: Array(right.utf8), using: key)
    }
}

/// Lower-case hex.
enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
    }
}
