import Basics
package import Secrets

/// Where a document is, told apart by a keyed hash: what is remembered and recorded under it gives no path away.
package struct SecretPlace: Hashable, Sendable, CustomStringConvertible {
    /// 64 hex digits.
    package let digest: String

    /// - Parameter digests: Under a key of this store, for this purpose alone.
    package init(_ provider: String, _ location: SecretLocation, _ digests: KeyedDigest) {
        // A list in JSON keeps "a", "b/c" and "a/b", "c" apart.
        var list: [UInt8] = [0x5B]
        JSONText.appendString(provider, to: &list)
        for part in CollectionOfOne(location.backend) + location.coordinates {
            list.append(0x2C)
            JSONText.appendString(part, to: &list)
        }
        list.append(0x5D)
        digest = digests.hex(list)
    }

    package var description: String { "SecretPlace(\(digest.prefix(8)))" }
}
