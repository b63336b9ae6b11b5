package import Basics
import Domain
package import HTTPServing
package import Logging
package import Modeling
package import Services
package import Storage

/// Answers API requests: who asks, what for, in which version and form.
package struct APIRouter: RequestResponder, APIPerformer {
    private let store: Store
    private let environment: RecordEnvironment
    private let identity: Identity
    private let records: RecordEndpoint
    private let notes: NotesEndpoint
    private let csv: CSVExport
    private let history: HistoryEndpoints
    private let exports: TemplateExport
    private let objectEndpoints: [any ObjectEndpoint]
    private let root: APIRoot
    private let areas: [any APIArea]
    private let logger: Logger
    private let failures: FailureAnswers

    /// Versions that requests may ask for (core.md §1.2).
    static let versions = ["2.0", "2.1", "2.2", "2.3", "2.4", "3.0", "3.1", "3.2"]

    package init(
        store: Store, environment: RecordEnvironment, identity: Identity, areas: [any APIArea] = [],
        extraFilters: [String: [FilterDeclaration]] = [:],
        jobs: JobService? = nil, mask: (any TextMask)? = nil, logger: Logger
    ) {
        self.store = store
        self.environment = environment
        self.identity = identity
        self.logger = logger
        failures = FailureAnswers(logger: logger, mask: mask)
        let records = RecordEndpoint(
            store: store, environment: environment, authorizer: Authorizer(), plans: RenderPlans(store.catalog),
            csv: CSVTable(catalog: store.catalog), counts: CountCache(), extraFilters: extraFilters,
            preparations: identity.preparations)
        self.records = records
        notes = NotesEndpoint(records: records)
        csv = CSVExport(endpoint: records)
        history = HistoryEndpoints(records: records, csv: csv)
        let all =
            areas + [history, UsersArea(records: records, identity: identity), ApprovalArea(records: records)]
            + (jobs.map { JobArea.all(records, $0) } ?? [])
        self.areas = all + [ValueCountArea(records: records, others: all)]
        exports = TemplateExport(endpoint: records)
        objectEndpoints = ProductAreas.objectEndpoints(records)
        root = APIRoot(catalog: store.catalog)
    }

    /// Answers one request; problems become answers, never errors.
    package func respond(to request: APIRequest) async -> APIResponse {
        let requestID = environment.identifiers.next()
        let started = environment.time.now
        var allow = "GET, HEAD, OPTIONS"
        var showsVersion = true
        var response: APIResponse
        do {
            let route = try route(request)
            allow = route.allow
            response = try await answer(route, request, requestID, showsVersion: &showsVersion)
        } catch let problem as BulkProblem {
            response = .json(400, JSONValue.array(problem.errors))
        } catch let problem as Problem {
            response = failures.answer(problem, request, requestID)
            if problem.kind == .conflict || problem.kind == .notAcceptable { showsVersion = false }
        } catch let error as StorageError {
            response = failures.answer(error.problem, request, requestID)
        } catch is CancellationError {
            response = .json(503, ErrorAnswer.body(Problem(.unavailable, "The server is shutting down.")))
        } catch {
            response = failures.answer(error, request, requestID)
        }
        response = failures.masked(response)
        response.headers.append(("Vary", "Accept, Cookie, origin"))
        response.headers.append(("Allow", allow))
        if showsVersion { response.headers.append(("API-Version", "3.2")) }
        response.headers.append(("X-Request-ID", requestID.description))
        // Neither query nor body is logged: both may hold what only the caller should see.
        logger.debug(
            "\(request.method) \(request.path) \(response.status)",
            metadata: [
                "request.id": "\(requestID)",
                "request.duration_ms": "\(environment.time.now.seconds(since: started) * 1000)",
            ])
        return response
    }

    // MARK: Routes

    /// What a path means.
    private enum Target {
        case tree(JSONValue)
        case status
        case list(AnySchema)
        case detail(AnySchema, key: String)
        case notes(AnySchema, key: String)
        case changelog(AnySchema, key: String)
        case object(any ObjectEndpoint, AnySchema, key: String)
        case area(any APIArea, [Substring])
        case redirect(String)
        case contentTypes
        case installedPlugins
    }

    private struct Route {
        let target: Target
        /// Methods, as the header names them.
        let allow: String

        func allows(_ method: String) -> Bool {
            allow.utf8.split(separator: UInt8(ascii: ",")).contains { part in
                part.drop { $0 == UInt8(ascii: " ") }.elementsEqual(method.utf8)
            }
        }
    }

    /// The words between the slashes of a path.
    private static func parts(_ path: Substring) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { Substring($0) }
    }

    private func route(_ request: APIRequest) throws -> Route {
        var path = request.path
        if path.hasPrefix("/api/plugins/device-lifecycle/") {
            path = "/api/plugins/\(APIRoot.lifecycleApp)/" + path.dropFirst("/api/plugins/device-lifecycle/".count)
        }
        guard path == "/api" || path.hasPrefix("/api/") else { throw Problem(.notFound, "Not found.") }
        guard path.hasSuffix("/") else {
            let query = request.query.map { "\(QueryString.encode($0.name))=\(QueryString.encode($0.value))" }
            let tail = query.isEmpty ? "" : "?" + query.joined(separator: "&")
            return Route(target: .redirect(path + "/" + tail), allow: "GET, HEAD, OPTIONS")
        }
        let parts = Self.parts(path.dropFirst(5))
        if let tree = root.tree(parts, baseURL: request.baseURL) {
            return Route(target: .tree(tree), allow: "GET, HEAD, OPTIONS")
        }
        if parts == ["status"] { return Route(target: .status, allow: "GET, HEAD, OPTIONS") }
        if parts == ["extras", "content-types"] {
            return Route(target: .contentTypes, allow: "GET, HEAD, OPTIONS")
        }
        if parts == ["plugins", "installed-plugins"] || parts == ["apps", "installed-apps"] {
            return Route(target: .installedPlugins, allow: "GET, HEAD, OPTIONS")
        }
        for area in areas where area.answers(parts) {
            return Route(target: .area(area, parts), allow: area.allow(parts))
        }
        return try recordRoute(parts, of: path)
    }

    /// The model whose list stands at the first parts of a path.
    private func schema(at parts: ArraySlice<Substring>, of path: String) -> AnySchema? {
        guard let last = parts.last else { return nil }
        // What stands there up to the slash, unless slashes are doubled.
        return store.catalog.schema(at: String(path[..<path.utf8.index(after: last.endIndex)]))
            ?? store.catalog.schema(at: "/api/\(parts.joined(separator: "/"))/")
    }

    private func recordRoute(_ parts: [Substring], of path: String) throws -> Route {
        let appLength = parts.first == "plugins" ? 3 : 2
        guard parts.count >= appLength, parts.count <= appLength + 2,
            let schema = schema(at: parts.prefix(appLength), of: path)
        else { throw Problem(.notFound, "Not found.") }
        let operations = schema.operations
        let changes =
            (operations.contains(.update) ? ", PUT, PATCH" : "") + (operations.contains(.delete) ? ", DELETE" : "")
        switch parts.count - appLength {
        case 0:
            let create = operations.contains(.create) ? ", POST" : ""
            return Route(target: .list(schema), allow: "GET\(create)\(changes), HEAD, OPTIONS")
        case 1:
            return Route(
                target: .detail(schema, key: String(parts[appLength])), allow: "GET\(changes), HEAD, OPTIONS")
        default:
            let key = String(parts[appLength])
            switch parts[appLength + 1] {
            case "notes" where schema.features.contains(.notes):
                return Route(target: .notes(schema, key: key), allow: "GET, POST, HEAD, OPTIONS")
            case "changelog" where schema.features.contains(.history):
                return Route(target: .changelog(schema, key: key), allow: "GET, HEAD, OPTIONS")
            default:
                let endpoint = objectEndpoints.first { $0.name == parts[appLength + 1] && $0.applies(to: schema) }
                guard let endpoint else { throw Problem(.notFound, "Not found.") }
                let allow = endpoint.methods + (endpoint.methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
                return Route(target: .object(endpoint, schema, key: key), allow: allow.joined(separator: ", "))
            }
        }
    }

    // MARK: Answers

    private func answer(
        _ route: Route, _ request: APIRequest, _ requestID: Identifier, showsVersion: inout Bool
    ) async throws -> APIResponse {
        try TokenInURL.check(request)
        if case .redirect(let location) = route.target {
            showsVersion = false
            return APIResponse(
                status: 301,
                headers: [("Location", location), ("Content-Type", "text/html; charset=utf-8")])
        }
        let caller = try await self.caller(request, route, requestID)
        return try await answer(route, request, caller, showsVersion: &showsVersion)
    }

    /// Answers somebody who is known already: a page asks what its reader may know, as the reader.
    package func perform(_ request: APIRequest, as caller: Caller) async throws -> APIResponse {
        var showsVersion = true
        do {
            return try await answer(try route(request), request, caller, showsVersion: &showsVersion)
        } catch let problem as BulkProblem {
            return .json(400, JSONValue.array(problem.errors))
        } catch let error as StorageError {
            throw error.problem
        }
    }

    private func answer(
        _ route: Route, _ request: APIRequest, _ caller: Caller, showsVersion: inout Bool
    ) async throws -> APIResponse {
        var actor = caller.actor
        var request = request
        request.viewer = actor.user?.raw
        request.session = caller.session?.raw
        request.isBound = caller.isBound
        try ContentNegotiation.checkVersion(request)
        guard route.allows(request.method) else {
            throw Problem(.notAllowed, "Method \"\(request.method)\" not allowed.")
        }
        let form = try ContentNegotiation.form(request)
        let isGet = request.method == "GET" || request.method == "HEAD"
        actor.contextDetail = Self.parts(request.path[...]).dropFirst().prefix(3).joined(separator: "-")
        switch route.target {
        case .redirect: throw Problem(.notFound, "Not found.")
        case .tree(let tree):
            return request.method == "OPTIONS" ? describe("API Root") : .json(200, tree)
        case .status:
            return request.method == "OPTIONS" ? describe("Status") : .json(200, APIRoot.status)
        case .contentTypes:
            showsVersion = false
            return .json(200, ContentTypeList.page(store.catalog, request))
        case .installedPlugins:
            guard actor.isStaff || actor.isSuperuser else {
                throw Problem(.forbidden, "You do not have permission to perform this action.")
            }
            return .json(200, ContentTypeList.installedPlugins)
        case .area(let area, let parts):
            showsVersion = area.showsVersion(parts)
            return try await area.respond(parts, request, actor)
        case .list(let schema):
            return try await list(schema, request, actor, form, isGet)
        case .detail(let schema, let key):
            return try await detail(schema, key, request, actor, form)
        case .changelog(let schema, let key):
            return request.method == "OPTIONS"
                ? .json(200, OptionsAnswer().body(ObjectChange.schema, isList: true, actor: actor))
                : try await history.changelog(schema, key: key, request, actor)
        case .notes(let schema, let key):
            if request.method == "OPTIONS" {
                return .json(200, OptionsAnswer().body(Note.schema, isList: true, actor: actor))
            }
            return isGet
                ? try await notes.list(schema, key: key, request, actor)
                : try await notes.create(schema, key: key, request, actor)
        case .object(let endpoint, let schema, let key):
            guard request.method != "OPTIONS" else { return describe(endpoint.title) }
            return try await endpoint.respond(schema, key: key, request, actor)
        }
    }

    /// Finds out who asks; a request that a browser's cookie authenticates must come from a page of ours.
    private func caller(_ request: APIRequest, _ route: Route, _ requestID: Identifier) async throws -> Caller {
        let authorization = request.headers["authorization"]
        let credentials = Credentials(
            authorization: authorization, session: SessionCookie.id(in: request), address: request.peer)
        if case .area(let area, let parts) = route.target, area.takesPassword(parts), let authorization,
            let pair = try BasicCredentials(authorization)
        {
            try identity.requirePrivacy(request)
            let user = try await identity.logins.authenticate(pair.username, pair.password.reveal(), from: request.peer)
            return Caller(
                actor: try await store.read { try Actor.person(user, in: $0, requestID: requestID) })
        }
        let caller = try await identity.authentication.caller(
            credentials, now: environment.time.now, requestID: requestID)
        if caller.session != nil, let id = credentials.session {
            try CSRFCheck.check(request, identity.sessions, id: id)
        }
        return caller
    }

    private func list(
        _ schema: AnySchema, _ request: APIRequest, _ actor: Actor, _ form: ContentNegotiation.Form, _ isGet: Bool
    ) async throws -> APIResponse {
        switch request.method {
        case "OPTIONS": return .json(200, OptionsAnswer().body(schema, isList: true, actor: actor))
        case "POST":
            if request.headers["content-type"]?.hasPrefix("text/csv") == true {
                return try await records.create(schema, try CSVBody.request(request, schema), actor)
            }
            return try await records.create(schema, request, actor)
        case "PUT", "PATCH":
            return try await records.updateMany(schema, request, actor, isPartial: request.method == "PATCH")
        case "DELETE": return try await records.deleteMany(schema, request, actor)
        default:
            if let template = request.parameter("export"), !template.isEmpty {
                return try await exports.response(schema, template, request, actor)
            }
            return form == .csv
                ? try await csv.response(schema, request, actor) : try await records.list(schema, request, actor)
        }
    }

    private func detail(
        _ schema: AnySchema, _ key: String, _ request: APIRequest, _ actor: Actor,
        _ form: ContentNegotiation.Form
    ) async throws -> APIResponse {
        switch request.method {
        case "OPTIONS": return .json(200, OptionsAnswer().body(schema, isList: false, actor: actor))
        case "PUT", "PATCH":
            return try await records.update(
                schema, key: key, request, actor, isPartial: request.method == "PATCH")
        case "DELETE": return try await records.delete(schema, key: key, request, actor)
        default:
            guard form == .csv else { return try await records.detail(schema, key: key, request, actor) }
            var narrowed = request
            narrowed.query.append(("id", try await notes.object(schema, key: key, actor).description))
            return try await csv.response(schema, narrowed, actor)
        }
    }

    private func describe(_ name: String) -> APIResponse {
        .json(
            200,
            JSONValue.object(
                JSONObject([
                    ("name", .string(name)), ("description", .string("")),
                    ("renders", .array([.string("application/json")])),
                    ("parses", .array([.string("application/json")])),
                ])))
    }
}
