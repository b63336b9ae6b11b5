package import Basics
package import Outbound

/// The connections to all configured Vaults, shared by the providers that read from them.
package actor VaultConnections {
    private let directory: VaultDirectory
    private let make: @Sendable (VaultSettings) -> VaultConnection
    private var open: [String: VaultConnection] = [:]

    /// - Parameters:
    ///   - aws: For logins with an AWS identity; nil refuses them.
    ///   - limits: Of one request (contracts/secrets.md §5.2).
    package init(
        _ directory: VaultDirectory, client: OutboundClient, files: any CredentialFiles,
        aws: (any VaultAWSIdentity)? = nil, time: any Timekeeper, limits: OutboundLimits = .secrets
    ) {
        self.directory = directory
        make = { settings in
            VaultConnection(settings, client: client, files: files, aws: aws, time: time, limits: limits)
        }
    }

    /// The connection to a server by the name of its settings.
    func connection(_ name: String) throws(SecretsError) -> VaultConnection {
        let settings = try directory.settings(name)
        if let known = open[settings.name] { return known }
        let connection = make(settings)
        open[settings.name] = connection
        return connection
    }

    /// The logins to all servers that were asked, in the order of their names.
    func leases() async -> [SecretLease] {
        var leases: [SecretLease] = []
        for name in open.keys.sorted() {
            if let lease = await open[name]?.lease { leases.append(lease) }
        }
        return leases
    }

    /// Gives all logins back.
    package func revoke() async {
        for connection in open.values { await connection.revoke() }
        open = [:]
    }
}

extension OutboundLimits {
    /// How long a backend of secrets may take and how much it may send (contracts/secrets.md §5.2).
    package static let secrets = OutboundLimits(
        connect: .seconds(5), read: .seconds(10), total: .seconds(10), bodySize: 1024 * 1024)
}

/// Key-value secrets of HashiCorp Vault and OpenBao (contracts/secrets.md §2.1).
package struct HashiCorpVaultProvider: SecretsProvider {
    package let kind: ProviderKind
    private let directory: VaultDirectory
    private let connections: VaultConnections

    package init(_ directory: VaultDirectory, _ connections: VaultConnections) {
        self.directory = directory
        self.connections = connections
        kind = ProviderKind(
            slug: "hashicorp-vault", label: "HashiCorp Vault", className: "HashiCorpVaultSecretsProvider",
            fields: [
                ProviderField(
                    "path", label: "Path", help: "The path of the secret inside its mount.", isRequired: true),
                ProviderField("key", label: "Key", help: "Which key of the secret.", isRequired: true),
                ProviderField(
                    "vault", label: "Vault", help: "Which configured Vault; the only one when there is one.",
                    choices: directory.names, isOpen: true),
                ProviderField(
                    "mount_point", label: "Mount Point", help: "The mount, when it is not the Vault's usual one."),
                ProviderField(
                    "kv_version", label: "KV Version",
                    help: "The version of the engine, when it is not the Vault's usual one.",
                    choices: ["v1", "v2"], isOpen: true),
            ])
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let settings = try directory.settings(parameters["vault"])
        guard let path = parameters["path"] else { throw ProviderParameters.missing("path") }
        guard parameters["key"] != nil else { throw ProviderParameters.missing("key") }
        let mount = try VaultParameters.mount(parameters, settings, usual: settings.defaultMount)
        let version = parameters["kv_version"].flatMap { $0.isEmpty ? nil : $0 == "v1" ? .v1 : .v2 } ?? settings.version
        let place = URLText.path(try VaultPath.normalized(path, what: "path"))
        let base = URLText.path(mount)
        let full = version == .v1 ? "\(base)/\(place)" : "\(base)/data/\(place)"
        return SecretLocation(
            backend: VaultParameters.backend(settings), coordinates: [settings.name, version.rawValue, full])
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard location.coordinates.count == 3 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let connection = try await connections.connection(location.coordinates[0])
        let answer = try await connection.read(location.coordinates[2])
        guard answer.status == 200 else { throw VaultFault.error(answer, connection.settings.name) }
        var data = answer.body?["data"]?.objectValue
        if location.coordinates[1] == VaultKVVersion.v2.rawValue { data = data?["data"]?.objectValue }
        guard let data else {
            throw SecretsError(
                .secret, "HashiCorp Vault \(connection.settings.name) answered without data.", status: 200)
        }
        return SecretDocument(members: data)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let key = parameters["key"] else { throw ProviderParameters.missing("key") }
        guard let value = document.member(key) else {
            throw SecretsError(.valueNotFound, "The secret has no value under the key that was asked for.")
        }
        return value
    }

    package var problems: [SecretsError] { directory.problems }

    package func leases() async -> [SecretLease] { await connections.leases() }

    package func shutdown() async { await connections.revoke() }
}

/// What both engines of Vault have in common.
enum VaultParameters {
    static func backend(_ settings: VaultSettings) -> String { "hashicorp-vault \(settings.name)" }

    /// The mount that a record names, or the usual one.
    ///
    /// - Throws: ``SecretsError`` of kind `parameters` for one that this Vault's records may not name.
    static func mount(
        _ parameters: ProviderParameters, _ settings: VaultSettings, usual: String
    ) throws(SecretsError) -> String {
        guard let given = parameters["mount_point"], !given.isEmpty else { return usual }
        let mount = try VaultPath.normalized(given, what: "mount point")
        guard settings.allows(mount: mount) else {
            throw SecretsError(
                .parameters,
                "Secrets may not be read from this mount. Add it to allowed_mounts of the Vault if they may.")
        }
        return mount
    }
}
