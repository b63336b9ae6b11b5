import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `GET …/<id>/custom-links/`: the custom links of an object, rendered, as far as the caller may view them.
struct CustomLinksEndpoint: ObjectEndpoint {
    let records: RecordEndpoint
    let name = "custom-links"
    let title = "Custom Links"
    let methods = ["GET"]

    func applies(to schema: AnySchema) -> Bool { schema.isExposed }

    func respond(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let allowed = try records.authorizer.allowed(.view, on: CustomLink.schema, for: actor)
        let links = try await records.actions(schema, key, actor) { try $0.links($1, $2, allowed: allowed) }
        return ObjectActionAnswer.response(links, request) { link in
            [
                ("name", .string(link.record.name)), ("group_name", .string(link.record.groupName)),
                ("weight", .int(Int64(link.record.weight))), ("button_class", .string(link.record.buttonClass)),
                ("new_window", .bool(link.record.newWindow)),
                ("target_url", link.address.map(JSONValue.string) ?? .null),
            ]
        }
    }
}

/// `GET …/<id>/job-buttons/`: the job buttons of an object, rendered, as far as the caller may press them.
struct JobButtonsEndpoint: ObjectEndpoint {
    let records: RecordEndpoint
    let name = "job-buttons"
    let title = "Job Buttons"
    let methods = ["GET"]

    func applies(to schema: AnySchema) -> Bool { schema.isExposed }

    func respond(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let allowed = try records.authorizer.allowed(.view, on: JobButton.schema, for: actor)
        let runnable = jobs(for: actor)
        let buttons = try await records.actions(schema, key, actor) {
            try $0.buttons($1, $2, allowed: allowed, runnable: runnable)
        }
        return ObjectActionAnswer.response(buttons, request) { button in
            [
                ("name", .string(button.record.name)), ("group_name", .string(button.record.groupName)),
                ("weight", .int(Int64(button.record.weight))), ("button_class", .string(button.record.buttonClass)),
                ("confirmation", .bool(button.record.confirmation)),
            ]
        }
    }

    /// Whoever may run no job has no buttons.
    private func jobs(for actor: Actor) -> Predicate {
        do {
            return try records.authorizer.allowed(.run, on: JobRecord.schema, for: actor)
        } catch {
            return .never
        }
    }
}

extension RecordEndpoint {
    /// What may be done with an object that the caller may see.
    fileprivate func actions<M: Model>(
        _ schema: AnySchema, _ key: String, _ actor: Actor,
        _ values: @escaping @Sendable (ObjectActionValues, AnySchema, [Value]) throws -> [RenderedAction<M>]
    ) async throws -> [RenderedAction<M>] {
        let visible = try allowed(.view, on: schema, for: actor)
        let visibility = authorizer.visibility(for: actor)
        return try await store.read { session in
            let row = try find(schema, key: key, allowed: visible, session)
            return try values(
                ObjectActionValues(session, environment: environment, visibility: visibility), schema, row)
        }
    }
}

/// What the two kinds have in common.
private enum ObjectActionAnswer {
    static func response<M: Model>(
        _ all: [RenderedAction<M>], _ request: APIRequest,
        own: (RenderedAction<M>) -> [(String, JSONValue)]
    ) -> APIResponse {
        let results = all.map { item -> JSONValue in
            let id = item.record.id.description
            var members: [(String, JSONValue)] = [
                ("id", .string(id)), ("url", .string("\(request.baseURL)\(M.schema.names.path)\(id)/")),
            ]
            members += own(item)
            members += [
                ("text", .string(item.text)), ("label", .string(item.label)),
                ("error", item.error.map(JSONValue.string) ?? .null),
            ]
            return .object(JSONObject(members))
        }
        return .json(
            200,
            JSONValue.object(
                JSONObject([
                    ("count", .int(Int64(results.count))), ("next", .null), ("previous", .null),
                    ("results", .array(results)),
                ])))
    }
}
