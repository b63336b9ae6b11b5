import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// Notes of one object: `…/<id>/notes/` (core.md §1.1).
struct NotesEndpoint: Sendable {
    let records: RecordEndpoint

    func list(_ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let id = try await object(schema, key: key, actor)
        var narrowed = request
        narrowed.query += [("assigned_object_id", id.description)]
        var response = try await records.list(Note.schema, narrowed, actor)
        // The links must not show the parameter that we added.
        if case .bytes(let bytes) = response.body {
            let text = String(decoding: bytes, as: UTF8.self)
            response.body = .bytes(
                Array(text.replacing("assigned_object_id=\(id)&", with: "", maxReplacements: 2).utf8))
        }
        return response
    }

    func create(_ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let id = try await object(schema, key: key, actor)
        guard case .object(let given) = try RequestBody.json(request) else {
            throw RequestBody.expectedObject(try RequestBody.json(request))
        }
        var body = request
        body.body = Array(
            JSONValue.object(
                JSONObject(
                    given.members.filter { $0.key != "assigned_object_type" && $0.key != "assigned_object_id" } + [
                        ("assigned_object_type", .string(schema.identifier)),
                        ("assigned_object_id", .string(id.description)),
                    ])
            ).text.utf8)
        return try await records.create(Note.schema, body, actor)
    }

    /// The id of the object that a key in a URL means.
    func object(_ schema: AnySchema, key: String, _ actor: Actor) async throws -> Identifier {
        let allowed = try records.allowed(.view, on: schema, for: actor)
        let row = try await records.store.read { session in
            try records.find(schema, key: key, allowed: allowed, session)
        }
        guard let id = row[0].identifier else { throw Problem(.notFound, "Not found.") }
        return id
    }
}
