import Basics
import Domain
package import HTTPServing
import Modeling
package import Services
package import Storage

/// Reports, explanations and evaluation: `/api/lifecycle/…`.
package struct LifecycleEndpoints: APIArea {
    private let service: LifecycleService
    private let store: Store
    private let environment: RecordEnvironment
    private let authorizer = Authorizer()
    package let prefixes = ["lifecycle"]

    package init(service: LifecycleService, store: Store, environment: RecordEnvironment) {
        self.service = service
        self.store = store
        self.environment = environment
    }

    package func allow(_ parts: [Substring]) -> String {
        parts == ["lifecycle", "evaluate"] ? "POST, OPTIONS" : "GET, HEAD, OPTIONS"
    }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if parts.count > 1 { _ = try authorizer.allowed(.view, on: Device.schema, for: actor) }
        switch parts.dropFirst() {
        case []: return root(request)
        case ["evaluate"]:
            guard actor.mayWrite, actor.isSuperuser else { throw Authorizer.forbidden }
            let result = try await service.evaluate()
            return .json(
                200,
                JSONValue.object(
                    JSONObject([
                        ("hardware", .int(Int64(result.hardware))), ("software", .int(Int64(result.software))),
                        ("inventory", .int(Int64(result.inventory))),
                    ])))
        case ["explain"]: return try await explain(request, actor)
        case let rest where rest.count == 2 && rest.first == "reports":
            guard let kind = rest.last.flatMap({ ReportKind(rawValue: String($0)) }) else {
                throw Problem(.notFound, "Not found.")
            }
            return try await report(kind, request, actor)
        default: throw Problem(.notFound, "Not found.")
        }
    }

    private func root(_ request: APIRequest) -> APIResponse {
        var links = ReportKind.allCases.map {
            ("reports/\($0.rawValue)", JSONValue.string("\(request.baseURL)/api/lifecycle/reports/\($0.rawValue)/"))
        }
        links.append(("explain", .string("\(request.baseURL)/api/lifecycle/explain/")))
        links.append(("evaluate", .string("\(request.baseURL)/api/lifecycle/evaluate/")))
        return .json(200, JSONValue.object(JSONObject(links)))
    }

    private static let ownParameters: Set<String> = [
        "format", "from", "to", "kind", "on", "api_version", "guard_formulas",
    ]

    private func report(_ kind: ReportKind, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        try kind.require(actor)
        let visibility = authorizer.visibility(for: actor)
        var order: [String] = []
        var values: [String: [String]] = [:]
        for (name, value) in request.query where !Self.ownParameters.contains(name) {
            if values[name] == nil { order.append(name) }
            values[name, default: []].append(value)
        }
        let filters = order.map { (name: $0, values: values[$0] ?? []) }
        let window = DueReport.Window(
            from: try day("from", request), to: try day("to", request),
            kinds: Set(request.query.filter { $0.name == "kind" }.map(\.value)))
        let isCalendar = request.parameter("format") == "ics"
        guard !isCalendar || kind.hasCalendar else {
            throw Problem(.invalidInput, "Only the due list has a calendar form.")
        }
        let wantsCSV =
            request.parameter("format").map { $0 == "csv" }
            ?? (request.headers["accept"]?.hasPrefix("text/csv") == true)
        try refuse(["from", "to", "kind"], request, unless: kind.hasWindow, "the due list")
        try refuse(["on"], request, unless: !isCalendar, "the forms json, csv, pdf and xlsx; a calendar has all days")
        try refuse(["guard_formulas"], request, unless: wantsCSV, "the form csv")
        if isCalendar {
            return APIResponse(
                status: 200, headers: [("Content-Type", "text/calendar; charset=utf-8")],
                body: .bytes(try await service.calendar(filters: filters, window: window, visibility: visibility)))
        }
        let report = try await service.report(
            kind, filters: filters, window: window, day: try day("on", request), visibility: visibility)
        let document = ReportDocument(report, filters: filters, window: window, made: environment.time.now)
        switch request.parameter("format") {
        case "pdf": return Self.file(kind, "pdf", "application/pdf", try document.pdf())
        case "xlsx": return Self.file(kind, "xlsx", ReportDocument.workbookType, try document.xlsx())
        default: break
        }
        guard wantsCSV else { return .json(200, report.json) }
        return Self.file(
            kind, "csv", "text/csv; charset=UTF-8",
            report.csv(guardsFormulas: request.parameter("guard_formulas") != "false"))
    }

    private static func file(_ kind: ReportKind, _ form: String, _ type: String, _ bytes: [UInt8]) -> APIResponse {
        APIResponse(
            status: 200,
            headers: [
                ("Content-Type", type),
                ("Content-Disposition", "attachment; filename=\"almanac_\(kind.rawValue).\(form)\""),
            ], body: .bytes(bytes))
    }

    /// A parameter that the report or its form has no use for must not be passed over.
    private func refuse(_ names: [String], _ request: APIRequest, unless applies: Bool, _ owner: String) throws {
        let foreign = names.filter { request.parameter($0)?.isEmpty == false }
        guard !applies, !foreign.isEmpty else { return }
        throw Problem(
            .invalidInput, "", fields: foreign.map { FieldErrors($0, "This parameter belongs to \(owner).") })
    }

    private func day(_ name: String, _ request: APIRequest) throws -> CalendarDay? {
        guard let text = request.parameter(name), !text.isEmpty else { return nil }
        guard let day = CalendarDay(text) else {
            throw Problem(.invalidInput, "", fields: [FieldErrors(name, ["Enter a valid date."])])
        }
        return day
    }

    private func explain(_ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        for kind in [ReportKind.hardware, .software, .contracts] {
            for source in kind.sources where authorizer.visible(source, for: actor) != .always {
                throw Problem(.forbidden, "An explanation needs the permission to view all of \(source.identifier).")
            }
        }
        let today = environment.time.today
        let settings = environment.settings
        let authorizer = authorizer
        guard let text = request.parameter("device") else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("device", ["This field is required."])])
        }
        let value = try await store.read { session in
            guard let devices = session.catalog["dcim.device"] else { throw Problem(.notFound, "Not found.") }
            let (found, _) = try StoreFilterResolver(
                session, today: today, settings: settings, visible: { authorizer.visible($0, for: actor) },
                customizations: CustomizationCache()
            ).resolve([text], in: devices, by: "name")
            guard !found.isEmpty else {
                throw Problem(.notFound, "No \(devices.names.modelName) matches the given query.")
            }
            guard found.count == 1 else {
                throw Problem(
                    .invalidInput, "",
                    fields: [FieldErrors("device", ["Several devices have this name. Give the id."])])
            }
            return try DeviceExplanation.make(found[0], session, today: today, settings: settings)
        }
        return .json(200, value)
    }
}
