package import Basics

/// One configured Vault or OpenBao server, read from a block of contracts/secrets.md §2.1.
package struct VaultSettings: Sendable {
    /// The name that records call it by.
    package let name: String
    /// Scheme, host, port and path prefix, without a slash at the end.
    package let url: String
    /// How Almanac proves who it is.
    package let login: VaultLogin
    /// `X-Vault-Namespace` of every request.
    package let namespace: String?
    /// Which certificates are believed.
    package let trust: Trust
    /// The mount of key-value secrets when a record names none.
    package let defaultMount: String
    /// The version of the key-value engine when a record names none.
    package let version: VaultKVVersion
    /// Mounts that records may name; nil for any but the server's own.
    package let allowedMounts: [String]?
    /// Further `host:port` to which the server may send us on.
    package let clusterAddresses: [String]

    /// Which certificates are believed.
    package enum Trust: Hashable, Sendable {
        case system
        /// The authorities of a file and no others.
        case file(String)
        /// Anybody on the way can read and change everything; said twice in the configuration.
        case nothing
    }

    /// Paths of Vault itself, at which no secrets lie.
    private static let ownMounts = ["sys", "auth", "identity", "cubbyhole"]

    /// Reads a block.
    ///
    /// - Throws: ``SecretsError`` of kind `provider` in the words of the dialect.
    package init(name: String, _ block: JSONObject) throws(SecretsError) {
        self.name = name
        func fail(_ message: String) -> SecretsError { SecretsError(.provider, message) }
        guard !block.isEmpty else { throw fail("HashiCorp Vault \(name) is not configured!") }
        guard let url = block["url"], !url.isNull else {
            throw fail("HashiCorp Vault configuration is missing a url")
        }
        guard let text = url.stringValue, text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw fail("HashiCorp Vault \(name): url must begin with http:// or https://")
        }
        self.url = text.hasSuffix("/") ? String(text.dropLast()) : text
        login = try VaultLogin(block, vault: name)
        let version = block["kv_version"]
        guard let known = VaultKVVersion(rawValue: version?.stringValue ?? "v2"),
            version.map({ $0.stringValue != nil }) ?? true
        else { throw fail("HashiCorp Vault KV version \(version?.plainText ?? "") is invalid!") }
        self.version = known
        defaultMount = try VaultPath.normalized(
            block["default_mount_point"]?.stringValue ?? "secret", what: "default_mount_point")
        allowedMounts = block["allowed_mounts"]?.arrayValue?.compactMap(\.stringValue)
        clusterAddresses = block["cluster_addresses"]?.arrayValue?.compactMap { $0.stringValue?.lowercased() } ?? []
        let namespace = block["namespace"]?.stringValue ?? ""
        guard namespace.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw fail("HashiCorp Vault \(name): namespace has a character that no header may have")
        }
        self.namespace = namespace.isEmpty ? nil : String(namespace.drop { $0 == "/" })
        trust = try Self.trust(block, name)
    }

    /// An empty `ca_cert` is what `os.getenv("X", "")` gives, and must never come to mean that nothing is verified.
    private static func trust(_ block: JSONObject, _ name: String) throws(SecretsError) -> Trust {
        switch block["ca_cert"] {
        case nil, .null, .bool(true): return .system
        case .bool(false):
            guard block["allow_insecure_tls"] == .bool(true) else {
                throw SecretsError(
                    .provider,
                    "HashiCorp Vault \(name): ca_cert is false, so nothing would be verified. Give the file of the authority, or "
                        + "say allow_insecure_tls: true as well.")
            }
            return .nothing
        case .string(let path) where path.hasPrefix("/"): return .file(path)
        default:
            throw SecretsError(
                .provider,
                "HashiCorp Vault \(name): ca_cert must be the absolute path of a file in PEM form, or true for the authorities of "
                    + "the system.")
        }
    }

    /// Whether records may name a mount.
    func allows(mount: String) -> Bool {
        if let allowedMounts { return mount == defaultMount || allowedMounts.contains(mount) }
        let first = mount.prefix { $0 != "/" }
        return !Self.ownMounts.contains(String(first))
    }
}

/// Versions of the key-value engine.
package enum VaultKVVersion: String, Hashable, Sendable {
    case v1
    case v2
}

/// All configured servers, and which of them a record means.
package struct VaultDirectory: Sendable {
    private let named: [String: Result<VaultSettings, SecretsError>]
    private let only: Result<VaultSettings, SecretsError>

    /// - Parameter block: The block `hashicorp_vault`; nil when there is none.
    package init(_ block: JSONObject?) {
        let block = block ?? JSONObject()
        let vaults = block["vaults"]?.objectValue
        var named: [String: Result<VaultSettings, SecretsError>] = [:]
        for (name, value) in vaults ?? JSONObject() {
            named[name] = Self.read(name, value.objectValue ?? JSONObject())
        }
        self.named = named
        only = Self.read("default", block)
        hasNames = vaults != nil
    }

    private let hasNames: Bool

    /// The names that records may use.
    package var names: [String] { hasNames ? named.keys.sorted() : ["default"] }

    /// What is wrong with the configuration; for the start of the product.
    package var problems: [SecretsError] {
        let all = hasNames ? named.sorted { $0.key < $1.key }.map(\.value) : [only]
        return all.compactMap { if case .failure(let error) = $0 { error } else { nil } }
    }

    /// The server that a record means.
    ///
    /// - Parameter name: As the record says; nil when it says nothing.
    /// - Throws: ``SecretsError`` of kind `provider`.
    package func settings(_ name: String?) throws(SecretsError) -> VaultSettings {
        let name = name ?? "default"
        guard hasNames, !name.isEmpty else { return try only.get() }
        guard let settings = named[name] else {
            throw SecretsError(.provider, "HashiCorp Vault \(name) is not configured!")
        }
        return try settings.get()
    }

    private static func read(_ name: String, _ block: JSONObject) -> Result<VaultSettings, SecretsError> {
        do throws(SecretsError) {
            return .success(try VaultSettings(name: name, block))
        } catch {
            return .failure(error)
        }
    }
}

extension JSONValue {
    var isNull: Bool { self == .null }
    /// A scalar as people write it.
    fileprivate var plainText: String { stringValue ?? text }
}
