import Basics
package import Outbound

/// Secrets of Azure Key Vault (contracts/secrets.md §2.5, §3.5).
package struct AzureKeyVaultProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "azure-key-vault", label: "Azure Key Vault", className: "AzureKeyVaultSecretsProvider",
        fields: [
            ProviderField(
                "vault_url", label: "Vault URL", help: "The address of the vault, such as https://net.vault.azure.net.",
                isRequired: true),
            ProviderField("secret_name", label: "Secret Name", help: "The name of the secret.", isRequired: true),
        ])
    private let identity: AzureIdentity
    private let http: SecretsHTTP
    private let allowedHosts: [String]
    /// The clouds of Azure; further hosts must be listed.
    private static let clouds = [
        ".vault.azure.net", ".vault.azure.cn", ".vault.usgovcloudapi.net", ".managedhsm.azure.net",
    ]
    private static let version = "7.4"

    /// - Parameters:
    ///   - allowedHosts: Hosts, with their port where it is not 443, that records may name besides those of Azure; an entry
    ///     that begins with `http://` is reached without TLS.
    package init(
        identity: AzureIdentity, allowedHosts: [String] = [], client: OutboundClient, limits: OutboundLimits = .secrets
    ) {
        self.identity = identity
        self.allowedHosts = allowedHosts.map { $0.lowercased() }
        http = SecretsHTTP("Azure Key Vault", client: client, limits: limits)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let vault = try vault(parameters.needed("vault_url"))
        return SecretLocation(
            backend: "azure-key-vault", coordinates: [vault, try parameters.needed("secret_name")])
    }

    /// The origin of an allowed vault: a record must not send our token, or a request from inside our network, anywhere else.
    private func vault(_ url: String) throws(SecretsError) -> String {
        let lowered = (url.hasSuffix("/") ? String(url.dropLast()) : url).lowercased()
        let isPlain = allowedHosts.contains(lowered) && lowered.hasPrefix("http://")
        let rest = lowered.dropFirst(isPlain ? "http://".count : "https://".count)
        guard isPlain || lowered.hasPrefix("https://"), !rest.isEmpty,
            rest.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || [0x2D, 0x2E, 0x3A].contains($0)
            })
        else { throw SecretsError(.parameters, "The vault URL must be https:// and a host, without a path.") }
        let isCloud = !rest.contains(":") && Self.clouds.contains { rest.hasSuffix($0) }
        guard isCloud || isPlain || allowedHosts.contains(String(rest)) else {
            throw SecretsError(
                .provider, "The vault URL is none of Azure's. Add its host to allowed_hosts if it may be reached.")
        }
        return lowered
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard location.coordinates.count == 2 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let url =
            "\(location.coordinates[0])/secrets/\(URLText.component(location.coordinates[1]))/?api-version=\(Self.version)"
        for isLast in [false, true] {
            let token = try await identity.token(for: "https://vault.azure.net", http)
            let answer = try await http.send(
                .get, url, headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
            if answer.status == 401, !isLast {
                await identity.drop(token)
                continue
            }
            switch answer.status {
            case 200:
                guard let value = answer.object?["value"]?.stringValue else {
                    throw SecretsError(.provider, "Azure Key Vault answered without a value.", status: 200)
                }
                return VaultParameters.document(JSONObject([("value", .string(value))]))
            case 404:
                throw SecretsError(.valueNotFound, "Azure Key Vault has no such secret.", status: 404)
            case 403:
                throw SecretsError(
                    .provider, "Azure Key Vault refuses: the secret is disabled, or our identity may not read it.",
                    status: 403)
            case 429, 500...599:
                throw SecretsError(
                    .provider, "Azure Key Vault is busy or failing (status \(answer.status)). Try again later.",
                    isTransient: true, status: answer.status)
            default:
                throw SecretsError(
                    .provider, "Azure Key Vault answered with status \(answer.status).", status: answer.status)
            }
        }
        throw SecretsError(.provider, "Azure Key Vault refused our credentials.", status: 401)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let value = VaultParameters.member("value", of: document) else {
            throw SecretsError(.valueNotFound, "The secret has no value.")
        }
        return value
    }
}
