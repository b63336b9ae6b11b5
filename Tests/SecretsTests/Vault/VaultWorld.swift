import Basics
import Outbound
import Secrets
import TestKit

/// Providers of one configuration, over a clock that stands still.
struct VaultWorld {
    let double: VaultDouble
    let base = BackendWorld()
    let directory: VaultDirectory
    let connections: VaultConnections
    var time: ManualTime { base.time }

    /// - Parameter block: The block `hashicorp_vault`; the address of the double replaces that of the recordings.
    init(
        _ block: JSONObject?, double: VaultDouble? = nil,
        files: TextFiles = TextFiles(["/jwt": "service-jwt", "/other": "wrong-jwt"])
    ) async throws {
        let double = if let double { double } else { try await VaultDouble.start() }
        self.double = double
        let port = try double.server.port
        let text = block.map { JSONValue.object($0).text.replacing("127.0.0.1:18200", with: "127.0.0.1:\(port)") }
        directory = VaultDirectory(try text.flatMap { try JSONValue(parsing: $0).objectValue })
        connections = VaultConnections(
            directory, client: base.client, files: files, time: base.time, limits: BackendWorld.limits)
    }

    /// A Vault with these settings beside its address.
    init(settings: JSONObject, double: VaultDouble? = nil) async throws {
        var block: JSONObject = ["url": "http://127.0.0.1:18200"]
        for (key, value) in settings { block[key] = value }
        try await self.init(block, double: double)
    }

    private func provider(_ ldap: Bool) -> any SecretsProvider {
        ldap ? HashiCorpVaultLDAPProvider(directory, connections) : HashiCorpVaultProvider(directory, connections)
    }

    /// Resolves parameters as the services do, without remembering anything.
    func resolve(
        _ parameters: [String: String], ldap: Bool = false
    ) async -> Result<SecretValue, SecretsError> {
        await BackendWorld.resolve(provider(ldap), parameters)
    }

    /// The text of a value, or the class of the error.
    func outcome(_ parameters: [String: String], ldap: Bool = false) async -> String {
        await BackendWorld.outcome(provider(ldap), parameters)
    }
}
