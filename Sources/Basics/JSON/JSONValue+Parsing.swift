extension JSONValue {
    /// Reads a whole text as one value, strictly by RFC 8259.
    ///
    /// Refused are also: text that is not UTF-8, a byte order mark, half a surrogate pair, numbers beyond the range of
    /// a double, more text after the value. `\u0000` is kept: callers who cannot store NUL refuse it. Whole numbers
    /// that do not fit 64 bits become doubles.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - limits: How deep values may lie, and whether keys may repeat.
    /// - Throws: ``JSONError`` with the place of the first fault.
    package init(
        parsing bytes: UnsafeBufferPointer<UInt8>,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) {
        var reader = JSONReader(bytes, limits: limits)
        self = try reader.value()
        try reader.end()
    }

    /// Reads a whole text as one value, strictly by RFC 8259.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8.
    ///   - limits: How deep values may lie, and whether keys may repeat.
    /// - Throws: ``JSONError`` with the place of the first fault.
    package init(parsing bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { buffer throws(JSONError) in
            try JSONValue(parsing: buffer, limits: limits)
        }
    }

    /// Reads a whole text as one value, strictly by RFC 8259.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - limits: How deep values may lie, and whether keys may repeat.
    /// - Throws: ``JSONError`` with the place of the first fault.
    package init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
        let result: Result<JSONValue, JSONError> = text.withUTF8Bytes { buffer in
            Result { () throws(JSONError) in try JSONValue(parsing: buffer, limits: limits) }
        }
        self = try result.get()
    }
}

extension JSONReader {
    /// Takes the next value as a tree.
    ///
    /// - Throws: ``JSONError`` when it is not well-formed, or repeats a key that ``JSONLimits`` refuses.
    package mutating func value() throws(JSONError) -> JSONValue {
        switch try peekKind() {
        case .string:
            let raw = try rawString()
            return .string(try text(of: raw))
        case .number:
            switch try number() {
            case .int(let value): return .int(value)
            case .double(let value): return .double(value)
            }
        case .bool: return .bool(try bool())
        case .null:
            try literal("null")
            return .null
        case .array: return .array(try arrayValue())
        case .object: return .object(try objectValue())
        }
    }

    private mutating func arrayValue() throws(JSONError) -> [JSONValue] {
        try open()
        guard !closes(with: 0x5D) else { return [] }
        var values: [JSONValue] = []
        repeat {
            values.append(try value())
        } while try continues(closing: 0x5D)
        return values
    }

    private mutating func objectValue() throws(JSONError) -> JSONObject {
        try open()
        var object = JSONObject()
        guard !closes(with: 0x7D) else { return object }
        object.reserveCapacity(8)
        repeat {
            guard peek() == 0x22 else { throw unexpected("a key in quotes") }
            let start = offset
            let raw = try rawString()
            let key = try text(of: raw)
            try expect(0x3A, "a colon")
            let value = try value()
            guard !object.insert(key, value) else { continue }
            guard !limits.refusesDuplicateKeys else { throw failure("A key occurs twice in one object.", at: start) }
            object[key] = value
        } while try continues(closing: 0x7D)
        return object
    }
}
