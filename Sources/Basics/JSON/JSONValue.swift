/// A JSON value (RFC 8259).
///
/// Not `indirect`: arrays and objects keep their content elsewhere already, so a number or a short text needs no
/// allocation.
package enum JSONValue: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number without a fraction and an exponent that fits 64 bits.
    case int(Int64)
    /// Every other number; finite when it comes from a text.
    case double(Double)
    /// A text; it may contain NUL.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Members in order; two objects are equal when they have equal members in any order.
    case object(JSONObject)
}

extension JSONValue {
    /// The text, when this is one.
    package var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// The whole number, when this is one; `5.0` is not.
    package var intValue: Int64? {
        guard case .int(let value) = self else { return nil }
        return value
    }

    /// The number, whole or not, when this is one; whole numbers beyond 2⁵³ are rounded.
    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The truth value, when this is one; numbers and texts are not.
    package var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements, when this is an array.
    package var arrayValue: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members, when this is an object.
    package var objectValue: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// Whether this is the literal `null`.
    package var isNull: Bool { self == .null }

    /// The value of a member; `nil` when there is none, or this is not an object.
    package subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// The element at an index; `nil` when there is none, or this is not an array.
    package subscript(index: Int) -> JSONValue? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A text.
    package init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    package init(integerLiteral value: Int64) { self = .int(value) }
    /// A number.
    package init(floatLiteral value: Double) { self = .double(value) }
    /// A truth value.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of two members with one key the last one counts.
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
