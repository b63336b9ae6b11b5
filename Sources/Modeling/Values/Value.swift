package import Basics

/// One cell of a row, in the shape that every engine and every delivery shares.
///
/// A reference is an ``id(_:)``; decimals are ``int(_:)`` scaled by their field's ``Kind/decimal(digits:scale:)``;
/// JSON and string lists travel as JSON text, so that a row read from the store is copied to an answer unparsed.
package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case text(String)
    case id(Identifier)
    case day(CalendarDay)
    case timestamp(Timestamp)
    /// Well-formed JSON text.
    case json(String)

    /// Whether this is ``null``.
    package var isNull: Bool {
        if case .null = self { return true }
        return false
    }

    /// The text of a text cell, else nil.
    package var textValue: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// The id of a reference or key cell, else nil.
    package var identifier: Identifier? {
        if case .id(let id) = self { return id }
        return nil
    }

    /// The integer of an integer or decimal cell, else nil.
    package var integer: Int64? {
        if case .int(let number) = self { return number }
        return nil
    }

    /// The truth value of a boolean cell, else nil.
    package var boolean: Bool? {
        if case .bool(let truth) = self { return truth }
        return nil
    }

    /// How the cell reads inside a sentence: no quotes, nothing for ``null``.
    package var plainText: String {
        switch self {
        case .null: ""
        case .bool(let truth): truth ? "True" : "False"
        case .int(let number): String(number)
        case .double(let number): String(number)
        case .text(let text), .json(let text): text
        case .id(let id): id.description
        case .day(let day): day.description
        case .timestamp(let time): time.description
        }
    }
}

/// What a field's cells hold; decides its column type, its parsing, its lookups and its JSON shape.
package enum Kind: Hashable, Sendable {
    case boolean
    case integer
    /// A fixed-point number with at most `digits` digits, `scale` of them after the point.
    case decimal(digits: Int, scale: Int)
    case real
    case text
    case identifier
    case day
    case timestamp
    case json
    /// A list of strings, kept as a JSON array.
    case strings
}
