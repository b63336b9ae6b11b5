package import Basics
package import Modeling

/// Which user somebody is whom an OpenID provider vouches for.
///
/// Issuer and subject never change and are never given to somebody else; names and addresses of e-mail do and are.
package struct ExternalIdentity: Model {
    /// The description of the model.
    package static let schema = Schema<ExternalIdentity>(
        "users.externalidentity", plural: "external-identities", name: "external identity", features: .history,
        lookup: "id", unique: [UniqueSet("issuer", "subject")], display: .field("subject"), isExposed: false)

    package let user = Ref<User>(.cascade, .relatedName("+external_identities"), .readOnly, .help("Who it is here."))
    package let issuer = Field<String>(.maxLength(255), .readOnly, .help("URL of the provider."))
    package let subject = Field<String>(.maxLength(255), .readOnly, .help("Who it is there."))
    package let created = Field<Timestamp?>(.readOnly, .help("Time of the first login."))

    /// Makes the handles.
    package init() {}
}
