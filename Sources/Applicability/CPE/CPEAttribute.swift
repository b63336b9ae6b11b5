/// One attribute of a CPE name.
///
/// Source: NIST IR 7695, *Common Platform Enumeration: Naming Specification 2.3*, 5.3.
package enum CPEAttribute: Hashable, Sendable {
    /// Every value; what a name leaves open.
    case any
    /// No value has a meaning here.
    case notApplicable
    /// A text in small letters, without escapes.
    case text(String)
    /// A text with wildcards at its ends.
    case pattern(CPEPattern)

    /// Reads an attribute of a formatted string, where a backslash takes the meaning from what follows.
    ///
    /// - Throws: ``CPEError``.
    init(formatted bytes: ArraySlice<UInt8>) throws(CPEError) {
        if bytes.elementsEqual([0x2A]) {
            self = .any
            return
        }
        if bytes.elementsEqual([0x2D]) {
            self = .notApplicable
            return
        }
        guard !bytes.isEmpty else { throw CPEError("An attribute is empty.") }
        var units: [Unit] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case 0x5C:
                index += 1
                guard index < bytes.endIndex else { throw CPEError("A backslash has nothing behind it.") }
                units.append(.plain(bytes[index]))
            case 0x2A: units.append(.many)
            case 0x3F: units.append(.one)
            case 0...0x20, 0x7F: throw CPEError("A space or a control character is not escaped.")
            default: units.append(.plain(bytes[index]))
            }
            index += 1
        }
        self = try Self.attribute(units)
    }

    /// Reads an attribute of a URI, where `%` and two digits stand for a byte, `%01` and `%02` for wildcards.
    ///
    /// - Throws: ``CPEError``.
    init(uri bytes: ArraySlice<UInt8>) throws(CPEError) {
        if bytes.isEmpty {
            self = .any
            return
        }
        if bytes.elementsEqual([0x2D]) {
            self = .notApplicable
            return
        }
        var units: [Unit] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            guard byte == 0x25 else {
                guard byte > 0x20, byte != 0x7F else {
                    throw CPEError("A space or a control character is not escaped.")
                }
                units.append(.plain(byte))
                index += 1
                continue
            }
            guard index + 2 < bytes.endIndex, let high = Self.hex(bytes[index + 1]),
                let low = Self.hex(bytes[index + 2])
            else { throw CPEError("A percent sign has no two hexadecimal digits behind it.") }
            switch high << 4 | low {
            case 1: units.append(.one)
            case 2: units.append(.many)
            case let value: units.append(.plain(value))
            }
            index += 3
        }
        self = try Self.attribute(units)
    }

    /// A byte, or a wildcard.
    private enum Unit: Equatable {
        case plain(UInt8)
        case many
        case one

        var isPlain: Bool {
            if case .plain = self { return true }
            return false
        }
    }

    private static func attribute(_ units: [Unit]) throws(CPEError) -> CPEAttribute {
        let body = units.drop { !$0.isPlain }
        let front = units[..<body.startIndex]
        let end = body.lastIndex(where: \.isPlain).map { $0 + 1 } ?? body.endIndex
        let back = units[end...]
        let inner = units[body.startIndex..<end]
        guard inner.allSatisfy(\.isPlain) else { throw CPEError("A wildcard stands inside of a text.") }
        var bytes: [UInt8] = []
        for case .plain(let byte) in inner { bytes.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
        let text = String(decoding: bytes, as: UTF8.self)
        if front.isEmpty, back.isEmpty { return .text(text) }
        guard !inner.isEmpty else { throw CPEError("An attribute has wildcards only.") }
        return .pattern(CPEPattern(front: try wildcard(front), text: text, back: try wildcard(back)))
    }

    private static func wildcard(_ units: ArraySlice<Unit>) throws(CPEError) -> CPEPattern.Wildcard {
        if units.isEmpty { return .none }
        if units.allSatisfy({ $0 == .one }) { return .positions(units.count) }
        guard units.count == 1 else { throw CPEError("Wildcards are mixed.") }
        return .many
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// The attribute in a formatted string.
    package var formatted: String {
        switch self {
        case .any: "*"
        case .notApplicable: "-"
        case .text(let text): Self.escaped(text)
        case .pattern(let pattern): pattern.front.formatted + Self.escaped(pattern.text) + pattern.back.formatted
        }
    }

    /// The attribute in a URI.
    package var uri: String {
        switch self {
        case .any: ""
        case .notApplicable: "-"
        case .text(let text): Self.percentEncoded(text)
        case .pattern(let pattern): pattern.front.uri + Self.percentEncoded(pattern.text) + pattern.back.uri
        }
    }

    /// The text with a backslash before all that has a meaning; a lone hyphen too, which would mean "not applicable".
    private static func escaped(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) || (byte == 0x2D || byte == 0x2E) && text != "-" {
                bytes.append(byte)
            } else {
                if byte < 0x80 { bytes.append(0x5C) }
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func percentEncoded(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) || (byte == 0x2D || byte == 0x2E) && text != "-" {
                bytes.append(byte)
            } else {
                bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10 || byte &- 0x61 < 26 || byte == 0x5F
    }
}

/// A text of which only the middle is fixed.
package struct CPEPattern: Hashable, Sendable {
    /// What may stand at one end.
    package enum Wildcard: Hashable, Sendable {
        /// Nothing.
        case none
        /// Any text, also none.
        case many
        /// So many characters at most.
        case positions(Int)

        var formatted: String {
            switch self {
            case .none: ""
            case .many: "*"
            case .positions(let count): String(repeating: "?", count: count)
            }
        }

        var uri: String {
            switch self {
            case .none: ""
            case .many: "%02"
            case .positions(let count): String(repeating: "%01", count: count)
            }
        }

        /// Whether so many characters may stand here.
        func allows(_ count: Int) -> Bool {
            switch self {
            case .none: count == 0
            case .many: true
            case .positions(let most): count <= most
            }
        }
    }

    /// What may stand before the text.
    package let front: Wildcard
    /// The text in small letters.
    package let text: String
    /// What may stand behind the text.
    package let back: Wildcard

    /// Whether a text in small letters fits.
    package func matches(_ value: String) -> Bool {
        let value = Array(value.utf8)
        let wanted = Array(text.utf8)
        guard value.count >= wanted.count else { return false }
        for start in 0...(value.count - wanted.count) where front.allows(start) {
            if value[start..<start + wanted.count].elementsEqual(wanted),
                back.allows(value.count - start - wanted.count)
            {
                return true
            }
        }
        return false
    }
}

/// Why a text is no CPE name.
package struct CPEError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A whole sentence.
    package let description: String

    /// Makes an error.
    init(_ description: String) { self.description = description }
}
