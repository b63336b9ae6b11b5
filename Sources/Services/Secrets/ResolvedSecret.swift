package import Domain
package import Secrets

/// A value that was handed out, and how its document came about.
package struct ResolvedSecret: Sendable {
    package let value: SecretValue
    package let cache: SecretAccess.Cache
}

/// Whether a secret can be resolved, and nothing about its value.
package struct SecretCheckResult: Sendable {
    /// Why not; nil when it can.
    package let fault: SecretFault?
    /// The backend; empty when none was reached.
    package let backend: String
    package let cache: SecretAccess.Cache
    package let microseconds: Int

    /// The class of the error in messages; nil when it can be resolved.
    package var errorClass: String? { fault?.error.kind.rawValue }

    /// `Passed`, or the text of the error (contracts/secrets.md §1.2).
    package var message: String { fault?.description ?? SecretAccess.passed }
}
