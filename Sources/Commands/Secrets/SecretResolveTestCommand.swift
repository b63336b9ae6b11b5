import ArgumentParser
import Basics
import Logging
import Outbound
import Secrets
import Services
import Templates

#if canImport(Glibc)
    import Glibc
#endif

extension SecretCommand {
    /// The command `almanac secret resolve-test`: for scripts that try providers against servers of their own.
    struct ResolveTest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "resolve-test", abstract: "Try providers against test servers, without a store.",
            discussion: """
                Each line of input is {"provider", "config", "parameters", "object"}; config has the blocks of secrets-config,
                object is what templates know as obj. Each gives one line: {"value"}, with "encoding": "base64" for bytes, or
                {"error", "message"} with the class of the error. Values are shown, so it opens no store, reads no settings,
                runs away from terminals only, and needs --allow-test-reveal. Servers on this machine are reached.

                Example: almanac secret resolve-test --batch --allow-test-reveal < questions.ndjson > answers.ndjson
                """)

        @Flag(help: "Read one JSON object per line until the input ends.")
        var batch = false

        @Flag(help: "Say that values of a test are to be shown.")
        var allowTestReveal = false

        func run() async throws {
            try await runReporting {
                guard batch else { throw Problem(.invalidInput, "Say --batch and give one JSON object per line.") }
                guard allowTestReveal else {
                    throw Problem(
                        .invalidInput,
                        "This shows values. Say --allow-test-reveal if they are those of a test; otherwise use almanac secret check."
                    )
                }
                guard isatty(STDIN_FILENO) == 0, isatty(STDOUT_FILENO) == 0, isatty(STDERR_FILENO) == 0 else {
                    throw Problem(
                        .invalidInput, "This is for scripts and does not run at a terminal. Give it files or pipes.")
                }
                var bench = TrialBench()
                while let line = readLine(strippingNewline: true) {
                    guard !line.isEmpty else { continue }
                    try Terminal.line(await bench.answer(line).text)
                }
                await bench.end()
            }
        }
    }
}

/// Answers lines of `almanac secret resolve-test --batch`.
private struct TrialBench {
    /// The providers of the latest configuration; lines that follow each other mostly have the same.
    private var current: (config: JSONObject, providers: SecretProviders)?

    /// One line of input.
    private struct Request {
        let provider: String
        let config: JSONObject
        let parameters: JSONObject
        let object: TemplateValue

        init(_ line: String) throws(Problem) {
            // Why it is no JSON is not worth a line of its own.
            guard let object = (try? JSONValue(parsing: line))?.objectValue else {
                throw Problem(.invalidInput, "The line is no JSON object.")
            }
            guard let provider = object["provider"]?.stringValue else {
                throw Problem(.invalidInput, "\"provider\" must be a text.")
            }
            func member(_ name: String) throws(Problem) -> JSONObject {
                let value = object[name] ?? .null
                guard let found = value == .null ? JSONObject() : value.objectValue else {
                    throw Problem(.invalidInput, "\"\(name)\" must be an object.")
                }
                return found
            }
            self.provider = provider
            config = SecretsSettings.unwrapped(try member("config"))
            parameters = try member("parameters")
            self.object = TemplateValue(object["object"] ?? .null)
        }
    }

    /// The line of output for a line of input.
    mutating func answer(_ line: String) async -> JSONValue {
        let request: Request
        do throws(Problem) {
            request = try Request(line)
        } catch {
            return ["error": "InvalidRequest", "message": .string(error.message)]
        }
        if current?.config != request.config {
            await end()
            current = (request.config, Self.providers(request.config))
        }
        do throws(SecretsError) {
            let registry = current?.providers.registry ?? .none
            let value = try await SecretTrial(registry).value(
                request.provider, request.parameters, for: request.object)
            return Self.shown(value)
        } catch {
            return ["error": .string(error.kind.rawValue), "message": .string(error.message)]
        }
    }

    /// Gives logins back and closes connections.
    mutating func end() async {
        guard let providers = current?.providers else { return }
        current = nil
        await providers.registry.shutdown()
        for client in providers.clients { await client.shutdown() }
    }

    private static func providers(_ config: JSONObject) -> SecretProviders {
        var settings = SecretsSettings()
        settings.blocks = config
        settings.variables = AlmanacSettings.variables()
        settings.fileRoots = (config["text_file"]?["roots"]?.arrayValue ?? []).compactMap(\.stringValue)
        settings.policy.exceptions = ["127.0.0.0/8", "::1/128"].compactMap { text in
            IPNetwork(text).map { EgressPolicy.Exception($0) }
        }
        return SecretProviders(
            settings, refused: [], resolver: SystemResolver(), time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "almanac") { _ in SwiftLogNoOpLogHandler() })
    }

    private static func shown(_ value: SecretValue) -> JSONValue {
        let bytes = value.bytes.withBytes { Array($0) }
        switch value.form {
        case .json: return ["value": (try? JSONValue(parsing: bytes)) ?? .null]
        case .text: return ["value": .string(String(decoding: bytes, as: UTF8.self))]
        case .binary: return ["value": .string(Base64.text(bytes)), "encoding": "base64"]
        }
    }
}
