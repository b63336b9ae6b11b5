package import Basics
package import Modeling

/// One resolution of a secret: who asked for which value, for which object, and how it went.
///
/// It is stored before the value is handed out, and never holds the value.
package struct SecretAccess: Model {
    /// The description of the model.
    package static let schema = Schema<SecretAccess>(
        "extras.secretaccess", plural: "secret-accesses", name: "secret access", pluralName: "secret accesses",
        ordering: ["-time"], features: [], operations: .readOnly, lookup: "id",
        display: TextRule("secret_name", "user_name", "time") { cells in
            "\(cells[0].plainText) by \(cells[1].plainText) at \(cells[2].plainText)"
        }, isLog: true)

    /// What the value was asked for.
    package enum Purpose: String, CaseIterable, Sendable {
        /// It was handed to a part of the product that needs it.
        case use
        /// It was looked at whether it can be had, and thrown away.
        case check
        /// It was shown to an administrator.
        case reveal
    }

    /// How the document of the backend came about.
    package enum Cache: String, CaseIterable, Sendable {
        /// No backend was asked, because the resolution failed before.
        case none
        /// Read from this machine, which is never remembered.
        case local
        /// Remembered.
        case hit
        /// Fetched.
        case miss
        /// Fetched, in one request with others that asked at the same time.
        case joined
        /// Remembered for too long, and served because the backend failed.
        case stale
    }

    /// The outcome of a resolution that worked; the others are the classes of errors.
    package static let passed = "Passed"

    package let time = Field<Timestamp>(.readOnly, .indexed, .help("When it happened."))
    package let userName = Field<String>(.readOnly, .maxLength(150), .search, .help("Who asked."))
    package let user = OptionalRef<User>(
        .keep, .readOnly, .relatedName("+secret_accesses"), .help("Who asked; null for the product itself."))
    package let requestId = Field<Identifier>(
        .readOnly, .indexed, .label("Request ID"), .help("The request, command or job that needed it."))
    package let purpose = Field<String>(
        .readOnly, .maxLength(10), .choices(Purpose.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("What it was asked for."))
    package let secretId = Field<Identifier>(
        .readOnly, .indexed, .label("Secret ID"), .help("Key of the secret."))
    package let secretName = Field<String>(
        .readOnly, .maxLength(255), .search, .help("How the secret was called."))
    package let provider = Field<String>(.readOnly, .maxLength(255), .help("Short name of the provider."))
    package let backend = Field<String>(
        .readOnly, .maxLength(300), .help("The backend that keeps the value; empty when none was reached."))
    package let forObjectType = Field<String>(
        .readOnly, .maxLength(100), .help("Model of the object for which it was asked; empty for none."))
    package let forObjectId = Field<Identifier?>(
        .readOnly, .indexed, .label("For object ID"), .help("Key of that object."))
    package let outcome = Field<String>(
        .readOnly, .maxLength(40), .help("Passed, or the class of the error."))
    package let cache = Field<String>(
        .readOnly, .maxLength(10), .choices(Cache.allCases.map { Choice($0.rawValue, $0.rawValue) }),
        .help("Whether the backend was asked."))
    package let duration = Field<Int>(
        .readOnly, .filters(.exactRange), .label("Duration in microseconds"), .help("How long it took."))
    package let coordinates = Field<String>(
        .readOnly, .maxLength(64), .filters(.exactRange),
        .help("Keyed hash of the place that was read, to tell whether two resolutions read the same."))

    /// Makes the handles.
    package init() {}
}
