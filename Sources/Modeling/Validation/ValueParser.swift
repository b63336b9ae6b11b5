package import Basics

/// Why a client's value cannot be taken, in the words clients know (core.md §1.10).
package struct ValueError: Error, Hashable, Sendable {
    package let message: String
    package init(_ message: String) { self.message = message }
}

/// Reads a client's JSON into the cell of a field that is no reference.
package enum ValueParser {
    /// Parses one value.
    ///
    /// - Throws: ``ValueError`` with the message to show under the field's name.
    package static func parse(_ json: JSONValue, for field: AnyField) throws(ValueError) -> Value {
        if case .null = json {
            guard field.info.isNullable else { throw ValueError("This field may not be null.") }
            return .null
        }
        if !field.info.choices.isEmpty, field.info.kind != .strings { return try choice(json, field.info) }
        switch field.info.kind {
        case .text: return try text(json, field)
        case .boolean: return try boolean(json)
        case .integer: return try integer(json, field.info)
        case .real: return try real(json, field.info)
        case .decimal(let digits, let scale): return try decimal(json, field.info, digits, scale)
        case .day: return try day(json, field.info)
        case .timestamp: return try timestamp(json, field.info)
        case .identifier:
            guard let text = json.stringValue, let id = Identifier(text) else {
                if json.stringValue == "", field.info.isNullable { return .null }
                throw ValueError("Must be a valid UUID.")
            }
            return .id(id)
        case .json: return .json(json.text)
        case .strings: return try strings(json, field.info)
        }
    }

    private static func choice(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        var json = json
        if info.hasLabelledChoices, let value = json.objectValue?["value"] { json = value }
        guard let text = json.stringValue ?? json.intValue.map(String.init) else {
            throw ValueError("\(json.text) is not a valid choice.")
        }
        if text.isEmpty, !info.isRequired { return .text("") }
        guard info.choices.contains(where: { $0.value == text }) else {
            // The dialect quotes the value of a bare choice and not that of a labelled one.
            let shown = info.hasLabelledChoices ? text : "\"\(text)\""
            throw ValueError("\(shown) is not a valid choice.")
        }
        return .text(text)
    }

    private static func text(_ json: JSONValue, _ field: AnyField) throws(ValueError) -> Value {
        let raw: String
        switch json {
        case .string(let text): raw = text
        case .int(let number): raw = String(number)
        case .double(let number): raw = String(number)
        default: throw ValueError("Not a valid string.")
        }
        guard !raw.utf8.contains(0) else { throw ValueError("Null characters are not allowed.") }
        let text = Words.trimmed(raw)
        guard !text.isEmpty else {
            guard !field.info.isRequired else { throw ValueError("This field may not be blank.") }
            return .text("")
        }
        if let limit = field.info.maxLength, text.utf8.count > limit, text.unicodeScalars.count > limit {
            throw ValueError("Ensure this field has no more than \(limit) characters.")
        }
        if case .plain = field.info.format { return .text(text) }
        return .text(try TextFormats.check(text, field.info.format))
    }

    private static func boolean(_ json: JSONValue) throws(ValueError) -> Value {
        switch json {
        case .bool(let truth): return .bool(truth)
        case .int(1): return .bool(true)
        case .int(0): return .bool(false)
        case .string(let text):
            switch text.lowercased() {
            case "true", "t", "yes", "y", "on", "1": return .bool(true)
            case "false", "f", "no", "n", "off", "0": return .bool(false)
            default: break
            }
        default: break
        }
        throw ValueError("Must be a valid boolean.")
    }

    private static func integer(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        let number: Int64
        switch json {
        case .int(let value): number = value
        case .double(let value):
            guard let exact = Int64(exactly: value) else { throw ValueError("A valid integer is required.") }
            number = exact
        case .string(let text):
            if text.isEmpty, info.isNullable { return .null }
            guard let value = Int64(Words.trimmed(text)) else { throw ValueError("A valid integer is required.") }
            number = value
        default: throw ValueError("A valid integer is required.")
        }
        if let range = info.range {
            if number < range.lowerBound {
                throw ValueError("Ensure this value is greater than or equal to \(range.lowerBound).")
            }
            if number > range.upperBound {
                throw ValueError("Ensure this value is less than or equal to \(range.upperBound).")
            }
        }
        return .int(number)
    }

    private static func real(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        switch json {
        case .int(let number): return .double(Double(number))
        case .double(let number): return .double(number)
        case .string(let text):
            if text.isEmpty, info.isNullable { return .null }
            if let number = Double(Words.trimmed(text)), number.isFinite { return .double(number) }
        default: break
        }
        throw ValueError("A valid number is required.")
    }

    /// A number as scaled integer, without ever passing through binary fractions.
    private static func decimal(
        _ json: JSONValue, _ info: FieldInfo, _ digits: Int, _ scale: Int
    ) throws(ValueError) -> Value {
        let text: String
        switch json {
        case .int(let number): text = String(number)
        case .double(let number): text = "\(number)"
        case .string(let given):
            text = Words.trimmed(given)
            if text.isEmpty, info.isNullable { return .null }
        default: throw ValueError("A valid number is required.")
        }
        let isNegative = text.hasPrefix("-")
        let unsigned = text.dropFirst(isNegative || text.hasPrefix("+") ? 1 : 0)
        let parts = unsigned.split(separator: ".", omittingEmptySubsequences: false)
        let whole = parts.first ?? ""
        let fraction = parts.count > 1 ? parts[1] : ""
        guard parts.count <= 2, !(whole.isEmpty && fraction.isEmpty),
            (whole + fraction).utf8.allSatisfy({ $0 >= 48 && $0 <= 57 })
        else { throw ValueError("A valid number is required.") }
        let significant = whole.drop { $0 == "0" }
        if significant.count + fraction.count > digits {
            throw ValueError("Ensure that there are no more than \(digits) digits in total.")
        }
        if fraction.count > scale {
            throw ValueError("Ensure that there are no more than \(scale) decimal places.")
        }
        if significant.count > digits - scale {
            throw ValueError("Ensure that there are no more than \(digits - scale) digits before the decimal point.")
        }
        let padded = significant + fraction + String(repeating: "0", count: scale - fraction.count)
        let number = Int64(padded.isEmpty ? "0" : padded) ?? 0
        return .int(isNegative ? -number : number)
    }

    private static func day(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        if let text = json.stringValue {
            if text.isEmpty, info.isNullable { return .null }
            if let day = CalendarDay(text) { return .day(day) }
        }
        throw ValueError("Date has wrong format. Use one of these formats instead: YYYY-MM-DD.")
    }

    private static func timestamp(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        if let text = json.stringValue {
            if text.isEmpty, info.isNullable { return .null }
            if let time = Timestamp(text) { return .timestamp(time) }
        }
        throw ValueError(
            "Datetime has wrong format. Use one of these formats instead: "
                + "YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].")
    }

    private static func strings(_ json: JSONValue, _ info: FieldInfo) throws(ValueError) -> Value {
        var items: [String] = []
        switch json {
        case .array(let elements):
            for element in elements {
                guard let text = element.stringValue else { throw ValueError("Not a valid string.") }
                items.append(text)
            }
        case .string(let text) where !text.isEmpty:
            items = text.split(separator: ",").map { Words.trimmed(String($0)) }
        case .string: break
        default: throw ValueError("Expected a list of items but got type \"\(json.pythonTypeName)\".")
        }
        guard !(items.isEmpty && info.isRequired) else { throw ValueError("This list may not be empty.") }
        var seen: Set<String> = []
        var unique: [String] = []
        for item in items {
            let checked = try TextFormats.check(item, info.format)
            guard info.choices.isEmpty || info.choices.contains(where: { $0.value == checked }) else {
                throw ValueError("\"\(checked)\" is not a valid choice.")
            }
            if seen.insert(checked).inserted { unique.append(checked) }
        }
        return StringList(unique).value
    }
}

extension JSONValue {
    /// How clients of the dialect know this value's type.
    package var pythonTypeName: String {
        switch self {
        case .null: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .string: "str"
        case .array: "list"
        case .object: "dict"
        }
    }
}
