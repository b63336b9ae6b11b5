import Basics

/// A 64-bit hash of values in order, the same in every process, which `Hasher` is not.
///
/// It tells accidents apart, not attackers.
struct ContentHash: Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func mix(word: UInt64) {
        // A multiplication moves what differs up, the shift brings it down again.
        value = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
        value ^= value >> 29
    }

    /// Mixes in the length and the bytes, eight at a time.
    mutating func mix(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            mix(word: UInt64(bytes.count))
            let raw = UnsafeRawBufferPointer(bytes)
            var offset = 0
            while bytes.count - offset >= 8 {
                mix(word: UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
                offset += 8
            }
            var rest: UInt64 = 0
            while offset < bytes.count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset += 1
            }
            mix(word: rest)
        }
    }

    mutating func mix(_ json: JSONValue) {
        switch json {
        case .null: mix(word: 1)
        case .bool(let truth): mix(word: truth ? 2 : 3)
        case .int(let number):
            mix(word: 4)
            mix(word: UInt64(bitPattern: number))
        case .double(let number):
            mix(word: 5)
            mix(word: number.bitPattern)
        case .string(let text):
            mix(word: 6)
            mix(text)
        case .array(let items):
            mix(word: 7)
            mix(word: UInt64(items.count))
            for item in items { mix(item) }
        case .object(let object):
            mix(word: 8)
            mix(object)
        }
    }

    mutating func mix(_ object: JSONObject) {
        mix(word: UInt64(object.count))
        for (key, value) in object.members {
            mix(key)
            mix(value)
        }
    }
}
