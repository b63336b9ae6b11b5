package import Basics
package import Logging
import Modeling
package import Services
package import Storage

/// Answers every request: the API its own, logging in, pages and the health of the server beside it.
package struct SiteRouter: RequestResponder {
    private let api: any RequestResponder
    private let sites: [any SiteArea]
    private let store: Store
    private let environment: RecordEnvironment
    private let failures: FailureAnswers

    /// - Parameter sites: Asked in this order for what is not below `/api`.
    package init(
        api: any RequestResponder, sites: [any SiteArea], store: Store, environment: RecordEnvironment,
        mask: (any TextMask)? = nil, logger: Logger
    ) {
        self.api = api
        self.sites = sites
        self.store = store
        self.environment = environment
        failures = FailureAnswers(logger: logger, mask: mask)
    }

    package func respond(to request: APIRequest) async -> APIResponse {
        request.path == "/api" || request.path.hasPrefix("/api/")
            ? await api.respond(to: request) : failures.masked(await answer(request))
    }

    private func answer(_ request: APIRequest) async -> APIResponse {
        do {
            try TokenInURL.check(request)
            if let health = await health(request) { return health }
            for site in sites {
                if let response = try await site.respond(request) { return response }
            }
        } catch {
            return failures.answer(error, request, environment.identifiers.next())
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return ErrorAnswer.response(Problem(.notAllowed, "Method \"\(request.method)\" not allowed."))
        }
        return ErrorAnswer.response(Problem(.notFound, "Not found."))
    }

    private func health(_ request: APIRequest) async -> APIResponse? {
        guard ["/health", "/health/", "/health/live", "/health/ready"].contains(request.path),
            request.method == "GET" || request.method == "HEAD"
        else { return nil }
        do {
            _ = try await store.read { try $0.connection.value("SELECT 1", kind: .integer) }
            return .json(200, ["DatabaseBackend": "working"])
        } catch {
            return .json(503, ["DatabaseBackend": "not working"])
        }
    }
}
