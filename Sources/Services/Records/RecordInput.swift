package import Basics
package import Modeling
import Storage

/// A client's object, read against a model: cells, sets, tags, and what is wrong with it.
package struct RecordInput {
    /// New cells by position.
    package var cells: [Int: Value] = [:]
    /// New members of many-to-many fields, by field name.
    package var many: [String: [Identifier]] = [:]
    /// New tags.
    package var tags: [Identifier]?
    /// New custom field values.
    package var customFields: JSONObject?
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
            if let field = schema.fieldsByName[name] { given[field.ordinal] = value }
        }
        for field in schema.fields {
            guard !field.info.isReadOnly, !field.info.isHidden else { continue }
            let name = field.info.name
            guard let json = given[field.ordinal] else {
                if !isPartial, field.info.isRequired { errors.append(FieldErrors(name, ["This field is required."])) }
                continue
            }
            do {
                try read(json, field, schema, references, visible)
            } catch let error as ValueError {
                errors.append(FieldErrors(name, [error.message]))
            }
        }
        if schema.features.contains(.tags), let json = object["tags"] {
            try readTags(json, schema, references, visible)
        }
        if schema.features.contains(.customFields), let json = object["custom_fields"] {
            readCustomFields(json)
        }
    }

    private mutating func read(
        _ json: JSONValue, _ field: AnyField, _ schema: AnySchema, _ references: ReferenceResolver,
        _ visible: (AnySchema) throws -> Predicate
    ) throws {
        if let reserved = field as? Reserved {
            guard json == .null || json == .string("") || (reserved.isMany && json == .array([])) else {
                throw ValueError("Related object not found using the provided attributes: \(PythonText.literal(json))")
            }
            return
        }
        guard let target = field.target else {
            cells[field.index] = try ValueParser.parse(json, for: field)
            return
        }
        let scope = field.info.isScoped ? schema.identifier : nil
        guard field.isStored else {
            guard case .array(let items) = json else {
                throw ValueError("Expected a list of items but got type \"\(json.pythonTypeName)\".")
            }
            var members: [Identifier] = []
            for item in items {
                let id = try references.resolve(item, in: target, visible: try visible(target), scope: scope)
                if !members.contains(id) { members.append(id) }
            }
            many[field.info.name] = members
            return
        }
        if json == .null || json == .string("") {
            guard field.info.isNullable else {
                throw ValueError(json == .null ? "This field may not be null." : "This field may not be blank.")
            }
            cells[field.index] = .null
            return
        }
        cells[field.index] = .id(
            try references.resolve(json, in: target, visible: try visible(target), scope: scope))
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
        var ids: [Identifier] = []
        for item in items {
            do {
                let id = try references.resolve(
                    item, in: target, visible: try visible(target), scope: schema.identifier)
                if !ids.contains(id) { ids.append(id) }
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

extension ReferenceResolver {
    /// The model of tags, when the catalog has one.
    var tagSchema: AnySchema? { catalog["extras.tag"] }
}
