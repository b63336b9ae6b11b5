import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `?export=NAME` on a list: what an export template makes of it, as a file (core.md §8.5).
struct TemplateExport: Sendable {
    let endpoint: RecordEndpoint

    /// - Parameter name: Name or id of the template.
    func response(
        _ schema: AnySchema, _ name: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let given = try ListParameters(request)
        let endpoint = endpoint
        let allowed = try endpoint.allowed(.view, on: schema, for: actor)
        let templates = endpoint.authorizer.visible(ExportTemplate.schema, for: actor)
        let visibility = endpoint.authorizer.visibility(for: actor)
        let limit = request.parameter("limit").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        let (template, text) = try await endpoint.store.read { session in
            let template = try Self.template(name, schema, visible: templates, session)
            let customization = try endpoint.environment.customizations.current(in: session)[schema]
            let parameters = given.sorted(customization)
            let predicate = try endpoint.filter(schema, parameters, actor, session) && allowed
            var selection = Selection(
                schema, where: predicate, ordering: parameters.ordering,
                limit: min(limit ?? .max, ExportRendering.maximumObjects + 1), offset: parameters.offset)
            selection.visibility = visibility
            let rows = try session.rows(selection)
            guard rows.count <= ExportRendering.maximumObjects else {
                throw Problem(
                    .invalidInput,
                    "An export by a template takes at most \(ExportRendering.maximumObjects) objects at a time. "
                        + "Narrow the list by filters, or take it in parts with limit and offset.")
            }
            let rendering = ExportRendering(session, environment: endpoint.environment, visibility: visibility)
            return (template, try rendering.text(template.templateCode, schema, rows))
        }
        return APIResponse(
            status: 200,
            headers: [
                ("Content-Type", Self.type(template.mimeType)),
                ("Content-Disposition", "attachment; filename=\"\(Self.file(schema, template.fileExtension))\""),
            ], body: .bytes(Array(text.utf8)))
    }

    /// One that the caller may not see is none.
    private static func template(
        _ name: String, _ schema: AnySchema, visible: Predicate, _ session: Session
    ) throws -> Record<ExportTemplate> {
        var named = Predicate.compare(["name"], .equals, [.text(name)])
        if let id = Identifier(name) { named = named || .ids([id]) }
        let found = try session.rows(
            Selection(
                ExportTemplate.schema,
                where: named && .compare(["content_type"], .equals, [.text(schema.identifier)]) && visible, limit: 1))
        guard let row = found.first else {
            let message = "Select a valid choice. \(name) is not one of the available choices."
            throw Problem(.invalidInput, message, fields: [FieldErrors("export", [message])])
        }
        return Record(values: row)
    }

    private static func type(_ stored: String) -> String {
        let type = stored.isEmpty ? "text/plain" : stored
        return type.hasPrefix("text/") && !type.contains("charset") ? "\(type); charset=utf-8" : type
    }

    private static func file(_ schema: AnySchema, _ ending: String) -> String {
        let name = "nautobot_\(schema.names.verbosePlural.replacing(" ", with: "_"))"
        return ending.isEmpty ? name : "\(name).\(ending)"
    }
}
