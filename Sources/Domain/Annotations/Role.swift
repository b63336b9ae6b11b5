package import Modeling

/// What an object is there for, for the models that it lists.
package struct Role: Model {
    package static let schema = Schema<Role>(
        "extras.role", plural: "roles", naturalKey: ["name"], ordering: ["weight", "name"],
        features: .organizational)

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The kinds of objects that may have this role."))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the role."))
    package let color = Field<String>(
        .maxLength(6), .format(.color), .default(.text("9e9e9e")), .help("RGB color in hexadecimal (e.g. 00ff00)."))
    package let description = Field<String>(.maxLength(255), .help("What the role means."))
    package let weight = Field<Int?>(.range(0...32_767), .help("Roles with a lower weight are listed first."))
    /// Makes the handles.
    package init() {}
}
