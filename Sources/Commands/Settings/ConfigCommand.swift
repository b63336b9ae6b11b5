import ArgumentParser
import Basics
import Services

/// The command `almanac config`.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Look at the configuration.", subcommands: [Check.self])

    /// The command `almanac config check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Read the configuration, say where each setting comes from, and end.",
            discussion: "Flags win over the environment, the environment over the file, the file over defaults.")

        @OptionGroup var store: StoreOptions

        func run() async throws {
            try await runReporting {
                let settings = try await store.settings()
                try DataFolder.refuseFile(settings.dataFolder)
                try Bootstrap.check(token: settings.bootstrapToken?.reveal())
                for name in AlmanacSettings.names {
                    if let origin = settings.origins.first(where: { $0.name == name }) {
                        try Terminal.line("\(name) = \(origin.value)  (\(origin.origin))")
                    } else {
                        try Terminal.line("\(name)  (default)")
                    }
                }
                try Terminal.line(
                    settings.bootstrapToken == nil ? "bootstrap-token  (not set)" : "bootstrap-token  (set, not shown)")
                try Terminal.line(
                    settings.identity.oidc?.clientSecret == nil
                        ? "oidc-client-secret  (not set)" : "oidc-client-secret  (set, not shown)")
                try Terminal.line("The configuration is valid.")
            }
        }
    }
}
