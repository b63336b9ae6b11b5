import Basics
import Foundation
import Logging
import Outbound
import Secrets

/// The ways to reach secrets that the product has, set up as the operator has chosen.
struct SecretProviders: Sendable {
    let registry: ProviderRegistry
    /// Ask backends; closed when the work ends.
    let clients: [OutboundClient]

    /// - Throws: ``Problem`` of kind `misconfigured` for a block that cannot work, without any of its values.
    init(
        _ settings: AlmanacSettings, resolver: any HostResolver, time: any Timekeeper, random: any RandomSource,
        logger: Logger
    ) throws {
        let secrets = settings.secrets
        let (blocks, variables, files) = (secrets.blocks, secrets.variables, OperatorFiles())
        func make(_ policy: EgressPolicy) -> OutboundClient {
            OutboundClient(policy: policy, resolver: resolver, time: time, random: random, logger: logger)
        }
        func block(_ name: String) -> JSONObject? { blocks[name]?.objectValue }
        let aws = AWSSettings(environment: variables)
        // The agents that give identities answer at addresses that nothing else may ask.
        var cloudPolicy = secrets.policy
        if let agent = IPNetwork("169.254.169.254/32") { cloudPolicy.exceptions.append(.init(agent, port: 80)) }
        let (client, metadata, cloud) = (make(secrets.policy), make(aws.metadataPolicy), make(cloudPolicy))
        clients = [client, metadata, cloud]
        let access = AWSAccess(aws, client: client, metadata: metadata, time: time, random: random)
        let vaults = VaultDirectory(block("hashicorp_vault"))
        if block("hashicorp_vault") != nil, let error = vaults.problems.first { throw Self.problem(error) }
        let connections = VaultConnections(
            vaults, client: client, files: files, aws: AWSCallerIdentity(access), time: time)
        let delinea = DelineaServer(block("delinea") ?? block("thycotic"), client: client, time: time)
        registry = ProviderRegistry([
            EnvironmentProvider(variables: variables, allowedPrefixes: secrets.variablePrefixes),
            TextFileProvider(
                files: ContainedFiles(
                    roots: secrets.fileRoots, refused: [URL(fileURLWithPath: settings.dataFolder).standardized.path])),
            SystemdCredentialProvider(folder: variables["CREDENTIALS_DIRECTORY"]),
            ExecutableProvider(try Self.plugins(block("executable"))),
            HashiCorpVaultProvider(vaults, connections), HashiCorpVaultLDAPProvider(vaults, connections),
            AWSSecretsManagerProvider(access), AWSParameterStoreProvider(access),
            DelineaProvider(.id, delinea), DelineaProvider(.path, delinea),
            AzureKeyVaultProvider(
                identity: AzureIdentity(variables: variables, files: files, time: time),
                allowedHosts: (block("azure_key_vault")?["allowed_hosts"]?.arrayValue ?? []).compactMap(\.stringValue),
                client: cloud),
            OnePasswordConnectProvider(block("one_password"), client: client),
            ConjurProvider(block("cyberark_conjur"), client: client, time: time),
            CentralCredentialProvider(block("cyberark_ccp"), client: client),
            KubernetesSecretProvider(block("kubernetes"), variables: variables, files: files, client: client),
            GoogleSecretManagerProvider(
                identity: GoogleIdentity(variables: variables, files: files, time: time), client: cloud),
        ])
    }

    /// The programs of the block `executable`: `{"name": {"path": "/…", "arguments": […], "environment": {…}}}`.
    private static func plugins(_ block: JSONObject?) throws -> [ExecutablePlugin] {
        try (block ?? JSONObject()).map { name, value in
            let environment = (value["environment"]?.objectValue ?? JSONObject()).compactMap { member in
                member.value.stringValue.map { (member.key, $0) }
            }
            let deadline = value["deadline_seconds"]?.doubleValue ?? 10
            guard (0.1...600).contains(deadline) else {
                throw Problem(.misconfigured, "The deadline of the secrets plug-in \(name) must be 0.1 to 600 seconds.")
            }
            do throws(SecretsError) {
                return try ExecutablePlugin(
                    name: name, path: value["path"]?.stringValue ?? "",
                    arguments: (value["arguments"]?.arrayValue ?? []).compactMap(\.stringValue),
                    environment: Dictionary(environment, uniquingKeysWith: { first, _ in first }),
                    deadline: .seconds(deadline))
            } catch {
                throw problem(error)
            }
        }
    }

    private static func problem(_ error: SecretsError) -> Problem { Problem(.misconfigured, error.message) }
}
