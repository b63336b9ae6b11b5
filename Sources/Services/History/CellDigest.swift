package import Basics
import Crypto
package import Modeling

/// SHA-256 over cells, in a form that tells every two rows apart: the kind of each cell, the length of what has one, and
/// its bytes.
package struct CellDigest {
    private var hasher = SHA256()
    private var buffer: [UInt8] = []

    package init() { buffer.reserveCapacity(2048) }

    /// Takes in the cells of a row, in order.
    package mutating func update(_ row: [Value]) {
        buffer.removeAll(keepingCapacity: true)
        append(UInt64(row.count))
        for value in row { append(value) }
        hasher.update(data: buffer)
    }

    /// Takes in bytes as they are.
    package mutating func update(_ bytes: [UInt8]) { hasher.update(data: bytes) }

    /// The digest of everything taken in so far, 64 hex digits.
    package var text: String { Hex.text(Array(hasher.finalize())) }

    /// The first 122 bits of the digest, as a version 8 UUID (RFC 9562 section 5.8): names content that came from outside.
    package var identifier: Identifier {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        let bytes = Array(hasher.finalize())
        return Identifier(
            high: word(bytes[0..<8]) & 0xFFFF_FFFF_FFFF_0FFF | 0x8000,
            low: word(bytes[8..<16]) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }

    private mutating func append(_ value: Value) {
        switch value {
        case .null: buffer.append(0)
        case .bool(let truth):
            buffer.append(1)
            buffer.append(truth ? 1 : 0)
        case .int(let number): append(2, UInt64(bitPattern: number))
        case .double(let number): append(3, number.bitPattern)
        case .text(let text): append(4, text)
        case .id(let id):
            buffer.append(5)
            id.withBytes { buffer.append(contentsOf: $0) }
        case .day(let day): append(6, UInt64(bitPattern: Int64(day.daysSinceEpoch)))
        case .timestamp(let time): append(7, UInt64(bitPattern: time.microseconds))
        case .json(let text): append(8, text)
        }
    }

    private mutating func append(_ kind: UInt8, _ text: String) {
        append(kind, UInt64(text.utf8.count))
        buffer.append(contentsOf: text.utf8)
    }

    private mutating func append(_ kind: UInt8, _ number: UInt64) {
        buffer.append(kind)
        append(number)
    }

    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { buffer.append(contentsOf: $0) }
    }
}
