import Basics
package import Modeling

/// A relationship between the objects of two models that operators define (core.md §2.8).
///
/// Whether its filters can be used is checked in Services, which parses filters.
package struct Relationship: Model {
    package static let schema = Schema<Relationship>(
        "extras.relationship", plural: "relationships", naturalKey: ["key"], ordering: ["label"],
        features: [.timestamps, .notes, .contacts, .history], lookup: "key", display: .field("label"))

    package let sourceType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the source."))
    package let destinationType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the destination."))
    package let label = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("Label of the relationship as displayed to users."))
    package let key = Field<String>(
        .maxLength(255), .format(.key), .unique,
        .help("Internal relationship name, made of the label when it is left out; never changes."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the relationship means."))
    package let type = Field<String>(
        .maxLength(50), .default(.text("many-to-many")), .choices(RelationshipType.choices),
        .help("How many objects may stand with how many."))
    package let requiredOn = Field<String>(
        .maxLength(12), .choices(requiredSides),
        .help("Objects on the specified side MUST implement the specified relationship."))
    package let sourceLabel = Field<String>(
        .maxLength(255), .help("Label for related destination objects, as displayed on the source object."))
    package let sourceHidden = Field<Bool>(
        .label("Hide for source object"), .help("Hide this relationship on the pages of source objects."))
    package let sourceFilter = Field<JSONDocument?>(
        .filters(.none), .help("Filters that source objects must satisfy."))
    package let destinationLabel = Field<String>(
        .maxLength(255), .help("Label for related source objects, as displayed on the destination object."))
    package let destinationHidden = Field<Bool>(
        .label("Hide for destination object"), .help("Hide this relationship on the pages of destination objects."))
    package let destinationFilter = Field<JSONDocument?>(
        .filters(.none), .help("Filters that destination objects must satisfy."))
    package let advancedUi = Field<Bool>(
        .label("Move to Advanced tab"), .help("Hide this relationship from the object's primary information tab."))

    /// Makes the handles.
    package init() {}

    private static let requiredSides = [
        Choice("", "None"), Choice("source", "Source objects"), Choice("destination", "Destination objects"),
    ]

    package static let rules: [Rule<Relationship>] = [
        .customizedModels("source_type", feature: .relationships) { [$0.sourceType] },
        .customizedModels("destination_type", feature: .relationships) { [$0.destinationType] },
        keyStays, typesStay, symmetry,
    ]

    package static func prepare(_ record: inout Record<Relationship>, in context: RuleContext<Relationship>) throws {
        try record.deriveKey(\.key, from: \.label, in: context)
        if record.sourceFilter?.text == "null" { record.sourceFilter = nil }
        if record.destinationFilter?.text == "null" { record.destinationFilter = nil }
        guard RelationshipType(rawValue: record.type)?.isSymmetric == true else { return }
        // Both sides are one: what is said of the source holds for the destination.
        if record.destinationLabel.isEmpty { record.destinationLabel = record.sourceLabel }
        if record.destinationFilter == nil { record.destinationFilter = record.sourceFilter }
        if context.previous == nil, record.sourceHidden { record.destinationHidden = true }
    }

    private static let keyStays = Rule<Relationship> { context in
        guard let previous = context.previous, previous.key != context.record.key else { return [] }
        return [FieldErrors("key", ["Key cannot be changed once created"])]
    }

    private static let typesStay = Rule<Relationship> { context in
        guard let previous = context.previous else { return [] }
        let record = context.record
        let changes = [
            ("type", "the relationship", "type", previous.type != record.type),
            ("source_type", "the source object", "source type", previous.sourceType != record.sourceType),
            (
                "destination_type", "the destination object", "destination type",
                previous.destinationType != record.destinationType
            ),
        ].filter(\.3)
        guard !changes.isEmpty,
            try context.exists(
                RelationshipAssociation.self, where: .compare(["relationship"], .equals, [record.id.value]))
        else { return [] }
        return changes.map { field, what, name, _ in
            FieldErrors(
                field,
                [
                    "Not supported to change the type of \(what) when some associations are present in the database, "
                        + "delete all associations first before modifying the \(name)."
                ])
        }
    }

    private static let symmetry = Rule<Relationship> { context in
        let record = context.record
        guard RelationshipType(rawValue: record.type)?.isSymmetric == true else { return [] }
        var errors: [FieldErrors] = []
        func mustMatch(_ field: String, _ other: String, _ isSame: Bool) {
            guard !isSame else { return }
            errors.append(FieldErrors(field, ["Must match \(other) for a symmetric relationship"]))
        }
        mustMatch("destination_type", "source_type", record.destinationType == record.sourceType)
        mustMatch("destination_label", "source_label", record.destinationLabel == record.sourceLabel)
        mustMatch("destination_hidden", "source_hidden", record.destinationHidden == record.sourceHidden)
        mustMatch("destination_filter", "source_filter", record.destinationFilter == record.sourceFilter)
        if !record.requiredOn.isEmpty {
            errors.append(FieldErrors("required_on", ["Symmetric relationships cannot be marked as required."]))
        }
        return errors
    }
}

extension RelationshipType {
    /// The values of ``Relationship/type``, as people read them.
    static let choices = [
        Choice("one-to-one", "One to One"), Choice("symmetric-one-to-one", "Symmetric One to One"),
        Choice("one-to-many", "One to Many"), Choice("many-to-many", "Many to Many"),
        Choice("symmetric-many-to-many", "Symmetric Many to Many"),
    ]
}

extension RelationshipDefinition {
    /// The definition that a stored relationship gives.
    package init(_ record: Record<Relationship>) {
        self.init(
            id: record.id.raw, key: record.key, label: record.label,
            type: RelationshipType(rawValue: record.type) ?? .manyToMany, sourceType: record.sourceType,
            destinationType: record.destinationType, sourceLabel: record.sourceLabel,
            destinationLabel: record.destinationLabel, requiredOn: RelationshipSide(rawValue: record.requiredOn))
    }
}
