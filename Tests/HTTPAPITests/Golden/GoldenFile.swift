import Basics
import Foundation
import HTTPAPI
import TestKit

/// One recorded request of the reference and its answer.
struct GoldenFile: Sendable {
    /// `dcim/devices`.
    let folder: String
    /// `post_missing_field`.
    let name: String
    let method: String
    let target: String
    let body: JSONValue
    let accept: String
    let hasToken: Bool
    let status: Int
    /// Headers of the answer that the API itself is to send, in the order recorded.
    let headers: [(String, String)]
    let answer: JSONValue

    /// Where the recordings lie: beside the repository, not in it.
    static let root: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/golden"
    }()

    /// Whether the recordings are there; a clone on its own has none.
    static let areAvailable = FileManager.default.fileExists(atPath: root + "/dcim")

    /// Folders whose models this release keeps.
    static let folders: [String] = {
        let areas = ["dcim", "dlm", "extras"]
        let absent: Set = ["extras/webhooks"]
        return areas.flatMap { area in
            ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(area)")) ?? []).map { "\(area)/\($0)" }
        }.filter { !absent.contains($0) }.sorted()
    }()

    /// The names of a folder's recordings.
    static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []).sorted()
            .compactMap { $0.hasSuffix(".json") ? String($0.dropLast(5)) : nil }
    }

    /// Reads a recording.
    ///
    /// - Throws: ``Problem`` when the file is not what it is taken for.
    init(_ folder: String, _ name: String) throws {
        let data = try Data(contentsOf: URL(filePath: "\(Self.root)/\(folder)/\(name).json"))
        let file = try JSONValue(parsing: Array(data))
        guard let request = file["request"], let response = file["response"],
            let method = request["method"]?.stringValue, let target = request["path"]?.stringValue,
            let status = response["status"]?.intValue
        else { throw Problem(.internalFault, "\(folder)/\(name) is no recording.") }
        self.folder = folder
        self.name = name
        self.method = method
        self.target = target
        self.status = Int(status)
        body = request["body"] ?? .null
        accept = request["headers"]?["Accept"]?.stringValue ?? "*/*"
        hasToken = request["headers"]?["Authorization"] != nil
        headers = (response["headers"]?.arrayValue ?? []).compactMap { pair in
            guard let name = pair[0]?.stringValue, let value = pair[1]?.stringValue, Self.compared.contains(name)
            else { return nil }
            return (name, value)
        }
        answer = response["body"] ?? .null
    }

    /// Headers that the API sends; the others belong to the server in front.
    static let compared: Set = ["Content-Type", "Content-Disposition", "Location", "Vary", "Allow", "API-Version"]
}

/// What remains of a text once everything is masked that differs from run to run.
enum Mask {
    private static let rules: [(pattern: String, replacement: String)] = [
        ("http://127\\.0\\.0\\.1:8480|http://test", "HOST"),
        ("(\"natural_slug\":\"[^\"]*)_[0-9a-f]{4}\"", "$1_TAIL\""),
        ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID"),
        ("\\d{4}-\\d{2}-\\d{2}T[0-9:.]+Z", "TIME"),
    ]

    /// The text with ids, times and host masked.
    static func text(_ text: String) -> String {
        rules.reduce(text) { result, rule in
            result.replacingOccurrences(of: rule.pattern, with: rule.replacement, options: .regularExpression)
        }
    }
}

/// The form of a JSON value: member names in order and types, without values.
indirect enum Shape: CustomStringConvertible {
    case any
    case scalar(String)
    case list(Shape)
    case members([(String, Shape)])

    /// Members that look different from row to row: the libraries that know a driver, the object that changed, inputs of a run.
    private static let varying: Set = ["network_driver_mappings", "object_data", "object_data_v2", "task_kwargs"]

    init(_ value: JSONValue) {
        switch value {
        case .null: self = .any
        case .bool: self = .scalar("bool")
        case .int: self = .scalar("int")
        case .double: self = .scalar("float")
        case .string: self = .scalar("text")
        case .array(let items): self = .list(items.first.map(Shape.init) ?? .any)
        case .object(let object):
            self = .members(
                object.members.map { ($0.key, Self.varying.contains($0.key) ? .any : Shape($0.value)) })
        }
    }

    /// The first difference to another shape, by path; null and empty lists fit everything.
    func difference(to other: Shape, at path: String = "") -> String? {
        switch (self, other) {
        case (.any, _), (_, .any): return nil
        case (.scalar(let one), .scalar(let two)): return one == two ? nil : "\(path): \(two), not \(one)"
        case (.list(let one), .list(let two)): return one.difference(to: two, at: path + "[]")
        case (.members(let one), .members(let two)):
            let names = (one.map(\.0), two.map(\.0))
            guard names.0 == names.1 else {
                return "\(path): missing \(names.0.filter { !names.1.contains($0) }), "
                    + "extra \(names.1.filter { !names.0.contains($0) }), order \(names.1)"
            }
            for (left, right) in zip(one, two) {
                if let found = left.1.difference(to: right.1, at: "\(path).\(left.0)") { return found }
            }
            return nil
        default: return "\(path): \(other), not \(self)"
        }
    }

    var description: String {
        switch self {
        case .any: "anything"
        case .scalar(let name): name
        case .list: "list"
        case .members(let members): "object of \(members.map(\.0))"
        }
    }
}
