import Basics
import HTTPServing
import JobEngine
import Modeling

/// What a form begins with that was opened from an earlier run: its inputs, or those of its objects that failed.
struct RunSource: Sendable {
    let web: WebRequest
    let services: WebServices
    /// Failures that are looked through for objects.
    private static let limit = 1000
    private static let levels = ["failure", "error", "critical"]

    init(_ web: WebRequest, _ services: WebServices) {
        self.web = web
        self.services = services
    }

    /// The inputs that the address asks for with `again=RUN` or `retry=RUN`, and what to say about them.
    func inputs(for declaration: JobDeclaration) async throws -> (inputs: JSONObject, words: String) {
        let again = web.request.parameter("again")
        let retry = web.request.parameter("retry")
        guard !web.isPost, let id = again ?? retry, Identifier(id) != nil else { return (JSONObject(), "") }
        let run = try await web.get("/api/extras/job-results/\(id)/")
        var inputs = run["task_kwargs"]?.objectValue ?? JSONObject()
        for variable in declaration.variables where variable.kind == .file { inputs[variable.name] = nil }
        guard retry != nil else {
            let words =
                inputs.isEmpty && !declaration.variables.isEmpty
                ? "The inputs of the earlier run are not kept, because they may be confidential. Give them again."
                : "Filled in with the inputs of an earlier run."
            return (inputs, words)
        }
        guard let variable = Self.variable(declaration) else {
            return (inputs, "This job takes no list of objects, so that it can only be run as a whole again.")
        }
        let failed = try await objects(of: id, variable)
        guard !failed.isEmpty else {
            return (inputs, "No failure of that run names an object that you may see; these are all of its inputs.")
        }
        inputs[variable.name] = .array(failed.map(JSONValue.string))
        return (
            inputs,
            "Filled in with the \(failed.count) that failures of the earlier run name. Look through them before you run it."
        )
    }

    /// The input that says for which objects the job works.
    static func variable(_ declaration: JobDeclaration) -> JobVariable? {
        declaration.variables.first { $0.kind == .multiObject && $0.model != nil && !$0.isUnlisted }
    }

    /// Names of objects that failures of a run are about, each once.
    func failedNames(of run: String) async throws -> [String] {
        guard web.maySee("extras.joblogentry") else { return [] }
        let entries = try await web.get(
            "/api/extras/job-logs/",
            [("job_result", run), ("limit", String(Self.limit))] + Self.levels.map { ("log_level", $0) })
        var seen: Set<String> = []
        return (entries["results"]?.arrayValue ?? []).compactMap { entry in
            guard let name = entry["log_object"]?.stringValue, !name.isEmpty, seen.insert(name).inserted else {
                return nil
            }
            return name
        }
    }

    /// Ids of the objects with these names, which the reader may see.
    private func objects(of run: String, _ variable: JobVariable) async throws -> [String] {
        guard let target = variable.model.flatMap({ web.catalog[$0] }), target.isExposed, web.maySee(target) else {
            return []
        }
        let names = try await failedNames(of: run)
        let attribute = target.lookupField == "id" ? "name" : target.lookupField
        guard target.fieldsByName[attribute] != nil else { return [] }
        var ids: [String] = []
        for start in stride(from: 0, to: names.count, by: 100) {
            let part = names[start..<min(start + 100, names.count)].map { (name: attribute, value: $0) }
            let rows = try await web.get(
                target.names.path, part + [("limit", "1000"), ("exclude_m2m", "true")])
            ids += (rows["results"]?.arrayValue ?? []).compactMap { $0["id"]?.stringValue }
        }
        return ids
    }
}
