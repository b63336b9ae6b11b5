package import Basics
package import Modeling

/// A remark of a user on an object of any model, in Markdown (core.md §2.8).
package struct Note: Model {
    /// The description of the model.
    package static let schema = Schema<Note>(
        "extras.note", plural: "notes",
        naturalKey: ["assigned_object_type", "assigned_object_id", "user_name", "created"], ordering: ["created"],
        features: .plain, lookup: "id",
        unique: [UniqueSet("assigned_object_type", "assigned_object_id", "user_name", "created")],
        display: TextRule("assigned_object_type", "assigned_object_id", "created") { cells in
            "\(cells[0].plainText) \(cells[1].plainText) - \(cells[2].plainText)"
        }, filters: .contentTypes("assigned_object_type"))

    package let assignedObjectType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("Model of the object."))
    package let assignedObjectId = Field<Identifier>(
        .indexed, .label("Assigned object id"), .help("Key of the object."))
    package let userName = Field<String>(
        .maxLength(150), .readOnly, .author, .search, .help("Name of the author at the time."))
    package let note = Field<String>(.required, .search, .help("Text, in Markdown."))
    package let user = OptionalRef<User>(
        .setNull, .readOnly, .author, .relatedName("notes"), .help("User who wrote it."))

    /// Makes the handles.
    package init() {}
}
