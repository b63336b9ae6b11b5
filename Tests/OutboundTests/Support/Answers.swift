/// Bytes of answers, made by hand.
enum Answers {
    /// The head of an answer with these lines.
    static func head(_ lines: String...) -> [UInt8] {
        Array((["HTTP/1.1 200 OK"] + lines + ["", ""]).joined(separator: "\r\n").utf8)
    }

    /// A gzip member in a stored block, which any reader decompresses.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        gzipHead + stored(bytes) + little(checksum(bytes), 4) + little(UInt32(bytes.count), 4)
    }

    /// The same in the zlib form, which HTTP calls deflate.
    static func deflate(_ bytes: [UInt8]) -> [UInt8] {
        let sums = bytes.reduce((first: UInt32(1), second: UInt32(0))) { sums, byte in
            let first = (sums.first + UInt32(byte)) % 65_521
            return (first, (sums.second + first) % 65_521)
        }
        return [0x78, 0x01] + stored(bytes) + little((sums.second << 16 | sums.first).byteSwapped, 4)
    }

    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt16(bytes.count)
        return [0x01] + little(UInt32(length), 2) + little(UInt32(~length), 2) + bytes
    }

    /// The first bytes of a gzip member that goes on with ``bombRepetition`` for ever.
    ///
    /// A block with fixed Huffman codes (RFC 1951 section 3.2.6): the literal 0, and then "repeat the last byte 258
    /// times" in 13 bits, which is a pattern of 13 bytes for 2,064 zeros.
    static let bombStart: [UInt8] = gzipHead + Array(bombBits.prefix(2))
    /// What ``bombStart`` goes on with: each repetition becomes 2,064 bytes.
    static let bombRepetition: [UInt8] = Array(bombBits[2..<15])

    private static let gzipHead: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]

    private static let bombBits: [UInt8] = {
        // Not the last block, fixed codes; literal 0 is 00110000; then 258 times: 11000101, distance 1: 00000.
        var bits: [UInt8] = [0, 1, 0] + [0, 0, 1, 1, 0, 0, 0, 0]
        for _ in 0..<16 { bits += [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0] }
        return stride(from: 0, to: bits.count - 7, by: 8).map { start in
            bits[start..<start + 8].enumerated().reduce(UInt8(0)) { $0 | $1.element << UInt8($1.offset) }
        }
    }()

    private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
