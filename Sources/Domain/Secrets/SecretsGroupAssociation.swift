package import Modeling

/// Says which secret of a group serves an access type and is of a secret type; one for each pair.
package struct SecretsGroupAssociation: Model {
    /// The description of the model.
    package static let schema = Schema<SecretsGroupAssociation>(
        "extras.secretsgroupassociation", plural: "secrets-groups-associations", name: "secrets group association",
        naturalKey: ["secrets_group.name", "access_type", "secret_type", "secret.name"],
        ordering: ["secrets_group", "access_type", "secret_type"], features: [.history],
        unique: [UniqueSet("secrets_group", "access_type", "secret_type")],
        display: TextRule("secrets_group.name", "access_type", "secret_type", "secret.name") { cells in
            "\(cells[0].plainText): \(cells[1].plainText) \(cells[2].plainText): \(cells[3].plainText)"
        },
        search: ["secrets_group.name", "secret.name"], filters: [.path("secret_id", ["secret"], .idOnly)])

    package let accessType = Field<String>(
        .required, .maxLength(32), .choices(SecretKinds.accessTypes), .help("How the value is used."))
    package let secretType = Field<String>(
        .required, .maxLength(32), .choices(SecretKinds.secretTypes), .help("What the value is."))
    package let secretsGroup = Ref<SecretsGroup>(
        .cascade, .relatedName("secrets_group_associations"), .help("The group."))
    package let secret = Ref<Secret>(
        .cascade, .relatedName("secrets_group_associations"), .help("The secret that serves."))

    /// Makes the handles.
    package init() {}
}

/// The kinds of access and of secrets (contracts/secrets.md §1.1).
package enum SecretKinds {
    /// How a value is used.
    package static let accessTypes = [
        "Generic", "Console", "gNMI", "HTTP(S)", "NETCONF", "REST", "RESTCONF", "SNMP", "SSH",
    ].map { Choice($0, $0) }

    /// What a value is.
    package static let secretTypes = [
        Choice("authentication-key", "Authentication Key"),
        Choice("authentication-protocol", "Authentication Protocol"), Choice("key", "Key"), Choice("notes", "Notes"),
        Choice("password", "Password"), Choice("private-algorithm", "Private Algorithm"),
        Choice("private-key", "Private Key"), Choice("secret", "Secret"), Choice("token", "Token"),
        Choice("url", "URL"), Choice("username", "Username"),
    ]
}
