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
    private let resource: String
    /// The clouds of Azure, by what their tokens are for; further hosts must be listed.
    private static let clouds = [
        "vault.azure.net", "vault.azure.cn", "vault.usgovcloudapi.net", "managedhsm.azure.net",
    ]
    private static let usualResource = "https://vault.azure.net"
    private static let version = "7.4"

    /// - Parameters:
    ///   - allowedHosts: Hosts, with their port where it is not 443, that records may name besides those of Azure; an entry
    ///     that begins with `http://` is reached without TLS.
    ///   - resource: What tokens for those hosts are for.
    ///   - authorities: The file of the authorities to believe; nil for those of the system.
    package init(
        identity: AzureIdentity, allowedHosts: [String] = [], resource: String? = nil, authorities: String? = nil,
        client: OutboundClient, limits: OutboundLimits = .secrets
    ) {
        self.resource = resource ?? Self.usualResource
        self.identity = identity
        self.allowedHosts = allowedHosts.map { $0.lowercased() }
        http = SecretsHTTP(
            "Azure Key Vault", client: client, trust: authorities.map(SecretsHTTP.Trust.file) ?? .system, limits: limits
        )
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let vault = try vault(parameters.word("vault_url"))
        return SecretLocation(backend: kind.slug, coordinates: [vault, try parameters.word("secret_name")])
    }

    package var problems: [SecretsError] { identity.problems }

    package func leases() async -> [SecretLease] {
        // Those of the other clouds are not told: whoever has vaults there has no others.
        [await identity.lease(of: resource, backend: kind.slug)]
    }

    /// What a token for a vault is for; of the answer of the vault, which could be anybody's, nothing is believed.
    private func resource(of vault: String) -> String {
        Self.clouds.first { vault.hasSuffix("." + $0) }.map { "https://\($0)" } ?? resource
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
        let isCloud = !rest.contains(":") && Self.clouds.contains { rest.hasSuffix("." + $0) }
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
        let resource = resource(of: location.coordinates[0])
        for isLast in [false, true] {
            let token = try await identity.token(for: resource, http)
            let answer = try await http.send(
                .get, url, headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
            if answer.status == 401, !isLast {
                await identity.drop(token, for: resource)
                continue
            }
            switch answer.status {
            case 200:
                guard let value = answer.object?["value"]?.stringValue else {
                    throw SecretsError(.provider, "Azure Key Vault answered without a value.", status: 200)
                }
                return SecretDocument(members: JSONObject([("value", .string(value))]))
            case 404:
                throw SecretsError(.valueNotFound, "Azure Key Vault has no such secret.", status: 404)
            case 403:
                throw SecretsError(
                    .provider, "Azure Key Vault refuses: the secret is disabled, or our identity may not read it.",
                    status: 403)
            case 429, 500...599:
                throw SecretsError(
                    .provider, "Azure Key Vault is busy or failing (status \(answer.status)). Try again later.",
                    isTransient: true, status: answer.status, retryAfter: answer.retryAfter)
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
        guard let value = document.member("value") else {
            throw SecretsError(.valueNotFound, "The secret has no value.")
        }
        return value
    }
}
