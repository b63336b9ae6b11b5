package import Basics
package import Modeling

/// A key with which a program acts as a user (core.md §1.4).
///
/// The key itself is shown once, when it is made; only a keyed hash of it is stored.
package struct APIToken: Model {
    /// The description of the model.
    package static let schema = Schema<APIToken>(
        "users.token", plural: "tokens", ordering: ["created"], features: .timestamps, lookup: "id",
        display: TextRule("prefix", "user.username") { cells in
            "\(cells[0].plainText)… (\(cells[1].plainText))"
        },
        isExposed: false)

    package let user = Ref<User>(
        .cascade, .relatedName("tokens"), .readOnly, .help("User in whose name the token acts."))
    package let prefix = Field<String>(
        .maxLength(8), .indexed, .readOnly, .help("First eight characters, to tell tokens apart."))
    package let digest = Field<String>(
        .maxLength(64), .unique, .hidden, .readOnly, .filters(.none), .help("Keyed hash of the token, in hex."))
    package let description = Field<String>(.maxLength(255), .search, .help("What the token is for."))
    package let expires = Field<Timestamp?>(.help("Time from which the token is refused; null means never."))
    package let writeEnabled = Field<Bool>(
        .default(.bool(true)), .help("Whether the token may create, change and delete."))
    package let lastUsed = Field<Timestamp?>(.readOnly, .help("Time of the last request with the token."))

    /// Makes the handles.
    package init() {}
}

extension Record<APIToken> {
    /// Whether the token is refused at the given time because it has expired.
    package func isExpired(at time: Timestamp) -> Bool {
        self.expires.map { $0 <= time } ?? false
    }
}
