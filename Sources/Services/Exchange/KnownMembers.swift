import Modeling

/// The members that an object of a model may come with: those it takes, and those that answers and exports show.
///
/// What an object has besides is left out of an import, and noted in its plan.
struct KnownMembers: Sendable {
    /// Shown with objects and never taken.
    private static let shown: Set = [
        "object_type", "display", "url", "natural_slug", "created", "last_updated", "notes_url", "computed_fields",
        "relationships",
    ]

    private let names: Set<String>
    private let hasCustomFields: Bool

    init(_ schema: AnySchema) {
        var names = Self.shown.union(["id"])
        for field in schema.fields where !field.info.isHidden { names.insert(field.info.name) }
        if schema.features.contains(.tags) { names.insert("tags") }
        if schema.features.contains(.customFields) { names.insert("custom_fields") }
        self.names = names
        hasCustomFields = schema.features.contains(.customFields)
    }

    /// Whether the model may have the member; which custom fields there are is known when the object is written.
    func contains(_ name: String) -> Bool { names.contains(name) || hasCustomFields && name.hasPrefix("cf_") }
}
