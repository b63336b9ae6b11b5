import Basics
import Foundation
import Templates
import Testing

/// The recorded templates that lie beside the repository; a clone on its own has none.
@Suite struct SharedVectorTests {
    private static let path: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/vectors/jinja-vectors.json"
    }()
    private static let isAvailable = FileManager.default.fileExists(atPath: path)

    /// What is left out on purpose, with the reason.
    private static let leftOut = [
        "render_markdown": "pages render Markdown; the module that does registers it",
        "type7": "a template gets no way to hide or reveal passwords",
    ]

    private static func vectors() throws -> [JSONValue] {
        let file = try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: path))))
        return (file["vectors"]?.arrayValue ?? []).filter { $0["nondeterministic"] == nil }
    }

    @Test(.enabled(if: isAvailable), arguments: ["nautobot", "plain"])
    func `every recorded template does what it did`(_ mode: String) throws {
        var count = 0
        for vector in try Self.vectors() {
            let template = try #require(vector["template"]?.stringValue)
            guard let recorded = vector[mode], !Self.leftOut.keys.contains(where: template.contains) else { continue }
            let context = Dictionary(
                (vector["context"]?.objectValue ?? [:]).map { ($0.key, TemplateValue($0.value)) }
            ) { $1 }
            let isPlain = mode == "plain"
            // Plain Jinja was recorded without a loader, and says so with a type error.
            if isPlain, recorded["message"]?.stringValue?.contains("no loader") == true { continue }
            let result = outcome(
                template, context, language: isPlain ? .jinja : .full,
                options: TemplateOptions(escaping: isPlain ? .none : .html))
            let expected = recorded["output"]?.stringValue ?? "!" + (recorded["error"]?.stringValue ?? "")
            #expect(result == expected, "\(vector["id"]?.stringValue ?? "") \(template)")
            count += 1
        }
        #expect(count > 100)
    }
}
