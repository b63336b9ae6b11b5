package import Basics

/// A field that operators added to models: its name, type and limits (core.md §2.8).
package struct CustomFieldDefinition: Sendable {
    package let id: Identifier
    /// The member's name in `custom_fields`.
    package let key: String
    package let type: CustomFieldType
    package let filterLogic: CustomFieldFilterLogic
    package let isRequired: Bool
    /// What a new object gets when nothing is said; ``JSONValue/null`` for nothing.
    package let defaultValue: JSONValue
    /// Smallest integer, or shortest text in characters.
    package let minimum: Int64?
    /// Greatest integer, or longest text in characters.
    package let maximum: Int64?
    /// What texts must match somewhere; empty for anything.
    package let pattern: String
    /// Accepted values, in the order of their weights.
    package let choices: [String]
    /// What people are told of it; empty when nobody said anything.
    package let help: String
    private let compiled: Result<Pattern, PatternError>?

    package init(
        id: Identifier, key: String, type: CustomFieldType, filterLogic: CustomFieldFilterLogic = .loose,
        isRequired: Bool = false, defaultValue: JSONValue = .null, minimum: Int64? = nil, maximum: Int64? = nil,
        pattern: String = "", choices: [String] = [], help: String = ""
    ) {
        self.id = id
        self.key = key
        self.type = type
        self.filterLogic = filterLogic
        self.isRequired = isRequired
        self.defaultValue = defaultValue
        self.minimum = minimum
        self.maximum = maximum
        self.pattern = pattern
        self.choices = choices
        self.help = help
        guard !pattern.isEmpty else {
            compiled = nil
            return
        }
        do throws(PatternError) {
            compiled = .success(try Pattern(pattern, caseInsensitive: false))
        } catch {
            compiled = .failure(error)
        }
    }

    /// Checks a client's value and brings it into the form that is stored.
    ///
    /// - Returns: The value; ``JSONValue/null`` when nothing is given: null, an empty text or an empty list.
    /// - Throws: ``ValueError`` with the message to show.
    package func checked(_ json: JSONValue) throws(ValueError) -> JSONValue {
        guard json != .null, json != "", json != [] else {
            if isRequired { throw ValueError("Required field cannot be empty.") }
            return .null
        }
        switch type {
        case .text, .markdown:
            try checkText(text(json))
            return json
        case .url:
            let text = try text(json)
            try checkText(text)
            return .string(try TextFormats.check(text, .url))
        case .integer: return .int(try integer(json))
        case .boolean: return .bool(try boolean(json))
        case .date:
            guard let day = json.stringValue.flatMap({ CalendarDay($0) }) else {
                throw ValueError("Date values must be in the format YYYY-MM-DD.")
            }
            return .string(day.description)
        case .datetime:
            guard let time = json.stringValue.flatMap({ Timestamp($0) }) else {
                throw ValueError(
                    "Datetime values must be in the format YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].")
            }
            return .string(time.wholeSeconds.description)
        case .select: return .string(try choice(json))
        case .multiSelect: return try selection(json)
        case .json:
            try checkText(json.text)
            return json
        }
    }

    /// The text of a value in a table, empty for none; ``value(ofCell:)`` reads it back.
    package func cell(_ value: JSONValue?) -> String {
        guard let value, value != .null else { return "" }
        guard type != .json else { return value.text }
        switch value {
        case .string(let text): return text
        case .bool(let truth): return truth ? "True" : "False"
        case .array(let items): return items.map { $0.stringValue ?? $0.text }.joined(separator: ",")
        default: return value.text
        }
    }

    /// Reads a cell of a table, where every value is a text.
    ///
    /// - Throws: ``ValueError`` when the text is no JSON although the field holds JSON.
    package func value(ofCell text: String) throws(ValueError) -> JSONValue {
        guard type == .json, !text.isEmpty else { return .string(text) }
        do throws(JSONError) {
            return try JSONValue(parsing: text)
        } catch {
            throw ValueError("Value must be valid JSON: \(error.reason)")
        }
    }

    /// Checks a text against the length and pattern of the field, as its choices must.
    package func checkText(_ text: String) throws(ValueError) {
        let length = Int64(text.unicodeScalars.count)
        if let minimum, length < minimum { throw ValueError("Value must be at least \(minimum) characters in length.") }
        if let maximum, length > maximum { throw ValueError("Value must not exceed \(maximum) characters in length.") }
        guard let compiled else { return }
        let isMatch: Bool
        do throws(PatternError) {
            isMatch = try compiled.get().matches(text)
        } catch {
            throw ValueError(error.reason)
        }
        guard isMatch else { throw ValueError("Value must match regex '\(pattern)'.") }
    }

    private func text(_ json: JSONValue) throws(ValueError) -> String {
        guard case .string(let text) = json else { throw ValueError("Value must be a string.") }
        guard !text.utf8.contains(0) else { throw ValueError("Null characters are not allowed.") }
        return text
    }

    private func integer(_ json: JSONValue) throws(ValueError) -> Int64 {
        let number: Int64? =
            switch json {
            case .int(let number): number
            case .double(let number): Int64(exactly: number)
            case .string(let text): Int64(Words.trimmed(text))
            default: nil
            }
        guard let number else { throw ValueError("Value must be an integer.") }
        if let minimum, number < minimum { throw ValueError("Value must be at least \(minimum).") }
        if let maximum, number > maximum { throw ValueError("Value must not exceed \(maximum).") }
        return number
    }

    private func boolean(_ json: JSONValue) throws(ValueError) -> Bool {
        switch json {
        case .bool(let truth): return truth
        case .int(1): return true
        case .int(0): return false
        case .string(let text):
            switch text.lowercased() {
            case "true", "t", "yes", "y", "on", "1": return true
            case "false", "f", "no", "n", "off", "0": return false
            default: break
            }
        default: break
        }
        throw ValueError("Value must be true or false.")
    }

    private func choice(_ json: JSONValue) throws(ValueError) -> String {
        guard let text = json.stringValue, choices.contains(text) else {
            throw ValueError(
                "Invalid choice (\(json.stringValue ?? json.text)). "
                    + "Available choices are: \(choices.joined(separator: ", "))")
        }
        return text
    }

    /// A list of choices, each once; a text is taken apart at its commas.
    private func selection(_ json: JSONValue) throws(ValueError) -> JSONValue {
        let given: [JSONValue]
        switch json {
        case .array(let items): given = items
        case .string(let text) where choices.contains(text): given = [json]
        case .string(let text): given = text.split(separator: ",").map { .string(Words.trimmed(String($0))) }
        default: throw ValueError("Value must be a list of choices.")
        }
        let wrong = given.filter { item in item.stringValue.map { !choices.contains($0) } ?? true }
        guard wrong.isEmpty else {
            throw ValueError(
                "Invalid choice(s) (\(wrong.map { $0.stringValue ?? $0.text }.joined(separator: ", "))). "
                    + "Available choices are: \(choices.joined(separator: ", "))")
        }
        var seen: Set<JSONValue> = []
        return .array(given.filter { seen.insert($0).inserted })
    }
}

extension Timestamp {
    /// The moment without its fraction of a second; texts of such moments sort as the moments do.
    var wholeSeconds: Timestamp {
        Timestamp(microseconds: microseconds - ((microseconds % 1_000_000 + 1_000_000) % 1_000_000))
    }
}
