import Basics
package import Domain
import Foundation
import Modeling

/// Turns passwords that people choose into what is kept of them: the rules first, then the hash.
package struct PasswordKeeper: Sendable {
    package let hasher: PasswordHasher

    package init(hasher: PasswordHasher) { self.hasher = hasher }

    /// Checks a new password and hashes it.
    ///
    /// - Parameters:
    ///   - field: The member that the password came in.
    ///   - rules: What is known of the user.
    /// - Returns: The text for ``User/passwordHash``.
    /// - Throws: ``Problem`` of kind `invalidInput` with the complaints, or `unavailable` when too many wait.
    package func hash(_ password: String, field: String = "password", rules: PasswordRules) async throws -> String {
        let complaints = rules.complaints(password.precomposedStringWithCanonicalMapping)
        guard complaints.isEmpty else {
            throw Problem(.invalidInput, "The password is not taken.", fields: [FieldErrors(field, complaints)])
        }
        return try await hasher.hash(password).text
    }
}
