import ArgumentParser
import Basics
import Domain
import Logging
import Modeling
import Outbound
import Secrets
import Services

/// The command `almanac secret`.
struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Look at how credentials are reached; they are kept elsewhere.",
        subcommands: [Providers.self, Check.self, Audit.self, Get.self, ResolveTest.self, ImportConfig.self])

    /// The command `almanac secret providers`.
    struct Providers: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "providers", abstract: "List the providers and the parameters that they take.")

        @OptionGroup var store: StoreOptions

        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            try await runReporting {
                let time = SystemTime()
                let providers = try SecretProviders(
                    try await store.settings(), resolver: SystemResolver(), time: time, random: SystemRandom(),
                    logger: Logger(label: "almanac") { StreamLogHandler.standardError(label: $0) })
                let registry = providers.registry
                for client in providers.clients { await client.shutdown() }
                guard output == .table else { return try Terminal.line(SecretBoard.providers(registry).text) }
                let rows = registry.providers.map(\.kind).map { kind in
                    [
                        kind.slug, kind.label,
                        kind.fields.map { $0.isRequired ? $0.name : "[\($0.name)]" }.joined(separator: " "),
                    ]
                }
                for line in TextTable(header: ["provider", "name", "parameters"], rows: rows).lines {
                    try Terminal.line(line)
                }
            }
        }
    }

    /// The command `almanac secret check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Find out whether a secret can be resolved, without showing it.",
            discussion: """
                Ends with 2 when it cannot. The check is recorded; see almanac secret audit.

                Example: almanac secret check device-password --for device:csr1
                """)

        @Argument(help: "Name or id of the secret.")
        var secret: String

        @OptionGroup var store: StoreOptions

        @Option(name: .customLong("for"), help: "Object that templates know as obj: model and id or name.")
        var object: String?

        @Flag(help: "Ask the backend also when the value is remembered.")
        var refresh = false

        func run() async throws {
            var isBad = false
            try await runReporting {
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let actor = workspace.actor("secret check")
                let object = try object.map { try ObjectName($0, in: ProductCatalog.catalog) }
                let record = try await workspace.secrets.find(secret, for: actor)
                let result = try await workspace.secrets.check(
                    record.id.raw, for: object, by: actor, isRefresh: refresh)
                isBad = result.fault != nil
                try Terminal.line(Terminal.printable(result.message))
                if !result.backend.isEmpty {
                    let milliseconds = Double(result.microseconds / 100) / 10
                    try Terminal.line(
                        "  backend \(Terminal.printable(result.backend)), cache \(result.cache.rawValue), \(milliseconds) ms"
                    )
                }
                try await workspace.end()
            }
            if isBad { throw ExitStatus.attention }
        }
    }

    /// The command `almanac secret audit`.
    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit", abstract: "Print who used which secret, newest first.",
            discussion: "Example: almanac secret audit --secret device-password --limit 20")

        @OptionGroup var store: StoreOptions

        @Option(help: "Name or id of a secret. [default: all]")
        var secret: String?

        @Option(help: "Entries at most.")
        var limit = 50

        @Option(name: [.customShort("o"), .customLong("output")], help: "table or json.")
        var output = HistoryFormat.table

        func run() async throws {
            try await runReporting {
                guard (1...10_000).contains(limit) else {
                    throw Problem(.invalidInput, "--limit must be a number from 1 to 10000.")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let entries = try await workspace.secrets.audit.latest(of: secret, limit: limit)
                for line in output == .json ? [JSONValue.array(entries.map(json)).text] : table(entries) {
                    try Terminal.line(line)
                }
                try workspace.close()
            }
        }

        private func table(_ entries: [Record<SecretAccess>]) -> [String] {
            guard !entries.isEmpty else { return ["No secret was used."] }
            return TextTable(
                header: ["time", "user", "purpose", "secret", "object", "backend", "cache", "ms", "outcome"],
                rows: entries.map { entry in
                    [
                        entry.time.description, entry.userName, entry.purpose, entry.secretName,
                        entry.forObjectId.map { "\(entry.forObjectType):\($0)" } ?? "", entry.backend, entry.cache,
                        "\(Double(entry.duration / 100) / 10)", entry.outcome,
                    ]
                }
            ).lines
        }

        private func json(_ entry: Record<SecretAccess>) -> JSONValue {
            .object(
                JSONObject([
                    ("id", .string(entry.id.description)), ("time", .string(entry.time.description)),
                    ("user", .string(entry.userName)), ("purpose", .string(entry.purpose)),
                    ("request_id", .string(entry.requestId.description)),
                    ("secret_id", .string(entry.secretId.description)), ("secret", .string(entry.secretName)),
                    ("provider", .string(entry.provider)), ("backend", .string(entry.backend)),
                    ("for_object_type", .string(entry.forObjectType)),
                    ("for_object_id", entry.forObjectId.map { .string($0.description) } ?? .null),
                    ("outcome", .string(entry.outcome)), ("cache", .string(entry.cache)),
                    ("duration_us", .int(Int64(entry.duration))), ("coordinates", .string(entry.coordinates)),
                ]))
        }
    }
}
