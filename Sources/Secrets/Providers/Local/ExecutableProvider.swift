import Basics

/// Asks programs of the operator's for secrets.
///
/// The program gets one JSON object on standard input, `{"protocol":1,"name":…,"version":…}` (`version` only when the record
/// has one), and writes one to standard output:
///
/// - `{"value":"text"}`, `{"value_base64":"AAEC"}` or `{"document":{…}}`, with `"lease_seconds":300` if it knows;
/// - or `{"error":"not_found"}`, `"invalid"`, `"denied"` or `"unavailable"`.
///
/// It ends with status 0 in either case; any other status is a failure of the program. Other members are ignored.
package struct ExecutableProvider: SecretsProvider {
    package let kind: ProviderKind
    private let plugins: [String: ExecutablePlugin]

    /// Makes a provider of these programs.
    package init(_ plugins: [ExecutablePlugin]) {
        self.plugins = Dictionary(plugins.map { ($0.name, $0) }) { $1 }
        kind = ProviderKind(
            slug: "executable", label: "Executable", className: "ExecutableSecretsProvider",
            fields: [
                ProviderField(
                    "plugin", label: "Plug-in", help: "Which of the programs that the operator has set up.",
                    isRequired: true, choices: plugins.map(\.name)),
                ProviderField("name", label: "Name", help: "Which secret the program is asked for.", isRequired: true),
                ProviderField("version", label: "Version", help: "Which version of it, if the program knows versions."),
                ProviderField(
                    "key", label: "Key", help: "Which member of the JSON object is the value. Left out: the whole."),
            ])
    }

    package func locate(_ parameters: ProviderParameters) throws(SecretsError) -> SecretLocation {
        let plugin = try plugin(try parameters.required("plugin"))
        let name = try parameters.required("name")
        let version = parameters.optional("version") ?? ""
        guard name.utf8.count <= 4_096, version.utf8.count <= 256 else {
            throw SecretsError(.parameters, "A name has at most 4096 bytes, a version 256.")
        }
        return SecretLocation(
            backend: "\(kind.slug):\(plugin.name)", coordinates: [plugin.name, name, version])
    }

    package func fetch(_ location: SecretLocation) async throws(SecretsError) -> SecretDocument {
        let coordinates = location.coordinates + ["", "", ""]
        let plugin = try plugin(coordinates[0])
        try await FileThreads.run { () throws(SecretsError) in try plugin.checkOwner() }
        var request: JSONObject = ["protocol": 1, "name": .string(coordinates[1])]
        if !coordinates[2].isEmpty { request["version"] = .string(coordinates[2]) }
        let command = ChildCommand(
            path: plugin.path, arguments: plugin.arguments,
            environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"].merging(plugin.environment) { $1 },
            deadline: plugin.deadline)
        let output: SecretBytes
        do throws(ChildCommand.Fault) {
            output = try await command.run(input: SecretBytes(request.text))
        } catch {
            throw Self.error(error, plugin.name)
        }
        return try document(of: output, plugin.name)
    }

    package func value(
        in document: SecretDocument, _ parameters: ProviderParameters
    ) throws(SecretsError) -> SecretValue {
        let tagged = TaggedDocument(document)
        guard let key = parameters.optional("key") else { return tagged.value }
        do throws(SecretJSON.Fault) {
            return try SecretJSON.member(key, of: tagged.bytes)
        } catch {
            throw error == .noSuchKey
                ? SecretsError(.valueNotFound, "The JSON object of the plug-in has no such key.")
                : SecretsError(.secret, "What the plug-in gave is no JSON object, although a key is asked for.")
        }
    }

    private func plugin(_ name: String) throws(SecretsError) -> ExecutablePlugin {
        guard let plugin = plugins[name] else {
            throw SecretsError(.provider, "There is no secrets plug-in of this name. Set it up, or correct the record.")
        }
        return plugin
    }

    private func document(of output: SecretBytes, _ name: String) throws(SecretsError) -> SecretDocument {
        func member(_ key: String) throws(SecretsError) -> SecretValue? {
            do throws(SecretJSON.Fault) {
                return try SecretJSON.member(key, of: output)
            } catch {
                if error == .noSuchKey { return nil }
                throw Self.malformed(name)
            }
        }
        if let error = try member("error") { throw Self.refusal(error.bytes.revealText() ?? "", name) }
        let lease = try member("lease_seconds")?.bytes.revealText().flatMap { Int64($0) }
        let span = lease.map { Duration.seconds(min(max($0, 0), 31_536_000)) }
        if let value = try member("value"), value.form == .text {
            return TaggedDocument(.text, value.bytes).document(lease: span)
        }
        if let value = try member("value_base64"), value.form == .text,
            let bytes = value.bytes.revealText().flatMap({ Base64.bytes($0) })
        {
            return TaggedDocument(.binary, SecretBytes(bytes)).document(lease: span)
        }
        if let value = try member("document"), value.form == .json, value.bytes.withBytes({ $0.first == 0x7B }) {
            return TaggedDocument(.json, value.bytes).document(lease: span)
        }
        throw Self.malformed(name)
    }

    private static func malformed(_ name: String) -> SecretsError {
        SecretsError(.provider, "The secrets plug-in \(name) did not answer as its protocol says.")
    }

    private static func refusal(_ code: String, _ name: String) -> SecretsError {
        switch code {
        case "not_found": SecretsError(.valueNotFound, "The secrets plug-in \(name) has no such secret.")
        case "invalid": SecretsError(.parameters, "The secrets plug-in \(name) cannot read the name or the version.")
        case "denied": SecretsError(.provider, "The secrets plug-in \(name) may not read this secret.")
        case "unavailable":
            SecretsError(.provider, "The secrets plug-in \(name) cannot reach its secrets.", isTransient: true)
        default: malformed(name)
        }
    }

    private static func error(_ fault: ChildCommand.Fault, _ name: String) -> SecretsError {
        switch fault {
        case .cannotStart: SecretsError(.provider, "The secrets plug-in \(name) cannot be started.")
        case .timedOut:
            SecretsError(.provider, "The secrets plug-in \(name) did not answer in time.", isTransient: true)
        case .tooMuchOutput: SecretsError(.provider, "The secrets plug-in \(name) wrote more than 1 MiB.")
        case .failed(let status):
            SecretsError(.provider, "The secrets plug-in \(name) failed with status \(status).", isTransient: true)
        case .cancelled: SecretsError(.secret, "The request was cancelled.", isTransient: true)
        }
    }
}
