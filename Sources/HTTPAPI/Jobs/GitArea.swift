import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `POST /api/extras/git-repositories/{id}/sync/` (core.md §2.5).
struct GitArea: APIArea {
    let records: RecordEndpoint
    let jobs: JobService
    let prefixes: [String] = []

    func answers(_ parts: [Substring]) -> Bool {
        parts.count == 4 && (parts[0], parts[1], parts[3]) == ("extras", "git-repositories", "sync")
    }

    func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(GitRepository.schema, isList: false, actor: actor))
        }
        let allowed = try records.allowed(.change, on: GitRepository.schema, for: actor)
        let (records, jobs, key) = (records, jobs, String(parts[2]))
        let bytes = try await records.store.write { session in
            let repository = Record<GitRepository>(
                values: try records.find(GitRepository.schema, key: key, allowed: allowed, session))
            let result = try jobs.beginSync(of: repository, by: actor, in: session)
            let message = JSONValue.string("Repository \(repository.name) sync job added to queue.")
            var bytes = Array("{\"message\":\(message.text),\"job_result\":".utf8)
            guard let row = try session.row(JobResult.schema, result.raw) else {
                throw Problem(.internalFault, "The run is not there.")
            }
            bytes += try records.answer(JobResult.schema, [row], request, session, actor)
            bytes.append(125)
            return bytes
        }
        return .json(200, bytes)
    }
}
