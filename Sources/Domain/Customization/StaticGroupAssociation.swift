package import Basics
package import Modeling

/// Says that somebody put an object into a group of the type static (core.md §2.8).
///
/// Whether the caller may see the object is asked in Services.
package struct StaticGroupAssociation: Model {
    package static let schema = Schema<StaticGroupAssociation>(
        "extras.staticgroupassociation", plural: "static-group-associations", name: "static group association",
        naturalKey: ["dynamic_group.name", "associated_object_type", "associated_object_id"],
        ordering: ["dynamic_group", "associated_object_type", "associated_object_id"],
        features: [.timestamps, .notes, .customFields, .relationships, .history, .ungrouped], lookup: "id",
        unique: [UniqueSet("dynamic_group", "associated_object_type", "associated_object_id")],
        display: TextRule("associated_object_type", "associated_object_id", "dynamic_group.name") {
            "\($0[0].plainText) \($0[1].plainText) as a member of \($0[2].plainText)"
        }, search: ["dynamic_group.name"])

    package let associatedObjectType = Field<String>(
        .required, .maxLength(100), .format(.contentType), .help("The model of the object: that of the group."))
    package let associatedObject = Derived(.object(model: "associated_object_type", key: "associated_object_id"))
    package let associatedObjectId = Field<Identifier>(
        .indexed, .label("Associated object ID"), .help("The key of the object."))
    package let dynamicGroup = Ref<DynamicGroup>(
        .cascade, .relatedName("static_group_associations"), .help("The group, of the type static."))

    /// Makes the handles.
    package init() {}

    package static let rules: [Rule<StaticGroupAssociation>] = [fits]

    private static let fits = Rule<StaticGroupAssociation> { context in
        guard let group = try context.get(context.record.dynamicGroup) else { return [] }
        guard group.type == .static else {
            return [FieldErrors("dynamic_group", ["Objects can be put into groups of the type static only."])]
        }
        guard group.contentType == context.record.associatedObjectType else {
            return [
                FieldErrors(
                    "associated_object_type", ["Must match the content type of the group, \(group.contentType)."])
            ]
        }
        return []
    }
}
