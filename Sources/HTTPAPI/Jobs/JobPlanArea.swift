import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// What dry runs have planned, and carrying it out: `job-results/{id}/plan/` and `job-results/{id}/apply-plan/`.
struct JobPlanArea: APIArea {
    let jobs: JobArea
    let prefixes: [String] = []

    private static let methods = ["plan": "GET, HEAD, OPTIONS", "apply-plan": "POST, OPTIONS"]

    func answers(_ parts: [Substring]) -> Bool {
        parts.count == 4 && parts[0] == "extras" && parts[1] == "job-results" && Self.methods[String(parts[3])] != nil
    }

    func allow(_ parts: [Substring]) -> String { Self.methods[String(parts[3])] ?? "" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(JobPlanChange.schema, isList: false, actor: actor))
        }
        guard let id = Identifier(String(parts[2])) else {
            throw Problem(.notFound, "No JobResult matches the given query.")
        }
        if parts[3] == "plan" { return .json(200, try await jobs.jobs.plan(id, by: actor).json) }
        do {
            return try await jobs.answer(try await jobs.jobs.applyPlan(id, by: actor), request, actor)
        } catch let refusal as JobRefusal {
            return .json(400, refusal.body)
        }
    }
}
