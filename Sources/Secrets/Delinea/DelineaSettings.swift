package import Basics

/// The block `delinea` of contracts/secrets.md §2.4, which was called `thycotic` before.
package struct DelineaSettings: Sendable {
    /// How Almanac proves who it is.
    enum Login: Sendable {
        case password(user: String, password: Redacted<String>, domain: String?)
        case token(Redacted<String>)
    }

    /// Where tokens are asked for.
    let loginURL: String
    /// Where secrets are.
    let url: String
    let login: Login
    /// The file of the authorities to believe; nil for those of the system.
    let authorities: String?

    /// Reads a block.
    ///
    /// - Throws: ``SecretsError`` of kind `provider`; no value is repeated.
    package init(_ block: JSONObject?) throws(SecretsError) {
        func text(_ key: String) -> String? { block?[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        guard let base = text("base_url") else {
            throw SecretsError(.provider, "Delinea Secret Server is not configured!")
        }
        guard base.hasPrefix("https://") || base.hasPrefix("http://") else {
            throw SecretsError(.provider, "Delinea Secret Server: base_url must begin with https:// or http://")
        }
        let isCloud = block?["cloud_based"] == true
        let tenant = text("tenant")
        if let user = text("username"), let password = text("password") {
            login = .password(user: user, password: Redacted(password), domain: block?["domain"]?.stringValue)
        } else if !isCloud, let token = block?["token"]?.stringValue {
            guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw SecretsError(
                    .provider,
                    "Delinea Secret Server: token has a character that no header may have. It is not shown here.")
            }
            login = .token(Redacted(token))
        } else {
            throw SecretsError(
                .provider,
                isCloud
                    ? "Delinea Secret Server is not configured! In the cloud it needs tenant, username and password."
                    : "Delinea Secret Server is not configured! It needs username and password, or token.")
        }
        let trimmed = base.hasSuffix("/") ? String(base.dropLast()) : base
        loginURL = trimmed
        if isCloud {
            guard let tenant, !tenant.isEmpty, tenant.utf8.allSatisfy(Self.isNamePart) else {
                throw SecretsError(.provider, "Delinea Secret Server: tenant must be letters, digits and hyphens.")
            }
            url = "https://\(tenant).secretservercloud.com"
        } else {
            url = trimmed
        }
        authorities = text("ca_bundle_path")
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == 0x2D
    }
}
