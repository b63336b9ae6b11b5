package import Basics
import Outbound

/// Reads a file that the operator named, such as a service account's token.
package protocol CredentialFiles: Sendable {
    /// The text of a file, without white space at the ends.
    ///
    /// - Throws: ``SecretsError`` of kind `provider`, which names the file and none of its contents.
    func text(of path: String) async throws(SecretsError) -> Redacted<String>
}

/// Makes the body of a Vault login with the identity of an AWS role.
package protocol VaultAWSIdentity: Sendable {
    /// The four members `iam_…` of the login: a signed `GetCallerIdentity` that Vault sends on.
    func loginMembers(serverID: String?) async throws(SecretsError) -> JSONObject
}

/// Talks to one Vault: logs in once for all, keeps the login fresh, and sends requests with it.
actor VaultConnection {
    /// What a login gave.
    private struct Login {
        let token: Redacted<String>
        let isRenewable: Bool
        /// The uptime at which it began.
        let start: Duration
        /// Nil for a token without an end.
        let lease: Duration?

        /// From here on it is renewed when it is used.
        func needsRenewal(_ now: Duration) -> Bool { lease.map { now >= start + $0 * 2 / 3 } ?? false }
        /// It is not worth using any more.
        func isOver(_ now: Duration) -> Bool { lease.map { now >= start + $0 * 9 / 10 } ?? false }
    }

    /// An answer of Vault.
    struct Answer: Sendable {
        let status: Int
        /// The envelope; nil when it is no JSON object.
        let body: JSONObject?
        let retryAfter: Duration?
    }

    nonisolated let settings: VaultSettings
    private let client: OutboundClient
    private let files: any CredentialFiles
    private let aws: (any VaultAWSIdentity)?
    private let time: any Timekeeper
    private let limits: OutboundLimits
    private var login: Login?
    private var logins = 0
    private var renewals = 0
    private var flight: Task<Result<Login, SecretsError>, Never>?
    private var tls: TLSSettings?

    init(
        _ settings: VaultSettings, client: OutboundClient, files: any CredentialFiles, aws: (any VaultAWSIdentity)?,
        time: any Timekeeper, limits: OutboundLimits
    ) {
        self.settings = settings
        self.client = client
        self.files = files
        self.aws = aws
        self.time = time
        self.limits = limits
    }

    /// How the login stands; nil for a token of the configuration, about which only Vault knows.
    var lease: SecretLease? {
        guard settings.login.path != nil else { return nil }
        return SecretLease(
            backend: VaultParameters.backend(settings), isHeld: login != nil,
            end: login.flatMap { login in login.lease.map { login.start + $0 } }, logins: logins, renewals: renewals)
    }

    // MARK: Reading

    /// Reads a path below `/v1/`; an answer of 403 costs one more login, because tokens can be revoked.
    func read(_ path: String) async throws(SecretsError) -> Answer {
        for isLast in [false, true] {
            let token = try await token()
            let answer = try await send(.get, path, token: token)
            guard answer.status == 403, !isLast, settings.login.path != nil else { return answer }
            if login?.token == token { login = nil }
        }
        throw SecretsError(.secret, "HashiCorp Vault \(settings.name) did not answer.")
    }

    /// Gives the login back.
    func revoke() async {
        guard let login else { return }
        self.login = nil
        // A token that cannot be given back ends by itself.
        _ = try? await send(.post, "auth/token/revoke-self", token: login.token)
    }

    // MARK: Logging in

    private func token() async throws(SecretsError) -> Redacted<String> {
        if case .token(let token) = settings.login.method { return token }
        let now = time.uptime
        if let login, !login.needsRenewal(now) { return login.token }
        // Whoever comes while somebody logs in waits for the same login.
        let task: Task<Result<Login, SecretsError>, Never>
        if let flight {
            task = flight
        } else {
            let current = login.flatMap { $0.isOver(now) || !$0.isRenewable ? nil : $0 }
            let usable = login.flatMap { $0.isOver(now) ? nil : $0 }
            task = Task { await self.renewed(current, usable: usable) }
            flight = task
        }
        let result = await task.value
        if flight == task { flight = nil }
        switch result {
        case .success(let fresh):
            login = fresh
            return fresh.token
        case .failure(let error): throw error
        }
    }

    private func renewed(_ current: Login?, usable: Login?) async -> Result<Login, SecretsError> {
        do throws(SecretsError) {
            if let current {
                let answer = try await send(
                    .post, "auth/token/renew-self", token: current.token, body: JSONObject())
                if answer.status == 200, let renewed = read(answer) {
                    renewals += 1
                    return .success(renewed)
                }
            }
            let fresh = try await logIn()
            logins += 1
            return .success(fresh)
        } catch {
            // What still works is used on, and renewed the next time.
            return usable.map(Result.success) ?? .failure(error)
        }
    }

    private func logIn() async throws(SecretsError) -> Login {
        guard let path = settings.login.path else {
            throw SecretsError(.provider, "HashiCorp Vault \(settings.name) has nothing to log in with.")
        }
        let answer = try await send(.post, path, token: nil, body: try await credentials())
        let method = settings.login.name
        switch answer.status {
        case 200:
            guard let login = read(answer) else {
                throw SecretsError(.secret, "HashiCorp Vault \(settings.name) answered the login with no token.")
            }
            return login
        case 400:
            throw SecretsError(.provider, "HashiCorp Vault Login failed (auth_method: \(method)).", status: 400)
        case 403:
            throw SecretsError(.provider, "HashiCorp Vault Access Denied (auth_method: \(method)).", status: 403)
        case 404:
            throw SecretsError(
                .secret, "HashiCorp Vault \(settings.name) has no login at this mount (auth_method: \(method)).",
                status: 404)
        default: throw VaultFault.error(answer, settings.name)
        }
    }

    private func read(_ answer: Answer) -> Login? {
        guard let auth = answer.body?["auth"]?.objectValue, let token = auth["client_token"]?.stringValue,
            !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        let seconds = auth["lease_duration"]?.intValue ?? 0
        return Login(
            token: Redacted(token), isRenewable: auth["renewable"] == true, start: time.uptime,
            lease: seconds > 0 ? .seconds(seconds) : nil)
    }

    private func credentials() async throws(SecretsError) -> JSONObject {
        switch settings.login.method {
        case .token: return JSONObject()
        case .appRole(let id, let secret):
            return JSONObject([("role_id", .string(id.reveal())), ("secret_id", .string(secret.reveal()))])
        case .kubernetes(let role, let file), .jwt(let role, let file):
            return JSONObject([("role", .string(role)), ("jwt", .string(try await files.text(of: file).reveal()))])
        case .userpass(_, let password), .ldap(_, let password):
            return JSONObject([("password", .string(password.reveal()))])
        case .certificate(let name, _, _): return JSONObject(name.map { [("name", .string($0))] } ?? [])
        case .aws(let role, let serverID):
            guard let aws else {
                throw SecretsError(.provider, "There are no AWS credentials to log in to Vault with.")
            }
            var members = try await aws.loginMembers(serverID: serverID)
            members["role"] = role.map(JSONValue.string) ?? .null
            return members
        }
    }

    // MARK: Requests

    private func send(
        _ method: OutboundMethod, _ path: String, token: Redacted<String>?, body: JSONObject? = nil
    ) async throws(SecretsError) -> Answer {
        var headers: HeaderFields = ["Accept": "application/json", "X-Vault-Request": "true"]
        if let namespace = settings.namespace { headers["X-Vault-Namespace"] = namespace }
        if let token { headers["X-Vault-Token"] = token.reveal() }
        if body != nil { headers["Content-Type"] = "application/json" }
        var bytes: [UInt8] = []
        body.map { JSONValue.object($0).write(into: &bytes) }
        let hosts = settings.clusterAddresses.compactMap { HostRule(VaultConnection.host(of: $0)) }
        let request = OutboundRequest(
            method: method, url: "\(settings.url)/v1/\(path)", headers: headers, body: bytes, limits: limits,
            redirects: RedirectRule(maximum: 1, otherHosts: hosts, trustsOtherHosts: true),
            tls: try await tlsSettings(),
            purpose: "a request to Vault")
        do throws(OutboundError) {
            let response = try await client.send(request)
            return Answer(
                status: response.status,
                body: (try? JSONValue(parsing: response.body))?.objectValue, retryAfter: response.head.retryAfter)
        } catch {
            throw SecretsError(
                .secret, "HashiCorp Vault \(settings.name): \(error.message)", isTransient: error.isTransient)
        }
    }

    private static func host(of address: String) -> String {
        address.hasSuffix("]") ? address : address.split(separator: ":").dropLast().joined(separator: ":")
    }

    private func tlsSettings() async throws(SecretsError) -> TLSSettings? {
        if let tls { return tls }
        var made = TLSSettings()
        do throws(OutboundError) {
            switch settings.trust {
            case .system: break
            case .file(let path): made.trust = .only(try await TrustedAuthorities.read(file: path))
            case .nothing: made.verification = .disabledAtOwnRisk
            }
        } catch {
            throw SecretsError(.provider, "HashiCorp Vault \(settings.name): \(error.message)")
        }
        if case .certificate(_, let chain, let key) = settings.login.method {
            let (chain, key) = (try await files.text(of: chain), try await files.text(of: key))
            do throws(OutboundError) {
                made.clientCertificate = try ClientCertificate(chain: chain.reveal(), key: key.reveal())
            } catch {
                throw SecretsError(.provider, "HashiCorp Vault \(settings.name): \(error.message)")
            }
        }
        tls = made
        return made
    }
}

/// What statuses of Vault mean (contracts/secrets.md §2.1.2, §3.1); bodies are never repeated.
enum VaultFault {
    static func error(_ answer: VaultConnection.Answer, _ vault: String) -> SecretsError {
        let status = answer.status
        let name = "HashiCorp Vault \(vault)"
        switch status {
        case 403:
            return SecretsError(
                .provider,
                "\(name) refused the request: the token is not valid or its policy does not allow this path.",
                status: status)
        case 404: return SecretsError(.valueNotFound, notFound(answer, name), status: status)
        case 412:
            return SecretsError(
                .secret, "\(name) has not replicated what was asked for yet. Try again.", isTransient: true,
                status: status, retryAfter: answer.retryAfter)
        case 429:
            return SecretsError(
                .secret, "\(name) limits the requests. Try again later.", isTransient: true, status: status,
                retryAfter: answer.retryAfter)
        case 472, 473: return SecretsError(.secret, "\(name) is a standby that does not answer reads.", status: status)
        case 501: return SecretsError(.secret, "\(name) is not initialised.", status: status)
        case 503:
            return SecretsError(
                .secret, "\(name) is sealed or has no active node.", isTransient: true, status: status,
                retryAfter: answer.retryAfter)
        case 500...599:
            return SecretsError(
                .secret, "\(name) failed with status \(status).", isTransient: true, status: status,
                retryAfter: answer.retryAfter)
        case 300...399:
            return SecretsError(
                .secret, "\(name) sent us on to an address that is not among its cluster_addresses.", status: status)
        default: return SecretsError(.secret, "\(name) answered with status \(status).", status: status)
        }
    }

    private static func notFound(_ answer: VaultConnection.Answer, _ name: String) -> String {
        let warnings = answer.body?["warnings"]?.arrayValue ?? []
        if warnings.contains(where: { $0.stringValue?.contains("versioned K/V") == true }) {
            return "\(name): this mount has version 2 of the key-value engine. Set kv_version to v2."
        }
        if answer.body?["data"]?.objectValue?["metadata"] != nil {
            return "\(name): the current version of the secret is deleted or destroyed."
        }
        return "\(name) has no secret at this path, or no such mount."
    }
}
