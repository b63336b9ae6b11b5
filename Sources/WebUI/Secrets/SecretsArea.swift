import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// The pages of secrets: their forms, checks, groups, backends and who used what.
///
/// No page ever holds a value.
struct SecretsArea: PageArea {
    let services: WebServices

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts.map(String.init)
        guard web.request.path.hasSuffix("/"), parts.count >= 2 else { return nil }
        if parts.count == 2, parts[0] == "secrets" {
            switch parts[1] {
            case "health": return try await SecretHealthPage(web).response()
            case "audit": return try await SecretAuditPage(web).response()
            default: return nil
            }
        }
        guard parts[0] == "extras", parts.count > 2 else { return nil }
        switch (parts[1], parts.count, parts.last ?? "") {
        case ("secrets", 3, "add"):
            return try await SecretFormPage(try await model(web), key: nil).response()
        case ("secrets", 4, "edit") where Identifier(parts[2]) != nil:
            return try await SecretFormPage(try await model(web), key: parts[2]).response()
        case ("secrets", 4, "check") where Identifier(parts[2]) != nil:
            return try await SecretCheckPage(web, services, id: parts[2]).response()
        case ("secrets-groups", 4, "associations") where Identifier(parts[2]) != nil:
            return try await AssociationsPage(web, group: parts[2]).response()
        default: return nil
        }
    }

    private func model(_ web: WebRequest) async throws -> ModelRequest {
        let services = services
        return ModelRequest(
            schema: Secret.schema, web: web,
            customization: try await services.store.read {
                try services.environment.customizations.current(in: $0)[Secret.schema]
            }, services: services)
    }
}

/// Objects that templates of secrets are tried with, as people name them.
enum SecretObject {
    /// The field in which an object is named, with suggestions of devices.
    static func field(_ web: WebRequest, name: String, value: String, errors: [String]) -> FormField {
        FormField(
            name: name, title: "For which object",
            help: "A device by its name, or anything else as model:name, such as extras.gitrepository:configs. "
                + "Left empty: for none.",
            input: .reference(path: "/api/dcim/devices/", attribute: "name"), values: [value], errors: errors)
    }

    /// What the API takes; nil for none.
    static func text(_ given: String?) -> String? {
        let text = Words.trimmed(given ?? "")
        guard !text.isEmpty else { return nil }
        return text.contains(":") ? text : "dcim.device:\(text)"
    }
}

/// What to do about a secret that cannot be had.
enum SecretAdvice {
    static func words(_ message: String) -> String {
        switch message.prefix(while: { $0 != ":" }) {
        case "SecretParametersError":
            "The secret is written down wrongly. Correct its parameters; a name that templates use must exist on the object."
        case "SecretValueNotFoundError":
            "The backend works and has nothing there. Look at the path and the key, or have the value stored."
        case "SecretProviderError":
            "The backend is not set up, does not answer, or refuses us. Look at the backend health, then at the settings of the backend."
        default: "Look at the templates of the parameters, and at how a value that is no text is treated."
        }
    }

    /// How an outcome of the audit looks.
    static func outcome(_ text: String) -> HTML {
        switch text {
        case "Passed": Component.badge("Passed", .good)
        case "SecretParametersError": Component.badge("Written down wrongly", .bad)
        case "SecretValueNotFoundError": Component.badge("Not there", .bad)
        case "SecretProviderError": Component.badge("Backend failed", .bad)
        case "SecretError": Component.badge("Failed", .bad)
        default: Component.badge(text)
        }
    }

    static let outcomes = [
        (value: "Passed", label: "Passed"), (value: "SecretParametersError", label: "Written down wrongly"),
        (value: "SecretValueNotFoundError", label: "Not there"),
        (value: "SecretProviderError", label: "Backend failed"),
        (value: "SecretError", label: "Failed"),
    ]
}
