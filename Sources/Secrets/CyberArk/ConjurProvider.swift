package import Basics
package import Outbound

/// Variables of CyberArk Conjur (contracts/secrets.md §3.8).
package struct ConjurProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "cyberark-conjur", label: "CyberArk Conjur", className: "CyberArkConjurSecretsProvider",
        fields: [ProviderField("variable", label: "Variable", help: "The id of the variable.", isRequired: true)])

    /// The block `cyberark_conjur`.
    private struct Settings: Sendable {
        let url: String
        let account: String
        let login: String
        let key: Redacted<String>
    }

    private let settings: Result<Settings, SecretsError>
    private let http: SecretsHTTP
    private let keeper: LoginKeeper
    /// Tokens of Conjur live for eight minutes.
    private static let lifetime = Duration.seconds(480)

    /// - Parameter block: `url`, `account`, `login` such as `host/almanac`, `api_key`, `ca_path`.
    package init(
        _ block: JSONObject?, client: OutboundClient, time: any Timekeeper, limits: OutboundLimits = .secrets
    ) {
        let name = "CyberArk Conjur"
        settings = Result(reading: { () throws(SecretsError) in
            let block = try BackendBlock(name, block)
            return Settings(
                url: try block.url("url"), account: try block.needed("account"), login: try block.needed("login"),
                key: try block.secret("api_key"))
        })
        let authorities = (try? BackendBlock(name, block))?.text("ca_path")
        http = SecretsHTTP(
            name, client: client, trust: authorities.map(SecretsHTTP.Trust.file) ?? .system, limits: limits)
        keeper = LoginKeeper(time: time)
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        _ = try settings.get()
        return SecretLocation(backend: kind.slug, coordinates: [try parameters.word("variable")])
    }

    package var problems: [SecretsError] { settings.problems }

    package func leases() async -> [SecretLease] { [await keeper.lease(of: kind.slug)] }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let settings = try settings.get()
        guard let variable = location.coordinates.first else {
            throw SecretsError(.secret, "The place of the secret is incomplete.")
        }
        let url =
            "\(settings.url)/secrets/\(URLText.component(settings.account))/variable/\(URLText.component(variable))"
        for isLast in [false, true] {
            let token = try await token(settings)
            let answer = try await http.send(.get, url, headers: ["Authorization": "Token token=\"\(token.reveal())\""])
            if answer.status == 401, !isLast {
                await keeper.drop(token)
                continue
            }
            guard answer.status == 200 else { throw http.fault(answer) }
            return SecretDocument(SecretBytes(answer.body))
        }
        throw http.fault(401)
    }

    private func token(_ settings: Settings) async throws(SecretsError) -> Redacted<String> {
        let http = http
        return try await keeper.token { () async throws(SecretsError) in
            let path = "\(URLText.component(settings.account))/\(URLText.component(settings.login))"
            let answer = try await http.send(
                .post, "\(settings.url)/authn/\(path)/authenticate", headers: ["Content-Type": "text/plain"],
                body: Array(settings.key.reveal().utf8))
            guard answer.status == 200, !answer.body.isEmpty else { throw http.fault(answer) }
            return LoginKeeper.Login(Redacted(Base64.text(answer.body)), lifetime: Self.lifetime)
        }
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        SecretValue(document.bytes, document.bytes.revealText() == nil ? .binary : .text)
    }
}
