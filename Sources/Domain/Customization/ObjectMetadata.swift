package import Basics
package import Modeling

/// What is known about an object, or about some of its fields: where it came from, who answers for it (core.md §2.8).
///
/// Whether the caller may see the object is asked in Services.
package struct ObjectMetadata: Model {
    package static let schema = Schema<ObjectMetadata>(
        "extras.objectmetadata", plural: "object-metadata", name: "object metadata", pluralName: "object metadata",
        ordering: ["metadata_type"], features: .plain, lookup: "id",
        display: TextRule("metadata_type.name", "assigned_object_type", "assigned_object_id") {
            "\($0[0].plainText) - \($0[1].plainText) \($0[2].plainText)"
        }, search: ["metadata_type.name"])

    package let assignedObjectType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the object."))
    package let assignedObject = Derived(.object(model: "assigned_object_type", key: "assigned_object_id"))
    package let value = Field<JSONDocument?>(.help("The value, of the data type of the metadata type."))
    package let scopedFields = Field<StringList>(
        .alwaysShown, .help("List of scoped fields, only direct fields on the model; empty for the whole object."))
    package let assignedObjectId = Field<Identifier>(
        .indexed, .label("Assigned object id"), .help("The key of the object."))
    package let metadataType = Ref<MetadataType>(
        .protect, .relatedName("object_metadata"), .help("What the value says."))
    package let contact = OptionalRef<Contact>(
        .protect, .relatedName("object_metadata"), .help("Who, where the type is a contact or team."))
    package let team = OptionalRef<Team>(
        .protect, .relatedName("object_metadata"), .help("Which team, where the type is a contact or team."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ObjectMetadata>] = [typeFits, valueFits, fieldsExist, scopeIsFree]

    /// Brings the value into the form that is stored; what cannot be brought there is refused by the rules.
    package static func prepare(
        _ record: inout Record<ObjectMetadata>, in context: RuleContext<ObjectMetadata>
    ) throws {
        if record.value?.text == "null" { record.value = nil }
        guard let type = try context.get(record.metadataType), let given = record.value,
            let json = try? JSONValue(parsing: given.text), let checked = try? checked(json, type, context)
        else { return }
        record.value = JSONDocument(text: checked.text)
    }

    private static let typeFits = Rule<ObjectMetadata> { context in
        let record = context.record
        guard let type = try context.get(record.metadataType),
            !type.contentTypes.elements.contains(record.assignedObjectType)
        else { return [] }
        return [
            FieldErrors(
                "assigned_object_type", ["The type \(type.name) is not for objects of \(record.assignedObjectType)."])
        ]
    }

    private static let valueFits = Rule<ObjectMetadata> { context in
        let record = context.record
        guard let type = try context.get(record.metadataType) else { return [] }
        if type.dataType == MetadataDataType.contactOrTeam.rawValue {
            if record.value != nil { return [FieldErrors("value", ["A contact or team has no value."])] }
            guard (record.contact == nil) == (record.team == nil) else { return [] }
            let message = "Either a contact or a team must be specified"
            return [FieldErrors("__all__", [record.contact == nil ? message : "\(message), not both"])]
        }
        if record.contact != nil { return [FieldErrors("contact", ["Only the type contact-or-team has a contact."])] }
        if record.team != nil { return [FieldErrors("team", ["Only the type contact-or-team has a team."])] }
        guard let value = record.value, let json = try? JSONValue(parsing: value.text) else {
            return [FieldErrors("value", ["This field is required."])]
        }
        do {
            guard try checked(json, type, context) == .null else { return [] }
            return [FieldErrors("value", ["This field may not be blank."])]
        } catch let error as ValueError {
            return [FieldErrors("value", [error.message])]
        }
    }

    private static let fieldsExist = Rule<ObjectMetadata> { context in
        guard let schema = ProductCatalog.catalog[context.record.assignedObjectType] else { return [] }
        let unknown = context.record.scopedFields.elements.filter { name in
            let isField = schema.fieldsByName[name].map { !$0.info.isHidden && !$0.info.isWriteOnly } ?? false
            return !isField && !(name == "tags" && schema.features.contains(.tags))
                && !(name == "custom_fields" && schema.features.contains(.customFields))
        }
        return unknown.map { FieldErrors("scoped_fields", ["\"\($0)\" is not a field of \(schema.identifier)."]) }
    }

    /// Of one type there is one entry at most about each field of an object; one without fields is about all.
    private static let scopeIsFree = Rule<ObjectMetadata> { context in
        let record = context.record
        let fields = Set(record.scopedFields.elements)
        let others = try context.rows(
            ObjectMetadata.self,
            where: .compare(["assigned_object_id"], .equals, [record.assignedObjectId.value])
                && .compare(["assigned_object_type"], .equals, [.text(record.assignedObjectType)])
                && .compare(["metadata_type"], .equals, [record.metadataType.value])
                && .not(.compare(["id"], .equals, [record.id.value])), limit: 1000)
        for other in others {
            let taken = Set(other.scopedFields.elements)
            guard fields.isEmpty || taken.isEmpty || !fields.isDisjoint(with: taken) else { continue }
            let names =
                fields.isEmpty || taken.isEmpty
                ? "all fields" : fields.intersection(taken).sorted().joined(separator: ", ")
            return [
                FieldErrors("scoped_fields", ["The object has metadata of this type about \(names) already."])
            ]
        }
        return []
    }

    /// The value in the form that is stored; null for none.
    private static func checked(
        _ json: JSONValue, _ type: Record<MetadataType>, _ context: RuleContext<ObjectMetadata>
    ) throws -> JSONValue {
        let dataType = MetadataDataType(rawValue: type.dataType) ?? .text
        guard let field = dataType.field else { return try number(json) }
        let choices =
            field.hasChoices
            ? try context.rows(
                MetadataChoice.self, where: .compare(["metadata_type"], .equals, [type.id.value]), limit: 10_000
            ).map(\.value) : []
        return try CustomFieldDefinition(id: type.id.raw, key: "value", type: field, choices: choices).checked(json)
    }

    private static func number(_ json: JSONValue) throws(ValueError) -> JSONValue {
        if json == "" { return .null }
        let number = json.doubleValue ?? json.stringValue.flatMap { Double(Words.trimmed($0)) }
        guard let number, number.isFinite else { throw ValueError("Value must be a number.") }
        return .double(number)
    }
}
