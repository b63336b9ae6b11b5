import Basics
import Domain
import Modeling
import Secrets
import Templates

/// A secret that could not be resolved for any object is refused when it is saved, with what is wrong (contracts/secrets.md §1.3).
enum SecretCheckEffect {
    static let effect = RecordEffects.Effect(of: "extras.secret") { kind, row, previous, pipeline in
        guard kind != .delete else { return }
        let secret = Record<Secret>(values: row)
        let before = previous.map(Record<Secret>.init(values:))
        // A secret whose provider has gone may still be renamed.
        guard secret.provider != before?.provider || secret.parameters != before?.parameters else { return }
        let check = SecretCheck(
            providers: pipeline.environment.secretProviders, templates: pipeline.environment.templates)
        let errors = check.errors(secret)
        guard errors.isEmpty else { throw pipeline.invalid(errors) }
    }
}

/// What is wrong with a secret, as far as it shows without an object.
struct SecretCheck {
    let providers: ProviderRegistry
    let templates: TemplateCache

    func errors(_ secret: Record<Secret>) -> [FieldErrors] {
        guard let kind = providers[secret.provider]?.kind else {
            return [FieldErrors("provider", SecretFault.unknownProvider(secret.provider))]
        }
        let parameters = Secret.parameters(of: secret)
        var messages: [String] = []
        for field in kind.fields where field.isRequired {
            if parameters.first(where: { $0.name == field.name })?.template.isEmpty != false {
                messages.append(SecretFault.missing(field.name))
            }
        }
        for (name, template) in parameters {
            guard let field = kind.fields.first(where: { $0.name == name }) else {
                let known = kind.fields.map(\.name).joined(separator: ", ")
                messages.append("\(kind.label) has no parameter \"\(name)\"; it takes \(known).")
                continue
            }
            messages += self.messages(field, template)
        }
        var errors = messages.isEmpty ? [] : [FieldErrors("parameters", messages)]
        if kind.slug == "text-file", let path = parameters.first(where: { $0.name == "path" })?.template {
            errors += Self.pathErrors(path)
        }
        return errors
    }

    private func messages(_ field: ProviderField, _ template: String) -> [String] {
        do throws(TemplateError) {
            _ = try templates.template(template)
        } catch {
            return ["\(field.name): \(error.description)"]
        }
        let isPlain = !["{{", "{%", "{#"].contains(where: template.contains)
        guard isPlain, !template.isEmpty, !field.choices.isEmpty, !field.choices.contains(template) else { return [] }
        return ["\(field.name): \"\(template)\" is not one of \(field.choices.joined(separator: ", "))."]
    }

    /// The rules for a path as it is written; what it becomes is checked again when it is rendered.
    private static func pathErrors(_ path: String) -> [FieldErrors] {
        if !path.hasPrefix("/") {
            return [FieldErrors(FieldErrors.all, "Path must be an absolute path, not a relative one")]
        }
        return path.contains("..") ? [FieldErrors(FieldErrors.all, "Illegal character sequence in path")] : []
    }
}
