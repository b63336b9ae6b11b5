import Basics
package import Modeling

/// A text that a template makes of each object of a model (core.md §2.8).
///
/// Whether the template can be read is checked in Services, which knows the language.
package struct ComputedField: Model {
    package static let schema = Schema<ComputedField>(
        "extras.computedfield", plural: "computed-fields", name: "computed field", naturalKey: ["key"],
        ordering: ["weight", "key"], features: [.timestamps, .notes, .contacts, .history], lookup: "key",
        unique: [UniqueSet("content_type", "label")], display: .field("label"))

    package let contentType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model whose objects have the field."))
    package let key = Field<String>(
        .maxLength(255), .format(.key), .unique,
        .help("Internal field name, made of the label when it is left out; never changes."))
    package let grouping = Field<String>(
        .maxLength(255), .help("Human-readable grouping that this computed field belongs to."))
    package let label = Field<String>(
        .required, .maxLength(255), .search, .help("Name of the field as displayed to users."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the field is for."))
    package let template = Field<String>(
        .required, .search, .help("Jinja2 template code for the field value; the object is called obj."))
    package let fallbackValue = Field<String>(
        .maxLength(500), .help("The value when the template fails or makes nothing."))
    package let weight = Field<Int>(
        .range(0...32_767), .default(.int(100)), .help("Fields with higher weights appear lower."))
    package let advancedUi = Field<Bool>(
        .label("Move to Advanced tab"), .help("Hide this field from the object's primary information tab."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ComputedField>] = [
        .customizedModels("content_type", feature: .relationships) { [$0.contentType] }, immutable,
    ]

    package static func prepare(_ record: inout Record<ComputedField>, in context: RuleContext<ComputedField>) throws {
        try record.deriveKey(\.key, from: \.label, in: context)
    }

    private static let immutable = Rule<ComputedField> { context in
        guard let previous = context.previous, previous.key != context.record.key else { return [] }
        return [FieldErrors("key", ["Key cannot be changed once created"])]
    }
}

extension ComputedFieldDefinition {
    /// The definition that a stored computed field gives.
    package init(_ field: Record<ComputedField>) {
        self.init(id: field.id.raw, key: field.key, template: field.template, fallback: field.fallbackValue)
    }
}
