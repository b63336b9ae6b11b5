import Secrets

/// The ways to reach secrets that the product has.
enum SecretProviders {
    /// Every provider, in the order in which `almanac secret providers` lists them.
    static let all = ProviderRegistry([])
}
