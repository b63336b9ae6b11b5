import ArgumentParser
import Basics
import Templates

/// The command `almanac template`.
struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Try templates out.", subcommands: [Render.self])

    /// The command `almanac template render`.
    struct Render: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "render", abstract: "Render templates of standard input with data of their own.",
            discussion: """
                Each line of input is {"template", "context", "autoescape", "undefined"}; autoescape is true or false, undefined is
                empty or strict. Each gives one line: {"output"}, or {"error", "message"} with the class of the error. Nothing of
                a store is read.

                Example: echo '{"template": "{{ a }}", "context": {"a": 1}}' | almanac template render --batch
                """)

        @Flag(help: "Read one JSON object per line until the input ends.")
        var batch = false

        func run() async throws {
            try await runReporting {
                guard batch else { throw Problem(.invalidInput, "Say --batch and give one JSON object per line.") }
                while let line = readLine(strippingNewline: true) {
                    guard !line.isEmpty else { continue }
                    try Terminal.line(Self.answer(line).text)
                }
            }
        }

        /// The line of output for a line of input.
        static func answer(_ line: String) -> JSONValue {
            let request: TemplateRequest
            do throws(Problem) {
                request = try TemplateRequest(line)
            } catch {
                return ["error": "InvalidRequest", "message": .string(error.message)]
            }
            do throws(TemplateError) {
                let text = try Template(parsing: request.template).render(request.context, options: request.options)
                return ["output": .string(text)]
            } catch {
                return ["error": .string(error.kind.rawValue), "message": .string(error.description)]
            }
        }
    }
}

/// One line of input of `almanac template render --batch`.
private struct TemplateRequest {
    let template: String
    let context: [String: TemplateValue]
    let options: TemplateOptions

    init(_ line: String) throws(Problem) {
        // Why it is no JSON is not worth a line of its own.
        guard let object = (try? JSONValue(parsing: line))?.objectValue else {
            throw Problem(.invalidInput, "The line is no JSON object.")
        }
        guard let template = object["template"]?.stringValue else {
            throw Problem(.invalidInput, "\"template\" must be a text.")
        }
        guard let context = (object["context"] ?? .object(JSONObject())).objectValue else {
            throw Problem(.invalidInput, "\"context\" must be an object.")
        }
        var options = TemplateOptions()
        switch object["autoescape"] {
        case nil, .bool(true)?: options.escaping = .html
        case .bool(false)?: options.escaping = .none
        default: throw Problem(.invalidInput, "\"autoescape\" must be true or false.")
        }
        switch object["undefined"] {
        case nil, .string("empty")?: options.undefined = .lenient
        case .string("strict")?: options.undefined = .strict
        default: throw Problem(.invalidInput, "\"undefined\" must be \"empty\" or \"strict\".")
        }
        self.template = template
        self.context = Dictionary(
            context.map { ($0.key, TemplateValue($0.value)) }, uniquingKeysWith: { first, _ in first })
        self.options = options
    }
}
