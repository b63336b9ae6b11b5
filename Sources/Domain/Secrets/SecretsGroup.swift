package import Modeling

/// The secrets with which something is reached, each for one kind of access.
package struct SecretsGroup: Model {
    /// The description of the model.
    package static let schema = Schema<SecretsGroup>(
        "extras.secretsgroup", plural: "secrets-groups", name: "secrets group", naturalKey: ["name"],
        features: .organizational, globalSearch: GlobalSearch(["name"], place: 50),
        filters: [.path("secrets", ["secrets", "secret"])])

    package let name = Field<String>(.required, .maxLength(255), .unique, .search, .help("Name of the group."))
    package let description = Field<String>(.maxLength(255), .filters(.none), .help("What the group is for."))
    package let secrets = ManyRef<SecretsGroupAssociation>(
        .through(model: "extras.secretsgroupassociation", owner: "secrets_group", target: "id"),
        .help("Which secret serves which access."))

    /// Makes the handles.
    package init() {}
}
