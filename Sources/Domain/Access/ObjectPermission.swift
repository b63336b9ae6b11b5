import Basics
package import Modeling

/// What users and groups may do, and to which objects (core.md §4).
package struct ObjectPermission: Model {
    /// The description of the model.
    package static let schema = Schema<ObjectPermission>(
        "users.objectpermission", plural: "permissions", name: "permission", naturalKey: ["name"], ordering: ["name"],
        features: [.timestamps, .history])

    package let objectTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The kinds of objects that this is about."))
    package let actions = Field<StringList>(
        .required, .alwaysShown,
        .help("What may be done: view, add, change, delete or an action of the model."))
    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the permission."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the permission is for."))
    package let enabled = Field<Bool>(.default(.bool(true)), .help("Whether the permission counts."))
    package let constraints = Field<JSONDocument?>(
        .filters(.none),
        .help("Which objects: an object of conditions that all must hold, or a list of such objects; null means all."))
    package let groups = ManyRef<Group>(.own, .relatedName("object_permissions"), .help("Groups that are given this."))
    package let users = ManyRef<User>(.own, .relatedName("object_permissions"), .help("Users who are given this."))

    /// Makes the handles.
    package init() {}
}
