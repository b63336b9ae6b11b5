/// The providers that there are, by the names that records have.
package struct ProviderRegistry: Sendable {
    /// The providers in the order in which people read them.
    package let providers: [any SecretsProvider]
    private let byName: [String: any SecretsProvider]

    /// - Parameter providers: Of two that share a name, the first one has it.
    package init(_ providers: [any SecretsProvider]) {
        self.providers = providers
        byName = Dictionary(
            providers.flatMap { provider in
                ([provider.kind.slug] + provider.kind.aliases).map { ($0, provider) }
            }, uniquingKeysWith: { first, _ in first })
    }

    /// No providers.
    package static let none = ProviderRegistry([])

    /// The provider with this short name or alias.
    package subscript(name: String) -> (any SecretsProvider)? { byName[name] }

    /// Has every provider give back what it holds, because the process ends.
    package func shutdown() async {
        for provider in providers { await provider.shutdown() }
    }
}
