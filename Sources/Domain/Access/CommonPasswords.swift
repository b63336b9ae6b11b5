import Basics

/// The words that passwords are made of most often.
enum CommonPasswords {
    /// Letters of the longest word that is looked up.
    static let longest = 24
    private static let known: Set<UInt32> = {
        var known: Set<UInt32> = []
        var word: UInt32 = 0
        for (index, byte) in (Base64.bytes(digests) ?? []).enumerated() {
            word = word << 8 | UInt32(byte)
            if index % 4 == 3 { known.insert(word) }
        }
        return known
    }()

    /// Whether a word, in lower case, is one of them.
    ///
    /// One in 700,000 other words is taken for one of them: the list holds digests of 32 bits.
    static func contains(_ word: some Sequence<UInt8>) -> Bool { known.contains(digest(word)) }

    /// How many words there are.
    static var count: Int { known.count }

    /// FNV-1a with 64 bits, mixed once more, the upper half.
    private static func digest(_ word: some Sequence<UInt8>) -> UInt32 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in word { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value = (value ^ value >> 33) &* 0xFF51_AFD7_ED55_8CCD
        return UInt32(truncatingIfNeeded: (value ^ value >> 33) >> 32)
    }
}
