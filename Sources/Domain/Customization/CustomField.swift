import Basics
package import Modeling

/// A field that operators add to models (core.md §2.8).
package struct CustomField: Model {
    package static let schema = Schema<CustomField>(
        "extras.customfield", plural: "custom-fields", name: "custom field", naturalKey: ["key"],
        ordering: ["weight", "label"], features: [.timestamps, .notes, .contacts, .history], lookup: "key",
        display: .field("label"))

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The models that have the field."))
    package let type = Field<String>(
        .maxLength(50), .default(.text("text")), .required,
        .labelledChoices(CustomFieldType.allCases.map { Choice($0.rawValue, $0.label) }),
        .help("What its values are; never changes."))
    package let filterLogic = Field<String>(
        .maxLength(50), .default(.text("loose")),
        .labelledChoices(CustomFieldFilterLogic.allCases.map { Choice($0.rawValue, $0.label) }),
        .help("Loose matches any instance of a given string; exact matches the entire field."))
    package let label = Field<String>(
        .required, .maxLength(255), .search, .help("Name of the field as displayed to users."))
    package let grouping = Field<String>(
        .maxLength(255), .help("Human-readable grouping that this custom field belongs to."))
    package let key = Field<String>(
        .maxLength(255), .format(.key), .unique, .filters(.none),
        .help("Internal field name, made of the label when it is left out; never changes."))
    package let description = Field<String>(
        .maxLength(255), .search, .help("A helpful description for this field."))
    package let required = Field<Bool>(
        .help("If true, this field is required when creating new objects or editing an existing object."))
    package let `default` = Field<JSONDocument?>(
        .column("default_value"), .filters(.none),
        .help("Default value for the field (must be a JSON value)."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(100)), .help("Fields with higher weights appear lower in a form."))
    package let validationMinimum = Field<Int?>(
        .label("Minimum value"), .help("Minimum allowed value (for numeric fields) or length (for text fields)."))
    package let validationMaximum = Field<Int?>(
        .label("Maximum value"), .help("Maximum allowed value (for numeric fields) or length (for text fields)."))
    package let validationRegex = Field<String>(
        .maxLength(500), .label("Validation regex"),
        .help("Regular expression to enforce on field values. Use ^ and $ to force matching of the entire value."))
    package let advancedUi = Field<Bool>(
        .label("Move to Advanced tab"), .help("Hide this field from the object's primary information tab."))
    package let scopeFilter = Field<JSONDocument>(
        .filters(.none), .help("Filters per content type that objects must satisfy to have the field."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<CustomField>] = [
        .customizedModels { $0.contentTypes.elements }, immutable, limits, defaultFits, scopeIsEmpty,
    ]

    package static func prepare(_ record: inout Record<CustomField>, in context: RuleContext<CustomField>) throws {
        try record.deriveKey(\.key, from: \.label, in: context)
        if record.`default`?.text == "null" { record.`default` = nil }
    }
}

/// A value that a selection offers (core.md §2.8).
package struct CustomFieldChoice: Model {
    package static let schema = Schema<CustomFieldChoice>(
        "extras.customfieldchoice", plural: "custom-field-choices", name: "custom field choice",
        naturalKey: ["custom_field.key", "value"], ordering: ["custom_field", "weight", "value"], features: .plain,
        lookup: "id", unique: [UniqueSet("custom_field", "value")], display: .field("value"))

    package let value = Field<String>(.required, .maxLength(255), .search, .help("The value."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(100)), .help("Higher weights appear later in the list."))
    package let customField = Ref<CustomField>(
        .cascade, .relatedName("custom_field_choices"), .help("The selection that offers it."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<CustomFieldChoice>] = [fits]

    private static let fits = Rule<CustomFieldChoice> { context in
        guard let field = try context.get(context.record.customField) else { return [] }
        let definition = CustomFieldDefinition(field, choices: [])
        guard definition.type.hasChoices else {
            return [FieldErrors("__all__", ["Custom field choices can only be assigned to selection fields."])]
        }
        do throws(ValueError) {
            try definition.checkText(context.record.value)
            return []
        } catch {
            return [FieldErrors("value", [error.message])]
        }
    }
}
