package import Basics
package import Outbound

/// Accounts of the CyberArk Central Credential Provider (contracts/secrets.md §3.8).
package struct CentralCredentialProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "cyberark-ccp", label: "CyberArk CCP", className: "CyberArkCCPSecretsProvider",
        fields: [
            ProviderField("safe", label: "Safe", help: "The safe of the account.", isRequired: true),
            ProviderField("object", label: "Object", help: "The name of the account.", isRequired: true),
            ProviderField("folder", label: "Folder", help: "The folder of the account."),
            ProviderField(
                "key", label: "Key", help: "Which part; Content, the password, unless given.",
                choices: ["Content", "UserName", "Address"]),
        ])

    /// The block `cyberark_ccp`.
    private struct Settings: Sendable {
        let url: String
        let application: String
    }

    private let settings: Result<Settings, SecretsError>
    private let http: SecretsHTTP

    /// - Parameter block: `url`, `app_id`, `ca_path`.
    package init(_ block: JSONObject?, client: OutboundClient, limits: OutboundLimits = .secrets) {
        let name = "CyberArk CCP"
        settings = Result(reading: { () throws(SecretsError) in
            let block = try BackendBlock(name, block)
            return Settings(url: try block.url("url"), application: try block.needed("app_id"))
        })
        let authorities = (try? BackendBlock(name, block))?.text("ca_path")
        http = SecretsHTTP(
            name, client: client, trust: authorities.map(SecretsHTTP.Trust.file) ?? .system, limits: limits)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        _ = try settings.get()
        let place = [try parameters.word("safe"), try parameters.word("object"), parameters["folder"] ?? ""]
        return SecretLocation(backend: "cyberark-ccp", coordinates: place)
    }

    package var problems: [SecretsError] { settings.problems }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let settings = try settings.get()
        guard location.coordinates.count == 3 else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        var query = [
            ("AppID", settings.application), ("Safe", location.coordinates[0]), ("Object", location.coordinates[1]),
        ]
        if !location.coordinates[2].isEmpty { query.append(("Folder", location.coordinates[2])) }
        let answer = try await http.send(
            .get, "\(settings.url)/AIMWebService/api/Accounts?\(URLText.form(query))",
            headers: ["Accept": "application/json"])
        guard answer.status == 200, let object = answer.object, object["Content"] != nil else {
            throw answer.status == 200
                ? SecretsError(.secret, "CyberArk CCP answered with something that is no account.", status: 200)
                : http.fault(answer)
        }
        // The password is being changed: what we read may be the old one.
        guard object["PasswordChangeInProcess"]?.stringValue?.lowercased() != "true" else {
            throw SecretsError(
                .secret, "CyberArk CCP is changing the password just now. Try again.", isTransient: true, status: 200)
        }
        return SecretDocument(members: object)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        let key = parameters["key"].flatMap { $0.isEmpty ? nil : $0 } ?? "Content"
        guard let value = document.member(key) else {
            throw SecretsError(.valueNotFound, "The account has no value for the part that was asked for.")
        }
        return value
    }
}
