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
        if let line = YAMLDepth.firstTooDeepLine(bytes) {
            return [.failure(ImportOrigin(file: file, line: line), "The YAML is nested too deeply.")]
        }
        var readings: [ImportReading] = []
        do {
            var documents = try Yams.compose_all(yaml: text)
            while let node = documents.next() { readings += self.readings(node, file: file) }
            // The sequence ends at a fault and keeps it.
            if let error = documents.error { throw error }
            return readings
        } catch let error as YamlError {
            return readings + [.failure(ImportOrigin(file: file, line: line(of: error)), "Not YAML: \(reason(error)).")]
        } catch {
            return readings + [.failure(ImportOrigin(file: file, line: 1), "Not YAML.")]
        }
    }

    /// The keys that the library describes, also those that are not read.
    private static let keys: Set = [
        "manufacturer", "model", "slug", "part_number", "u_height", "is_full_depth", "subdevice_role", "airflow",
        "weight", "weight_unit", "is_powered", "front_image", "rear_image", "description", "comments", "profile",
        "attributes", "console-ports", "console-server-ports", "power-ports", "power-outlets", "interfaces",
        "front-ports", "rear-ports", "device-bays", "module-bays", "inventory-items",
    ]

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
            guard let units = Int64(exactly: height.rounded(.up)) else {
                return [.failure(origin, "The u_height of a device type must be a number of units.")]
            }
            members.append(("u_height", .int(units)))
            if let depth = mapping["is_full_depth"]?.bool { members.append(("is_full_depth", .bool(depth))) }
            if let role = mapping["subdevice_role"]?.string { members.append(("subdevice_role", .string(role))) }
        }
        let owner = ImportItem(
            model: "dcim.manufacturer", object: JSONObject([("name", .string(manufacturer))]), origin: origin)
        let type = ImportItem(
            model: isModule ? "dcim.moduletype" : "dcim.devicetype", object: JSONObject(members), origin: origin,
            unknown: mapping.keys.compactMap(\.string).filter { !keys.contains($0) })
        return [.item(owner), .item(type)]
    }

    /// What is wrong, in the parser's words, without the piece of the file that it shows.
    private static func reason(_ error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping: "a key occurs twice in one mapping"
        default: "it cannot be read"
        }
    }

    private static func line(of error: YamlError) -> Int {
        switch error {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        default: 1
        }
    }
}

/// Bounds how deep YAML may nest before it is parsed, because the parser recurses.
enum YAMLDepth {
    /// Device types nest four levels deep.
    static let limit = 100

    /// The first line that may open more levels than ``limit``, nil when there is none.
    ///
    /// Counts open brackets as if none stood in a text, and takes each column of indentation and each leading indicator
    /// for a level: never fewer than there are.
    static func firstTooDeepLine(_ bytes: [UInt8]) -> Int? {
        var line = 1
        var open = 0
        var leading = 0
        var isLeading = true
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"):
                line += 1
                leading = 0
                isLeading = true
                continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                open += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: "\t"):
                if isLeading { leading += 1 }
            default: isLeading = false
            }
            if open > limit || leading > limit { return line }
        }
        return nil
    }
}
