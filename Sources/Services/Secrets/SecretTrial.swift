package import Basics
import Domain
import Modeling
package import Secrets
package import Templates

/// Resolves what no store knows, for trying out providers and their configuration; nothing is remembered or recorded.
///
/// Templates and values are treated as those of imported secrets.
package struct SecretTrial: Sendable {
    private let providers: ProviderRegistry
    private let rendering = SecretRendering(templates: TemplateCache())

    package init(_ providers: ProviderRegistry) { self.providers = providers }

    /// The value that parameters lead to.
    ///
    /// - Parameters:
    ///   - provider: The provider's short name or alias.
    ///   - object: What templates know as `obj`.
    /// - Throws: ``SecretsError``.
    package func value(
        _ provider: String, _ parameters: JSONObject, for object: TemplateValue
    ) async throws(SecretsError) -> SecretValue {
        guard let found = providers[provider] else {
            throw SecretsError(.provider, SecretFault.unknownProvider(provider))
        }
        var secret = Record<Secret>(id: ID(Identifier(high: 0, low: 0)))
        secret.escape = Secret.Escape.html.rawValue
        secret.undefined = Secret.Undefined.empty.rawValue
        do {
            secret.parameters = try SecretParameters.normalized(
                JSONDocument(text: JSONValue.object(parameters).text))
        } catch {
            throw SecretsError(.parameters, "Each parameter must be a text or a number, and there must be one.")
        }
        // As they are: the provider judges them, and says in its own words what is missing.
        let rendered = ProviderParameters(try rendering.texts(secret, for: object))
        let value = try found.value(in: try await found.fetch(try found.locate(rendered)), rendered)
        return try SecretRendering.converted(value, .pass)
    }
}
