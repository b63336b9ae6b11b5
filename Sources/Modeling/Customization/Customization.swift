package import Basics

/// What operators added to the models: custom fields, computed fields and relationships, as of one moment.
package struct Customization: Sendable {
    private let byModel: [String: ModelCustomization]

    /// Nothing is defined.
    package static let none = Customization([:])

    package init(_ byModel: [String: ModelCustomization]) { self.byModel = byModel }

    /// What was added to a model; nil for nothing.
    package subscript(schema: AnySchema) -> ModelCustomization? {
        byModel.isEmpty ? nil : byModel[schema.identifier]
    }
}

/// What operators added to one model.
package final class ModelCustomization: Sendable {
    /// Custom fields in the order in which they are shown.
    package let fields: [CustomFieldDefinition]
    /// Computed fields in the order in which they are shown.
    package let computedFields: [ComputedFieldDefinition]
    /// Relationships in the order in which they are shown, twice where both sides are this model and differ.
    package let relationships: [RelationshipEnd]
    private let positions: [String: Int]
    /// `"key":` of each custom field.
    private let prefixes: [[UInt8]]
    /// All custom fields without a value.
    private let blank: [UInt8]

    package init(
        fields: [CustomFieldDefinition] = [], computedFields: [ComputedFieldDefinition] = [],
        relationships: [RelationshipEnd] = []
    ) {
        self.fields = fields
        self.computedFields = computedFields
        self.relationships = relationships
        positions = Dictionary(
            fields.enumerated().map { ($0.element.key, $0.offset) }, uniquingKeysWith: { first, _ in first })
        prefixes = fields.map { Array("\"\($0.key)\":".utf8) }
        blank = Array("{\(fields.map { "\"\($0.key)\":null" }.joined(separator: ","))}".utf8)
    }

    /// The custom field with this key.
    package func field(_ key: String) -> CustomFieldDefinition? { positions[key].map { fields[$0] } }

    /// The relationship with this key, seen from the side given by the side of the related objects.
    package func relationship(_ key: String, other side: RelationshipSide) -> RelationshipEnd? {
        relationships.first { $0.relationship.key == key && $0.otherSide == side }
    }

    /// Appends the `custom_fields` of a row: every field that the model has, null where the row has no value.
    ///
    /// - Parameter stored: The row's own JSON object, which holds values only.
    package func appendFields(_ stored: String, to bytes: inout [UInt8]) {
        guard stored.utf8.count > 2 else {
            bytes.append(contentsOf: blank)
            return
        }
        var stored = stored
        stored.withUTF8 { text in
            var places = [Range<Int>?](repeating: nil, count: fields.count)
            var reader = JSONReader(text)
            // What the store holds was written by us; of a damaged text the members before the damage are shown.
            try? reader.object { reader, key in
                let start = reader.offset
                try reader.skip()
                if let position = positions[key.string] { places[position] = start..<reader.offset }
            }
            bytes.append(123)
            for (position, place) in places.enumerated() {
                if position > 0 { bytes.append(44) }
                bytes.append(contentsOf: prefixes[position])
                if let place {
                    bytes.append(contentsOf: text[place])
                } else {
                    bytes.append(contentsOf: [110, 117, 108, 108])
                }
            }
            bytes.append(125)
        }
    }

    /// The stored form of a row's custom fields after a client's change.
    ///
    /// - Parameters:
    ///   - given: The values that change; the others stay. Null takes a value away.
    ///   - stored: The row's JSON object.
    ///   - isNew: Whether fields of which nothing is said get their defaults.
    /// - Returns: The JSON object to store, the same text when nothing differs, and what is wrong with the values.
    package func merge(_ given: JSONObject, into stored: String, isNew: Bool) -> (stored: String, errors: [String]) {
        // A damaged text counts as empty: the store only ever holds objects that this type wrote.
        let before = (try? JSONValue(parsing: stored))?.objectValue ?? JSONObject()
        var values = before
        var errors: [String] = []
        var refused: Set<String> = []
        for (key, json) in given {
            guard let field = field(key) else {
                errors.append("Unknown field name '\(key)' in custom field data.")
                continue
            }
            do throws(ValueError) {
                let value = try field.checked(json)
                values[key] = value == .null ? nil : value
            } catch {
                refused.insert(key)
                errors.append("Invalid value for custom field '\(key)': \(error.message)")
            }
        }
        for field in fields where values[field.key] == nil && !refused.contains(field.key) {
            if isNew, given[field.key] == nil, field.defaultValue != .null {
                values[field.key] = field.defaultValue
            } else if field.isRequired {
                errors.append("Missing required custom field '\(field.key)'.")
            }
        }
        return (values == before ? stored : JSONValue.object(values).text, errors)
    }

    /// Sort names as the store takes them: `cf_<key>` becomes the path of the field's values, other names stay.
    package static func ordering(_ names: [String], _ customization: ModelCustomization?) -> [String] {
        names.compactMap { name in
            let isDescending = name.hasPrefix("-")
            let bare = isDescending ? String(name.dropFirst()) : name
            guard bare.hasPrefix("cf_") else { return bare.contains(".") ? nil : name }
            let key = String(bare.dropFirst(3))
            guard customization?.field(key) != nil else { return nil }
            return (isDescending ? "-" : "") + "custom_field_data." + key
        }
    }
}
