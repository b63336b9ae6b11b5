import Basics
import Domain
import HTTPServing
import Modeling

/// `/api/extras/content-types/` and the list of installed apps.
enum ContentTypeList {
    /// A page of content types; ids are small integers in the order of the catalog.
    static func page(_ catalog: Catalog, _ request: APIRequest) -> JSONValue {
        let wantedApp = request.parameter("app_label")
        let wantedModel = request.parameter("model")
        let entries = catalog.schemas.enumerated().filter { _, schema in
            schema.isExposed && (wantedApp.map { $0 == schema.names.app } ?? true)
                && (wantedModel.map { $0 == schema.names.model } ?? true)
        }.map { index, schema in
            JSONValue.object(
                JSONObject([
                    ("id", .int(Int64(index + 1))),
                    ("url", .string("\(request.baseURL)/api/extras/content-types/\(index + 1)/")),
                    ("app_label", .string(String(schema.names.app))),
                    ("model", .string(String(schema.names.model))),
                    ("display", .string("\(schema.names.app) | \(schema.names.verbose)")),
                ]))
        }
        return .object(
            JSONObject([
                ("count", .int(Int64(entries.count))), ("next", .null), ("previous", .null),
                ("results", .array(entries)),
            ]))
    }

    /// The apps whose interfaces are served.
    static let installedPlugins = JSONValue.array([
        .object(
            JSONObject([
                ("name", .string("Device Lifecycle Management")),
                ("package", .string("nautobot_device_lifecycle_mgmt")),
                ("version", .string("4.2.1")),
            ]))
    ])
}
