package import Basics
package import Modeling

/// Says which contact or team answers for an object, and in which role.
package struct ContactAssociation: Model {
    package static let schema = Schema<ContactAssociation>(
        "extras.contactassociation", plural: "contact-associations", name: "contact association",
        naturalKey: ["contact.name", "associated_object_type", "associated_object_id", "role.name"],
        features: [.timestamps, .notes, .customFields, .relationships, .history],
        unique: [
            UniqueSet("contact", "associated_object_type", "associated_object_id", "role"),
            UniqueSet("team", "associated_object_type", "associated_object_id", "role"),
        ],
        display: TextRule("contact.display", "team.display", "associated_object_type", "associated_object_id") {
            let object = "\($0[2].plainText) \($0[3].plainText)"
            return $0[0].isNull
                ? "Team contact \($0[1].plainText) for \(object)" : "Contact \($0[0].plainText) for \(object)"
        }, search: ["contact.name", "team.name"])

    package let associatedObjectType = Field<String>(
        .required, .maxLength(255), .format(.contentType), .help("The kind of the object, such as dcim.device."))
    package let associatedObjectId = Field<Identifier>(
        .indexed, .label("Associated object ID"), .help("The key of the object."))
    package let contact = OptionalRef<Contact>(
        .cascade, .relatedName("contact_associations"), .help("Who answers for the object; or name a team."))
    package let team = OptionalRef<Team>(
        .cascade, .relatedName("contact_associations"), .help("Which team answers for it; or name a contact."))
    package let role = Ref<Role>(
        .protect, .scopedToContentType, .relatedName("contact_associations"), .help("In which role."))
    package let status = Ref<Status>(
        .protect, .scopedToContentType, .relatedName("contact_associations"), .help("The state of the association."))
    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<ContactAssociation>] = [contactOrTeam, objectExists]

    private static let contactOrTeam = Rule<ContactAssociation> { context in
        switch (context.record.contact, context.record.team) {
        case (nil, nil): [FieldErrors("__all__", ["Either a contact or a team must be specified"])]
        case (.some, .some): [FieldErrors("__all__", ["A contact and a team cannot be both specified at once"])]
        default: []
        }
    }

    /// Whether the caller may see the object is asked in Services.
    private static let objectExists = Rule<ContactAssociation> { context in
        let record = context.record
        let schemas = CoreCatalog.schemas + LifecycleCatalog.schemas
        guard let schema = schemas.first(where: { $0.identifier == record.associatedObjectType }) else { return [] }
        let isValid =
            try schema.features.contains(.contacts)
            && context.lookup.row(schema, record.associatedObjectId) != nil
        return isValid ? [] : [FieldErrors("__all__", ["The associated object must be valid"])]
    }
}
