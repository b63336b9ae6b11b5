import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `/api/users/tokens/`: a user's own tokens, whatever the user may do otherwise (core.md §1.4).
struct TokenEndpoint: Sendable {
    let records: RecordEndpoint
    let identity: Identity

    func allow(isList: Bool) -> String {
        isList ? "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS" : "GET, PUT, PATCH, DELETE, HEAD, OPTIONS"
    }

    /// - Parameter key: The id of one token; nil for the list.
    func respond(_ key: String?, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard let user = actor.user else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
        guard try ContentNegotiation.form(request) == .json else {
            throw Problem(.notAcceptable, "Could not satisfy the request Accept header.")
        }
        if request.isBound, ["POST", "PUT", "PATCH"].contains(request.method) {
            throw Problem(
                .forbidden,
                "A token that expires or is bound to networks makes and changes no tokens. Use a password or a session."
            )
        }
        let schema = APIToken.schema
        var own = records
        own.scope = .compare(["user"], .equals, [user.value])
        let isPartial = request.method == "PATCH"
        switch (request.method, key) {
        case ("OPTIONS", _): return .json(200, options(isList: key == nil, actor))
        case ("POST", nil): return try await create(request, user, actor)
        case ("PUT", nil), ("PATCH", nil):
            return try await own.updateMany(schema, request, actor, isPartial: isPartial)
        case ("DELETE", nil): return try await own.deleteMany(schema, request, actor)
        case ("PUT", let key?), ("PATCH", let key?):
            return try await own.update(schema, key: key, request, actor, isPartial: isPartial)
        case ("DELETE", let key?): return try await own.delete(schema, key: key, request, actor)
        case (_, let key?): return try await own.detail(schema, key: key, request, actor)
        default: return try await own.list(schema, request, actor)
        }
    }

    // MARK: Create

    private func create(_ request: APIRequest, _ user: ID<User>, _ actor: Actor) async throws -> APIResponse {
        _ = try records.authorizer.allowed(.add, on: APIToken.schema, for: actor)
        let body = try RequestBody.json(request)
        let (answer, texts) = try await records.store.write { session in
            let pipeline = records.pipeline(session, actor)
            var texts: [Redacted<String>] = []
            func make(_ object: JSONObject) throws -> [Value] {
                let (row, text) = try create(object, user, pipeline)
                texts.append(text)
                return row
            }
            let rows: [[Value]]
            switch body {
            case .object(let object): rows = [try make(object)]
            case .array(let items): rows = try BulkErrors.collect(items, session, make)
            default: throw RequestBody.expectedObject(body)
            }
            let bytes = try records.answer(APIToken.schema, rows, request, session, actor, isCreate: true)
            return ([91] + bytes + [93], texts)
        }
        return try shown(answer, texts, isList: body.arrayValue != nil, request)
    }

    private func create(
        _ object: JSONObject, _ user: ID<User>, _ pipeline: RecordPipeline
    ) throws -> (row: [Value], text: Redacted<String>) {
        let text: String
        switch object["key"] {
        case nil, .null, .string(""): text = identity.tokens.makeToken()
        case let given?:
            guard let chosen = given.stringValue, APITokenText.isChoosable(chosen) else {
                throw Problem(
                    .invalidInput, "",
                    fields: [
                        FieldErrors("key", "Ensure this field has exactly 40 hexadecimal digits, or leave it out.")
                    ])
            }
            text = chosen
        }
        var record = Record<APIToken>(id: ID(Identifier(high: 0, low: 0)))
        record.user = user
        try identity.tokens.set(text, in: &record, pipeline.session)
        let handles = APIToken.schema.handles
        let row = try pipeline.create(
            APIToken.schema, object,
            filled: Dictionary(
                uniqueKeysWithValues: [handles.user.index, handles.prefix.index, handles.digest.index].map {
                    ($0, record.values[$0])
                }))
        try TokenAuthority.check(expires: Record<APIToken>(values: row).expires, now: records.environment.time.now)
        return (row, Redacted(text))
    }

    /// The answer to a create, with the keys that are shown this once.
    private func shown(
        _ bytes: [UInt8], _ texts: [Redacted<String>], isList: Bool, _ request: APIRequest
    ) throws -> APIResponse {
        let objects = try JSONValue(parsing: bytes).arrayValue ?? []
        let items = zip(objects, texts).map { object, text -> JSONValue in
            var members = object.objectValue ?? JSONObject()
            members["key"] = .string(text.reveal())
            return .object(members)
        }
        guard !isList, let first = items.first else { return .json(201, JSONValue.array(items)) }
        var response = APIResponse.json(201, first)
        if let url = first["url"]?.stringValue { response.headers.append(("Location", url)) }
        return response
    }

    /// The key may be chosen when a token is made, which its field does not say.
    private func options(isList: Bool, _ actor: Actor) -> JSONValue {
        let key: JSONValue = [
            "type": "string", "required": false, "read_only": false, "label": "Key",
            "help_text": "40 hexadecimal digits; made by the server when left out.", "min_length": 40, "max_length": 40,
        ]
        var answer = OptionsAnswer().body(APIToken.schema, isList: isList, actor: actor).objectValue ?? JSONObject()
        guard var actions = answer["actions"]?.objectValue else { return .object(answer) }
        for name in actions.keys {
            guard var fields = actions[name]?.objectValue else { continue }
            fields["key"] = key
            actions[name] = .object(fields)
        }
        answer["actions"] = .object(actions)
        return .object(answer)
    }
}
