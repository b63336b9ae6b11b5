import Basics

/// The block `one_password` with a Connect server.
struct OnePasswordSettings: Sendable {
    /// Scheme, host and port.
    let host: String
    let vaults: OnePasswordVaults

    /// - Throws: ``SecretsError`` of kind `provider`; no value is repeated.
    init(_ block: JSONObject?) throws(SecretsError) {
        vaults = try OnePasswordVaults(block)
        guard let host = block?["connect_host"]?.stringValue, host.hasPrefix("https://") || host.hasPrefix("http://")
        else {
            throw SecretsError(
                .provider, "1Password is not configured! Give connect_host, the address of a 1Password Connect server.")
        }
        self.host = host.hasSuffix("/") ? String(host.dropLast()) : host
    }
}

/// The vaults that records may name, and the token of each.
struct OnePasswordVaults: Sendable {
    private let tokens: [String: Redacted<String>]

    /// - Throws: ``SecretsError`` of kind `provider`; no value is repeated.
    init(_ block: JSONObject?) throws(SecretsError) {
        guard let block, let given = block["vaults"]?.objectValue, !given.isEmpty else {
            throw SecretsError(.provider, "1Password is not configured!")
        }
        var tokens: [String: Redacted<String>] = [:]
        for (name, value) in given {
            guard let token = value["token"]?.stringValue ?? block["token"]?.stringValue, !token.isEmpty else {
                throw SecretsError(.provider, "1Password token is not configured!")
            }
            guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw SecretsError(
                    .provider, "1Password: a token has a character that no header may have. It is not shown here.")
            }
            tokens[name] = Redacted(token)
        }
        self.tokens = tokens
    }

    /// The names that records may use.
    var names: [String] { tokens.keys.sorted() }

    /// The token for a vault.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` for one that is not configured.
    func token(of vault: String) throws(SecretsError) -> Redacted<String> {
        guard let token = tokens[vault] else {
            throw SecretsError(.provider, "1Password: this vault is not configured.")
        }
        return token
    }

    /// Vault and item of a record.
    ///
    /// - Throws: ``SecretsError`` of kind `parameters`.
    static func place(_ parameters: ProviderParameters) throws(SecretsError) -> (vault: String, item: String) {
        for name in ["vault", "item", "field"] where parameters[name]?.isEmpty ?? true {
            throw ProviderParameters.missing(name)
        }
        return (parameters["vault"] ?? "", try parameters.word("item"))
    }
}

extension ProviderKind {
    /// 1Password, whichever way it is reached.
    static func onePassword(vaults: OnePasswordVaults?) -> ProviderKind {
        ProviderKind(
            slug: "one-password", label: "1Password Vault", className: "OnePasswordSecretsProvider",
            fields: [
                ProviderField(
                    "vault", label: "Vault", help: "Which configured vault.", isRequired: true,
                    choices: vaults?.names ?? []),
                ProviderField("item", label: "Item", help: "The item by its title or id.", isRequired: true),
                ProviderField("section", label: "Section", help: "The section of the field, by its label or id."),
                ProviderField("field", label: "Field", help: "The field by its label or id.", isRequired: true),
            ])
    }
}
