import ArgumentParser
import Basics
import Domain
import Modeling
import Secrets
import Services
import Storage

#if canImport(Glibc)
    import Glibc
#endif

extension SecretCommand {
    /// The command `almanac secret get`: the only place where a value is shown to a person.
    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "get", abstract: "Show a secret to an administrator who sits at a terminal.",
            discussion: """
                Asks for the administrator's password. Works at a terminal only, so that no value ends in a file or a pipe, and is
                recorded under the administrator's name before the value is shown.

                Example: almanac secret get device-password --for device:csr1 --user admin --reveal
                """)

        @Argument(help: "Name or id of the secret.")
        var secret: String

        @OptionGroup var store: StoreOptions

        @Option(name: .customLong("for"), help: "Object that templates know as obj: model and id or name.")
        var object: String?

        @Option(help: "Name of the administrator who asks.")
        var user: String

        @Flag(help: "Say that the value is to be shown.")
        var reveal = false

        func run() async throws {
            try await runReporting {
                guard reveal else {
                    throw Problem(.invalidInput, "Say --reveal to have the value shown, or use almanac secret check.")
                }
                guard isatty(STDIN_FILENO) == 1, Terminal.outputIsTerminal else {
                    throw Problem(.invalidInput, "A secret is shown at a terminal only, not to a pipe or a file.")
                }
                let workspace = try await Workspace.open(try await store.settings(), isNewAllowed: false)
                let actor = try await administrator(workspace)
                let object = try object.map { try ObjectName($0, in: ProductCatalog.catalog) }
                let record = try await workspace.secrets.find(secret, for: actor)
                do {
                    let resolved = try await workspace.secrets.resolve(
                        record.id, for: object, by: actor, purpose: .reveal)
                    try show(resolved.value)
                } catch let fault as SecretFault {
                    throw Problem(.unavailable, fault.description)
                }
                try await workspace.end()
            }
        }

        private func administrator(_ workspace: Workspace) async throws -> Actor {
            let password = try PasswordPrompt.current()
            let found = try await workspace.identity.logins.authenticate(user, password.reveal(), from: nil)
            guard found.isSuperuser else {
                throw Problem(.forbidden, "Only an administrator may have a secret shown.")
            }
            let request = workspace.environment.identifiers.next()
            return try await workspace.store.read { try Actor.person(found, in: $0, requestID: request) }
        }

        /// Control characters never reach the terminal; what is no text is shown in Base64.
        private func show(_ value: SecretValue) throws {
            guard let text = value.bytes.revealText() else {
                return try Terminal.line(value.bytes.withBytes { Base64.text(Array($0)) })
            }
            for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
                try Terminal.line(Terminal.printable(String(line)))
            }
        }
    }
}
