extension JSONReader {
    /// A string between its quotes.
    struct RawString {
        let start: Int
        let end: Int
        let hasEscapes: Bool
        let isASCII: Bool
    }

    @inline(__always)
    mutating func skipSpace() {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            offset &+= 1
        }
    }

    /// The next byte that is not white space, or 0 at the end; it is not taken.
    @inline(__always)
    mutating func peek() -> UInt8 {
        skipSpace()
        return offset < bytes.count ? bytes[offset] : 0
    }

    @inline(__always)
    mutating func expect(_ byte: UInt8, _ name: String) throws(JSONError) {
        guard peek() == byte else { throw unexpected(name) }
        offset &+= 1
    }

    /// Takes the opening bracket at the offset.
    @inline(__always)
    mutating func open() throws(JSONError) {
        guard depth < limits.maximumDepth else {
            throw failure("Arrays and objects lie more than \(limits.maximumDepth) deep inside each other.")
        }
        depth &+= 1
        offset &+= 1
    }

    /// Takes the closing bracket of an empty array or object, if it is next.
    @inline(__always)
    mutating func closes(with byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset &+= 1
        depth &-= 1
        return true
    }

    /// Takes the comma (more follows: `true`) or the closing bracket after an element.
    @inline(__always)
    mutating func continues(closing byte: UInt8) throws(JSONError) -> Bool {
        let next = peek()
        if next == 0x2C {
            offset &+= 1
            return true
        }
        guard next == byte else { throw unexpected(byte == 0x5D ? "a comma or ]" : "a comma or }") }
        offset &+= 1
        depth &-= 1
        return false
    }

    mutating func literal(_ word: StaticString) throws(JSONError) {
        let isNext = word.withUTF8Buffer { expected in
            bytes.count &- offset >= expected.count
                && bytes.part(offset, offset &+ expected.count).elementsEqual(expected)
        }
        guard isNext else { throw unexpected("true, false or null") }
        offset &+= word.utf8CodeUnitCount
    }

    /// Takes a string, checks its escapes, and leaves its UTF-8 to ``check(_:)`` or ``text(of:)``.
    mutating func rawString() throws(JSONError) -> RawString {
        guard offset < bytes.count, bytes[offset] == 0x22 else { throw unexpected("a text in quotes") }
        let start = offset &+ 1
        var index = start
        var hasEscapes = false
        var seen: UInt64 = 0
        while true {
            while bytes.count &- index >= 8 {
                let word = ByteScan.word(bytes, at: index)
                let stops = ByteScan.jsonStops(word)
                if stops != 0 {
                    // Bytes from the stop on do not count for this run.
                    let length = ByteScan.firstIndex(of: stops)
                    seen |= word & ~(UInt64.max &<< UInt64(length &* 8))
                    index &+= length
                    break
                }
                seen |= word
                index &+= 8
            }
            guard index < bytes.count else {
                throw failure("The text ends inside a string.", at: bytes.count)
            }
            let byte = bytes[index]
            switch byte {
            case 0x22:
                offset = index &+ 1
                let isASCII = seen & ByteScan.tops == 0
                return RawString(start: start, end: index, hasEscapes: hasEscapes, isASCII: isASCII)
            case 0x5C:
                hasEscapes = true
                index = try endOfEscape(at: index)
            case 0..<0x20:
                throw failure("A control character in a string must be written as an escape.", at: index)
            default:
                seen |= UInt64(byte)
                index &+= 1
            }
        }
    }

    /// The offset after the escape that starts at an offset; a pair of surrogates counts as one escape.
    private func endOfEscape(at start: Int) throws(JSONError) -> Int {
        guard start &+ 1 < bytes.count else { throw failure("The text ends inside a string.", at: bytes.count) }
        switch bytes[start &+ 1] {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: return start &+ 2
        case 0x75: break
        default: throw failure("There is no such escape in JSON.", at: start)
        }
        guard let unit = escapedUnit(at: start) else {
            throw failure("Four hexadecimal digits must follow \\u.", at: start)
        }
        guard unit & 0xF800 == 0xD800 else { return start &+ 6 }
        guard unit < 0xDC00, let second = escapedUnit(at: start &+ 6), second & 0xFC00 == 0xDC00 else {
            throw failure("Half a surrogate pair is not a character.", at: start)
        }
        return start &+ 12
    }

    /// The 16 bits of `\uXXXX` at an offset, or `nil`.
    private func escapedUnit(at start: Int) -> UInt32? {
        guard bytes.count &- start >= 6, bytes[start] == 0x5C, bytes[start &+ 1] == 0x75 else { return nil }
        var unit: UInt32 = 0
        for index in start &+ 2..<start &+ 6 {
            let value = bytes[index].hexValue
            guard value < 16 else { return nil }
            unit = unit &<< 4 | UInt32(value)
        }
        return unit
    }

    /// Makes sure that a string is well-formed UTF-8.
    @inline(__always)
    func check(_ raw: RawString) throws(JSONError) {
        if raw.isASCII { return }
        guard let fault = UTF8Validation.firstFault(in: bytes.part(raw.start, raw.end)) else { return }
        throw failure("The text is not valid UTF-8.", at: raw.start &+ fault)
    }

    /// The text of a string, escapes resolved.
    func text(of raw: RawString) throws(JSONError) -> String {
        try check(raw)
        let source = bytes.part(raw.start, raw.end)
        guard raw.hasEscapes else { return String(decoding: source, as: UTF8.self) }
        // An escape is never shorter than the character that it stands for.
        return String(unsafeUninitializedCapacity: source.count) { unescape(raw, into: $0) }
    }

    /// Writes a checked string with its escapes resolved, and gives the number of bytes.
    private func unescape(_ raw: RawString, into target: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var count = 0
        var index = raw.start
        while index < raw.end {
            let byte = bytes[index]
            guard byte == 0x5C else {
                target[count] = byte
                count &+= 1
                index &+= 1
                continue
            }
            guard bytes[index &+ 1] == 0x75 else {
                target[count] = Self.plainByte(ofEscape: bytes[index &+ 1])
                count &+= 1
                index &+= 2
                continue
            }
            var value = escapedUnit(at: index) ?? 0xFFFD
            index &+= 6
            if value & 0xF800 == 0xD800 {
                value = 0x1_0000 &+ (value & 0x3FF) &<< 10 &+ (escapedUnit(at: index) ?? 0) & 0x3FF
                index &+= 6
            }
            for unit in String(UnicodeScalar(value) ?? "\u{FFFD}").utf8 {
                target[count] = unit
                count &+= 1
            }
        }
        return count
    }

    private static func plainByte(ofEscape letter: UInt8) -> UInt8 {
        switch letter {
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: letter
        }
    }

    @inline(never)
    func failure(_ reason: String, at place: Int? = nil) -> JSONError {
        JSONError(reason, at: place ?? offset, in: bytes)
    }

    @inline(never)
    func unexpected(_ name: String) -> JSONError {
        offset < bytes.count
            ? failure("Here \(name) was expected.")
            : failure("The text ends where \(name) was expected.")
    }
}
