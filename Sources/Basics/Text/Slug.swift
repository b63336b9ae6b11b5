import Foundation

/// Short names for addresses, made from a title.
package enum Slug {
    /// Lower-case letters `a` to `z`, digits, and single dashes between them.
    ///
    /// Accents and compatibility forms are taken apart (Unicode NFKD) and what is not ASCII then is dropped; every run
    /// of other characters becomes one dash; dashes at both ends go. The result may be empty.
    package static func make(_ text: String) -> String {
        let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
        let plain = isASCII ? text : text.decomposedStringWithCompatibilityMapping
        var slug: [UInt8] = []
        slug.reserveCapacity(plain.utf8.count)
        var needsDash = false
        for byte in plain.utf8 where byte < 0x80 {
            let isUpper = byte &- 0x41 < 26
            let lower = isUpper ? byte | 0x20 : byte
            guard lower.isDigit || lower &- 0x61 < 26 else {
                needsDash = true
                continue
            }
            if needsDash, !slug.isEmpty { slug.append(0x2D) }
            needsDash = false
            slug.append(lower)
        }
        return String(decoding: slug, as: UTF8.self)
    }
}
