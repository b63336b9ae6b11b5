import Basics
import Modeling
import Yams

/// Device and module types in the YAML of the public device-type library (core.md §8.4).
enum DeviceTypeLibrary {
    /// Reads all documents of a file; a type becomes its manufacturer and itself.
    static func read(_ bytes: [UInt8], file: String) -> [ImportReading] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return [.failure(ImportOrigin(file: file, line: 1), "The file is not UTF-8.")]
        }
        do {
            var readings: [ImportReading] = []
            for node in try Yams.compose_all(yaml: text) {
                readings += self.readings(node, file: file)
            }
            return readings
        } catch let error as YamlError {
            return [.failure(ImportOrigin(file: file, line: line(of: error)), "Not YAML: \(error).")]
        } catch {
            return [.failure(ImportOrigin(file: file, line: 1), "Not YAML.")]
        }
    }

    private static func readings(_ node: Node, file: String) -> [ImportReading] {
        let origin = ImportOrigin(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 0)
        guard let mapping = node.mapping else { return [.failure(origin, "Not a device type: no mapping.")] }
        guard let manufacturer = mapping["manufacturer"]?.string, let model = mapping["model"]?.string else {
            return [.failure(origin, "A device type needs a manufacturer and a model.")]
        }
        var members: [(String, JSONValue)] = [
            ("manufacturer", .object(JSONObject([("name", .string(manufacturer))]))), ("model", .string(model)),
        ]
        if let part = mapping["part_number"]?.string { members.append(("part_number", .string(part))) }
        if let comments = mapping["comments"]?.string { members.append(("comments", .string(comments))) }
        // Only device types have a height; the library keeps module types in the same form without one.
        let isModule = mapping["u_height"] == nil
        if let height = mapping["u_height"]?.float {
            // The library knows half units, the dialect whole ones: half a unit takes a whole one.
            members.append(("u_height", .int(Int64(height.rounded(.up)))))
            if let depth = mapping["is_full_depth"]?.bool { members.append(("is_full_depth", .bool(depth))) }
            if let role = mapping["subdevice_role"]?.string { members.append(("subdevice_role", .string(role))) }
        }
        let owner = ImportItem(
            model: "dcim.manufacturer", object: JSONObject([("name", .string(manufacturer))]), origin: origin)
        let type = ImportItem(
            model: isModule ? "dcim.moduletype" : "dcim.devicetype", object: JSONObject(members), origin: origin)
        return [.item(owner), .item(type)]
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 1
        }
    }
}
