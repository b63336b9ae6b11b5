extension JSONValue {
    /// Appends the value as JSON without white space, in UTF-8, members in their order.
    ///
    /// Numbers that JSON cannot hold (infinite, not a number) become `null`.
    package func write(into buffer: inout [UInt8]) {
        switch self {
        case .null: JSONText.appendNull(to: &buffer)
        case .bool(let value): JSONText.appendBool(value, to: &buffer)
        case .int(let value): JSONText.appendInt(value, to: &buffer)
        case .double(let value): JSONText.appendDouble(value, to: &buffer)
        case .string(let value): JSONText.appendString(value, to: &buffer)
        case .array(let values):
            buffer.append(0x5B)
            var isFirst = true
            for value in values {
                if !isFirst { buffer.append(0x2C) }
                isFirst = false
                value.write(into: &buffer)
            }
            buffer.append(0x5D)
        case .object(let object): object.write(into: &buffer)
        }
    }

    /// The value as JSON without white space.
    package var text: String {
        var buffer: [UInt8] = []
        write(into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }
}

extension JSONObject {
    /// Appends the object as JSON without white space, in UTF-8, members in their order.
    package func write(into buffer: inout [UInt8]) {
        buffer.append(0x7B)
        var isFirst = true
        for member in members {
            if !isFirst { buffer.append(0x2C) }
            isFirst = false
            JSONText.appendString(member.key, to: &buffer)
            buffer.append(0x3A)
            member.value.write(into: &buffer)
        }
        buffer.append(0x7D)
    }

    /// The object as JSON without white space.
    package var text: String {
        var buffer: [UInt8] = []
        write(into: &buffer)
        return String(decoding: buffer, as: UTF8.self)
    }
}
