package import Basics

/// A JSON Schema in the words of draft 2020-12 that are commonly used, with the older forms of draft 7.
///
/// A schema with a word that is not understood is refused: passing it over would accept what it forbids. References
/// lead to places in the schema itself only; nothing is fetched.
/// - Source: <https://json-schema.org/draft/2020-12/json-schema-validation>.
package struct JSONSchema: Sendable {
    let root: JSONValue
    let patterns: [String: Pattern]
    /// How deep schemas may be nested, references followed.
    static let maximumDepth = 200
    /// Schemas that one validation may apply.
    static let maximumSteps = 200_000

    /// Reads a schema.
    ///
    /// - Throws: ``ValueError`` that names the word that cannot be used, and where it stands.
    package init(_ root: JSONValue) throws(ValueError) {
        var check = JSONSchemaCheck(root)
        try check.schema(root, at: "#", depth: 0)
        self.root = root
        patterns = check.patterns
    }

    /// The place in the schema that a reference means: `#`, or `#/$defs/name`.
    static func resolve(_ reference: String, in root: JSONValue) -> JSONValue? {
        guard reference.hasPrefix("#") else { return nil }
        let pointer = reference.dropFirst()
        guard pointer.isEmpty || pointer.hasPrefix("/") else { return nil }
        var place = root
        for part in pointer.split(separator: "/") {
            let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = place[name] ?? Int(name).flatMap({ place[$0] }) else { return nil }
            place = next
        }
        return place
    }
}

/// Reads a schema through, before anything is validated with it.
struct JSONSchemaCheck {
    private let root: JSONValue
    private(set) var patterns: [String: Pattern] = [:]
    /// References whose targets were read; a target may lie where no schema is expected.
    private var references: Set<String> = []

    init(_ root: JSONValue) { self.root = root }

    /// What the value of a word must be.
    private enum Form {
        case anything, text, truth, number, positive, count, texts, values
        case schema, schemas, schemaMap, schemaOrSchemas, type, pattern, format, reference, textsMap
    }

    private static let words: [String: Form] = [
        "$schema": .text, "$id": .text, "$comment": .text, "title": .text, "description": .text, "default": .anything,
        "examples": .values, "deprecated": .truth, "readOnly": .truth, "writeOnly": .truth, "$defs": .schemaMap,
        "definitions": .schemaMap, "$ref": .reference, "type": .type, "enum": .values, "const": .anything,
        "multipleOf": .positive, "maximum": .number, "exclusiveMaximum": .number, "minimum": .number,
        "exclusiveMinimum": .number, "maxLength": .count, "minLength": .count, "pattern": .pattern,
        "maxItems": .count, "minItems": .count, "uniqueItems": .truth, "maxContains": .count, "minContains": .count,
        "contains": .schema, "maxProperties": .count, "minProperties": .count, "required": .texts,
        "dependentRequired": .textsMap, "dependentSchemas": .schemaMap, "properties": .schemaMap,
        "patternProperties": .schemaMap, "additionalProperties": .schema, "propertyNames": .schema,
        "items": .schemaOrSchemas, "prefixItems": .schemas, "additionalItems": .schema, "allOf": .schemas,
        "anyOf": .schemas, "oneOf": .schemas, "not": .schema, "if": .schema, "then": .schema, "else": .schema,
        "format": .format,
    ]

    private static let types: Set<String> = ["null", "boolean", "object", "array", "number", "string", "integer"]

    mutating func schema(_ json: JSONValue, at place: String, depth: Int) throws(ValueError) {
        if case .bool = json { return }
        guard depth < JSONSchema.maximumDepth, case .object(let members) = json else {
            throw ValueError("\(place): A schema is an object, or true or false.")
        }
        for (word, value) in members {
            guard let form = Self.words[word] else {
                throw ValueError("\(place): The word \"\(word)\" is not understood.")
            }
            try check(word, form, value, at: "\(place)/\(word)", depth: depth)
            guard word == "patternProperties" else { continue }
            for pattern in value.objectValue?.keys ?? [] { try note(pattern, at: "\(place)/\(word)") }
        }
    }

    private mutating func check(
        _ word: String, _ form: Form, _ value: JSONValue, at place: String, depth: Int
    ) throws(ValueError) {
        switch form {
        case .schema: try schema(value, at: place, depth: depth + 1)
        case .schemaOrSchemas where value.arrayValue == nil: try schema(value, at: place, depth: depth + 1)
        case .schemas, .schemaOrSchemas:
            guard case .array(let items) = value, !items.isEmpty else {
                throw ValueError("\(place): A list of schemas is needed.")
            }
            for (index, item) in items.enumerated() { try schema(item, at: "\(place)/\(index)", depth: depth + 1) }
        case .schemaMap:
            guard case .object(let members) = value else { throw ValueError("\(place): An object is needed.") }
            for (name, item) in members { try schema(item, at: "\(place)/\(name)", depth: depth + 1) }
        case .pattern:
            guard let text = value.stringValue else { throw ValueError("\(place): A pattern is a text.") }
            try note(text, at: place)
        case .reference:
            guard let text = value.stringValue, let target = JSONSchema.resolve(text, in: root) else {
                throw ValueError("\(place): A reference leads to a place in this schema, such as \"#/$defs/name\".")
            }
            if references.insert(text).inserted { try schema(target, at: text, depth: depth + 1) }
        case .format:
            guard let name = value.stringValue, JSONSchemaFormat(rawValue: name) != nil else {
                throw ValueError("\(place): The format \(value.text) is not understood.")
            }
        default:
            guard !Self.isValid(value, form) else { return }
            throw ValueError("\(place): The value \(value.text.prefix(60)) is not one for \"\(word)\".")
        }
    }

    private static func isValid(_ value: JSONValue, _ form: Form) -> Bool {
        switch form {
        case .text: value.stringValue != nil
        case .truth: value.boolValue != nil
        case .number: value.doubleValue != nil
        case .positive: (value.doubleValue ?? 0) > 0
        case .count: (JSONNumbers.whole(value) ?? -1) >= 0
        case .values: value.arrayValue != nil
        case .texts: isTexts(value)
        case .textsMap: value.objectValue?.values.allSatisfy(isTexts) ?? false
        case .type:
            types.contains(value.stringValue ?? "")
                || value.arrayValue.map { !$0.isEmpty && $0.allSatisfy { types.contains($0.stringValue ?? "") } }
                    ?? false
        default: true
        }
    }

    private static func isTexts(_ value: JSONValue) -> Bool {
        value.arrayValue?.allSatisfy { $0.stringValue != nil } ?? false
    }

    private mutating func note(_ pattern: String, at place: String) throws(ValueError) {
        guard patterns[pattern] == nil else { return }
        do throws(PatternError) {
            patterns[pattern] = try Pattern(pattern, caseInsensitive: false)
        } catch {
            throw ValueError("\(place): \(error.reason)")
        }
    }
}

/// Numbers as JSON Schema takes them: 1 and 1.0 are the same.
enum JSONNumbers {
    /// The whole number, also of `1.0`.
    static func whole(_ json: JSONValue) -> Int64? {
        switch json {
        case .int(let number): number
        case .double(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// The value with every number that is whole written as such, so that equal values are equal.
    static func normal(_ json: JSONValue) -> JSONValue {
        switch json {
        case .double: whole(json).map(JSONValue.int) ?? json
        case .array(let items): .array(items.map(normal))
        case .object(let members): .object(JSONObject(members.map { ($0.key, normal($0.value)) }))
        default: json
        }
    }
}
