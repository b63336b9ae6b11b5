import Basics
import HTTPServing
import Modeling
import Services
import Storage

/// The pages of every model: lists, objects, forms, made from the declarations.
struct RecordArea: PageArea {
    let services: WebServices

    func respond(_ web: WebRequest) async throws -> APIResponse? {
        let parts = web.parts
        let appLength = parts.first == "plugins" ? 3 : 2
        guard parts.count >= appLength, parts.count <= appLength + 2,
            let schema = web.catalog.schema(at: "/api/\(parts.prefix(appLength).joined(separator: "/"))/")
        else { return nil }
        // One address per page: with a slash at the end.
        guard web.request.path.hasSuffix("/") else {
            return APIResponse(
                status: 301, headers: [("Location", WebRequest.place(web.request.path + "/", web.request.query))])
        }
        let model = ModelRequest(
            schema: schema, web: web,
            customization: try await services.store.read {
                try services.environment.customizations.current(in: $0)[schema]
            }, services: services)
        switch parts.count - appLength {
        case 0: return try await ListPage(model).response()
        case 1:
            switch parts[appLength] {
            case "add": return try await FormPage(model, key: nil).response()
            case "bulk": return try await BulkPages(model).response()
            case "export": return try await ExportPage(model).response()
            case "views": return try await SavedViewForm(model).response()
            default: return try await DetailPage(model, key: String(parts[appLength])).response()
            }
        default:
            let key = String(parts[appLength])
            switch parts[appLength + 1] {
            case "edit": return try await FormPage(model, key: key).response()
            case "delete": return try await DeletePage(model, key: key).response()
            case "changelog": return try await HistoryPage(model, key: key).response()
            case "notes": return try await NotesPage(model, key: key).response()
            default: throw Problem(.notFound, "There is no page at this address.")
            }
        }
    }
}

/// A request for pages of a model.
struct ModelRequest: Sendable {
    let schema: AnySchema
    let web: WebRequest
    /// What operators added to the model.
    let customization: ModelCustomization?
    let services: WebServices

    /// The API's list.
    var apiPath: String { schema.names.path }
    /// The page of the list.
    var listPath: String { schema.pagePath }
    /// The title of the list.
    var plural: String { schema.names.verbosePlural.prefix(1).uppercased() + schema.names.verbosePlural.dropFirst() }

    func apiPath(of key: String) -> String { "\(apiPath)\(key)/" }
    func path(of key: String) -> String { "\(listPath)\(key)/" }

    /// Whether the reader may do this, and the model lets itself be changed so at all.
    func offers(_ action: Action) -> Bool {
        let operation: Operations? =
            switch action {
            case .add: .create
            case .change: .update
            case .delete: .delete
            default: nil
            }
        guard operation.map(schema.operations.contains) ?? true else { return false }
        return web.may(action, schema)
    }
}
