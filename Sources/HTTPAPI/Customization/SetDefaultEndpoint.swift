import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `POST` and `DELETE …/saved-views/<id>/set-default/`: makes a view the one that the caller is shown first in its list,
/// or no longer (core.md §2.8).
struct SetDefaultEndpoint: ObjectEndpoint {
    let records: RecordEndpoint
    let name = "set-default"
    let title = "Set Default"
    let methods = ["POST", "DELETE"]

    func applies(to schema: AnySchema) -> Bool { schema === SavedView.schema }

    func respond(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let records = records
        let visible = try records.authorizer.allowed(.view, on: schema, for: actor)
        guard actor.mayWrite, let user = actor.user else { throw Authorizer.forbidden }
        let associations = UserSavedViewAssociation.schema
        let isSet = request.method == "POST"
        let bytes = try await records.store.write { session -> [UInt8] in
            let view = Record<SavedView>(values: try records.find(schema, key: key, allowed: visible, session))
            let pipeline = records.pipeline(session, actor)
            let known = try session.first(
                Query<UserSavedViewAssociation>().where { $0.user == user && $0.viewName == view.view })
            guard isSet else {
                if let known, known.savedView == view.id { try pipeline.delete(associations, [known.id.raw]) }
                return []
            }
            let chosen = JSONObject([
                ("saved_view", .string(view.id.description)), ("view_name", .string(view.view)),
            ])
            let row =
                try known.map { try pipeline.update(associations, $0.id.raw, chosen).row }
                ?? pipeline.create(associations, chosen)
            return try records.answer(associations, [row], request, session, actor)
        }
        return isSet ? .json(200, bytes) : APIResponse(status: 204)
    }
}
