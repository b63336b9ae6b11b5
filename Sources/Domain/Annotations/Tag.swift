package import Modeling

/// A mark that objects of the listed models can carry.
package struct Tag: Model {
    package static let schema = Schema<Tag>(
        "extras.tag", plural: "tags", naturalKey: ["name"], ordering: ["name"], features: .organizational)

    package let taggedItems = Derived(.tagUses)
    package let contentTypes = Field<StringList>(
        .required, .alwaysShown, .format(.contentType), .help("The kinds of objects that may carry this tag."))
    package let name = Field<String>(
        .required, .maxLength(255), .unique, .search, .help("The name of the tag."))
    package let color = Field<String>(
        .maxLength(6), .format(.color), .default(.text("9e9e9e")), .help("RGB color in hexadecimal (e.g. 00ff00)."))
    package let description = Field<String>(.maxLength(255), .help("What the tag means."))
    /// Makes the handles.
    package init() {}
}
