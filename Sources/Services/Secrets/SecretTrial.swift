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
    private let templates = TemplateCache()

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
        try await question(provider, parameters).value(for: object)
    }

    /// What is asked for many objects.
    ///
    /// - Throws: ``SecretsError``.
    package func question(_ provider: String, _ parameters: JSONObject) throws(SecretsError) -> Question {
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
        return Question(provider: found, rendering: SecretRendering(secret, templates))
    }

    /// A provider and its parameters before they are rendered.
    package struct Question: Sendable {
        fileprivate let provider: any SecretsProvider
        fileprivate let rendering: SecretRendering

        /// The value for an object.
        ///
        /// - Throws: ``SecretsError``.
        package func value(for object: TemplateValue) async throws(SecretsError) -> SecretValue {
            // As they are: the provider judges them, and says in its own words what is missing.
            let rendered = ProviderParameters(try rendering.texts(for: object))
            let document = try await provider.fetch(try provider.locate(rendered))
            return try SecretRendering.converted(try provider.value(in: document, rendered), .pass)
        }
    }
}
