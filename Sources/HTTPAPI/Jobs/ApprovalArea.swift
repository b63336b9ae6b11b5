import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// What people say about schedules that have to be approved (core.md §5.7).
struct ApprovalArea: APIArea {
    let records: RecordEndpoint
    let prefixes: [String] = []

    func answers(_ parts: [Substring]) -> Bool {
        guard parts.count == 4, parts[0] == "extras" else { return false }
        return parts[1] == "approval-workflow-stages" && Approvals.Deed(rawValue: String(parts[3])) != nil
            || parts[1] == "approval-workflows" && parts[3] == "cancel"
    }

    func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let deed = Approvals.Deed(rawValue: String(parts[3]))
        let schema: AnySchema = deed == nil ? ApprovalWorkflow.schema : ApprovalWorkflowStage.schema
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(schema, isList: false, actor: actor))
        }
        guard let id = Identifier(String(parts[2])) else {
            throw Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
        }
        let body = try RequestBody.json(request)
        guard let object = body.objectValue else { throw RequestBody.expectedObject(body) }
        let comments: String
        switch object["comments"] ?? object["comment"] {
        case nil, .null?: comments = ""
        case .string(let text)?: comments = text
        default: throw Problem(.invalidInput, "", fields: [FieldErrors("comments", "Not a valid string.")])
        }
        let records = records
        let bytes = try await records.store.write { session in
            let approvals = Approvals(environment: records.environment)
            let row =
                if let deed {
                    try approvals.decide(id, deed, comments, by: actor, in: session)
                } else {
                    try approvals.cancel(id, comments, by: actor, in: session)
                }
            return try records.answer(schema, [row], request, session, actor)
        }
        return .json(200, bytes)
    }
}
