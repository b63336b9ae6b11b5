/// Walks through a JSON text (RFC 8259) without building a tree: the caller takes what it wants and skips the rest.
///
/// Strict: also what is skipped must be well-formed. Memory is needed for the texts that are taken only. Where an
/// object or array is walked, its values that the closure leaves alone are skipped.
/// The buffer must outlive the reader, and not change.
package struct JSONReader {
    /// The text.
    let bytes: UnsafeBufferPointer<UInt8>
    /// What is put up with; duplicate keys matter in ``value()`` only.
    let limits: JSONLimits
    /// Bytes that were taken, from 0.
    package internal(set) var offset = 0
    /// How many arrays and objects are open.
    var depth = 0

    /// Starts before the first value of a text.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, without a byte order mark.
    ///   - limits: ``JSONLimits/refusesDuplicateKeys`` matters in ``value()`` only.
    package init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits()) {
        self.bytes = bytes
        self.limits = limits
    }

    /// What the next value is, from its first byte.
    ///
    /// - Throws: ``JSONError`` when no value starts here.
    package mutating func peekKind() throws(JSONError) -> JSONKind {
        switch peek() {
        case 0x22: return .string
        case 0x7B: return .object
        case 0x5B: return .array
        case 0x74, 0x66: return .bool
        case 0x6E: return .null
        case 0x2D, 0x30...0x39: return .number
        default: throw unexpected("a value")
        }
    }

    /// Whether the next value is `null`; it is not taken.
    package mutating func isNull() -> Bool {
        peek() == 0x6E
    }

    /// Takes the next value when it is `null`, and says whether it was.
    ///
    /// - Throws: ``JSONError`` for a wrong literal.
    package mutating func takeNull() throws(JSONError) -> Bool {
        guard isNull() else { return false }
        try literal("null")
        return true
    }

    /// Takes a truth value.
    ///
    /// - Throws: ``JSONError`` when the next value is something else.
    package mutating func bool() throws(JSONError) -> Bool {
        switch peek() {
        case 0x74:
            try literal("true")
            return true
        case 0x66:
            try literal("false")
            return false
        default: throw unexpected("true or false")
        }
    }

    /// Takes a number without a fraction and an exponent that fits 64 bits.
    ///
    /// - Throws: ``JSONError`` when the next value is something else.
    package mutating func int64() throws(JSONError) -> Int64 {
        skipSpace()
        let start = offset
        guard case .int(let value) = try number() else { throw failure("A whole number was expected.", at: start) }
        return value
    }

    /// Takes a number.
    ///
    /// - Throws: ``JSONError`` when the next value is something else, or the number is too great.
    package mutating func double() throws(JSONError) -> Double {
        skipSpace()
        switch try number() {
        case .int(let value): return Double(value)
        case .double(let value): return value
        }
    }

    /// Takes a text.
    ///
    /// - Throws: ``JSONError`` when the next value is something else.
    package mutating func string() throws(JSONError) -> String {
        skipSpace()
        let raw = try rawString()
        return try text(of: raw)
    }

    /// Takes a text, or `null` as `nil`.
    ///
    /// - Throws: ``JSONError`` when the next value is something else.
    package mutating func stringOrNull() throws(JSONError) -> String? {
        try takeNull() ? nil : string()
    }

    /// Takes the next value, whatever it is, and forgets it; it must be well-formed.
    ///
    /// - Throws: ``JSONError`` when it is not.
    package mutating func skip() throws(JSONError) {
        switch try peekKind() {
        case .string:
            let raw = try rawString()
            try check(raw)
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: try literal("null")
        case .array: try skipContainer(closing: 0x5D, hasKeys: false)
        case .object: try skipContainer(closing: 0x7D, hasKeys: true)
        }
    }

    /// Takes an object, and calls the closure for each member, before its value.
    ///
    /// A value that the closure does not take is skipped. Keys that occur twice are reported twice.
    ///
    /// - Parameter body: Takes at most one value; the key is valid during the call only.
    /// - Throws: ``JSONError``, or what the closure throws.
    package mutating func object(_ body: (inout JSONReader, JSONKey) throws -> Void) throws {
        guard peek() == 0x7B else { throw unexpected("an object") }
        try open()
        guard !closes(with: 0x7D) else { return }
        repeat {
            guard peek() == 0x22 else { throw unexpected("a key in quotes") }
            let raw = try rawString()
            try check(raw)
            try expect(0x3A, "a colon")
            skipSpace()
            let start = offset
            if raw.hasEscapes {
                let plain = Array(try text(of: raw).utf8)
                try plain.withUnsafeBufferPointer { try body(&self, JSONKey(bytes: $0)) }
            } else {
                try body(&self, JSONKey(bytes: bytes.part(raw.start, raw.end)))
            }
            if offset == start { try skip() }
        } while try continues(closing: 0x7D)
    }

    /// Takes an array, and calls the closure before each element.
    ///
    /// An element that the closure does not take is skipped.
    ///
    /// - Parameter body: Takes at most one value.
    /// - Throws: ``JSONError``, or what the closure throws.
    package mutating func array(_ body: (inout JSONReader) throws -> Void) throws {
        guard peek() == 0x5B else { throw unexpected("an array") }
        try open()
        guard !closes(with: 0x5D) else { return }
        repeat {
            skipSpace()
            let start = offset
            try body(&self)
            if offset == start { try skip() }
        } while try continues(closing: 0x5D)
    }

    /// Makes sure that only white space is left.
    ///
    /// - Throws: ``JSONError`` when there is more.
    package mutating func end() throws(JSONError) {
        skipSpace()
        guard offset == bytes.count else { throw failure("There is more text after the end of the value.") }
    }

    private mutating func skipContainer(closing: UInt8, hasKeys: Bool) throws(JSONError) {
        try open()
        guard !closes(with: closing) else { return }
        repeat {
            if hasKeys {
                guard peek() == 0x22 else { throw unexpected("a key in quotes") }
                let raw = try rawString()
                try check(raw)
                try expect(0x3A, "a colon")
            }
            try skip()
        } while try continues(closing: closing)
    }
}

/// The sorts of JSON values.
package enum JSONKind: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool
    /// A number of any form.
    case number
    /// A text.
    case string
    /// An array.
    case array
    /// An object.
    case object
}

/// The key of a member while its object is walked; usable in a `switch` with literals.
package struct JSONKey {
    /// The key in UTF-8, escapes resolved; valid during the call only.
    package let bytes: UnsafeBufferPointer<UInt8>

    /// The key as a text of its own.
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the key has exactly these bytes.
    package static func == (key: JSONKey, literal: StaticString) -> Bool {
        literal.withUTF8Buffer { $0.count == key.bytes.count && $0.elementsEqual(key.bytes) }
    }

    /// Whether the key has exactly these bytes.
    package static func ~= (literal: StaticString, key: JSONKey) -> Bool {
        key == literal
    }
}
