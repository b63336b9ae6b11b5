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
    private let pages: (any FailurePages)?

    /// - Parameters:
    ///   - sites: Asked in this order for what is not below `/api`.
    ///   - pages: What people see of failures that none of the sites answers; without them, what programs see.
    package init(
        api: any RequestResponder, sites: [any SiteArea], store: Store, environment: RecordEnvironment,
        mask: (any TextMask)? = nil, pages: (any FailurePages)? = nil, logger: Logger
    ) {
        self.api = api
        self.sites = sites
        self.store = store
        self.environment = environment
        self.pages = pages
        failures = FailureAnswers(logger: logger, mask: mask)
    }

    package func respond(to request: APIRequest) async -> APIResponse {
        let isAPI = request.path == "/api" || request.path.hasPrefix("/api/")
        if let refusal = request.refusal {
            return isAPI
                ? failures.answer(refusal, request, environment.identifiers.next())
                : failures.masked(failure(refusal, request))
        }
        return isAPI ? await api.respond(to: request) : failures.masked(await answer(request))
    }

    private func answer(_ request: APIRequest) async -> APIResponse {
        do {
            try TokenInURL.check(request)
            if let health = await health(request) { return health }
            for site in sites {
                if let response = try await site.respond(request) { return response }
            }
        } catch {
            return failure(error, request)
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return failure(Problem(.notAllowed, "Method \"\(request.method)\" not allowed."), request)
        }
        return failure(Problem(.notFound, "Not found."), request)
    }

    /// What people, or programs, see of a failure.
    private func failure(_ error: any Error, _ request: APIRequest) -> APIResponse {
        let id = environment.identifiers.next()
        guard let pages, request.wantsPage else { return failures.answer(error, request, id) }
        let problem =
            error as? Problem ?? Problem(.internalFault, "An internal fault occurred.", underlying: "\(error)")
        failures.note(problem, request, id)
        return pages.page(problem, requestID: id)
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
