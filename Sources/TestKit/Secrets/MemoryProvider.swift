import Basics
package import Secrets
import Synchronization

/// A provider whose backend is this process: what it keeps, how it answers and how often it was asked is the test's to say.
package final class MemoryProvider: SecretsProvider {
    /// How a backend answers a request; the number counts requests from 1.
    package typealias Answer = @Sendable (SecretLocation, Int) async throws(SecretsError) -> SecretDocument

    package let kind: ProviderKind
    private let isLocal: Bool
    private let state: Mutex<State>

    private struct State {
        var documents: [String: String]
        var fetches = 0
        var answer: Answer?
    }

    /// - Parameters:
    ///   - documents: Texts by the value of the first parameter; with a parameter `key`, JSON objects of values.
    package init(_ kind: ProviderKind, documents: [String: String] = [:], isLocal: Bool = false) {
        self.kind = kind
        self.isLocal = isLocal
        state = Mutex(State(documents: documents))
    }

    /// How often the backend was asked.
    package var fetches: Int { state.withLock { $0.fetches } }

    /// Keeps a text.
    package func keep(_ place: String, _ text: String) { state.withLock { $0.documents[place] = text } }

    /// Lets the backend answer otherwise; nil for what it keeps.
    package func answer(_ answer: Answer?) { state.withLock { $0.answer = answer } }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let name = kind.fields.first?.name ?? ""
        guard let place = parameters[name], !place.isEmpty else {
            throw SecretsError(.parameters, "The \"\(name)\" parameter is mandatory!")
        }
        return SecretLocation(backend: "memory:\(kind.slug)", coordinates: [place], isLocal: isLocal)
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let (number, answer, text) = state.withLock { state in
            state.fetches += 1
            return (state.fetches, state.answer, location.coordinates.first.flatMap { state.documents[$0] })
        }
        if let answer { return try await answer(location, number) }
        guard let text else { throw SecretsError(.valueNotFound, "There is no such secret.") }
        return SecretDocument(SecretBytes(text))
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let key = parameters["key"] else { return SecretValue(document.bytes) }
        let json = document.bytes.revealText().flatMap { try? JSONValue(parsing: $0) }
        guard let value = json?[key] else { throw SecretsError(.valueNotFound, "The secret has no such key.") }
        guard let text = value.stringValue else { return SecretValue(SecretBytes(value.text), .json) }
        return SecretValue(SecretBytes(text))
    }
}

extension MemoryProvider {
    /// Variables of an environment that the test makes up.
    package static func environment(_ variables: [String: String] = [:]) -> MemoryProvider {
        MemoryProvider(
            ProviderKind(
                slug: "environment-variable", label: "Environment Variable",
                className: "EnvironmentVariableSecretsProvider",
                fields: [ProviderField("variable", label: "Variable", help: "Name.", isRequired: true)]),
            documents: variables, isLocal: true)
    }

    /// Files that the test makes up.
    package static func files(_ files: [String: String] = [:]) -> MemoryProvider {
        MemoryProvider(
            ProviderKind(
                slug: "text-file", label: "Text File", className: "TextFileSecretsProvider",
                fields: [ProviderField("path", label: "Path", help: "Path.", isRequired: true)]),
            documents: files, isLocal: true)
    }

    /// A backend elsewhere, with documents of several values.
    package static func vault(_ documents: [String: String] = [:]) -> MemoryProvider {
        MemoryProvider(
            ProviderKind(
                slug: "memory-vault", aliases: ["thycotic-memory"], label: "Memory Vault",
                className: "MemoryVaultSecretsProvider",
                fields: [
                    ProviderField("path", label: "Path", help: "Path.", isRequired: true),
                    ProviderField("key", label: "Key", help: "Key.", isRequired: true),
                    ProviderField("version", label: "Version", help: "Version.", choices: ["v1", "v2"]),
                ]), documents: documents)
    }

    /// One of each kind, all empty.
    package static var standard: ProviderRegistry { ProviderRegistry([environment(), files(), vault()]) }
}
