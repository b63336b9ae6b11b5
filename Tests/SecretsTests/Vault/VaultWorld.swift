import Basics
import Logging
import Outbound
import Secrets
import TestKit

/// Providers of one configuration, over a clock that stands still.
struct VaultWorld {
    let double: VaultDouble
    let time = ManualTime(Timestamp(microseconds: 1_795_000_000_000_000))
    let directory: VaultDirectory
    let connections: VaultConnections
    let files: Files

    /// Files of a test.
    struct Files: CredentialFiles {
        var texts = ["/jwt": "service-jwt", "/other": "wrong-jwt"]

        func text(of path: String) async throws(SecretsError) -> Redacted<String> {
            guard let text = texts[path] else { throw SecretsError(.provider, "The file \(path) cannot be read.") }
            return Redacted(text)
        }
    }

    /// - Parameter block: The block `hashicorp_vault`; the address of the double replaces that of the recordings.
    init(_ block: JSONObject?, double: VaultDouble? = nil, files: Files = Files()) async throws {
        let double = if let double { double } else { try await VaultDouble.start() }
        self.double = double
        self.files = files
        var policy = EgressPolicy.forNetworkAccess()
        policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
        let client = OutboundClient(
            policy: policy, resolver: NoNames(), time: time, random: SeededRandom(seed: 3),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let port = try double.server.port
        let text = block.map { JSONValue.object($0).text.replacing("127.0.0.1:18200", with: "127.0.0.1:\(port)") }
        directory = VaultDirectory(try text.flatMap { try JSONValue(parsing: $0).objectValue })
        connections = VaultConnections(
            directory, client: client, files: files, time: time,
            limits: OutboundLimits(connect: .seconds(900), read: .seconds(900), total: .seconds(10), bodySize: 1 << 20))
    }

    /// A Vault with these settings beside its address.
    init(settings: JSONObject, double: VaultDouble? = nil) async throws {
        var block: JSONObject = ["url": "http://127.0.0.1:18200"]
        for (key, value) in settings { block[key] = value }
        try await self.init(block, double: double)
    }

    /// Resolves parameters as the services do, without remembering anything.
    func resolve(
        _ parameters: [String: String], ldap: Bool = false
    ) async -> Result<SecretValue, SecretsError> {
        let provider: any SecretsProvider =
            ldap
            ? HashiCorpVaultLDAPProvider(directory, connections) : HashiCorpVaultProvider(directory, connections)
        let given = ProviderParameters(parameters)
        do throws(SecretsError) {
            let location = try provider.locate(given)
            return .success(try provider.value(in: try await provider.fetch(location), given))
        } catch {
            return .failure(error)
        }
    }

    /// The text of a value, or the class of the error.
    func outcome(_ parameters: [String: String], ldap: Bool = false) async -> String {
        switch await resolve(parameters, ldap: ldap) {
        case .success(let value): value.bytes.revealText() ?? "?"
        case .failure(let error): error.kind.rawValue
        }
    }
}
