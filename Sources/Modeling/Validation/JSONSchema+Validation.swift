package import Basics

extension JSONSchema {
    /// What is wrong with a value, and where; nil when nothing is.
    package func firstError(in value: JSONValue) -> String? {
        var validation = JSONSchemaValidation(self)
        let error = validation.error(value, root, at: "$", depth: 0)
        // Inside of "not" and its like an exhausted validation looks like one that fails.
        return validation.isExhausted ? "$: The schema asks for more work than a validation may do." : error
    }
}

/// One validation of one value.
struct JSONSchemaValidation {
    private let schema: JSONSchema
    private var steps = 0
    /// Whether there was more to do than a validation may; then its result means nothing.
    private(set) var isExhausted = false

    init(_ schema: JSONSchema) { self.schema = schema }

    /// The first thing that is wrong.
    mutating func error(_ value: JSONValue, _ json: JSONValue, at place: String, depth: Int) -> String? {
        steps += 1
        guard steps <= JSONSchema.maximumSteps, depth <= JSONSchema.maximumDepth else {
            isExhausted = true
            return place
        }
        guard case .object(let words) = json else {
            return json == false ? "\(place): Nothing is accepted here." : nil
        }
        if let reference = words["$ref"]?.stringValue {
            guard let target = JSONSchema.resolve(reference, in: schema.root) else { return "\(place): \(reference)" }
            if let error = error(value, target, at: place, depth: depth + 1) { return error }
        }
        return simple(value, words, at: place) ?? parts(value, words, at: place, depth: depth)
            ?? joined(value, words, at: place, depth: depth)
    }

    // MARK: Values by themselves

    private func simple(_ value: JSONValue, _ words: JSONObject, at place: String) -> String? {
        if let type = words["type"] {
            let names = type.arrayValue?.compactMap(\.stringValue) ?? [type.stringValue ?? ""]
            guard names.contains(where: { Self.isOf(value, $0) }) else {
                return "\(place): \(Self.shown(value)) is not of type \(names.joined(separator: " or "))"
            }
        }
        if let choices = words["enum"]?.arrayValue, !choices.contains(where: { Self.isSame($0, value) }) {
            return "\(place): \(Self.shown(value)) is not one of \(Self.shown(.array(choices)))"
        }
        if let constant = words["const"], !Self.isSame(constant, value) {
            return "\(place): \(Self.shown(constant)) was expected"
        }
        switch value {
        case .int, .double: return number(value, words, at: place)
        case .string(let text): return string(text, words, at: place)
        default: return nil
        }
    }

    private func number(_ value: JSONValue, _ words: JSONObject, at place: String) -> String? {
        guard let number = value.doubleValue else { return nil }
        func limit(_ word: String, _ holds: (Double) -> Bool, _ says: String) -> String? {
            guard let bound = words[word]?.doubleValue, !holds(bound) else { return nil }
            return "\(place): \(Self.shown(value)) is \(says) \(Self.shown(words[word] ?? .null))"
        }
        let error =
            limit("minimum", { number >= $0 }, "less than the minimum of")
            ?? limit("maximum", { number <= $0 }, "greater than the maximum of")
            ?? limit("exclusiveMinimum", { number > $0 }, "not greater than")
            ?? limit("exclusiveMaximum", { number < $0 }, "not less than")
        if let error { return error }
        guard let step = words["multipleOf"] else { return nil }
        let isMultiple: Bool
        if let whole = JSONNumbers.whole(value), let by = JSONNumbers.whole(step), by > 0 {
            isMultiple = whole % by == 0
        } else {
            let quotient = number / (step.doubleValue ?? 1)
            isMultiple = quotient.isFinite && abs(quotient - quotient.rounded()) < 1e-9
        }
        return isMultiple ? nil : "\(place): \(Self.shown(value)) is not a multiple of \(step.text)"
    }

    private func string(_ text: String, _ words: JSONObject, at place: String) -> String? {
        let shown = Self.shown(.string(text))
        let length = Int64(text.unicodeScalars.count)
        if let least = words["minLength"].flatMap(JSONNumbers.whole), length < least {
            return "\(place): \(shown) is too short"
        }
        if let most = words["maxLength"].flatMap(JSONNumbers.whole), length > most {
            return "\(place): \(shown) is too long"
        }
        if let pattern = words["pattern"]?.stringValue, !matches(text, pattern) {
            return "\(place): \(shown) does not match '\(pattern)'"
        }
        if let name = words["format"]?.stringValue, let format = JSONSchemaFormat(rawValue: name),
            !format.accepts(text)
        {
            return "\(place): \(shown) is not a '\(name)'"
        }
        return nil
    }

    /// A search that reaches its limit has found nothing.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        (try? schema.patterns[pattern]?.matches(text)) ?? false
    }

    // MARK: Lists and objects

    private mutating func parts(
        _ value: JSONValue, _ words: JSONObject, at place: String, depth: Int
    ) -> String? {
        switch value {
        case .array(let items):
            return list(items, words, at: place) ?? elements(items, words, at: place, depth: depth)
        case .object(let members):
            return keys(members, words, at: place) ?? properties(members, words, at: place, depth: depth)
        default: return nil
        }
    }

    private func list(_ items: [JSONValue], _ words: JSONObject, at place: String) -> String? {
        if let least = words["minItems"].flatMap(JSONNumbers.whole), items.count < least {
            return "\(place): The list has fewer than \(least) items"
        }
        if let most = words["maxItems"].flatMap(JSONNumbers.whole), items.count > most {
            return "\(place): The list has more than \(most) items"
        }
        guard words["uniqueItems"] == true, Set(items.map(JSONNumbers.normal)).count < items.count else { return nil }
        return "\(place): The list has equal items"
    }

    private mutating func elements(
        _ items: [JSONValue], _ words: JSONObject, at place: String, depth: Int
    ) -> String? {
        // Draft 7 writes the first items as a list under "items", and the rest under "additionalItems".
        let first = words["prefixItems"]?.arrayValue ?? words["items"]?.arrayValue ?? []
        let rest = words["items"]?.arrayValue == nil ? words["items"] : words["additionalItems"]
        for (index, item) in items.enumerated() {
            guard let wanted = index < first.count ? first[index] : rest else { continue }
            if let error = error(item, wanted, at: "\(place)[\(index)]", depth: depth + 1) { return error }
        }
        guard let wanted = words["contains"] else { return nil }
        var count = 0
        for item in items where error(item, wanted, at: place, depth: depth + 1) == nil { count += 1 }
        let least = words["minContains"].flatMap(JSONNumbers.whole) ?? 1
        let most = words["maxContains"].flatMap(JSONNumbers.whole) ?? .max
        return count < least || count > most ? "\(place): The list does not contain what it should" : nil
    }

    private func keys(_ members: JSONObject, _ words: JSONObject, at place: String) -> String? {
        for name in words["required"]?.arrayValue ?? [] {
            guard let name = name.stringValue, members[name] == nil else { continue }
            return "\(place): '\(name)' is a required property"
        }
        for (name, needed) in words["dependentRequired"]?.objectValue ?? JSONObject() where members[name] != nil {
            for other in needed.arrayValue ?? [] where members[other.stringValue ?? ""] == nil {
                return "\(place): '\(other.stringValue ?? "")' is a dependency of '\(name)'"
            }
        }
        if let least = words["minProperties"].flatMap(JSONNumbers.whole), members.count < least {
            return "\(place): The object has fewer than \(least) members"
        }
        if let most = words["maxProperties"].flatMap(JSONNumbers.whole), members.count > most {
            return "\(place): The object has more than \(most) members"
        }
        return nil
    }

    private mutating func properties(
        _ members: JSONObject, _ words: JSONObject, at place: String, depth: Int
    ) -> String? {
        let known = words["properties"]?.objectValue ?? JSONObject()
        let patterns = words["patternProperties"]?.objectValue ?? JSONObject()
        for (name, value) in members {
            let inner = "\(place).\(name)"
            if let wanted = words["propertyNames"],
                let error = error(.string(name), wanted, at: inner, depth: depth + 1)
            {
                return error
            }
            var isKnown = false
            if let wanted = known[name] {
                isKnown = true
                if let error = error(value, wanted, at: inner, depth: depth + 1) { return error }
            }
            for (pattern, wanted) in patterns where matches(name, pattern) {
                isKnown = true
                if let error = error(value, wanted, at: inner, depth: depth + 1) { return error }
            }
            guard !isKnown, let wanted = words["additionalProperties"] else { continue }
            guard wanted != false else { return "\(place): '\(name)' is a property that was not expected" }
            if let error = error(value, wanted, at: inner, depth: depth + 1) { return error }
        }
        for (name, wanted) in words["dependentSchemas"]?.objectValue ?? JSONObject() where members[name] != nil {
            if let error = error(.object(members), wanted, at: place, depth: depth + 1) { return error }
        }
        return nil
    }

    // MARK: Schemas together

    private mutating func joined(
        _ value: JSONValue, _ words: JSONObject, at place: String, depth: Int
    ) -> String? {
        for wanted in words["allOf"]?.arrayValue ?? [] {
            if let error = error(value, wanted, at: place, depth: depth + 1) { return error }
        }
        if let choices = words["anyOf"]?.arrayValue, fitting(value, choices, place, depth, enough: 1) == 0 {
            return "\(place): \(Self.shown(value)) fits none of the schemas"
        }
        if let choices = words["oneOf"]?.arrayValue {
            let count = fitting(value, choices, place, depth, enough: 2)
            guard count == 1 else {
                return "\(place): \(Self.shown(value)) fits \(count == 0 ? "none" : "several") of the schemas"
            }
        }
        if let refused = words["not"], error(value, refused, at: place, depth: depth + 1) == nil {
            return "\(place): \(Self.shown(value)) is what it should not be"
        }
        guard let condition = words["if"] else { return nil }
        let branch = error(value, condition, at: place, depth: depth + 1) == nil ? words["then"] : words["else"]
        return branch.flatMap { error(value, $0, at: place, depth: depth + 1) }
    }

    /// How many of the schemas a value fits, counted up to `enough`.
    private mutating func fitting(
        _ value: JSONValue, _ choices: [JSONValue], _ place: String, _ depth: Int, enough: Int
    ) -> Int {
        var count = 0
        for wanted in choices where count < enough {
            if error(value, wanted, at: place, depth: depth + 1) == nil { count += 1 }
        }
        return count
    }

    private static func isOf(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .int: type == "integer" || type == "number"
        case .double: type == "number" || (type == "integer" && JSONNumbers.whole(value) != nil)
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }

    private static func isSame(_ left: JSONValue, _ right: JSONValue) -> Bool {
        JSONNumbers.normal(left) == JSONNumbers.normal(right)
    }

    private static func shown(_ value: JSONValue) -> String {
        let text = value.text
        return text.unicodeScalars.count > 80 ? String(text.unicodeScalars.prefix(77)) + "..." : text
    }
}
