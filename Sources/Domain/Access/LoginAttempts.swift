package import Basics
package import Modeling

/// The recent attempts to log in to one account from one network, so that every server of a store counts the same.
package struct LoginAttempts: Model {
    /// The description of the model.
    package static let schema = Schema<LoginAttempts>(
        "users.loginattempts", plural: "login-attempts", name: "login attempts", features: [], operations: .readOnly,
        lookup: "id", display: .field("id"), isExposed: false)

    /// Neither the account nor the address is stored: people type passwords into the wrong field.
    package let key = Field<String>(
        .maxLength(64), .unique, .hidden, .readOnly, .filters(.none), .help("Keyed hash of account and network."))
    package let times = Field<JSONDocument>(
        .hidden, .readOnly, .filters(.none), .help("Times of the attempts, in microseconds since 1970, oldest first."))
    package let newest = Field<Timestamp>(.readOnly, .indexed, .help("Time of the newest attempt."))

    /// Makes the handles.
    package init() {}
}
