import Basics
import Configuration
import SystemPackage

/// A configuration file: JSON or YAML by its ending.
enum ConfigurationFile {
    /// - Throws: ``Problem`` of kind `misconfigured` when it is missing or malformed.
    static func provider(_ path: String) async throws -> any ConfigProvider {
        do {
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                return try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
            }
            return try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
        } catch {
            throw Problem(
                .misconfigured,
                "The configuration file \(path) cannot be read as \(path.hasSuffix("ml") ? "YAML" : "JSON").",
                underlying: "\(error)")
        }
    }
}
