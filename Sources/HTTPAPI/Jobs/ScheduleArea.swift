import Basics
import Domain
import HTTPServing
import JobEngine
import Modeling
import Services
import Storage

/// Switching schedules on and off: `POST scheduled-jobs/{id}/enable/` and `disable/`.
struct ScheduleArea: APIArea {
    let records: RecordEndpoint
    let prefixes: [String] = []

    func answers(_ parts: [Substring]) -> Bool {
        parts.count == 4 && parts[0] == "extras" && parts[1] == "scheduled-jobs"
            && (parts[3] == "enable" || parts[3] == "disable")
    }

    func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(ScheduledJob.schema, isList: false, actor: actor))
        }
        guard let id = Identifier(String(parts[2])) else {
            throw Problem(.notFound, "No ScheduledJob matches the given query.")
        }
        let (records, isEnabled) = (records, parts[3] == "enable")
        let bytes = try await records.store.write { session in
            let schedules = JobSchedules(
                environment: records.environment, queue: TicketQueue(time: records.environment.time))
            let row = try schedules.set(id, isEnabled: isEnabled, by: actor, in: session)
            return try records.answer(ScheduledJob.schema, [row], request, session, actor)
        }
        return .json(200, bytes)
    }
}
