import Basics
package import HTTPServing
import Modeling
package import Services
package import Storage

/// `POST /api/import/`: a plan first, applied on request.
///
/// The body is NDJSON, JSON, CSV or YAML by its content type; `?model=` names the model of objects that do not.
/// Without `apply=true` nothing is changed; `apply=true&expect=<fingerprint>` applies exactly that plan.
package struct ImportEndpoint: APIArea {
    private let store: Store
    private let environment: RecordEnvironment
    package let prefixes = ["import"]

    package init(store: Store, environment: RecordEnvironment) {
        self.store = store
        self.environment = environment
    }

    package func allow(_ parts: [Substring]) -> String { "POST, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard parts.count == 1 else { throw Problem(.notFound, "Not found.") }
        // What may be changed is decided object by object.
        guard actor.mayWrite else { throw Authorizer.forbidden }
        let format = try format(request)
        if let model = request.parameter("model"), store.catalog[model]?.isExposed != true {
            throw Problem(.invalidInput, "There is no model \"\(model)\".")
        }
        let mode = try mode(request)
        let source = SingleBody(
            file: request.parameter("file") ?? "body", format: format, model: request.parameter("model"),
            catalog: store.catalog, body: request.body)
        let plan = try await ImportRun(store: store, environment: environment, actor: actor)
            .run(mode, next: { try source.next() })
        return .json(
            plan.total(.error) > 0 && plan.total(.create) + plan.total(.update) + plan.total(.unchanged) == 0
                ? 400 : 200, plan.json)
    }

    private func mode(_ request: APIRequest) throws -> ImportRun.Mode {
        let expected = request.parameter("expect")
        switch request.parameter("apply")?.lowercased() {
        case "true", "1": return expected.map { .applyExactly(fingerprint: $0) } ?? .apply
        case nil, "false", "0":
            guard expected == nil else {
                throw Problem(
                    .invalidInput, "", fields: [FieldErrors("expect", "This parameter belongs to apply=true.")])
            }
            return .plan
        default:
            throw Problem(.invalidInput, "", fields: [FieldErrors("apply", "This parameter may be true or false.")])
        }
    }

    private func format(_ request: APIRequest) throws -> ImportFormat {
        if let name = request.parameter("input"), let format = ImportFormat(rawValue: name) { return format }
        let type = (request.headers["content-type"] ?? "").split(separator: ";").first.map { Words.trimmed(String($0)) }
        switch type?.lowercased() {
        case "application/x-ndjson", "application/jsonl": return .ndjson
        case "application/json": return .json
        case "text/csv": return .csv
        case "application/yaml", "application/x-yaml", "text/yaml": return .yaml
        default:
            throw Problem(
                .unsupportedMedia,
                "Send application/x-ndjson, application/json, text/csv or application/yaml.")
        }
    }
}

/// Reads one body as an import; used by one run at a time.
private final class SingleBody: @unchecked Sendable {
    // Only the database thread of the one run reads it, after the request's task has handed it over.
    private let reader: ImportReader

    init(file: String, format: ImportFormat, model: String?, catalog: Catalog, body: [UInt8]) {
        var rest: ArraySlice<UInt8>? = body[...]
        reader = ImportReader(
            file: file, format: format, model: model, modelOption: "the parameter model", catalog: catalog
        ) {
            guard let slice = rest, !slice.isEmpty else { return nil }
            let chunk = Array(slice.prefix(1 << 20))
            rest = slice.dropFirst(chunk.count)
            return chunk
        }
    }

    func next() throws -> ImportReading? { try reader.next() }
}
