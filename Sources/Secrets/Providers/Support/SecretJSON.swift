import Basics

/// Takes one member out of a JSON object that is a secret; no text is made of it or of the others.
enum SecretJSON {
    /// Why there is no such member.
    enum Fault: Error {
        case notJSON
        case notObject
        case noSuchKey
    }

    /// The value of a member of the outermost object; of several with this key, the last one counts.
    ///
    /// - Returns: A text without its quotes and escapes; anything else as it was written.
    static func member(_ key: String, of bytes: SecretBytes) throws(Fault) -> SecretValue {
        try bytes.withUTF8 { buffer throws(Fault) in try member(key, in: buffer) }
    }

    /// As ``member(_:of:)``.
    static func member(_ key: String, in buffer: UnsafeBufferPointer<UInt8>) throws(Fault) -> SecretValue {
        guard let (range, kind) = try place(of: key, in: buffer) else { throw .noSuchKey }
        let raw = UnsafeBufferPointer(rebasing: buffer[range])
        guard kind == .string else { return SecretValue(SecretBytes(raw), .json) }
        return SecretValue(text(UnsafeBufferPointer(rebasing: raw[1..<raw.count - 1])))
    }

    /// Where the value of a member stands.
    private static func place(
        of key: String, in buffer: UnsafeBufferPointer<UInt8>
    ) throws(Fault) -> (range: Range<Int>, kind: JSONKind)? {
        var reader = JSONReader(buffer)
        var found: (Range<Int>, JSONKind)?
        do {
            let isObject = try reader.peekKind() == .object
            if isObject {
                try reader.object { reader, name in
                    guard name.bytes.elementsEqual(key.utf8) else { return }
                    let kind = try reader.peekKind()
                    let start = reader.offset
                    try reader.skip()
                    found = (start..<reader.offset, kind)
                }
            } else {
                try reader.skip()
            }
            try reader.end()
            if isObject { return found }
        } catch {
            throw .notJSON
        }
        throw .notObject
    }

    /// The bytes that a JSON text means, which has been read once and is well-formed.
    private static func text(_ raw: UnsafeBufferPointer<UInt8>) -> SecretBytes {
        guard raw.contains(0x5C) else { return SecretBytes(raw) }
        // An escape is never shorter than what it means.
        return Scratch.with(raw.count) { room in
            var (index, length) = (0, 0)
            func put(_ bytes: some Sequence<UInt8>) {
                for byte in bytes {
                    room[length] = byte
                    length += 1
                }
            }
            func unit(at start: Int) -> UInt32 {
                raw[start..<start + 4].reduce(0) { sum, digit in
                    let value = digit <= 0x39 ? digit &- 0x30 : (digit | 0x20) &- 0x57
                    return sum << 4 | UInt32(value)
                }
            }
            while index < raw.count {
                guard raw[index] == 0x5C else {
                    put(CollectionOfOne(raw[index]))
                    index += 1
                    continue
                }
                let letter = raw[index + 1]
                index += 2
                guard letter == 0x75 else {
                    put(CollectionOfOne(plain(letter)))
                    continue
                }
                var code = unit(at: index)
                index += 4
                if 0xD800...0xDBFF ~= code {
                    code = 0x10000 + ((code & 0x3FF) << 10 | unit(at: index + 2) & 0x3FF)
                    index += 6
                }
                if let scalar = Unicode.Scalar(code) { put(UTF8.encode(scalar) ?? UTF8.EncodedScalar()) }
            }
            return SecretBytes(room[..<length])
        }
    }

    private static func plain(_ letter: UInt8) -> UInt8 {
        switch letter {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: letter
        }
    }
}
