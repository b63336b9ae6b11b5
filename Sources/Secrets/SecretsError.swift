/// Why a secret was not found, in the classes of contracts/secrets.md §1.4.
///
/// The message is a fixed sentence with at most names that the operator configured: never a response body, a header, a query,
/// a rendered parameter or the text of another error.
package struct SecretsError: Error, Hashable, Sendable {
    /// Who has to act.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Something unexpected.
        case secret = "SecretError"
        /// The record is wrong: a parameter is missing, a template fails.
        case parameters = "SecretParametersError"
        /// The backend works and does not have it.
        case valueNotFound = "SecretValueNotFoundError"
        /// The backend is not configured, cannot be reached or refuses us.
        case provider = "SecretProviderError"
    }

    package let kind: Kind
    /// What happened and what to do.
    package let message: String
    /// Whether the same request may succeed in a moment; a copy that is a little too old then serves.
    package let isTransient: Bool
    /// HTTP status of the backend, where there was one.
    package let status: Int?
    /// How long the backend asks us to wait before the next request; nil when it says nothing.
    package let retryAfter: Duration?

    package init(
        _ kind: Kind, _ message: String, isTransient: Bool = false, status: Int? = nil, retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.message = message
        self.isTransient = isTransient
        self.status = status
        self.retryAfter = retryAfter
    }
}
