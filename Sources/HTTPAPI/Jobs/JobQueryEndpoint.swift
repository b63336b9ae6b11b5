package import Basics
import HTTPServing
import Modeling
package import Services
package import Storage

/// Answers what jobs from outside ask about data: lists and objects of the REST API, read only.
package struct JobQueryEndpoint: JobQueries {
    private let records: RecordEndpoint

    package init(store: Store, environment: RecordEnvironment) {
        records = RecordEndpoint(
            store: store, environment: environment, authorizer: Authorizer(), plans: RenderPlans(store.catalog),
            csv: CSVTable(catalog: store.catalog), counts: CountCache(), extraFilters: LifecycleArea.filters,
            preparations: [:])
    }

    package func answer(_ path: String, for actor: Actor) async throws -> JSONValue {
        let request = try APIRequest(
            method: "GET", target: path, headers: ["accept": "application/json"], body: [], baseURL: "")
        // Users and their tokens are nothing for jobs.
        let found = records.store.catalog.schemas.first { schema in
            schema.isExposed && !schema.isLog && schema.names.app != "users"
                && request.path.hasPrefix(schema.names.path)
        }
        guard let schema = found else {
            throw Problem(
                .notFound, "There is no list \(request.path); give a path such as /api/dcim/devices/?limit=10.")
        }
        let rest = request.path.dropFirst(schema.names.path.count).split(separator: "/").map(String.init)
        let response: APIResponse
        switch rest.count {
        case 0: response = try await records.list(schema, request, actor)
        case 1: response = try await records.detail(schema, key: rest[0], request, actor)
        default: throw Problem(.notFound, "Jobs can ask for lists and for objects; this is neither: \(request.path)")
        }
        guard case .bytes(let bytes) = response.body else {
            throw Problem(.internalFault, "The answer is no list.")
        }
        return try JSONValue(parsing: bytes)
    }
}
