package import Basics
package import Modeling

/// A key with which a program acts as a user (core.md §1.4).
///
/// The key itself is shown once, when it is made; only a keyed hash of it is stored.
package struct APIToken: Model {
    /// The description of the model.
    package static let schema = Schema<APIToken>(
        "users.token", plural: "tokens", modelName: "Token", ordering: ["created"], features: .history, lookup: "id",
        display: TextRule("prefix", "user.username") { cells in
            "\(cells[0].plainText)… (\(cells[1].plainText))"
        }, filters: [.path("key", ["prefix"])], isExposed: false)

    package let user = Ref<User>(
        .cascade, .owner, .relatedName("+tokens"), .hidden, .readOnly, .help("User in whose name the token acts."))
    package let prefix = Field<String>(
        .maxLength(8), .indexed, .hidden, .readOnly, .help("First eight characters, to tell tokens apart."))
    package let digest = Field<String>(
        .maxLength(64), .unique, .hidden, .writeOnly, .readOnly, .filters(.none),
        .help("Keyed hash of the token, in hex."))
    package let key = Derived(
        .computed(["prefix"]) { cells in .string(APITokenText.masked(prefix: cells[0].plainText)) },
        .help("The key, whole in the answer to the create and masked ever after."))
    package let expires = Field<Timestamp?>(.help("Time from which the token is refused; null means never."))
    package let writeEnabled = Field<Bool>(
        .default(.bool(true)), .help("Permit create/update/delete operations using this key."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the token is for."))
    package let created = Field<Timestamp?>(.readOnly, .help("Time at which the token was made."))
    package let lastUsed = Field<Timestamp?>(
        .readOnly, .filters(.none), .help("Time of the last request with the token, to the minute."))
    package let allowedNetworks = Field<StringList>(
        .filters(.none), .help("Networks from which the token may be used; none means from everywhere."))

    /// Networks of one token at most.
    private static let networkLimit = 100

    /// Makes the handles.
    package init() {}

    package static func prepare(_ record: inout Record<APIToken>, in context: RuleContext<APIToken>) throws {
        let given = record.allowedNetworks.elements
        let networks = given.map { IPNetwork($0) ?? IPNetwork($0 + (IPHost($0)?.family == .v6 ? "/128" : "/32")) }
        guard given.count <= networkLimit, !networks.contains(nil) else {
            throw Problem(
                .invalidInput, "",
                fields: [
                    FieldErrors(
                        "allowed_networks",
                        given.count > networkLimit
                            ? "Ensure this field has no more than \(networkLimit) elements."
                            : "Enter valid networks, such as 192.0.2.0/24 or 2001:db8::/32.")
                ])
        }
        record.allowedNetworks = StringList(networks.compactMap { $0?.description })
    }
}

extension Record<APIToken> {
    /// Whether the token is refused at the given time because it has expired.
    package func isExpired(at time: Timestamp) -> Bool {
        self.expires.map { $0 <= time } ?? false
    }
}
