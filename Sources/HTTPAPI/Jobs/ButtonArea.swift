import Basics
import Domain
import HTTPServing
import Modeling
import Services

/// `POST /api/extras/job-buttons/{id}/press/`: runs the job of a button for an object (core.md §5.8).
struct ButtonArea: APIArea {
    let jobs: JobArea
    let prefixes: [String] = []

    func answers(_ parts: [Substring]) -> Bool {
        parts.count == 4 && (parts[0], parts[1], parts[3]) == ("extras", "job-buttons", "press")
    }

    func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(JobButton.schema, isList: false, actor: actor))
        }
        let body = try RequestBody.json(request)
        guard let object = body.objectValue else { throw RequestBody.expectedObject(body) }
        do {
            return try await jobs.answer(
                try await jobs.jobs.press(String(parts[2]), object, by: actor), request, actor)
        } catch let refusal as JobRefusal {
            return .json(400, refusal.body)
        }
    }
}
