/// Hands out variables of the environment that the process was started with.
package struct EnvironmentProvider: SecretsProvider {
    package let kind = ProviderKind(
        slug: "environment-variable", label: "Environment Variable", className: "EnvironmentVariableSecretsProvider",
        fields: [
            ProviderField(
                "variable", label: "Variable", help: "The name of the environment variable.", isRequired: true)
        ], isLocal: true)

    /// Beginnings of names that are never handed out: Almanac's own settings and those of what it replaces.
    package static let ownPrefixes = ["ALMANAC_", "NAUTOBOT_"]
    /// Names that are never handed out: what Almanac itself logs in with.
    package static let ownNames: Set<String> = [
        "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD", "VAULT_TOKEN", "OP_SERVICE_ACCOUNT_TOKEN",
        "OP_CONNECT_TOKEN", "DATABASE_URL", "PGPASSWORD",
    ]

    private let variables: [String: String]
    private let allowedPrefixes: [String]?
    private let refusedNames: Set<String>

    /// Makes a provider.
    ///
    /// - Parameters:
    ///   - variables: The environment.
    ///   - allowedPrefixes: How names must begin; nil for any.
    ///   - refusedNames: Further names that are never handed out.
    package init(
        variables: [String: String], allowedPrefixes: [String]? = nil, refusedNames: Set<String> = []
    ) {
        self.variables = variables
        self.allowedPrefixes = allowedPrefixes
        self.refusedNames = Set((refusedNames.union(Self.ownNames)).map { $0.uppercased() })
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let name = try parameters.required("variable")
        let upper = name.uppercased()
        guard !refusedNames.contains(upper), !Self.ownPrefixes.contains(where: upper.hasPrefix) else {
            throw SecretsError(.parameters, "Variables that Almanac itself is set up with are never handed out.")
        }
        guard allowedPrefixes?.contains(where: name.hasPrefix) ?? true else {
            throw SecretsError(
                .parameters, "The name of the variable does not begin with any of the prefixes that are allowed.")
        }
        return SecretLocation(backend: kind.slug, coordinates: [name], isLocal: true)
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        guard let name = location.coordinates.first, let value = variables[name] else {
            throw SecretsError(.valueNotFound, "There is no environment variable of this name.")
        }
        return SecretDocument(SecretBytes(value))
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        SecretValue(document.bytes)
    }
}

extension EnvironmentProvider: CustomStringConvertible, CustomReflectable {
    /// Always the same words: the environment holds secrets.
    package var description: String { "EnvironmentProvider(redacted)" }
    /// A mirror without children.
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
