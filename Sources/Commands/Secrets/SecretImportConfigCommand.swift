import ArgumentParser
import Basics
import Foundation
import Logging
import Outbound
import Secrets

extension SecretCommand {
    /// The command `almanac secret import-config`: takes over how another system reaches its secrets.
    struct ImportConfig: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "import-config", abstract: "Take over the blocks of providers of another system.",
            discussion: """
                Reads JSON: blocks such as hashicorp_vault, alone or inside PLUGINS_CONFIG and nautobot_secrets_providers. Says of each
                whether it works here, without showing its values, and writes those that work into a new file that nobody else may
                read, for the setting secrets-config. Ends with 2 when there are others.

                Example: almanac secret import-config plugins.json --to /etc/almanac/secrets.json
                """)

        @Argument(help: "File with the blocks, in JSON.")
        var file: String

        @Option(name: .customLong("to"), help: "File to write; it must not exist.")
        var target: String

        func run() async throws {
            var isComplete = true
            try await runReporting {
                guard let data = FileManager.default.contents(atPath: file) else {
                    throw Problem(.invalidInput, "The file \(file) cannot be read.")
                }
                // Where it is malformed is not told: the place could hold a credential.
                guard let object = (try? JSONValue(parsing: Array(data)))?.objectValue else {
                    throw Problem(.invalidInput, "The file \(file) must be one JSON object.")
                }
                try DataFolder.refuseExisting(target)
                let found = SecretsSettings.unwrapped(object)
                var taken: [(String, JSONValue)] = []
                for (name, block) in found.sorted(by: { $0.key < $1.key }) {
                    let fault = await Self.fault(name, block)
                    isComplete = isComplete && fault == nil
                    let shown = Terminal.printable(name)
                    try Terminal.line(
                        fault.map { "\(shown): left out. \(Terminal.printable($0))" } ?? "\(shown): taken")
                    if fault == nil { taken.append((name, block)) }
                }
                guard !taken.isEmpty else {
                    throw Problem(.invalidInput, "The file \(file) has no block that works here.")
                }
                try write(JSONObject(taken))
            }
            if !isComplete { throw ExitStatus.attention }
        }

        /// Why a block does not work here; nil when it does.
        private static func fault(_ name: String, _ block: JSONValue) async -> String? {
            guard SecretsSettings.blockNames.contains(name) else { return "There is no such block." }
            guard block.objectValue != nil else { return "It must be an object." }
            var settings = SecretsSettings()
            settings.blocks = JSONObject([(name, block)])
            let providers = SecretProviders(
                settings, refused: [], resolver: SystemResolver(), time: SystemTime(), random: SystemRandom(),
                logger: Logger(label: "almanac") { _ in SwiftLogNoOpLogHandler() })
            for client in providers.clients { await client.shutdown() }
            return providers.faults.first?.error.message
        }

        private func write(_ blocks: JSONObject) throws {
            let isWritten = FileManager.default.createFile(
                atPath: target, contents: Data((JSONValue.object(blocks).text + "\n").utf8),
                attributes: [.posixPermissions: 0o600])
            guard isWritten else { throw Problem(.unavailable, "The file \(target) cannot be written.") }
        }
    }
}
