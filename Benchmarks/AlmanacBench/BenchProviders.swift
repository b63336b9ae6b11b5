import Basics
import Logging
import Outbound
import Secrets
import Services

/// The providers that are measured.
struct BenchProviders {
    let registry: ProviderRegistry
    let vault: HashiCorpVaultProvider
    let client: OutboundClient
    let digests = KeyedDigest(master: SystemRandom().fill(32), purpose: "bench")

    init(backend: Int, authority: String, variables: Int) throws {
        var policy = EgressPolicy.forNetworkAccess()
        policy.exceptions = ["127.0.0.0/8", "::1/128"].compactMap { IPNetwork($0).map { EgressPolicy.Exception($0) } }
        let time = SystemTime()
        client = OutboundClient(
            policy: policy, resolver: RecentNames(SystemResolver(), time: time), time: time, random: SystemRandom(),
            logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() })
        let directory = VaultDirectory([
            "url": .string("https://localhost:\(backend)"), "token": "bench", "ca_cert": .string(authority),
        ])
        vault = HashiCorpVaultProvider(
            directory, VaultConnections(directory, client: client, files: OperatorFiles(), time: time))
        let names = (0..<variables).map { ("PW_MAKER\($0)", "value of \($0)") }
        registry = ProviderRegistry([
            EnvironmentProvider(
                variables: Dictionary(names, uniquingKeysWith: { first, _ in first }), allowedPrefixes: ["PW_"]),
            vault,
        ])
    }

    /// How many documents the backend was asked for.
    func requests() async throws -> Int {
        let parameters = ProviderParameters(["path": "count", "key": "n"])
        let value = try vault.value(in: try await vault.fetch(try vault.locate(parameters)), parameters)
        return value.bytes.revealText().flatMap { Int($0) } ?? 0
    }
}
