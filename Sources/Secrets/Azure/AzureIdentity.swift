package import Basics
import Outbound

/// Who Almanac is to Azure: a client secret, a federated token, or the identity of the machine.
package actor AzureIdentity {
    /// How it is proved.
    private enum Proof: Sendable {
        case secret(tenant: String, client: String, secret: Redacted<String>)
        case federated(tenant: String, client: String, file: String)
        case machine(client: String?)
    }

    nonisolated private let proof: Result<Proof, SecretsError>
    /// The directory's address; never taken from a vault's answer, which could be anybody's.
    private let authority: String
    private let metadata: String
    private let files: any CredentialFiles
    private let time: any Timekeeper
    /// Tokens are good for one cloud's vaults each.
    private var keepers: [String: LoginKeeper] = [:]

    /// - Parameters:
    ///   - variables: `AZURE_TENANT_ID`, `AZURE_CLIENT_ID`, `AZURE_CLIENT_SECRET`, `AZURE_FEDERATED_TOKEN_FILE`,
    ///     `AZURE_AUTHORITY_HOST`.
    ///   - metadata: The machine's own service; another one in tests.
    package init(
        variables: [String: String], files: any CredentialFiles, time: any Timekeeper,
        metadata: String = "http://169.254.169.254"
    ) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        let host = value("AZURE_AUTHORITY_HOST") ?? "https://login.microsoftonline.com"
        authority = host.hasSuffix("/") ? String(host.dropLast()) : host
        self.metadata = metadata
        self.files = files
        self.time = time
        let (tenant, client) = (value("AZURE_TENANT_ID"), value("AZURE_CLIENT_ID"))
        if let tenant, let client, let secret = value("AZURE_CLIENT_SECRET") {
            proof = .success(.secret(tenant: tenant, client: client, secret: Redacted(secret)))
        } else if let tenant, let client, let file = value("AZURE_FEDERATED_TOKEN_FILE") {
            proof = .success(.federated(tenant: tenant, client: client, file: file))
        } else if tenant != nil {
            proof = .failure(
                SecretsError(
                    .provider,
                    "Azure Key Vault: AZURE_TENANT_ID is set, and AZURE_CLIENT_ID with AZURE_CLIENT_SECRET or "
                        + "AZURE_FEDERATED_TOKEN_FILE is not."))
        } else {
            proof = .success(.machine(client: client))
        }
    }

    /// A token for a resource.
    func token(for resource: String, _ http: SecretsHTTP) async throws(SecretsError) -> Redacted<String> {
        let proof = try proof.get()
        let (authority, metadata, files) = (authority, metadata, files)
        return try await keeper(resource).token { () async throws(SecretsError) in
            let answer: SecretsHTTP.Answer
            switch proof {
            case .machine(let client):
                var query = [("api-version", "2018-02-01"), ("resource", resource)]
                if let client { query.append(("client_id", client)) }
                answer = try await http.send(
                    .get, "\(metadata)/metadata/identity/oauth2/token?\(URLText.form(query))",
                    headers: ["Metadata": "true"])
            case .secret(let tenant, let client, let secret):
                answer = try await Self.ask(
                    authority, tenant, http,
                    [("client_id", client), ("client_secret", secret.reveal()), ("scope", "\(resource)/.default")])
            case .federated(let tenant, let client, let file):
                // Read anew each time: the platform replaces it.
                let assertion = try await files.text(of: file)
                answer = try await Self.ask(
                    authority, tenant, http,
                    [
                        ("client_id", client), ("client_assertion", assertion.reveal()),
                        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                        ("scope", "\(resource)/.default"),
                    ])
            }
            guard answer.status == 200, let token = answer.object?["access_token"]?.stringValue, !token.isEmpty else {
                throw SecretsError(
                    .provider,
                    "Azure does not give us a token (status \(answer.status)). Check tenant, client and secret.",
                    isTransient: answer.status >= 500 || answer.status == 429, status: answer.status,
                    retryAfter: answer.retryAfter)
            }
            // The machine's service writes numbers as texts.
            let given = answer.object?["expires_in"]
            let seconds = given?.intValue ?? given?.stringValue.flatMap { Int64($0) } ?? 300
            return LoginKeeper.Login(Redacted(token), lifetime: .seconds(max(seconds, 1)))
        }
    }

    /// Forgets a token that was refused.
    func drop(_ token: Redacted<String>, for resource: String) async { await keeper(resource).drop(token) }

    nonisolated var problems: [SecretsError] { proof.problems }

    func lease(of resource: String, backend: String) async -> SecretLease {
        await keeper(resource).lease(of: backend)
    }

    private func keeper(_ resource: String) -> LoginKeeper {
        if let known = keepers[resource] { return known }
        let made = LoginKeeper(time: time)
        keepers[resource] = made
        return made
    }

    private static func ask(
        _ authority: String, _ tenant: String, _ http: SecretsHTTP, _ form: [(String, String)]
    ) async throws(SecretsError) -> SecretsHTTP.Answer {
        try await http.send(
            .post, "\(authority)/\(URLText.component(tenant))/oauth2/v2.0/token",
            headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
            body: Array(URLText.form(form + [("grant_type", "client_credentials")]).utf8))
    }
}
