import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// The history over REST: `/api/extras/object-changes/…` and `/api/<app>/<model>/<id>/changelog/`.
struct HistoryEndpoints: APIArea {
    let records: RecordEndpoint
    let csv: CSVExport
    let prefixes = ["extras/object-changes"]

    private static let schema = ObjectChange.schema
    private static let reading = "GET, HEAD, OPTIONS"

    func allow(_ parts: [Substring]) -> String {
        switch (parts.count, parts.last) {
        case (3, "revert-request"), (4, "revert"): "POST, OPTIONS"
        default: Self.reading
        }
    }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(Self.schema, isList: parts.count == 2, actor: actor))
        }
        switch (parts.count, parts.last) {
        case (2, _):
            return try ContentNegotiation.form(request) == .csv
                ? try await csv.response(Self.schema, request, actor) : try await list(request, actor)
        case (3, "verify"): return try await verify(request, actor)
        case (3, "revert-request"): return try await revertRequest(request, actor)
        case (3, _): return try await detail(String(parts[2]), request, actor)
        case (4, "differences"): return try await differences(String(parts[2]), actor)
        case (4, "revert"):
            return try await revert(.change(try key(String(parts[2]))), request, actor)
        default: throw Problem(.notFound, "Not found.")
        }
    }

    // MARK: Reading

    private func list(
        _ request: APIRequest, _ actor: Actor, narrowed: Predicate = .always
    ) async throws -> APIResponse {
        // Keys and times grow together. Where a filter leaves the rows of one index, that index gives them in the order of
        // their keys; otherwise the index of the times does.
        let byKey: Set = ["user", "user_id", "request_id", "changed_object_id"]
        let isNarrow = narrowed != .always || request.query.contains { byKey.contains($0.name) && !$0.value.isEmpty }
        return try await records.page(
            Self.schema, request, actor, narrowed: narrowed, ordering: [isNarrow ? "-id" : "-time"]
        ) { session, _, rows, bytes in
            try renderer(session, request, actor).append(rows, to: &bytes)
        }
    }

    private func detail(_ text: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let id = try key(text)
        if try ContentNegotiation.form(request) == .csv {
            var narrowed = request
            narrowed.query.append(("id", id.description))
            return try await csv.response(Self.schema, narrowed, actor)
        }
        let allowed = try records.allowed(.view, on: Self.schema, for: actor)
        let (bytes, tag) = try await records.store.read { session in
            let row = try find(id, allowed, session)
            var bytes: [UInt8] = []
            try renderer(session, request, actor).append([row], to: &bytes)
            return (bytes, EntityTag(row: row, body: bytes))
        }
        return tag.answer(to: request, bytes)
    }

    private func differences(_ text: String, _ actor: Actor) async throws -> APIResponse {
        let id = try key(text)
        let allowed = try records.allowed(.view, on: Self.schema, for: actor)
        let value = try await records.store.read { session in
            let change = Record<ObjectChange>(values: try find(id, allowed, session))
            let snapshots = ChangeSnapshots(change, session.catalog)
            let past = try past(session, actor)
            try past.prepare([snapshots.before, snapshots.after].compactMap(\.self))
            return try snapshots.json { try past.object($0) }
        }
        return .json(200, value)
    }

    /// The history of one object; by id also of one that is gone.
    func changelog(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor
    ) async throws -> APIResponse {
        let allowed = try records.allowed(.view, on: schema, for: actor)
        let history = try records.allowed(.view, on: Self.schema, for: actor)
        @Sendable func about(_ id: Identifier) -> Predicate {
            .compare(["changed_object_id"], .equals, [.id(id)])
                && .compare(["changed_object_type"], .equals, [.text(schema.identifier)])
        }
        let found: Identifier? = try await records.store.read { session in
            if let id = schema.identifier(key), try session.row(schema, id) == nil,
                try session.exists(Self.schema, where: about(id) && history)
            {
                return id
            }
            return try records.find(schema, key: key, allowed: allowed, session)[0].identifier
        }
        guard let found else { throw Problem(.notFound, "Not found.") }
        return try await list(request, actor, narrowed: about(found))
    }

    private func verify(_ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard actor.isStaff || actor.isSuperuser else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
        var start: HistoryAudit.Start?
        if let text = request.parameter("from"), !text.isEmpty {
            start = HistoryAudit.Start(text)
            guard start != nil else {
                throw Problem(
                    .invalidInput, "",
                    fields: [FieldErrors("from", ["Give the number of a seal, or NUMBER:DIGEST."])])
            }
        }
        return .json(200, try await HistoryAudit(store: records.store).run(from: start).json)
    }

    // MARK: Reverting

    private func revertRequest(_ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard let text = request.parameter("request_id"), !text.isEmpty else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("request_id", ["This field is required."])])
        }
        guard let id = Identifier(text) else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("request_id", ["Must be a valid UUID."])])
        }
        return try await revert(.request(id), request, actor)
    }

    private func revert(_ scope: RevertRun.Scope, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let apply = try isSet("apply", request)
        let overwrites = try isSet("overwrite", request)
        let plan = try await RevertRun(
            store: records.store, environment: records.environment, authorizer: records.authorizer, actor: actor
        ).run(scope, apply: apply, overwrites: overwrites)
        return .json(apply && !plan.isApplied ? 409 : 200, plan.json)
    }

    private func isSet(_ name: String, _ request: APIRequest) throws -> Bool {
        switch request.parameter(name)?.lowercased() {
        case "true", "1": return true
        case nil, "false", "0": return false
        default:
            throw Problem(.invalidInput, "", fields: [FieldErrors(name, ["This parameter may be true or false."])])
        }
    }

    // MARK: Parts

    private func key(_ text: String) throws -> Identifier {
        guard let id = Identifier(text) else { throw notFound }
        return id
    }

    private func find(_ id: Identifier, _ allowed: Predicate, _ session: Session) throws -> [Value] {
        guard let row = try session.rows(Selection(Self.schema, where: .ids([id]) && allowed, limit: 1)).first else {
            throw notFound
        }
        return row
    }

    private var notFound: Problem {
        Problem(.notFound, "No \(Self.schema.names.modelName) matches the given query.")
    }

    private func past(_ session: Session, _ actor: Actor) throws -> PastObjects {
        PastObjects(
            session, plans: records.plans, visibility: records.authorizer.visibility(for: actor),
            customization: try records.environment.customizations.current(in: session),
            environment: records.environment)
    }

    private func renderer(_ session: Session, _ request: APIRequest, _ actor: Actor) throws -> ChangeRenderer {
        ChangeRenderer(
            session, past: try past(session, actor), baseURL: request.baseURL,
            visibility: records.authorizer.visibility(for: actor)
        ) { schema in
            do {
                return try records.allowed(.view, on: schema, for: actor)
            } catch let problem as Problem where problem.kind == .forbidden {
                return nil
            }
        }
    }
}
