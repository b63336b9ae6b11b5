package import Basics
package import Modeling
import Storage

/// A client's object, read against a model: cells, sets, tags, and what is wrong with it.
package struct RecordInput {
    /// New cells and their positions in the row.
    package var cells: [(index: Int, value: Value)] = []
    /// New members of many-to-many fields, by field name.
    package var many: [String: [Identifier]] = [:]
    /// New tags.
    package var tags: [Identifier]?
    /// New custom field values.
    package var customFields: JSONObject?
    /// New custom field values from the columns `cf_<key>` of a table.
    package var customCells: [(key: String, value: JSONValue)] = []
    /// Related objects per relationship, as the client sent them.
    package var relationships: JSONValue?
    /// The id that the client chose.
    package var id: Identifier?
    /// Errors by field, in the order of the model's fields.
    package var errors: [FieldErrors] = []

    /// Nothing is written.
    package init() {}

    /// Reads an object.
    ///
    /// Unknown and read-only members are passed over, as clients write back what they read (core.md §1.9).
    ///
    /// - Parameters:
    ///   - isPartial: Whether absent fields stay as they are.
    /// - Throws: ``Problem`` when the store fails; everything wrong with the object is in ``errors``.
    package init(
        _ object: JSONObject, _ schema: AnySchema, isPartial: Bool, references: ReferenceResolver,
        visible: (AnySchema) throws -> Predicate
    ) throws {
        if let given = object["id"] {
            let isNumbered = schema.features.contains(.numbered)
            if let id = (given.stringValue ?? given.intValue.map(String.init)).flatMap({ schema.identifier($0) }),
                !isNumbered || id.number != nil
            {
                self.id = id
            } else {
                errors.append(
                    FieldErrors("id", [isNumbered ? "A valid integer is required." : "Must be a valid UUID."]))
            }
        }
        var given = [JSONValue?](repeating: nil, count: schema.fields.count)
        for (name, value) in object.members {
            if let field = schema.fieldsByName[name] {
                given[field.ordinal] = value
            } else if name.hasPrefix("cf_") {
                customCells.append((String(name.dropFirst(3)), value))
            }
        }
        cells.reserveCapacity(object.count)
        let fields = schema.writableFields
        for place in fields.indices {
            guard let json = given[fields[place].ordinal] else {
                if !isPartial, fields[place].isRequired {
                    errors.append(FieldErrors(fields[place].field.info.name, ["This field is required."]))
                }
                continue
            }
            do {
                try read(json, fields[place], schema, references, visible)
            } catch let error as ValueError {
                errors.append(FieldErrors(fields[place].field.info.name, [error.message]))
            }
        }
        if schema.features.contains(.tags), let json = object["tags"] {
            try readTags(json, schema, references, visible)
        }
        if schema.features.contains(.customFields), let json = object["custom_fields"] {
            readCustomFields(json)
        }
        if schema.features.contains(.relationships) { relationships = object["relationships"] }
    }

    private mutating func read(
        _ json: JSONValue, _ field: WritableField, _ schema: AnySchema, _ references: ReferenceResolver,
        _ visible: (AnySchema) throws -> Predicate
    ) throws {
        guard field.isReference, let target = field.field.target else {
            guard field.index < 0 else {
                cells.append((field.index, try ValueParser.parse(json, for: field.field)))
                return
            }
            if let secret = field.field as? WriteOnlyText { return try keep(json, secret, schema) }
            // Of the other fields without a target and a column, clients may write these only.
            let isMany = (field.field as? Reserved)?.isMany == true
            guard json.isBlank || (isMany && json == .array([])) else {
                throw ValueError("Related object not found using the provided attributes: \(PythonText.literal(json))")
            }
            return
        }
        let scope = field.isScoped ? schema.identifier : nil
        guard field.index >= 0 else {
            guard case .array(let items) = json else {
                throw ValueError("Expected a list of items but got type \"\(json.pythonTypeName)\".")
            }
            // A contract may hold a hundred thousand devices.
            var (members, met): ([Identifier], Set<Identifier>) = ([], [])
            for item in items {
                let id = try references.resolve(item, in: target, visible: try visible(target), scope: scope)
                if met.insert(id).inserted { members.append(id) }
            }
            many[field.field.info.name] = members
            return
        }
        if json.isBlank {
            guard field.isNullable else {
                throw ValueError(
                    json.stringValue == nil ? "This field may not be null." : "This field may not be blank.")
            }
            cells.append((field.index, .null))
            return
        }
        let id = try references.resolve(json, in: target, visible: try visible(target), scope: scope)
        cells.append((field.index, .id(id)))
    }

    private mutating func keep(_ json: JSONValue, _ secret: WriteOnlyText, _ schema: AnySchema) throws {
        guard let text = json.stringValue, secret.isKeepable(text), let kept = schema.fieldsByName[secret.keptIn] else {
            throw ValueError(json.isNull ? "This field may not be null." : secret.refusal)
        }
        cells.append((kept.index, .text(text)))
    }

    private mutating func readTags(
        _ json: JSONValue, _ schema: AnySchema, _ references: ReferenceResolver,
        _ visible: (AnySchema) throws -> Predicate
    ) throws {
        guard case .array(let items) = json, let target = references.tagSchema else {
            if json != .null {
                errors.append(
                    FieldErrors("tags", ["Expected a list of items but got type \"\(json.pythonTypeName)\"."]))
            }
            return
        }
        var (ids, met): ([Identifier], Set<Identifier>) = ([], [])
        for item in items {
            do {
                let id = try references.resolve(
                    item, in: target, visible: try visible(target), scope: schema.identifier)
                if met.insert(id).inserted { ids.append(id) }
            } catch let error as ValueError {
                errors.append(FieldErrors("tags", [error.message]))
                return
            }
        }
        tags = ids
    }

    private mutating func readCustomFields(_ json: JSONValue) {
        guard case .object(let object) = json else {
            if json != .null { errors.append(FieldErrors("custom_fields", ["Expected an object."])) }
            return
        }
        customFields = object
    }
}

extension JSONValue {
    /// Whether this is `null` or an empty text, which both ask for no reference.
    var isBlank: Bool {
        switch self {
        case .null: true
        case .string(let text): text.isEmpty
        default: false
        }
    }
}

extension ReferenceResolver {
    /// The model of tags, when the catalog has one.
    var tagSchema: AnySchema? { catalog["extras.tag"] }
}
