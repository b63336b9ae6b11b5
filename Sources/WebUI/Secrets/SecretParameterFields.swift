import Basics
import HTTPServing

/// The parameters of a provider as fields, with what is wrong at each of them.
struct SecretParameterFields: Sendable {
    let web: WebRequest
    let provider: SecretProviderEntry
    /// The parameters as they are stored.
    let current: JSONObject
    let problem: Problem?

    private var messages: [String] {
        problem?.fields.filter { $0.field == "parameters" }.flatMap(\.messages) ?? []
    }

    private func isAbout(_ message: String, _ name: String) -> Bool {
        message.hasPrefix("\(name): ") || message.contains("\"\(name)\" parameter")
            || message.contains("no parameter \"\(name)\"") || message.contains("The parameter \"\(name)\"")
    }

    /// What is wrong and can be put at no field.
    var unplaced: [String] {
        let names = fields.map { String($0.name.dropFirst("param_".count)) }
        return messages.filter { message in !names.contains { isAbout(message, $0) } }
    }

    /// A field for every parameter, and for what is stored although the provider does not know it.
    var fields: [FormField] {
        let known = Set(provider.parameters.map(\.name))
        let unknown = current.keys.filter {
            !known.contains($0) && problem != nil || !known.contains($0) && !web.isPost
        }
        return provider.parameters.map(field)
            + unknown.map { name in
                FormField(
                    name: "param_\(name)", title: name,
                    help: "\(provider.label) does not know this parameter. Empty it.", input: .text,
                    values: [value(name)], errors: messages.filter { isAbout($0, name) })
            }
    }

    private func value(_ name: String) -> String {
        if web.isPost { return web.form["param_\(name)"] ?? "" }
        return web.request.parameter("param_\(name)") ?? current[name]?.stringValue ?? ""
    }

    private func field(_ parameter: SecretProviderEntry.Parameter) -> FormField {
        let value = value(parameter.name)
        let isMenu = !parameter.choices.isEmpty && (value.isEmpty || parameter.choices.contains(value))
        var help = parameter.help.replacing("`", with: "")
        if !parameter.choices.isEmpty, !isMenu {
            help += " One of \(parameter.choices.joined(separator: ", ")), or a template that makes one of them."
        }
        return FormField(
            name: "param_\(parameter.name)", title: parameter.label, help: help,
            input: isMenu
                ? .choice(parameter.choices.map { ($0, $0) }, allowsNone: !parameter.isRequired) : .text,
            isRequired: parameter.isRequired, values: [value],
            errors: messages.filter { isAbout($0, parameter.name) })
    }
}
