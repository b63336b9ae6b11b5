package import Modeling

/// A group of contacts, usable wherever a single contact is.
package struct Team: Model {
    package static let schema = Schema<Team>(
        "extras.team", plural: "teams", naturalKey: ["name"], ordering: ["name"],
        features: [.timestamps, .tags, .notes, .customFields, .relationships, .history],
        unique: [UniqueSet("name", "phone", "email")], display: .person)

    package let name = Field<String>(
        .required, .maxLength(255), .search, .indexed, .help("The name of the team."))
    package let phone = Field<String>(.maxLength(255), .search, .help("A telephone number."))
    package let email = Field<String>(
        .maxLength(254), .format(.email), .search, .label("E-mail"), .help("An e-mail address."))
    package let address = Field<String>(.search, .help("A postal address."))
    package let comments = Field<String>(.search, .help("Notes of any length."))
    package let contacts = ManyRef<Contact>(
        .inverse(model: "extras.contact", field: "teams"), .help("The people in the team."))
    /// Makes the handles.
    package init() {}
}
