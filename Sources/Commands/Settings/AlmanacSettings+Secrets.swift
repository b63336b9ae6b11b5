import Basics
import Foundation
import Outbound

#if canImport(Glibc)
    import Glibc
#endif

/// How the providers of secrets are set up.
struct SecretsSettings: Sendable {
    /// Beginnings of names of variables that may be read; nil for all that are not refused.
    var variablePrefixes: [String]?
    /// Folders below which files may be read.
    var fileRoots: [String] = []
    /// Blocks of configuration by backend.
    var blocks = JSONObject()
    /// The file that they are from.
    var file: String?
    /// What backends of secrets may be reached.
    var policy = EgressPolicy.forNetworkAccess()
    /// The environment that the product was started with.
    var variables: [String: String] = [:]

    /// The blocks that a file of configuration may have.
    static let blockNames = [
        "hashicorp_vault", "delinea", "thycotic", "one_password", "cyberark_conjur", "cyberark_ccp", "kubernetes",
        "azure_key_vault", "google_secret_manager", "aws", "executable",
    ]

    /// Where the blocks of Nautobot's secrets providers stand in its settings.
    private static let wrappers = ["PLUGINS_CONFIG", "nautobot_secrets_providers"]

    /// The blocks of a file, which may be Nautobot's `PLUGINS_CONFIG` as JSON.
    static func unwrapped(_ object: JSONObject) -> JSONObject {
        var object = object
        for wrapper in wrappers {
            if let inner = object[wrapper]?.objectValue { object = inner }
        }
        return object
    }
}

extension AlmanacSettings {
    /// Reads what concerns the providers of secrets.
    ///
    /// - Throws: ``Problem`` of kind `misconfigured` that names the setting or the file, and no value of a block.
    static func secrets(_ value: (String) -> String?) throws -> SecretsSettings {
        var secrets = SecretsSettings()
        secrets.variables = variables()
        secrets.variablePrefixes = value("secrets-variable-prefixes").map(entries)
        if let text = value("secrets-file-roots") {
            secrets.fileRoots = entries(text)
            guard secrets.fileRoots.allSatisfy({ $0.hasPrefix("/") && $0 != "/" }) else {
                throw wrong("secrets-file-roots", text, "absolute paths of folders, such as /run/credentials")
            }
        }
        if let text = value("secrets-allowed-targets") {
            secrets.policy.exceptions = try entries(text).map { entry in
                guard let exception = exception(entry) else {
                    throw wrong("secrets-allowed-targets", text, "addresses with ports, such as 127.0.0.1:8200")
                }
                return exception
            }
        }
        if let path = value("secrets-config") {
            secrets.blocks = try blocks(path)
            secrets.file = path
        }
        return secrets
    }

    private static func blocks(_ path: String) throws -> JSONObject {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Problem(.misconfigured, "The file of secrets providers \(path) (secrets-config) cannot be read.")
        }
        // Where it is malformed is not told: the place could hold a credential.
        guard let object = (try? JSONValue(parsing: Array(data)))?.objectValue.map(SecretsSettings.unwrapped) else {
            throw Problem(.misconfigured, "The file of secrets providers \(path) must be one JSON object.")
        }
        for (name, block) in object {
            guard SecretsSettings.blockNames.contains(name), block.objectValue != nil else {
                throw Problem(
                    .misconfigured,
                    "The file of secrets providers \(path) has \"\(name)\", which is no block. Blocks, each an object: "
                        + SecretsSettings.blockNames.joined(separator: ", "))
            }
        }
        return object
    }

    /// All variables of the environment.
    static func variables() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let mark = text.firstIndex(of: "=") {
                result[String(text[..<mark])] = String(text[text.index(after: mark)...])
            }
            entry += 1
        }
        return result
    }
}
