import Foundation

/// Short names for addresses, made from a title.
package enum Slug {
    /// Lower-case letters `a` to `z`, digits, and single dashes between them.
    ///
    /// Accents and compatibility forms are taken apart (Unicode NFKD) and what is not ASCII then is dropped; every run
    /// of other characters becomes one dash; dashes at both ends go. The result may be empty.
    package static func make(_ text: String) -> String {
        var slug: [UInt8] = []
        append(text, to: &slug)
        return String(decoding: slug, as: UTF8.self)
    }

    /// Appends what ``make(_:)`` makes.
    package static func append(_ text: String, to slug: inout [UInt8]) {
        let isASCII = text.withUTF8Bytes { bytes in
            guard bytes.allSatisfy({ $0 < 0x80 }) else { return false }
            append(ascii: bytes, to: &slug)
            return true
        }
        if !isASCII {
            text.decomposedStringWithCompatibilityMapping.withUTF8Bytes { append(ascii: $0, to: &slug) }
        }
    }

    private static func append(ascii bytes: UnsafeBufferPointer<UInt8>, to slug: inout [UInt8]) {
        let start = slug.count
        var needsDash = false
        for byte in bytes where byte < 0x80 {
            let isUpper = byte &- 0x41 < 26
            let lower = isUpper ? byte | 0x20 : byte
            guard lower.isDigit || lower &- 0x61 < 26 else {
                needsDash = true
                continue
            }
            if needsDash, slug.count > start { slug.append(0x2D) }
            needsDash = false
            slug.append(lower)
        }
    }
}
