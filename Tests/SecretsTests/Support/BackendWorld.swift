import Basics
import Logging
import Outbound
import Secrets
import TestKit

/// A client that reaches loopback and nothing else, over a clock that stands still.
struct BackendWorld {
    let time = ManualTime(Timestamp(microseconds: 1_795_000_000_000_000))
    let client: OutboundClient
    /// A busy machine ends no request: only the clock of the test does.
    static let limits = OutboundLimits(
        connect: .seconds(900), read: .seconds(900), total: .seconds(10), bodySize: 1 << 20)

    init(resolver: any HostResolver = NoNames()) {
        var policy = EgressPolicy.forNetworkAccess()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        client = OutboundClient(
            policy: policy, resolver: resolver, time: time, random: SeededRandom(seed: 3),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Resolves parameters as the services do, without remembering anything.
    static func resolve(
        _ provider: any SecretsProvider, _ parameters: [String: String]
    ) async -> Result<SecretValue, SecretsError> {
        let given = ProviderParameters(parameters)
        do throws(SecretsError) {
            let location = try provider.locate(given)
            return .success(try provider.value(in: try await provider.fetch(location), given))
        } catch {
            return .failure(error)
        }
    }

    /// The text of a value, or the class of the error.
    static func outcome(_ provider: any SecretsProvider, _ parameters: [String: String]) async -> String {
        switch await resolve(provider, parameters) {
        case .success(let value): value.bytes.revealText() ?? "?"
        case .failure(let error): error.kind.rawValue
        }
    }
}
