import Basics
import Domain
import Modeling
import Secrets
import Storage
import Templates

/// The parameters of a secret, read once and rendered for any number of objects (contracts/secrets.md §5.3 S21–S26).
struct SecretRendering: Sendable {
    /// References that a template may follow one after another.
    static let reach = 4
    /// A parameter names a place; nothing that names one needs more.
    static let limits = TemplateLimits(steps: 100_000, outputBytes: 8192, depth: 64)

    private let parameters: [(name: String, template: Result<Template, TemplateError>)]
    private let options: TemplateOptions

    init(_ secret: Record<Secret>, _ templates: TemplateCache) {
        options = TemplateOptions(
            escaping: Secret.Escape(rawValue: secret.escape) == .html ? .html : .none,
            undefined: Secret.Undefined(rawValue: secret.undefined) == .empty ? .lenient : .strict,
            limits: Self.limits)
        parameters = Secret.parameters(of: secret).map { name, source in
            (name, Result { () throws(TemplateError) in try templates.template(source) })
        }
    }

    /// The parameters that the provider is given.
    ///
    /// - Parameter object: What templates know as `obj`; null for none.
    /// - Throws: ``SecretsError`` of kind `parameters` when the record is wrong, or `secret` when a template does what it may not.
    func parameters(
        for object: TemplateValue, _ kind: ProviderKind
    ) throws(SecretsError) -> ProviderParameters {
        var values = try texts(for: object)
        for field in kind.fields {
            let value = values[field.name] ?? ""
            if value.isEmpty {
                // What was left out and what was rendered to nothing are the same to a provider.
                guard !field.isRequired else { throw SecretsError(.parameters, SecretFault.missing(field.name)) }
                values[field.name] = nil
            } else if !field.isOpen, !field.choices.isEmpty, !field.choices.contains(value) {
                throw SecretsError(
                    .parameters,
                    "The parameter \"\(field.name)\" must be one of \(field.choices.joined(separator: ", ")).")
            }
        }
        return ProviderParameters(values)
    }

    /// What the templates of the parameters make, whatever it is.
    ///
    /// - Throws: As ``parameters(for:_:)``.
    func texts(for object: TemplateValue) throws(SecretsError) -> [String: String] {
        let context = ["obj": object]
        var values: [String: String] = [:]
        for (name, template) in parameters {
            do throws(TemplateError) {
                values[name] = try template.get().render(context, options: options)
            } catch {
                throw Self.error(error, in: name)
            }
        }
        return values
    }

    /// The error of a template; only of those kinds in its own words whose words name nothing but the template's.
    private static func error(_ error: TemplateError, in name: String) -> SecretsError {
        switch error.kind {
        case .syntax, .assertion, .undefined:
            SecretsError(.parameters, "The template of the parameter \"\(name)\": \(error.message)")
        case .limit, .overflow:
            SecretsError(.secret, "The template of the parameter \"\(name)\" does too much.")
        default:
            SecretsError(.secret, "The template of the parameter \"\(name)\" failed with a \(error.kind.rawValue).")
        }
    }

    /// What becomes of a value that is no text.
    static func converted(
        _ value: SecretValue, _ mode: Secret.OnNonString
    ) throws(SecretsError) -> SecretValue {
        guard value.form == .json else { return value }
        switch mode {
        case .pass: return value
        case .text: return SecretValue(value.bytes, .text)
        case .error:
            throw SecretsError(
                .secret, "The value is no text. Set on_non_string of the secret to text or pass to have it anyhow.")
        }
    }
}
