/// The fields with which a row of one model names an object of any model: its content type and its key.
package struct Subject: Sendable, Hashable {
    /// Field of the content type, `assigned_object_type`.
    package let type: String
    /// Field of the key, `assigned_object_id`.
    package let id: String

    private static let prefixes = ["assigned", "associated", "changed"]

    /// Finds the fields by their names; nil for models whose rows stand for themselves.
    package init?(_ schema: AnySchema) {
        guard
            let prefix = Self.prefixes.first(where: {
                schema.fieldsByName["\($0)_object_type"] != nil && schema.fieldsByName["\($0)_object_id"] != nil
            })
        else { return nil }
        type = "\(prefix)_object_type"
        id = "\(prefix)_object_id"
    }
}

extension Catalog {
    /// The model with this content type number, which counts from 1 in the order of the catalog.
    package func numbered(_ text: String) -> AnySchema? {
        guard let number = Int(text), schemas.indices.contains(number - 1) else { return nil }
        return schemas[number - 1]
    }
}

extension Column {
    /// The name under which objects show the column.
    package var memberName: String {
        field?.info.name ?? (name == "custom_field_data" ? "custom_fields" : name)
    }

    /// Whether the history keeps the column: neither key nor sort key, nothing that is never shown and nothing personal.
    package var isRecorded: Bool {
        guard name != "id", sortKeyOf == nil else { return false }
        return field.map { !$0.info.isHidden && !$0.info.isWriteOnly && !$0.info.isPersonal } ?? true
    }
}
