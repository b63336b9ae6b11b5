import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// Lists, details and changes of any model over REST (core.md §1.5–1.11).
struct RecordEndpoint: Sendable {
    let store: Store
    let environment: RecordEnvironment
    let authorizer: Authorizer
    let plans: RenderPlans
    let csv: CSVTable
    let counts: CountCache
    /// Filters that other areas add to a model, by identifier.
    let extraFilters: [String: [FilterDeclaration]]
    /// Work on clients' objects before their transaction, by model.
    let preparations: [String: any InputPreparation]
    /// What the endpoint is about at all, whatever is asked and allowed.
    var scope = Predicate.always

    // MARK: Reading

    /// The rows that the actor may treat so here; of rows about objects, those about objects that the actor may view.
    func allowed(_ action: Action, on schema: AnySchema, for actor: Actor) throws -> Predicate {
        try SubjectAccess(authorizer, store.catalog).allowed(action, on: schema, for: actor) && scope
    }

    func list(_ schema: AnySchema, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        try await list(schema, request, actor, visible: nil) { _ in .always }
    }

    /// A list of those rows that an area selects.
    ///
    /// - Parameters:
    ///   - visible: The rows that the actor may view; nil for what the permissions say.
    ///   - within: Asked in the snapshot of the list.
    func list(
        _ schema: AnySchema, _ request: APIRequest, _ actor: Actor, visible: Predicate?,
        within: @escaping @Sendable (Session) throws -> Predicate
    ) async throws -> APIResponse {
        try await page(schema, request, actor, visible: visible, within: within) { session, parameters, rows, bytes in
            let renderer = RecordRenderer(
                session, plans: plans, options: parameters.renderOptions(baseURL: request.baseURL),
                visibility: authorizer.visibility(for: actor),
                customization: try environment.customizations.current(in: session), environment: environment)
            try renderer.append(schema, rows, to: &bytes)
        }
    }

    /// A page of a list.
    ///
    /// - Parameters:
    ///   - visible: The rows that the actor may view; nil for what the permissions say.
    ///   - narrowed: What the rows are besides what the parameters ask for.
    ///   - within: The same, asked in the snapshot of the page.
    ///   - ordering: Another name of the model's order that an index serves for the filters at hand.
    ///   - write: Appends the objects of the rows, separated by commas.
    func page(
        _ schema: AnySchema, _ request: APIRequest, _ actor: Actor, visible: Predicate? = nil,
        narrowed: Predicate = .always, within: @escaping @Sendable (Session) throws -> Predicate = { _ in .always },
        ordering: [String] = [],
        write: @escaping @Sendable (Session, ListParameters, [[Value]], inout [UInt8]) throws -> Void
    ) async throws -> APIResponse {
        let given = try ListParameters(request)
        let permitted: Predicate
        if let visible { permitted = visible } else { permitted = try allowed(.view, on: schema, for: actor) }
        let generation = store.engine.commits
        let page = try await store.read { session in
            let customization = try environment.customizations.current(in: session)
            let parameters = given.sorted(customization[schema])
            let ordering = parameters.ordering.isEmpty ? ordering : parameters.ordering
            let predicate = try filter(schema, parameters, actor, session) && within(session) && narrowed && permitted
            let count = try counts.count(schema, predicate, generation: generation) {
                try session.count(schema, where: predicate)
            }
            let visibility = authorizer.visibility(for: actor)
            let order = SortOrder(ordering, schema, visibility: visibility)
            var selection = Selection(
                schema, where: predicate, ordering: ordering, limit: parameters.limit,
                offset: parameters.offset)
            selection.visibility = visibility
            if let cursor = parameters.cursor, order.allowsSeek, !cursor.isEmpty {
                selection.after = try Cursor.decode(cursor)
                selection.offset = 0
            }
            let rows = parameters.offset >= count && parameters.cursor == nil ? [] : try session.page(selection)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(256 + rows.count * 1200)
            let links = PageLinks(
                request, parameters, count: count, rowCount: rows.count,
                next: order.allowsSeek && parameters.cursor != nil ? rows.last.map(order.position) : nil)
            links.appendOpening(to: &bytes)
            try write(session, parameters, rows, &bytes)
            bytes.append(contentsOf: "]}".utf8)
            return bytes
        }
        return .json(200, page)
    }

    func detail(_ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let parameters = try ListParameters(request)
        let allowed = try allowed(.view, on: schema, for: actor)
        let (bytes, tag) = try await store.read { session in
            let row = try find(schema, key: key, allowed: allowed, session)
            var bytes: [UInt8] = []
            let renderer = RecordRenderer(
                session, plans: plans, options: parameters.renderOptions(baseURL: request.baseURL),
                visibility: authorizer.visibility(for: actor),
                customization: try environment.customizations.current(in: session), environment: environment)
            try renderer.append(schema, [row], to: &bytes)
            return (bytes, EntityTag(row: row, body: bytes))
        }
        return tag.answer(to: request, bytes)
    }

    /// The row that a detail URL means: an id or a composite key.
    func find(
        _ schema: AnySchema, key: String, allowed: Predicate, _ session: Session
    ) throws -> [Value] {
        if let id = schema.identifier(key) {
            guard let row = try session.row(schema, id, where: allowed) else { throw notFound(schema) }
            return row
        }
        guard key.utf8.count <= 2048, let predicate = ReferenceResolver(session).compositeKey(key, schema),
            key.contains(";") || schema.naturalKey == [schema.lookupField]
        else { throw notFound(schema) }
        let rows = try session.rows(Selection(schema, where: predicate && allowed, limit: 2))
        guard rows.count == 1 else { throw notFound(schema) }
        return rows[0]
    }

    private func notFound(_ schema: AnySchema) -> Problem {
        Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
    }

    func filter(
        _ schema: AnySchema, _ parameters: ListParameters, _ actor: Actor, _ session: Session
    ) throws -> Predicate {
        let resolver = StoreFilterResolver(
            session, today: environment.time.today, settings: environment.settings,
            visible: { authorizer.visible($0, for: actor) }, customizations: environment.customizations,
            viewer: actor.user?.raw)
        let predicate = try FilterParser(
            schema, store.catalog, resolver: resolver, extra: extraFilters[schema.identifier] ?? [],
            customization: try environment.customizations.current(in: session)[schema]
        ).parse(parameters.filters)
        guard let visibility = authorizer.visibility(for: actor), predicate != .always else { return predicate }
        return .seen(by: visibility, predicate)
    }

    // MARK: Writing

    func create(_ schema: AnySchema, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        _ = try authorizer.allowed(.add, on: schema, for: actor)
        let body = try RequestBody.json(request)
        switch body {
        case .object(let given):
            let object = try await prepared(given, schema, nil, actor)
            return try await once(schema, request, actor) { session in
                let row = try pipeline(session, actor).create(schema, object)
                let bytes = try answer(schema, [row], request, session, actor, isCreate: true)
                var headers = APIResponse.json(201, bytes).headers
                if let id = row[0].identifier {
                    // Effects may have changed the row once more.
                    let tag = EntityTag(row: try session.row(schema, id) ?? row, body: bytes)
                    headers = tag.stamped(.json(201, bytes)).headers
                    headers.append(("Location", "\(request.baseURL)\(schema.names.path)\(schema.text(of: id))/"))
                }
                return KeptAnswer(status: 201, headers: headers, body: bytes)
            }
        case .array(let given):
            let items = try await prepared(given, schema, actor)
            return try await once(schema, request, actor) { session in
                let pipeline = pipeline(session, actor)
                let rows = try BulkErrors.collect(items, session) { try pipeline.create(schema, $0) }
                let bytes = [91] + (try answer(schema, rows, request, session, actor, isCreate: true)) + [93]
                return KeptAnswer(status: 201, headers: APIResponse.json(201, bytes).headers, body: bytes)
            }
        default:
            throw RequestBody.expectedObject(body)
        }
    }

    /// Runs a create in a transaction; a request that repeats an earlier one's `Idempotency-Key` gets that one's answer.
    private func once(
        _ schema: AnySchema, _ request: APIRequest, _ actor: Actor,
        _ create: @escaping @Sendable (Session) throws -> KeptAnswer
    ) async throws -> APIResponse {
        // The digest of a body that holds a password would let it be guessed.
        guard preparations[schema.identifier] == nil || request.headers["idempotency-key"] == nil else {
            throw Problem(
                .invalidInput, "",
                fields: [FieldErrors("Idempotency-Key", ["\(schema.names.title) objects are made without a key."])])
        }
        let key = try request.headers["idempotency-key"].map {
            try IdempotencyKey(
                $0, actor: actor, method: request.method, path: request.path,
                content: (request.headers["content-type"] ?? "", request.body))
        }
        let now = environment.time.now
        let answer = try await store.write { session in
            if let given = try key?.answer(session, now: now) { return given }
            let answer = try create(session)
            try key?.keep(answer, session, now: now)
            return answer
        }
        let repeated = answer.isRepeated ? [("Idempotency-Replayed", "true")] : []
        return APIResponse(status: answer.status, headers: answer.headers + repeated, body: .bytes(answer.body))
    }

    func update(
        _ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor, isPartial: Bool
    ) async throws -> APIResponse {
        let allowed = try allowed(.change, on: schema, for: actor)
        let body = try RequestBody.json(request)
        guard case .object(let given) = body else { throw RequestBody.expectedObject(body) }
        let object = try await prepared(given, schema, key: key, allowed, actor)
        let (bytes, tag) = try await store.write { session in
            let found = try find(schema, key: key, allowed: allowed, session)
            guard let id = found[0].identifier else { throw notFound(schema) }
            try EntityTag.check(request, found)
            let row = try pipeline(session, actor).update(schema, id, object, isPartial: isPartial).row
            let bytes = try answer(schema, [row], request, session, actor)
            return (bytes, EntityTag(row: try session.row(schema, id) ?? row, body: bytes))
        }
        return tag.stamped(.json(200, bytes))
    }

    func updateMany(
        _ schema: AnySchema, _ request: APIRequest, _ actor: Actor, isPartial: Bool
    ) async throws -> APIResponse {
        let allowed = try allowed(.change, on: schema, for: actor)
        try EntityTag.refuseOnList(request)
        let items = try await prepared(try BulkInput(try RequestBody.json(request), schema), schema, actor)
        let bytes = try await store.write { session in
            let pipeline = pipeline(session, actor)
            // Unknown ids, and ids that the caller may not change, are passed over (core.md §1.11).
            let known = Set(try session.ids(schema, where: .ids(items.map(\.id)) && allowed))
            for (id, object) in items where known.contains(id) {
                _ = try pipeline.update(schema, id, object, isPartial: isPartial)
            }
            // The dialect answers in the model's order, unknown ids left out (core.md §1.11).
            let rows = try session.rows(Selection(schema, where: .ids(known.sorted())))
            return [91] + (try answer(schema, rows, request, session, actor)) + [93]
        }
        return .json(200, bytes)
    }

    func delete(_ schema: AnySchema, key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let allowed = try allowed(.delete, on: schema, for: actor)
        try await store.write { session in
            let row = try find(schema, key: key, allowed: allowed, session)
            guard let id = row[0].identifier else { throw notFound(schema) }
            try EntityTag.check(request, row)
            try pipeline(session, actor).delete(schema, [id])
        }
        return APIResponse(status: 204)
    }

    func deleteMany(_ schema: AnySchema, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let allowed = try allowed(.delete, on: schema, for: actor)
        try EntityTag.refuseOnList(request)
        guard !request.body.isEmpty else {
            throw Problem(
                .invalidInput, "",
                fields: [FieldErrors("non_field_errors", ["Expected a list of items but got type \"dict\"."])])
        }
        let items = try BulkInput(try RequestBody.json(request), schema)
        _ = try await store.write { session in
            let known = try session.ids(schema, where: .ids(items.objects.map(\.id)) && allowed)
            return try pipeline(session, actor).delete(schema, known)
        }
        return APIResponse(status: 204)
    }

    func pipeline(_ session: Session, _ actor: Actor) -> RecordPipeline {
        RecordPipeline(session, actor: actor, environment: environment, authorizer: authorizer)
    }

    /// The objects as a write answers them: always with computed fields and relationships (core.md §1.6), a create without counts (§1.7).
    func answer(
        _ schema: AnySchema, _ rows: [[Value]], _ request: APIRequest, _ session: Session, _ actor: Actor,
        isCreate: Bool = false
    ) throws -> [UInt8] {
        var options = try ListParameters(request).renderOptions(baseURL: request.baseURL)
        options.depth = 0
        options.showsComputedFields = true
        options.showsRelationships = true
        options.showsConfigContext = true
        options.showsCounts = !isCreate
        var bytes: [UInt8] = []
        try RecordRenderer(
            session, plans: plans, options: options, visibility: authorizer.visibility(for: actor),
            customization: try environment.customizations.current(in: session), environment: environment
        ).append(schema, rows, to: &bytes)
        return bytes
    }
}
