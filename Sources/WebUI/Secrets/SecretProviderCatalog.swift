import Basics

/// A provider with its parameters, as the API tells of it.
struct SecretProviderEntry: Sendable {
    struct Parameter: Sendable {
        let name: String
        let label: String
        let help: String
        let isRequired: Bool
        let choices: [String]
    }

    let slug: String
    let aliases: [String]
    let label: String
    let parameters: [Parameter]

    /// Every provider of this server.
    static func all(_ web: WebRequest) async throws -> [SecretProviderEntry] {
        let answer = try await web.get("/api/extras/secrets-providers/")
        return (answer["results"]?.arrayValue ?? []).map { entry in
            SecretProviderEntry(
                slug: entry["slug"]?.stringValue ?? "",
                aliases: (entry["aliases"]?.arrayValue ?? []).compactMap(\.stringValue),
                label: entry["label"]?.stringValue ?? "",
                parameters: (entry["parameters"]?.arrayValue ?? []).map { field in
                    Parameter(
                        name: field["name"]?.stringValue ?? "", label: field["label"]?.stringValue ?? "",
                        help: field["help_text"]?.stringValue ?? "", isRequired: field["required"]?.boolValue == true,
                        choices: (field["choices"]?.arrayValue ?? []).compactMap(\.stringValue))
                })
        }
    }

    /// Whether records name it so.
    func isCalled(_ name: String) -> Bool { slug == name || aliases.contains(name) }
}
