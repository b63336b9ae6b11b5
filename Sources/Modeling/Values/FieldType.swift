package import Basics

/// A Swift type that a field can have.
package protocol FieldType: Sendable {
    /// What the column holds.
    static var kind: Kind { get }
    /// Whether a cell may be null.
    static var isOptional: Bool { get }
    /// Reads a cell; a cell of another kind gives the type's zero value, because rows come from our own store.
    init(value: Value)
    /// The cell for this value.
    var value: Value { get }
}

extension FieldType {
    package static var isOptional: Bool { false }
}

extension String: FieldType {
    package static var kind: Kind { .text }
    package init(value: Value) {
        if case .text(let text) = value { self = text } else { self = "" }
    }
    package var value: Value { .text(self) }
}

extension Int: FieldType {
    package static var kind: Kind { .integer }
    package init(value: Value) {
        if case .int(let number) = value { self = Int(truncatingIfNeeded: number) } else { self = 0 }
    }
    package var value: Value { .int(Int64(self)) }
}

extension Bool: FieldType {
    package static var kind: Kind { .boolean }
    package init(value: Value) {
        if case .bool(let truth) = value { self = truth } else { self = false }
    }
    package var value: Value { .bool(self) }
}

extension Double: FieldType {
    package static var kind: Kind { .real }
    package init(value: Value) {
        switch value {
        case .double(let number): self = number
        case .int(let number): self = Double(number)
        default: self = 0
        }
    }
    package var value: Value { .double(self) }
}

extension CalendarDay: FieldType {
    package static var kind: Kind { .day }
    package init(value: Value) {
        if case .day(let day) = value { self = day } else { self = CalendarDay(daysSinceEpoch: 0) }
    }
    package var value: Value { .day(self) }
}

extension Timestamp: FieldType {
    package static var kind: Kind { .timestamp }
    package init(value: Value) {
        if case .timestamp(let time) = value { self = time } else { self = Timestamp(microseconds: 0) }
    }
    package var value: Value { .timestamp(self) }
}

extension Identifier: FieldType {
    package static var kind: Kind { .identifier }
    package init(value: Value) {
        if case .id(let id) = value { self = id } else { self = Identifier(high: 0, low: 0) }
    }
    package var value: Value { .id(self) }
}

extension Optional: FieldType where Wrapped: FieldType {
    package static var kind: Kind { Wrapped.kind }
    package static var isOptional: Bool { true }
    package init(value: Value) {
        if case .null = value { self = nil } else { self = Wrapped(value: value) }
    }
    package var value: Value { self?.value ?? .null }
}

/// Any JSON value, kept as text.
package struct JSONDocument: FieldType, Hashable {
    /// Well-formed JSON.
    package var text: String
    package static var kind: Kind { .json }
    package init(text: String) { self.text = text }
    package init(value: Value) {
        if case .json(let text) = value { self.text = text } else { text = "null" }
    }
    package var value: Value { .json(text) }
}

/// A list of strings, such as the content types a status applies to.
package struct StringList: FieldType, Hashable, ExpressibleByArrayLiteral {
    /// The members, in stored order.
    package var elements: [String]
    package static var kind: Kind { .strings }
    package init(_ elements: [String]) { self.elements = elements }
    package init(arrayLiteral elements: String...) { self.elements = elements }
    package init(value: Value) {
        guard case .json(let text) = value, let parsed = try? JSONValue(parsing: text) else {
            // An unreadable list counts as empty: the store only ever holds lists that this type wrote.
            elements = []
            return
        }
        elements = (parsed.arrayValue ?? []).compactMap(\.stringValue)
    }
    package var value: Value {
        .json(JSONValue.array(elements.map(JSONValue.string)).text)
    }
}

extension Value {
    /// Whether a cell that keeps a ``StringList`` holds the text.
    ///
    /// It is looked for as the list writes it; only when it is not there that way is the list read.
    package func listContains(_ member: String) -> Bool {
        guard case .json(let text) = self else { return false }
        // Behind a comma there may also be a closing quote, so an element that starts with a comma is not looked for.
        guard member.utf8.first != 0x2C else { return StringList(value: self).elements.contains(member) }
        var wanted: [UInt8] = []
        JSONText.appendString(member, to: &wanted)
        // A quote behind a bracket or a comma opens an element; inside an element it would be behind a backslash.
        let isThere = text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count > wanted.count else { return false }
            return (1...bytes.count - wanted.count).contains { start in
                (bytes[start - 1] == 0x5B || bytes[start - 1] == 0x2C) && bytes[start] == 0x22
                    && bytes[start..<start + wanted.count].elementsEqual(wanted)
            }
        }
        return isThere == true || StringList(value: self).elements.contains(member)
    }
}

/// The key of a row of `M`.
package struct ID<M: Model>: FieldType, Hashable, CustomStringConvertible {
    /// The key's bits.
    package var raw: Identifier
    package static var kind: Kind { .identifier }
    package init(value: Value) { raw = Identifier(value: value) }
    package var value: Value { .id(raw) }
    package init(_ raw: Identifier) { self.raw = raw }
    package var description: String { raw.description }
}

/// A fixed-point amount with two digits after the point, at most 15 digits in all.
package struct Amount: FieldType, Hashable {
    /// Hundredths.
    package var hundredths: Int64
    package static var kind: Kind { .decimal(digits: 15, scale: 2) }
    package init(hundredths: Int64) { self.hundredths = hundredths }
    package init(value: Value) {
        if case .int(let number) = value { hundredths = number } else { hundredths = 0 }
    }
    package var value: Value { .int(hundredths) }
}

/// A latitude in millionths of a degree, 8 digits.
package struct Latitude: FieldType, Hashable {
    package var millionths: Int64
    package static var kind: Kind { .decimal(digits: 8, scale: 6) }
    package init(value: Value) { millionths = value.integer ?? 0 }
    package var value: Value { .int(millionths) }
}

/// A longitude in millionths of a degree, 9 digits.
package struct Longitude: FieldType, Hashable {
    package var millionths: Int64
    package static var kind: Kind { .decimal(digits: 9, scale: 6) }
    package init(value: Value) { millionths = value.integer ?? 0 }
    package var value: Value { .int(millionths) }
}
