import Basics
import Configuration
import Foundation
import SystemPackage

/// A configuration file: JSON or YAML by its ending.
enum ConfigurationFile {
    /// - Throws: ``Problem`` of kind `misconfigured` when it is missing or malformed, or has a setting that does not exist.
    static func provider(_ path: String) async throws -> any ConfigProvider {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw Problem(.misconfigured, "There is no configuration file \(path). Give its name with --config.")
        }
        try refuseUnknown(path)
        do {
            if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                return try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))
            }
            return try await FileProvider<JSONSnapshot>(filePath: FilePath(path))
        } catch {
            throw Problem(
                .misconfigured,
                "The configuration file \(path) cannot be read as \(path.hasSuffix("ml") ? "YAML" : "JSON").",
                underlying: fault(path) ?? (error is CocoaError ? nil : "\(error)"))
        }
    }

    /// Where a JSON file is malformed, and why; nil for other files.
    private static func fault(_ path: String) -> String? {
        guard !path.hasSuffix("ml"), let data = FileManager.default.contents(atPath: path) else { return nil }
        do throws(JSONError) {
            _ = try JSONValue(parsing: Array(data))
            return nil
        } catch {
            return error.description
        }
    }

    /// A mistyped setting must not be passed over.
    private static func refuseUnknown(_ path: String) throws {
        let names = Set(AlmanacSettings.names)
        for key in topLevelKeys(path) where !names.contains(key) {
            throw Problem(
                .misconfigured,
                "The configuration file \(path) has the setting \"\(key)\", which does not exist. Settings: "
                    + AlmanacSettings.names.joined(separator: ", "))
        }
    }

    /// The names at the top of the file; none when it is missing or malformed, which is told when it is read.
    private static func topLevelKeys(_ path: String) -> [String] {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { return [] }
        guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
            // A malformed file is told by the provider, in its own words.
            return (try? JSONValue(parsing: text))?.objectValue?.keys ?? []
        }
        return text.split(separator: "\n").compactMap { line in
            guard let first = line.first, first.isLetter, let end = line.firstIndex(of: ":") else { return nil }
            return String(line[..<end])
        }
    }
}
