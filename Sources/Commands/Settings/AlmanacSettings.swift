import Basics
import Configuration
import Modeling
import Outbound
import Services
import Storage

#if canImport(Glibc)
    import Glibc
#endif

/// What the operator has chosen, and where each choice was made: flags, then environment, then file, then defaults.
struct AlmanacSettings: Sendable {
    var dataFolder = "./var"
    /// The database that holds the store; nil for SQLite in the data folder.
    var database: PostgreSQLAddress?
    /// Connections to the database that read at the same time.
    var databaseConnections = PostgreSQLLimits().connections
    var listen = "127.0.0.1:8080"
    var bootstrapToken: Redacted<String>?
    var allowedHosts: [String] = []
    /// Scheme and host by which people call the server, for links in messages; nil for that of ``listen``.
    var publicAddress: String?
    /// Machines that are believed when they say for whom they ask.
    var trustedProxies: [IPNetwork] = []
    var identity = IdentitySettings()
    /// Which addresses may be reached that users give.
    var userURLs = EgressPolicy.forUserURLs()
    /// How the providers of secrets are set up.
    var secrets = SecretsSettings()
    /// Which executables may be jobs.
    var outsideJobs = OutsideAccess()
    /// How Git repositories are reached.
    var git = GitAccess()
    /// Folder of recordings that answer for devices; absolute.
    var discoveryRecordings: String?
    /// Which addresses external integrations may name.
    var integrations = EgressPolicy.forNetworkAccess()
    var logLevel = "info"
    var domain = DomainSettings()
    /// Days for which the history is kept; 0 for ever (core.md §7.2, `CHANGELOG_RETENTION`).
    var changelogRetentionDays = 90
    static let retentionRange = 0...36_500
    /// Anything but full is for Almanac's own tests.
    var synchronous = SQLiteSynchronous.full
    /// Where each setting came from, for `almanac config check`.
    private(set) var origins: [(name: String, value: String, origin: String)] = []

    /// Every setting by its name in a file; the environment variable is `ALMANAC_` and the name in capitals.
    static let names = [
        "data", "database", "database-connections", "listen", "allowed-hosts", "public-url", "log-level",
        "device-uniqueness",
        "multi-tenant-mode",
        "strict-tenant-rule", "ending-within-days", "changelog-retention-days", "trusted-proxies",
        "webhook-allowed-targets", "webhook-blocked-networks", "secrets-config", "secrets-file-roots",
        "secrets-variable-prefixes", "secrets-allowed-targets", "jobs-from-outside", "jobs-folder", "git-program",
        "git-allowed-schemes", "git-allowed-targets", "git-ssh-key", "git-ssh-known-hosts",
        "integration-allowed-targets", "discovery-recordings",
        "session-idle-minutes", "session-hours",
        "insecure-sessions", "oidc-issuer", "oidc-client-id", "oidc-scopes", "oidc-username-claim", "oidc-groups-claim",
        "oidc-create-users", "oidc-link-users", "oidc-superuser-groups", "oidc-staff-groups",
    ]

    /// Reads the settings.
    ///
    /// - Parameters:
    ///   - flags: Values given on the command line, by name.
    ///   - file: Path of a configuration file (`.json`, `.yaml`), or nil.
    /// - Throws: ``Problem`` of kind `misconfigured` that names the setting and says what it may be.
    static func load(flags: [String: String] = [:], file: String?) async throws -> AlmanacSettings {
        var providers: [any ConfigProvider] = [
            InMemoryProvider(
                name: "command line",
                values: Dictionary(
                    flags.map { (AbsoluteConfigKey([$0.key]), ConfigValue(.string($0.value), isSecret: false)) },
                    uniquingKeysWith: { first, _ in first })),
            EnvironmentVariablesProvider(
                environmentVariables: environment(),
                secretsSpecifier: .dynamic { name, _ in name.contains("TOKEN") || name.contains("SECRET") }),
        ]
        if let file { providers.append(try await ConfigurationFile.provider(file)) }
        var settings = try read(providers)
        settings.synchronous = try synchronousForTests(environment())
        return settings
    }

    /// The variables that concern us, under the names that settings have.
    private static func environment() -> [String: String] {
        var result: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if text.hasPrefix("ALMANAC_"), let mark = text.firstIndex(of: "=") {
                let name = text[text.index(text.startIndex, offsetBy: 8)..<mark]
                result[String(name)] = String(text[text.index(after: mark)...])
            }
            entry += 1
        }
        return result
    }

    /// Durability can be given up only by Almanac's own tests, which prove with it that they can fail.
    private static func synchronousForTests(_ variables: [String: String]) throws -> SQLiteSynchronous {
        guard let text = variables["TEST_SYNCHRONOUS"] else { return .full }
        guard variables["TEST_MODE"] == "1", let level = SQLiteSynchronous(rawValue: text) else {
            throw Problem(
                .misconfigured,
                "ALMANAC_TEST_SYNCHRONOUS gives up durability and is for Almanac's own tests. Unset it.")
        }
        return level
    }

    private static func read(_ providers: [any ConfigProvider]) throws -> AlmanacSettings {
        var settings = AlmanacSettings()
        func value(_ name: String) -> String? {
            for provider in providers {
                let key = ConfigKey(name.split(separator: "-").map(String.init).joined(separator: "-"))
                let reader = ConfigReader(provider: provider)
                if let text = Self.text(reader, key) {
                    // An address of a database may hold a password.
                    let shown = name == "database" ? (try? PostgreSQLAddress(text).description) ?? "not shown" : text
                    settings.origins.append((name, shown, Self.describe(provider)))
                    return text
                }
            }
            return nil
        }
        if let text = value("data") {
            guard !Words.trimmed(text).isEmpty else { throw wrong("data", text, "the path of a folder, such as ./var") }
            settings.dataFolder = text
        }
        settings.database = try database(value) {
            settings.origins.contains { $0.name == "database" && $0.origin == "command line" }
        }
        settings.databaseConnections = try databaseConnections(value)
        if let text = value("listen") {
            _ = try Server.address(text)
            settings.listen = text
        }
        if let text = value("log-level") {
            guard ["trace", "debug", "info", "notice", "warning", "error", "critical"].contains(text) else {
                throw wrong("log-level", text, "trace, debug, info, notice, warning, error or critical")
            }
            settings.logLevel = text
        }
        if let text = value("allowed-hosts") {
            settings.allowedHosts = text.split(separator: ",").map { Words.trimmed(String($0)).lowercased() }
        }
        settings.publicAddress = try publicAddress(value)
        if let text = value("device-uniqueness") {
            guard let choice = DomainSettings.DeviceUniqueness(rawValue: text) else {
                throw wrong("device-uniqueness", text, "location_tenant_name, name or none")
            }
            settings.domain.deviceUniqueness = choice
        }
        if let text = value("multi-tenant-mode") {
            settings.domain.multiTenantMode = try truth("multi-tenant-mode", text)
        }
        if let text = value("strict-tenant-rule") {
            settings.domain.strictTenantRule = try truth("strict-tenant-rule", text)
        }
        if let text = value("ending-within-days") {
            guard let days = Int(text), (0...36500).contains(days) else {
                throw wrong("ending-within-days", text, "a number of days from 0 to 36500")
            }
            settings.domain.endingWithinDays = days
        }
        settings.trustedProxies = try trustedProxies(value)
        settings.identity = try identity(value)
        settings.userURLs = try userURLs(value)
        settings.secrets = try secrets(value)
        settings.outsideJobs = try outsideJobs(value)
        settings.git = try git(value)
        settings.discoveryRecordings = try path("discovery-recordings", value)
        settings.integrations.exceptions = try exceptions("integration-allowed-targets", value)
        if let text = value("changelog-retention-days") {
            guard let days = Int(text), retentionRange.contains(days) else {
                throw wrong("changelog-retention-days", text, "a number of days from 0 to 36500, 0 for ever")
            }
            settings.changelogRetentionDays = days
        }
        for provider in providers.dropFirst().prefix(1) {
            let reader = ConfigReader(provider: provider)
            settings.bootstrapToken = reader.string(forKey: "bootstrap-token", isSecret: true).map(Redacted.init)
            settings.identity.oidc?.clientSecret = reader.string(forKey: "oidc-client-secret", isSecret: true)
                .map(Redacted.init)
        }
        return settings
    }

    /// A setting as text: files may also write numbers, truth values and lists.
    private static func text(_ reader: ConfigReader, _ key: ConfigKey) -> String? {
        reader.string(forKey: key) ?? reader.int(forKey: key).map(String.init) ?? reader.bool(forKey: key).map(
            String.init)
            ?? reader.stringArray(forKey: key)?.joined(separator: ",")
    }

    private static func describe(_ provider: any ConfigProvider) -> String {
        switch provider {
        case is InMemoryProvider: "command line"
        case is EnvironmentVariablesProvider: "environment"
        default: "file"
        }
    }

    static func truth(_ name: String, _ text: String) throws -> Bool {
        switch text.lowercased() {
        case "true", "yes", "on", "1": return true
        case "false", "no", "off", "0": return false
        default: throw wrong(name, text, "true or false")
        }
    }

    static func wrong(_ name: String, _ text: String, _ allowed: String) -> Problem {
        Problem(.misconfigured, "The setting \(name) is \"\(text)\"; it may be \(allowed).")
    }
}
