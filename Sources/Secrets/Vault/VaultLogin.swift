import Basics

/// How Almanac proves to a Vault who it is (contracts/secrets.md §2.1.3, §3.1).
package struct VaultLogin: Sendable {
    /// What is proved with.
    enum Method: Sendable {
        case token(Redacted<String>)
        case appRole(id: Redacted<String>, secret: Redacted<String>)
        case kubernetes(role: String, file: String)
        case jwt(role: String, file: String)
        case userpass(user: String, password: Redacted<String>)
        case ldap(user: String, password: Redacted<String>)
        case certificate(name: String?, chain: String, key: String)
        case aws(role: String?, serverID: String?)
    }

    let method: Method
    /// The name in configurations: `approle`.
    let name: String
    /// Where the method is mounted.
    let mount: String

    private static let serviceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token"
    private static let names = ["token", "approle", "kubernetes", "aws", "jwt", "userpass", "ldap", "cert"]

    /// Reads the block of a server.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` in the words of the dialect; no value is repeated.
    init(_ block: JSONObject, vault: String) throws(SecretsError) {
        func fail(_ message: String) -> SecretsError { SecretsError(.provider, message) }
        func text(_ key: String) -> String? { block[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 } }
        let name = block["auth_method"]?.stringValue ?? "token"
        guard Self.names.contains(name) else { throw fail("HashiCorp Vault Auth Method \(name) is invalid!") }
        let extra = block["login_kwargs"]?.objectValue ?? JSONObject()
        let known: Set = ["mount_point", "use_token", "header_value"]
        guard extra.keys.allSatisfy(known.contains) else {
            throw fail("HashiCorp Vault \(vault): login_kwargs may have mount_point, use_token and header_value.")
        }
        /// A credential that may stand in a header or body.
        func secret(_ key: String, _ missing: String) throws(SecretsError) -> Redacted<String> {
            guard let value = text(key) else { throw fail(missing) }
            guard !value.hasControlCharacters else {
                throw fail(
                    "HashiCorp Vault \(vault): \(key) has a character that no header may have. It is not shown here.")
            }
            return Redacted(value)
        }
        func need(_ key: String) throws(SecretsError) -> String {
            guard let value = text(key) else {
                throw fail("HashiCorp Vault \(vault): \(name) authentication needs \(key).")
            }
            return value
        }
        self.name = name
        mount = try VaultPath.normalized(extra["mount_point"]?.stringValue ?? name, what: "mount point of the login")
        switch name {
        case "approle":
            let missing = "HashiCorp Vault configuration is missing a role_id and/or secret_id!"
            method = .appRole(id: try secret("role_id", missing), secret: try secret("secret_id", missing))
        case "kubernetes":
            guard let role = text("role_name") else {
                throw fail("HashiCorp Vault configuration is missing a role name for kubernetes authentication!")
            }
            method = .kubernetes(role: role, file: text("k8s_token_path") ?? Self.serviceAccountToken)
        case "jwt": method = .jwt(role: try need("role_name"), file: try need("jwt_path"))
        case "userpass":
            method = .userpass(
                user: try need("username"),
                password: try secret("password", "HashiCorp Vault \(vault): password is missing."))
        case "ldap":
            method = .ldap(
                user: try need("username"),
                password: try secret("password", "HashiCorp Vault \(vault): password is missing."))
        case "cert":
            method = .certificate(
                name: text("role_name"), chain: try need("client_cert"), key: try need("client_key"))
        case "aws": method = .aws(role: text("role_name"), serverID: extra["header_value"]?.stringValue)
        default:
            method = .token(
                try secret("token", "HashiCorp Vault configuration is missing a token for token authentication!"))
        }
    }

    /// The path of the login below `/v1/`; nil when there is none to do.
    var path: String? {
        let base = "auth/\(URLText.path(mount))/login"
        switch method {
        case .token: return nil
        case .userpass(let user, _), .ldap(let user, _):
            // One segment, whatever is in the name.
            return "\(base)/\(URLText.component(user))"
        default: return base
        }
    }
}
