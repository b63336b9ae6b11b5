package import Basics

/// Items of 1Password over its command line program `op` and a service account (contracts/secrets.md §3.6).
///
/// The program is started directly, without a shell, with the token in its own environment and nothing else of ours.
/// - Source: 1Password, *Secret reference syntax*, <https://developer.1password.com/docs/cli/secret-reference-syntax/>.
package struct OnePasswordCLIProvider: SecretsProvider {
    /// The block `one_password` without a Connect server.
    private struct Settings: Sendable {
        let path: String
        let home: String?
        let deadline: Duration
        let vaults: OnePasswordVaults

        init(_ block: JSONObject?) throws(SecretsError) {
            vaults = try OnePasswordVaults(block)
            path = block?["cli_path"]?.stringValue ?? "/usr/bin/op"
            home = block?["cli_home"]?.stringValue
            guard path.hasPrefix("/"), home?.hasPrefix("/") ?? true, !(path + (home ?? "")).hasControlCharacters else {
                throw SecretsError(.provider, "1Password: cli_path and cli_home must be absolute paths.")
            }
            let seconds = block?["deadline_seconds"] ?? 10
            guard let seconds = seconds.doubleValue, (0.1...600).contains(seconds) else {
                throw SecretsError(.provider, "1Password: deadline_seconds must be 0.1 to 600.")
            }
            deadline = .seconds(seconds)
        }
    }

    package let kind: ProviderKind
    private let settings: Result<Settings, SecretsError>

    /// - Parameter block: The block `one_password`; nil when there is none.
    package init(_ block: JSONObject?) {
        settings = Result(reading: { () throws(SecretsError) in try Settings(block) })
        kind = .onePassword(vaults: (try? settings.get())?.vaults)
    }

    package var problems: [SecretsError] { settings.problems }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let settings = try settings.get()
        let (vault, item) = try OnePasswordVaults.place(parameters)
        _ = try settings.vaults.token(of: vault)
        let parts = [vault, item, parameters.optional("section"), parameters["field"]].compactMap(\.self)
        // Other characters end a part of a reference, or begin its query.
        guard parts.allSatisfy({ $0.isPlain("-_. ", count: 1...255) }) else {
            throw SecretsError(
                .parameters,
                "A reference of 1Password has letters, digits, blanks and the characters - _ . only. Use ids for the rest."
            )
        }
        return SecretLocation(backend: kind.slug, coordinates: parts)
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let settings = try settings.get()
        let token = try settings.vaults.token(of: location.coordinates.first ?? "")
        try await FileThreads.run { () throws(SecretsError) in
            try OperatorProgram.check(settings.path, of: "command line program of 1Password")
        }
        var environment = [
            "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "OP_SERVICE_ACCOUNT_TOKEN": token.reveal(),
            "OP_CACHE": "false", "OP_BIOMETRIC_UNLOCK_ENABLED": "false",
        ]
        environment["HOME"] = settings.home
        let command = ChildCommand(
            path: settings.path,
            arguments: ["read", "--no-newline", "op://" + location.coordinates.joined(separator: "/")],
            environment: environment, deadline: settings.deadline)
        do throws(ChildCommand.Fault) {
            return SecretDocument(try await command.run(input: SecretBytes("")))
        } catch {
            throw Self.error(error)
        }
    }

    /// What the program says to a person is not read: it may hold anything.
    private static func error(_ fault: ChildCommand.Fault) -> SecretsError {
        switch fault {
        case .cannotStart: SecretsError(.provider, "The command line program of 1Password cannot be started.")
        case .timedOut:
            SecretsError(.provider, "The command line program of 1Password did not answer in time.", isTransient: true)
        case .tooMuchOutput:
            SecretsError(.provider, "The command line program of 1Password wrote more than 1 MiB.")
        case .failed(let status):
            SecretsError(
                .provider,
                "The command line program of 1Password failed with status \(status). Check the vault, the item, the field and "
                    + "the token of the service account.")
        case .cancelled: SecretsError(.secret, "The request was cancelled.", isTransient: true)
        }
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        SecretValue(document.bytes, document.bytes.isUTF8 ? .text : .binary)
    }
}
