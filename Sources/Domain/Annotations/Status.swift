package import Modeling

/// The state of an object, for the models that it lists.
package struct Status: Model {
    package static let schema = Schema<Status>(
        "extras.status", plural: "statuses", pluralName: "statuses", naturalKey: ["name"], ordering: ["name"],
        features: .organizational)

    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The kinds of objects that may have this status."))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the status."))
    package let color = Field<String>(
        .maxLength(6), .format(.color), .default(.text("9e9e9e")), .help("RGB color in hexadecimal (e.g. 00ff00)."))
    package let description = Field<String>(.maxLength(255), .help("What the status means."))
    /// Makes the handles.
    package init() {}
}
