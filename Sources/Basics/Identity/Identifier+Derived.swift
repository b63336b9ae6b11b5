extension Identifier {
    /// The identifier that belongs to a text: the same text gives the same identifier in every process and release.
    ///
    /// A version 8 UUID ("vendor-specific", RFC 9562 section 5.8) from a 128-bit mix. Not a secret and not resistant
    /// to somebody who searches for two texts with one identifier: use it for built-in names, not for users' data.
    package static func derived(from text: String) -> Identifier { derived(from: text.utf8) }

    /// The key that follows from bytes, the same as from the text that they are.
    package static func derived(from bytes: some Sequence<UInt8>) -> Identifier {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x6C62_272E_07BB_0142
        for byte in bytes {
            // FNV-1a, and the same idea with another multiplier and a rotation, so that the two differ in what collides.
            first = (first ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
            second = (second &+ UInt64(byte) &+ 1) &* 0x9E37_79B9_7F4A_7C15
            second = second &<< 29 | second &>> 35
        }
        let high = SplitMix.mixed(first ^ second &<< 1)
        let low = SplitMix.mixed(second &+ SplitMix.mixed(first))
        return Identifier(
            high: high & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        )
    }
}
