package import Basics
package import Outbound

/// Secrets of Delinea (Thycotic) Secret Server by id or by path (contracts/secrets.md §2.4, §3.4).
package struct DelineaProvider: SecretsProvider {
    /// How records name a secret.
    package enum Naming: Sendable {
        case id
        case path
    }

    package let kind: ProviderKind
    private let naming: Naming
    private let server: DelineaServer

    package init(_ naming: Naming, _ server: DelineaServer) {
        self.naming = naming
        self.server = server
        let value = ProviderField(
            "secret_selected_value", label: "Return value",
            help: "Which field of the secret, by its slug: password, username, url, notes, token or any other.",
            isRequired: true)
        switch naming {
        case .id:
            kind = ProviderKind(
                slug: "delinea-tss-id", aliases: ["thycotic-tss-id"], label: "Delinea Secret Server by ID",
                className: "DelineaSecretServerSecretsProviderId",
                fields: [
                    ProviderField("secret_id", label: "Secret ID", help: "The number of the secret.", isRequired: true),
                    value,
                ])
        case .path:
            kind = ProviderKind(
                slug: "delinea-tss-path", aliases: ["thycotic-tss-path"], label: "Delinea Secret Server by Path",
                className: "DelineaSecretServerSecretsProviderPath",
                fields: [
                    ProviderField(
                        "secret_path", label: "Secret Path", help: "Folders and name, such as \\Folder\\Name.",
                        isRequired: true), value,
                ])
        }
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        _ = try server.settings.get()
        let place: String
        switch naming {
        case .id:
            guard let id = parameters["secret_id"] else { throw Self.missingPlace }
            // Anything but digits would lead to another endpoint, with our token.
            guard id.utf8.count <= 10, id.utf8.first != 0x30, !id.isEmpty,
                id.utf8.allSatisfy({ (0x30...0x39).contains($0) })
            else { throw SecretsError(.parameters, "The secret id must be a number from 1 on.") }
            place = id
        case .path:
            guard let path = parameters["secret_path"] else { throw Self.missingPlace }
            let parts = path.split { $0 == "/" || $0 == "\\" }
            guard !parts.isEmpty, path.count <= 300 else {
                throw SecretsError(.parameters, "The secret path must have 1 to 300 characters.")
            }
            let normalized = "\\" + parts.joined(separator: "\\")
            place = "0?secretPath=\(URLText.component(normalized))"
        }
        guard parameters["secret_selected_value"] != nil else {
            throw ProviderParameters.missing("secret_selected_value")
        }
        return SecretLocation(backend: DelineaServer.backend, coordinates: [place])
    }

    package var problems: [SecretsError] { server.settings.problems }

    package func leases() async -> [SecretLease] { await server.leases() }

    private static let missingPlace = SecretsError(
        .parameters, "The secret parameter could not be retrieved for field!")

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard let place = location.coordinates.first else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        return try await server.secret(place)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        guard let wanted = parameters["secret_selected_value"] else {
            throw ProviderParameters.missing("secret_selected_value")
        }
        guard let value = document.member(wanted.lowercased()) else {
            throw SecretsError(.valueNotFound, "The secret has no field with the slug that was asked for.")
        }
        return value
    }
}

/// Asks one Secret Server, for both ways of naming secrets.
package struct DelineaServer: Sendable {
    static let backend = "delinea"
    let settings: Result<DelineaSettings, SecretsError>
    private let http: SecretsHTTP
    private let keeper: LoginKeeper

    /// - Parameter block: The block `delinea`; nil when there is none.
    package init(
        _ block: JSONObject?, client: OutboundClient, time: any Timekeeper, limits: OutboundLimits = .secrets
    ) {
        do throws(SecretsError) {
            settings = .success(try DelineaSettings(block))
        } catch {
            settings = .failure(error)
        }
        let file = (try? settings.get())?.authorities
        http = SecretsHTTP(
            "Delinea Secret Server", client: client, trust: file.map(SecretsHTTP.Trust.file) ?? .system, limits: limits)
        keeper = LoginKeeper(time: time)
    }

    func leases() async -> [SecretLease] {
        guard case .password? = (try? settings.get())?.login else { return [] }
        return [await keeper.lease(of: Self.backend)]
    }

    /// The fields of a secret by slug and, where that is free, by name; files are fetched too.
    func secret(_ place: String) async throws(SecretsError) -> SecretDocument {
        let settings = try settings.get()
        for isLast in [false, true] {
            let token = try await token(settings)
            let answer = try await http.send(
                url: "\(settings.url)/api/v1/secrets/\(place)", token: token)
            if answer.status == 401, !isLast, case .password = settings.login {
                await keeper.drop(token)
                continue
            }
            guard answer.status == 200, let object = answer.object, let items = object["items"]?.arrayValue else {
                throw fault(answer)
            }
            return try await document(items, place, settings, token)
        }
        throw http.fault(401)
    }

    private func document(
        _ items: [JSONValue], _ place: String, _ settings: DelineaSettings, _ token: Redacted<String>
    ) async throws(SecretsError) -> SecretDocument {
        var fields = JSONObject()
        for item in items {
            guard let slug = item["slug"]?.stringValue else { continue }
            var value = item["itemValue"] ?? .null
            if item["isFile"] == true, item["fileAttachmentId"]?.intValue != nil {
                let parts = place.split(separator: "?", maxSplits: 1)
                let query = parts.count > 1 ? "?\(parts[1])" : ""
                let file = try await http.send(
                    url: "\(settings.url)/api/v1/secrets/\(parts[0])/fields/\(URLText.component(slug))\(query)",
                    token: token)
                guard file.status == 200 else { throw fault(file) }
                value = .string(String(decoding: file.body, as: UTF8.self))
            }
            fields[slug.lowercased()] = value
            if let name = item["fieldName"]?.stringValue?.lowercased(), fields[name] == nil { fields[name] = value }
        }
        return SecretDocument(members: fields)
    }

    private func token(_ settings: DelineaSettings) async throws(SecretsError) -> Redacted<String> {
        switch settings.login {
        case .token(let token): return token
        case .password(let user, let password, let domain):
            let http = http
            return try await keeper.token { () async throws(SecretsError) in
                var form = [("username", user), ("password", password.reveal()), ("grant_type", "password")]
                if let domain { form.append(("domain", domain)) }
                let answer = try await http.send(
                    .post, "\(settings.loginURL)/oauth2/token",
                    headers: ["Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"],
                    body: Array(URLText.form(form).utf8))
                guard answer.status == 200, let token = answer.object?["access_token"]?.stringValue else {
                    throw answer.status >= 500
                        ? http.fault(answer)
                        : SecretsError(
                            .valueNotFound,
                            "Delinea Secret Server refused the login. Check username, password and domain.",
                            status: answer.status)
                }
                let seconds = answer.object?["expires_in"]?.intValue ?? 0
                return LoginKeeper.Login(Redacted(token), lifetime: .seconds(max(seconds, 1)))
            }
        }
    }

    /// The server says 400 both to what is not there and to what we may not see.
    private func fault(_ answer: SecretsHTTP.Answer) -> SecretsError {
        let status = answer.status
        return switch status {
        case 200:
            SecretsError(
                .valueNotFound, "Delinea Secret Server answered with something that is no secret.", status: status)
        case 400, 401, 403, 404:
            SecretsError(
                .valueNotFound,
                "Delinea Secret Server has no such secret, it is checked out, or our user may not see it.",
                status: status)
        default: http.fault(answer)
        }
    }
}

extension SecretsHTTP {
    /// A read with a bearer token.
    fileprivate func send(url: String, token: Redacted<String>) async throws(SecretsError) -> Answer {
        try await send(.get, url, headers: ["Authorization": "Bearer \(token.reveal())", "Accept": "application/json"])
    }
}
