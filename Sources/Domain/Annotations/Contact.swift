package import Modeling

/// A person who answers for objects.
package struct Contact: Model {
    package static let schema = Schema<Contact>(
        "extras.contact", plural: "contacts", naturalKey: ["name"], ordering: ["name"],
        features: [.timestamps, .tags, .notes, .customFields, .relationships, .history],
        unique: [UniqueSet("name", "phone", "email")], display: .person)

    package let name = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("The name of the person."))
    package let phone = Field<String>(.maxLength(255), .search, .help("A telephone number."))
    package let email = Field<String>(
        .maxLength(254), .format(.email), .search, .label("E-mail"), .help("An e-mail address."))
    package let address = Field<String>(.search, .help("A postal address."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let teams = ManyRef<Team>(.own, .trailing, .help("The teams that the person belongs to."))
    /// Makes the handles.
    package init() {}
}

extension TextRule {
    /// A contact or team: the name, then telephone and e-mail as far as known.
    static let person = TextRule("name", "phone", "email") { cells in
        cells[0].plainText
            + cells.dropFirst().map(\.plainText).filter { !$0.isEmpty }.map { " (\($0))" }.joined()
    }
}
