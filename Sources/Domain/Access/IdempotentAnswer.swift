package import Basics
package import Modeling

/// The answer to a create that a client may repeat under the same key and must not repeat in fact.
///
/// The key of the row follows from caller, key, method and path, of which only the caller is stored.
package struct IdempotentAnswer: Model {
    /// The description of the model.
    package static let schema = Schema<IdempotentAnswer>(
        "system.idempotentanswer", plural: "idempotent-answers", name: "idempotent answer", ordering: ["created"],
        features: [], operations: .readOnly, indexes: [["caller", "created"]], display: .field("id"), isExposed: false)

    package let request = Field<String>(
        .maxLength(64), .readOnly, .hidden, .filters(.none), .help("SHA-256 of caller, key, method and path, in hex."))
    package let caller = Field<String>(
        .maxLength(64), .readOnly, .hidden, .filters(.none), .help("SHA-256 of the caller, in hex."))
    package let body = Field<String>(
        .maxLength(64), .readOnly, .hidden, .filters(.none), .help("SHA-256 of the request's body, in hex."))
    package let status = Field<Int>(.readOnly, .filters(.none), .help("Status of the answer."))
    package let headers = Field<JSONDocument>(.readOnly, .filters(.none), .help("Header fields of the answer."))
    package let answer = Field<String?>(
        .readOnly, .filters(.none), .help("Body of the answer; null when it is shown once only."))
    package let created = Field<Timestamp>(.readOnly, .indexed, .filters(.none), .help("Time of the answer."))

    /// Makes the handles.
    package init() {}
}
