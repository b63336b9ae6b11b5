import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `GET /api/extras/dynamic-groups/<id>/members/`: the members that the caller may view, as a list of their model shows
/// them, with its parameters (core.md §2.8).
struct GroupMembersEndpoint: ObjectEndpoint {
    let records: RecordEndpoint
    let name = "members"
    let title = "Dynamic Group Members"
    let methods = ["GET"]

    func applies(to schema: AnySchema) -> Bool { schema === DynamicGroup.schema }

    func respond(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let seen = try records.allowed(.view, on: schema, for: actor)
        let records = records
        let group = try await records.store.read { session in
            Record<DynamicGroup>(values: try records.find(schema, key: key, allowed: seen, session))
        }
        guard let model = records.store.catalog[group.contentType] else { throw Problem(.notFound, "Not found.") }
        return try await records.list(model, request, actor, visible: try visible(model, actor)) { session in
            let environment = records.environment
            let answer = try GroupPredicates(
                session, today: environment.time.today, settings: environment.settings,
                customizations: environment.customizations
            ).answers([group.id.raw])[group.id.raw]
            guard let answer else { return .never }
            guard answer.faults.isEmpty else {
                throw Problem(
                    .conflict,
                    "The members of the group cannot be told. \(answer.faults.joined(separator: " "))")
            }
            return answer.members
        }
    }

    /// Without the permission to view the model nothing is seen of the group's members.
    private func visible(_ model: AnySchema, _ actor: Actor) throws -> Predicate {
        do {
            return try records.allowed(.view, on: model, for: actor)
        } catch let problem as Problem where problem.kind == .forbidden {
            return .never
        }
    }
}
