import Basics
package import HTTPServing
import Modeling
import Services
import Storage

/// The pages that people see.
package struct WebInterface: SiteArea {
    private let services: WebServices
    private let areas: [any PageArea]
    private let failures: FailureAnswers

    package init(_ services: WebServices) {
        self.services = services
        areas = WebAreas.all(services)
        failures = FailureAnswers(logger: services.logger, mask: services.mask)
    }

    package func respond(_ request: APIRequest) async throws -> APIResponse? {
        if let asset = Assets.shared.response(request) { return asset }
        guard ["GET", "HEAD", "POST"].contains(request.method) else { return nil }
        let caller: Caller
        do {
            caller = try await services.identity.authentication.caller(
                Credentials(session: SessionCookie.id(in: request), address: request.peer),
                now: services.environment.time.now, requestID: services.environment.identifiers.next())
        } catch let problem as Problem where problem.kind == .forbidden || problem.kind == .notAuthenticated {
            return ManualArea.visitor(request) ?? loginRedirect(request)
        }
        do {
            let web = try self.web(request, caller)
            for area in areas {
                guard var response = try await area.respond(web) else { continue }
                if web.notice != nil, response.status == 200 { response.headers.append(Notice.clearing) }
                return response
            }
            throw Problem(.notFound, "There is no page at this address.")
        } catch {
            return page(of: error, request, caller)
        }
    }

    private func web(_ request: APIRequest, _ caller: Caller) throws -> WebRequest {
        var request = request
        request.viewer = caller.actor.user?.raw
        request.session = caller.session?.raw
        let id = SessionCookie.id(in: request)
        var form = WebForm()
        // What is too large to be held is read by its page, which checks the proof as soon as it has come.
        if request.method == "POST", let id, !StreamedBody.paths.contains(request.path) {
            form = try WebForm(request)
            try CSRFCheck.check(
                request, services.identity.sessions, id: id,
                form: ["csrfmiddlewaretoken": form["csrfmiddlewaretoken"] ?? ""])
        }
        return WebRequest(
            request: request, caller: caller,
            csrfToken: id.map { services.identity.sessions.csrfToken(for: $0.reveal()) } ?? "", form: form,
            api: services.api, environment: services.environment, catalog: services.store.catalog)
    }

    /// People go to the login, unless a form would be lost on the way; programs get the answer of the dialect.
    ///
    /// The front page is for people, whatever they look at it with.
    private func loginRedirect(_ request: APIRequest) -> APIResponse? {
        guard request.wantsPage || (request.path == "/" && request.method != "POST") else { return nil }
        guard request.method != "POST" else {
            return EntrancePages().ended(requestID: services.environment.identifiers.next())
        }
        let next = WebRequest.place(request.path, request.query)
        return APIResponse(
            status: 303,
            headers: [("Location", next == "/" ? "/login/" : WebRequest.place("/login/", [("next", next)]))])
    }

    private func page(of error: any Error, _ request: APIRequest, _ caller: Caller) -> APIResponse {
        let problem =
            error as? Problem
            ?? Problem(.internalFault, "An internal fault occurred.", underlying: "\(error)")
        failures.note(problem, request, caller.actor.requestID)
        let web = WebRequest(
            request: request, caller: caller,
            csrfToken: SessionCookie.id(in: request).map {
                services.identity.sessions.csrfToken(for: $0.reveal())
            } ?? "", form: WebForm(), api: services.api, environment: services.environment,
            catalog: services.store.catalog)
        return failures.masked(ProblemPage.response(problem, web))
    }
}

/// Every area of pages, in the order in which they are asked.
enum WebAreas {
    static func all(_ services: WebServices) -> [any PageArea] {
        let desk = ReportDesk(store: services.store, environment: services.environment)
        return [
            HomeArea(services, desk), LifecyclePages(services, desk), ExposureArea(services: services),
            AppearanceArea(),
            ManualArea(), AccountArea(), AboutArea(), GalleryArea(), SearchPageArea(), ImportArea(services: services),
            HistoryArea(),
            JobsArea(services: services), SecretsArea(services: services), NotificationArea(),
            RecordArea(services: services),
        ]
    }
}
