package import Basics
import Crypto

/// Encrypts texts that the product must be able to read back, under a key that is kept outside the database.
///
/// A copy of the database alone tells nothing about them. A sealed text opens only where it was sealed for, so that nobody
/// who can write to the database moves one to another place.
package struct Sealer: Sendable {
    private let key: SymmetricKey
    private let random: any RandomSource
    private static let prefix = "sealed.1."

    /// - Parameters:
    ///   - master: At least 32 bytes.
    ///   - random: For nonces.
    package init(master: [UInt8], random: any RandomSource) {
        // A key of its own, so that what is known about other uses of the master key says nothing about this one.
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: master), info: Array("almanac sealed texts".utf8), outputByteCount: 32)
        self.random = random
    }

    /// Encrypts a text.
    ///
    /// - Parameter place: Where the result is kept, such as a field and the key of a row.
    /// - Throws: ``Problem`` when encryption fails, which no input brings about.
    package func seal(_ text: String, for place: String) throws -> String {
        do {
            let nonce = try AES.GCM.Nonce(data: random.fill(12))
            let box = try AES.GCM.seal(Array(text.utf8), using: key, nonce: nonce, authenticating: Array(place.utf8))
            guard let combined = box.combined else { throw CryptoKitError.incorrectParameterSize }
            return Self.prefix + Base64.text(Array(combined))
        } catch {
            throw Problem(.unavailable, "A text could not be encrypted.", underlying: "\(type(of: error))")
        }
    }

    /// Decrypts a text.
    ///
    /// - Throws: ``Problem`` when it was sealed under another key or for another place, or is damaged.
    package func open(_ sealed: String, for place: String) throws -> Redacted<String> {
        do {
            guard sealed.hasPrefix(Self.prefix), let bytes = Base64.bytes(String(sealed.dropFirst(Self.prefix.count)))
            else { throw CryptoKitError.incorrectParameterSize }
            let box = try AES.GCM.SealedBox(combined: bytes)
            let plain = try AES.GCM.open(box, using: key, authenticating: Array(place.utf8))
            return Redacted(String(decoding: plain, as: UTF8.self))
        } catch {
            throw Problem(
                .misconfigured,
                "A secret in the store was written under another key. Restore almanac.key of this store, or give the secret anew."
            )
        }
    }
}
