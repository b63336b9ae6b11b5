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
        let records = records
        let visible = try records.allowed(.view, on: schema, for: actor)
        let allowed = try records.authorizer.allowed(.view, on: CustomLink.schema, for: actor)
        let links = try await records.store.read { session in
            let row = try records.find(schema, key: key, allowed: visible, session)
            return try CustomLinkValues(
                session, environment: records.environment, visibility: records.authorizer.visibility(for: actor)
            ).links(schema, row, allowed: allowed)
        }
        let results = links.map { item -> JSONValue in
            let link = item.link
            return .object(
                JSONObject([
                    ("id", .string(link.id.description)),
                    ("url", .string("\(request.baseURL)\(CustomLink.schema.names.path)\(link.id)/")),
                    ("name", .string(link.name)), ("group_name", .string(link.groupName)),
                    ("weight", .int(Int64(link.weight))), ("button_class", .string(link.buttonClass)),
                    ("new_window", .bool(link.newWindow)), ("text", .string(item.text)),
                    ("target_url", item.address.map(JSONValue.string) ?? .null),
                    ("error", item.error.map(JSONValue.string) ?? .null),
                ]))
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
