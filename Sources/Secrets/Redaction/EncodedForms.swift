import Basics

#if canImport(Glibc)
    import Glibc
#endif

/// The forms in which a value turns up in texts: as it is, and in the encodings that texts travel in.
///
/// A form that would be the same as another, because the value has nothing to encode, is mostly not made; some come twice.
struct EncodedForms {
    /// Shorter forms would mask half of every text.
    static let shortest = 4
    /// Lines of a longer value that are shorter than this say too little by themselves.
    private static let shortestLine = 8

    /// Where forms are written.
    private var room: [UInt8] = []

    private init() {}

    /// Hands over the forms of a value; none for a value of fewer than four characters.
    static func each(of value: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Void) {
        guard value.count >= shortest else { return }
        let traits = Traits(value)
        if traits.contains(.notSimple), let text = String(validating: value, as: UTF8.self),
            text.prefix(shortest).count < shortest
        {
            return
        }
        var forms = EncodedForms()
        forms.make(value, traits, body)
        forms.overwrite()
    }

    private mutating func make(
        _ value: UnsafeRawBufferPointer, _ traits: Traits, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        encodings(of: value, traits, body)
        let trimmed = Self.trimmed(value)
        if trimmed.count < value.count, trimmed.count >= Self.shortest { encodings(of: trimmed, Traits(trimmed), body) }
        guard traits.contains(.lineBreak) else { return }
        let lines = value.split { $0 == 10 || $0 == 13 }
        guard lines.count > 1 else { return }
        for line in lines where line.count >= Self.shortestLine {
            let line = UnsafeRawBufferPointer(rebasing: line)
            encodings(of: line, Traits(line), body)
        }
    }

    /// What there is in a value that some encoding changes.
    private struct Traits: OptionSet {
        let rawValue: UInt8

        static let space = Traits(rawValue: 1)
        static let slash = Traits(rawValue: 2)
        static let lineBreak = Traits(rawValue: 4)
        /// What percent encoding changes.
        static let reserved = Traits(rawValue: 8)
        /// What JSON in ASCII changes.
        static let escaped = Traits(rawValue: 16)
        static let markup = Traits(rawValue: 32)
        /// Bytes of which several may be one character.
        static let notSimple = Traits(rawValue: 64)

        private static let ofBytes: [Traits] = (UInt8.min...UInt8.max).map(of)

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init(_ bytes: UnsafeRawBufferPointer) {
            self = Self.ofBytes.withUnsafeBufferPointer { table in
                bytes.reduce(into: []) { $0.formUnion(table[Int($1)]) }
            }
        }

        private static func of(_ byte: UInt8) -> Traits {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: []
            case 10, 13: [.lineBreak, .reserved, .escaped, .notSimple]
            case 32: [.space, .reserved]
            case 47: [.slash, .reserved]
            case 38, 39, 60, 62: [.reserved, .markup]
            case 34: [.reserved, .markup, .escaped]
            case 92, 127, 0..<32: [.reserved, .escaped]
            case 128...: [.reserved, .escaped, .notSimple]
            default: [.reserved]
            }
        }
    }

    private mutating func encodings(
        of value: UnsafeRawBufferPointer, _ traits: Traits, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        body(value)
        for offset in 0..<3 {
            let isOrdinary = write { Self.appendBase64(value, at: offset, to: &$0) }
            hand(body)
            // The alphabet of URLs differs in two letters.
            guard !isOrdinary else { continue }
            for index in room.indices { room[index] = room[index] == 43 ? 45 : room[index] == 47 ? 95 : room[index] }
            hand(body)
        }
        if traits.contains(.reserved) {
            for digits in [Self.upperDigits, Self.lowerDigits] {
                for (isPlus, isSlashKept) in [(false, false), (false, true), (true, false)]
                where !(isSlashKept && !traits.contains(.slash)) && !(isPlus && !traits.contains(.space)) {
                    write { Self.appendPercent(value, digits, plus: isPlus, keepsSlash: isSlashKept, to: &$0) }
                    hand(body)
                }
            }
        }
        guard !traits.isDisjoint(with: [.escaped, .slash, .markup]),
            let text = String(validating: value, as: UTF8.self)
        else { return }
        let json = Self.json(text)
        for form in [json, json.replacing("/", with: "\\/"), Self.ascii(json)] {
            write { $0.append(contentsOf: form.utf8) }
            hand(body)
        }
        guard traits.contains(.markup) else { return }
        for (quote, apostrophe) in [("&#34;", "&#39;"), ("&quot;", "&#x27;")] {
            write { Self.appendHTML(text, quote: quote, apostrophe: apostrophe, to: &$0) }
            hand(body)
        }
    }

    /// Writes a form into the room.
    @discardableResult
    private mutating func write<Result>(_ form: (inout [UInt8]) -> Result) -> Result {
        room.removeAll(keepingCapacity: true)
        return form(&room)
    }

    private mutating func overwrite() {
        room.append(contentsOf: repeatElement(0, count: room.capacity - room.count))
        room.withUnsafeMutableBytes { bytes in
            if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
        }
    }

    private func hand(_ body: (UnsafeRawBufferPointer) -> Void) {
        if room.count >= Self.shortest { room.withUnsafeBytes(body) }
    }

    private static func trimmed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
        else { return UnsafeRawBufferPointer(rebasing: value[..<0]) }
        return UnsafeRawBufferPointer(rebasing: value[first...last])
    }

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let upperDigits = Array("0123456789ABCDEF".utf8)
    private static let lowerDigits = Array("0123456789abcdef".utf8)

    /// The letters that depend on the value alone when it stands this many bytes behind a group of three.
    ///
    /// - Returns: Whether the alphabet of URLs gives the same.
    private static func appendBase64(_ value: UnsafeRawBufferPointer, at offset: Int, to room: inout [UInt8]) -> Bool {
        var isOrdinary = true
        letters.withUnsafeBufferPointer { letters in
            for place in (offset * 8 + 5) / 6..<(offset + value.count) * 8 / 6 {
                let bit = place * 6 - offset * 8
                let low = bit >> 3 + 1 < value.count ? UInt16(value[bit >> 3 + 1]) : 0
                let number = (UInt16(value[bit >> 3]) << 8 | low) >> UInt16(10 - bit & 7) & 63
                if number > 61 { isOrdinary = false }
                room.append(letters[Int(number)])
            }
        }
        return isOrdinary
    }

    /// - Parameter plus: Whether a space is a plus, as in forms.
    private static func appendPercent(
        _ value: UnsafeRawBufferPointer, _ digits: [UInt8], plus: Bool, keepsSlash: Bool, to room: inout [UInt8]
    ) {
        for byte in value {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: room.append(byte)
            case 47 where keepsSlash: room.append(byte)
            case 32 where plus: room.append(43)
            default:
                room.append(37)
                room.append(digits[Int(byte >> 4)])
                room.append(digits[Int(byte & 15)])
            }
        }
    }

    private static func json(_ text: String) -> String {
        var bytes: [UInt8] = []
        JSONText.appendString(text, to: &bytes)
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }

    /// As writers do that keep to ASCII.
    private static func ascii(_ json: String) -> String {
        var result = ""
        for unit in json.utf16 {
            guard unit > 126 else {
                result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
                continue
            }
            let digits = String(unit, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return result
    }

    private static func appendHTML(_ text: String, quote: String, apostrophe: String, to room: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case 38: room.append(contentsOf: "&amp;".utf8)
            case 60: room.append(contentsOf: "&lt;".utf8)
            case 62: room.append(contentsOf: "&gt;".utf8)
            case 34: room.append(contentsOf: quote.utf8)
            case 39: room.append(contentsOf: apostrophe.utf8)
            default: room.append(byte)
            }
        }
    }
}
