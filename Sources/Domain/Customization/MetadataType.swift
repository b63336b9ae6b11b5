import Basics
package import Modeling

/// A kind of metadata that objects can have (core.md §2.8).
package struct MetadataType: Model {
    package static let schema = Schema<MetadataType>(
        "extras.metadatatype", plural: "metadata-types", name: "metadata type", naturalKey: ["name"],
        ordering: ["name"])

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The models whose objects can have it."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the type."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the metadata says."))
    package let dataType = Field<String>(
        .required, .maxLength(50), .choices(MetadataDataType.allCases.map { Choice($0.rawValue, $0.label) }),
        .help("What its values are; never changes."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<MetadataType>] = [modelsExist, immutable, modelsInUse]

    private static let modelsExist = Rule<MetadataType> { context in
        let unknown = context.record.contentTypes.elements.filter {
            ProductCatalog.catalog[$0].map { !$0.isExposed || $0.features.isDisjoint(with: .contacts) } ?? true
        }
        return unknown.isEmpty ? [] : [FieldErrors("content_types", unknown.map { "Invalid content type: \($0)" })]
    }

    private static let immutable = Rule<MetadataType> { context in
        guard let previous = context.previous, previous.dataType != context.record.dataType else { return [] }
        return [FieldErrors("data_type", ["Data type cannot be changed once created"])]
    }

    private static let modelsInUse = Rule<MetadataType> { context in
        guard let previous = context.previous else { return [] }
        let removed = previous.contentTypes.elements.filter { !context.record.contentTypes.elements.contains($0) }
        let used = try removed.filter { type in
            try context.exists(
                ObjectMetadata.self,
                where: .compare(["metadata_type"], .equals, [context.record.id.value])
                    && .compare(["assigned_object_type"], .equals, [.text(type)]))
        }
        return used.map { FieldErrors("content_types", ["Unable to remove \($0). Dependent objects were found."]) }
    }
}

/// What the values of a type of metadata are.
package enum MetadataDataType: String, CaseIterable, Sendable {
    case text
    case integer
    case float
    case boolean
    case date
    case datetime
    case url
    case select
    case multiSelect = "multi-select"
    case json
    case markdown
    case contactOrTeam = "contact-or-team"

    /// How people read it.
    package var label: String {
        switch self {
        case .float: "Float"
        case .contactOrTeam: "Contact or Team"
        default: field?.label ?? rawValue
        }
    }

    /// The type of custom field with the same values; nil when there is none.
    package var field: CustomFieldType? { CustomFieldType(rawValue: rawValue) }
}

/// A value that a selection offers (core.md §2.8).
package struct MetadataChoice: Model {
    package static let schema = Schema<MetadataChoice>(
        "extras.metadatachoice", plural: "metadata-choices", name: "metadata choice",
        naturalKey: ["metadata_type.name", "value"], ordering: ["metadata_type", "weight", "value"],
        features: .plain, lookup: "id", unique: [UniqueSet("metadata_type", "value")], display: .field("value"))

    package let value = Field<String>(.required, .maxLength(255), .search, .help("The value."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(100)), .help("Higher weights appear later in the list"))
    package let metadataType = Ref<MetadataType>(
        .cascade, .relatedName("choices"), .help("The selection that offers it."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<MetadataChoice>] = [ofSelection, unused]

    private static let ofSelection = Rule<MetadataChoice> { context in
        guard let type = try context.get(context.record.metadataType),
            MetadataDataType(rawValue: type.dataType)?.field?.hasChoices != true
        else { return [] }
        return [FieldErrors("metadata_type", ["Only types of the data types select and multi-select have choices."])]
    }

    private static let unused = Rule<MetadataChoice> { context in
        guard let previous = context.previous,
            previous.value != context.record.value || previous.metadataType != context.record.metadataType,
            try context.exists(ObjectMetadata.self, where: MetadataChoice.uses(of: previous))
        else { return [] }
        return [FieldErrors("value", ["The choice is in use and cannot be changed."])]
    }

    /// The metadata that holds a choice.
    package static func uses(of choice: Record<MetadataChoice>) -> Predicate {
        // Stored values are JSON; a choice stands in it as a whole text.
        .compare(["metadata_type"], .equals, [choice.metadataType.value])
            && .compare(["value"], .contains, [.text(JSONValue.string(choice.value).text)])
    }
}
