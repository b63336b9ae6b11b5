import Basics
import Crypto

/// Hashes texts under a key that is kept outside the database: a copy of the database alone cannot be used to test guesses.
package struct KeyedDigest: Sendable {
    /// What the key makes of a beginning; copied for every digest.
    private let start: HMAC<SHA256>

    /// - Parameters:
    ///   - master: At least 32 bytes.
    ///   - purpose: Digests for one purpose say nothing about those for another; nil for API tokens.
    package init(master: [UInt8], purpose: String? = nil) {
        let master = SymmetricKey(data: master)
        start = HMAC<SHA256>(
            key: purpose.map { SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array($0.utf8), using: master)) }
                ?? master)
    }

    /// The digest in 32 bytes.
    package func bytes(_ text: String) -> [UInt8] { bytes(Array(text.utf8)) }

    private func bytes(_ bytes: [UInt8]) -> [UInt8] {
        var digest = start
        digest.update(data: bytes)
        return Array(digest.finalize())
    }

    /// The digest in 64 hex digits.
    package func hex(_ text: String) -> String { Hex.text(bytes(text)) }

    /// The digest of bytes in 64 hex digits.
    package func hex(_ bytes: [UInt8]) -> String { Hex.text(self.bytes(bytes)) }

    /// Whether two texts are the same; takes as long whether they differ early or late.
    package func isSame(_ left: String, _ right: String) -> Bool {
        zip(bytes(left), bytes(right)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

/// Lower-case hex.
enum Hex {
    static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: bytes.count * 2) { room in
            for (place, byte) in bytes.enumerated() {
                room[place * 2] = digit(byte >> 4)
                room[place * 2 + 1] = digit(byte & 15)
            }
            return bytes.count * 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}
