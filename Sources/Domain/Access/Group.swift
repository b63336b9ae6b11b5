import Basics
package import Modeling

/// Users who are given permissions together (core.md §2.9).
package struct Group: Model {
    /// The description of the model.
    package static let schema = Schema<Group>(
        "auth.group", plural: "groups", naturalKey: ["name"], ordering: ["name"], features: [.numbered, .history],
        pathApp: "users")

    package let userCount = Derived(
        .countMany(of: "users.user", field: "groups"), .help("Number of users in the group."))
    package let name = Field<String>(.required, .maxLength(150), .unique, .search, .help("Name of the group."))

    /// Makes the handles.
    package init() {}
}
