/// Hands out credentials that systemd gives to the service: `LoadCredential=` and its kin.
///
/// - Source: systemd, *System and Service Credentials*, <https://systemd.io/CREDENTIALS/>.
package struct SystemdCredentialProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "systemd-credential", label: "systemd Credential", className: "SystemdCredentialSecretsProvider",
        fields: [
            ProviderField(
                "name", label: "Name", help: "The name of the credential, as in LoadCredential=NAME:/path.",
                isRequired: true)
        ] + SecretText.fields, isLocal: true)

    private let folder: String?

    /// Makes a provider.
    ///
    /// - Parameter folder: What the variable `CREDENTIALS_DIRECTORY` says; nil when systemd gave no credentials.
    package init(folder: String?) { self.folder = folder }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let name = try parameters.required("name")
        guard name.isPlain("_.@-", count: 1...255), name != ".", name != ".." else {
            throw SecretsError(
                .parameters, "The name of a credential has letters, digits and the characters _ . @ - only.")
        }
        guard !name.lowercased().hasPrefix("almanac") else {
            throw SecretsError(.parameters, "Credentials of Almanac itself are never handed out.")
        }
        guard folder?.hasPrefix("/") == true else {
            throw SecretsError(
                .provider, "systemd has given Almanac no credentials. Add LoadCredential= to the unit and restart it.")
        }
        try SecretText.check(parameters)
        return SecretLocation(backend: kind.slug, coordinates: [name], isLocal: true)
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let folder = folder ?? ""
        return SecretDocument(
            try await ContainedFiles(roots: [folder]).read("\(folder)/\(location.coordinates.first ?? "")"))
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        try SecretText.value(in: document.bytes, parameters)
    }
}
