import Basics
package import Domain
package import Modeling
import Secrets
import Storage

/// What the parameters of a secret come to for an object, told without asking a backend and without what they render to.
package struct SecretPreview: Sendable {
    /// What is wrong, in one sentence; empty when the templates render and the provider takes what they render to.
    package let fault: String
    /// The backend that would be asked; empty when none would be.
    package let backend: String
    /// Keyed hash of the place that would be read, as the audit has it; empty when there is none.
    package let place: String
}

extension SecretService {
    /// Renders the parameters of a secret, stored or not, for an object.
    ///
    /// The templates see what the actor may view. Nothing leaves this process.
    ///
    /// - Throws: ``Problem`` for an object that is not there for the actor.
    package func preview(
        _ secret: Record<Secret>, for object: ObjectName?, by actor: Actor
    ) async throws -> SecretPreview {
        let planner = SecretPlanner(environment: environment, actor: actor)
        let plan = try await store.read { try planner.plan(secret, for: object, $0) }
        do throws(SecretsError) {
            let parameters = try plan.parameters.get()
            guard let provider = plan.provider else { throw SecretsError(.provider, "There is no provider.") }
            let location = try provider.locate(parameters)
            let place = SecretPlace(provider.kind.slug, location, digests)
            return SecretPreview(fault: "", backend: location.backend, place: place.digest)
        } catch {
            return SecretPreview(fault: error.message, backend: "", place: "")
        }
    }
}
