import Basics
import Secrets

/// The programs of the block `executable`: `{"name": {"path": "/…", "arguments": […], "environment": {…}}}`.
struct ProviderPrograms {
    private(set) var plugins: [ExecutablePlugin] = []
    private(set) var problems: [SecretsError] = []

    init(_ block: JSONObject?) {
        for (name, value) in block ?? JSONObject() {
            do throws(SecretsError) {
                plugins.append(try Self.plugin(name, value))
            } catch {
                problems.append(error)
            }
        }
    }

    private static func plugin(_ name: String, _ value: JSONValue) throws(SecretsError) -> ExecutablePlugin {
        let environment = (value["environment"]?.objectValue ?? JSONObject()).compactMap { member in
            member.value.stringValue.map { (member.key, $0) }
        }
        let deadline = value["deadline_seconds"]?.doubleValue ?? 10
        guard (0.1...600).contains(deadline) else {
            throw SecretsError(.provider, "The deadline of the secrets plug-in \(name) must be 0.1 to 600 seconds.")
        }
        return try ExecutablePlugin(
            name: name, path: value["path"]?.stringValue ?? "",
            arguments: (value["arguments"]?.arrayValue ?? []).compactMap(\.stringValue),
            environment: Dictionary(environment, uniquingKeysWith: { first, _ in first }),
            deadline: .seconds(deadline))
    }
}
