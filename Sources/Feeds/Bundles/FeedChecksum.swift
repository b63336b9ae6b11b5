import Crypto

/// A checksum of bytes that come in pieces.
struct FeedChecksum {
    /// How it is calculated.
    enum Kind: String, Sendable, CaseIterable {
        case sha512
        case sha256
    }

    private var short = SHA256()
    private var long = SHA512()
    private let kind: Kind

    /// Starts before the first byte.
    init(_ kind: Kind) {
        self.kind = kind
    }

    /// Takes the next bytes.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        switch kind {
        case .sha256: short.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        case .sha512: long.update(bufferPointer: UnsafeRawBufferPointer(bytes))
        }
    }

    /// The checksum of what was taken, in hexadecimal digits and small letters.
    var text: String {
        switch kind {
        case .sha256: Self.text(short.finalize())
        case .sha512: Self.text(long.finalize())
        }
    }

    private static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
