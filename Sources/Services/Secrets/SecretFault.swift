package import Secrets

/// Why a secret was not handed out, in the form that clients of the dialect know (contracts/secrets.md §1.4).
package struct SecretFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong.
    package let error: SecretsError
    /// How the secret is called.
    package let secret: String
    /// The class name of the provider in messages; the short name when there is no such provider.
    package let provider: String

    package init(_ error: SecretsError, secret: String, provider: String) {
        self.error = error
        self.secret = secret
        self.provider = provider
    }

    /// Class, secret, provider and message: `SecretError: Secret "db" (provider "TextFileSecretsProvider"): …`.
    package var description: String {
        "\(error.kind.rawValue): Secret \"\(secret)\" (provider \"\(provider)\"): \(error.message)"
    }

    static func unknownProvider(_ slug: String) -> String { "No registered provider \"\(slug)\" is available" }

    static func missing(_ parameter: String) -> String { "The \"\(parameter)\" parameter is mandatory!" }
}
