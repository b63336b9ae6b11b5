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

    /// What is wrong with blocks, without any of their values.
    let faults: [(block: String, error: SecretsError)]

    /// - Throws: ``Problem`` of kind `misconfigured` that tells all that is wrong, without any of the values.
    init(
        _ settings: AlmanacSettings, resolver: any HostResolver, time: any Timekeeper, random: any RandomSource,
        logger: Logger
    ) throws {
        self.init(
            settings.secrets, refused: [URL(fileURLWithPath: settings.dataFolder).standardized.path],
            resolver: resolver, time: time, random: random, logger: logger)
        guard faults.isEmpty else {
            let file = "The file of secrets providers \(settings.secrets.file ?? "") (secrets-config)"
            throw Problem(
                .misconfigured,
                faults.map { "\(file), block \"\($0.block)\": \($0.error.message)" }.joined(separator: "\n"))
        }
    }

    /// - Parameter refused: Folders below which no file is a secret.
    init(
        _ secrets: SecretsSettings, refused: [String], resolver: any HostResolver, time: any Timekeeper,
        random: any RandomSource, logger: Logger
    ) {
        let (blocks, files) = (secrets.blocks, OperatorFiles())
        let variables = ProviderVariables(secrets)
        func make(_ policy: EgressPolicy) -> OutboundClient {
            OutboundClient(policy: policy, resolver: resolver, time: time, random: random, logger: logger)
        }
        func block(_ name: String) -> JSONObject? { blocks[name]?.objectValue }
        let aws = AWSSettings(environment: variables.aws)
        // The agents that give identities answer at addresses that nothing else may ask.
        var cloudPolicy = secrets.policy
        if let agent = IPNetwork("169.254.169.254/32") { cloudPolicy.exceptions.append(.init(agent, port: 80)) }
        let (client, metadata, cloud) = (make(secrets.policy), make(aws.metadataPolicy), make(cloudPolicy))
        clients = [client, metadata, cloud]
        let access = AWSAccess(aws, client: client, metadata: metadata, time: time, random: random)
        let vaults = VaultDirectory(block("hashicorp_vault"))
        let connections = VaultConnections(
            vaults, client: client, files: files, aws: AWSCallerIdentity(access), time: time)
        let delineaBlock = blocks["delinea"] == nil ? "thycotic" : "delinea"
        let delinea = DelineaServer(block(delineaBlock), client: client, time: time)
        let (azure, google) = (block("azure_key_vault"), block("google_secret_manager"))
        let onePassword: any SecretsProvider =
            block("one_password").map { $0["connect_host"] == nil } ?? false
            ? OnePasswordCLIProvider(block("one_password"))
            : OnePasswordConnectProvider(block("one_password"), client: client)
        let programs = ProviderPrograms(block("executable"))
        let named: [(block: String?, provider: any SecretsProvider)] = [
            (nil, EnvironmentProvider(variables: secrets.variables, allowedPrefixes: secrets.variablePrefixes)),
            (nil, TextFileProvider(files: ContainedFiles(roots: secrets.fileRoots, refused: refused))),
            (nil, SystemdCredentialProvider(folder: secrets.variables["CREDENTIALS_DIRECTORY"])),
            (nil, ExecutableProvider(programs.plugins)),
            ("hashicorp_vault", HashiCorpVaultProvider(vaults, connections)),
            (nil, HashiCorpVaultLDAPProvider(vaults, connections)),
            (nil, AWSSecretsManagerProvider(access)), (nil, AWSParameterStoreProvider(access)),
            (delineaBlock, DelineaProvider(.id, delinea)), (nil, DelineaProvider(.path, delinea)),
            (
                "azure_key_vault",
                AzureKeyVaultProvider(
                    identity: AzureIdentity(variables: variables.azure, files: files, time: time),
                    allowedHosts: (azure?["allowed_hosts"]?.arrayValue ?? []).compactMap(\.stringValue),
                    resource: azure?["resource"]?.stringValue, authorities: azure?["ca_path"]?.stringValue,
                    client: cloud)
            ),
            ("one_password", onePassword),
            ("cyberark_conjur", ConjurProvider(block("cyberark_conjur"), client: client, time: time)),
            ("cyberark_ccp", CentralCredentialProvider(block("cyberark_ccp"), client: client)),
            (
                "kubernetes",
                KubernetesSecretProvider(
                    block("kubernetes"), variables: secrets.variables, files: files, client: client)
            ),
            (
                nil,
                GoogleSecretManagerProvider(
                    identity: GoogleIdentity(variables: variables.google, files: files, time: time),
                    endpoint: google?["endpoint"]?.stringValue, client: cloud)
            ),
        ]
        registry = ProviderRegistry(named.map(\.provider))
        let told = named.flatMap { name, provider -> [(block: String, error: SecretsError)] in
            guard let name, block(name) != nil else { return [] }
            return provider.problems.map { (name, $0) }
        }
        faults = told + variables.problems + programs.problems.map { ("executable", $0) }
    }
}
