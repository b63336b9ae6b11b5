import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// What a user has of their own: preferences, password, tokens and sessions.
struct UsersArea: APIArea {
    private let identity: Identity
    private let tokens: TokenEndpoint
    private let sessions: SessionEndpoint
    let prefixes = ["users/config", "users/password", "users/tokens", "users/sessions"]

    init(records: RecordEndpoint, identity: Identity) {
        self.identity = identity
        tokens = TokenEndpoint(records: records, identity: identity)
        sessions = SessionEndpoint(identity: identity)
    }

    func allow(_ parts: [Substring]) -> String {
        switch parts.dropFirst().first {
        case "config": "GET, PATCH, HEAD, OPTIONS"
        case "password": "POST, OPTIONS"
        case "tokens": tokens.allow(isList: parts.count == 2)
        default: sessions.allow
        }
    }

    func showsVersion(_ parts: [Substring]) -> Bool { parts != ["users", "config"] }

    func takesPassword(_ parts: [Substring]) -> Bool { parts.starts(with: ["users", "tokens"]) }

    func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        let key = parts.dropFirst(2).first.map(String.init)
        switch (parts.dropFirst().first, parts.count) {
        case ("config", 2): return try await config(request, actor)
        case ("password", 2): return try await password(request, actor)
        case ("tokens", 2...3): return try await tokens.respond(key, request, actor)
        case ("sessions", 2...3): return try await sessions.respond(key, request, actor)
        default: throw Problem(.notFound, "Not found.")
        }
    }

    // MARK: Preferences

    /// Bytes of one user's preferences at most.
    private static let configLimit = 256 * 1024

    private func config(_ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard let user = actor.user else { throw Self.forbidden }
        guard request.method == "PATCH" else {
            if request.method == "OPTIONS" { return .json(200, ["name": "User Config", "description": ""]) }
            let stored = try await identity.store.read { try $0.get(user).configData }
            return .json(200, Array(stored.text.utf8))
        }
        guard actor.mayWrite else { throw Self.forbidden }
        let body = try RequestBody.json(request)
        guard case .object(let changes) = body else { throw RequestBody.expectedObject(body) }
        let merged = try await identity.store.write { session in
            var record = try session.get(user)
            // What cannot be read as an object counts as empty.
            let stored = (try? JSONValue(parsing: record.configData.text))?.objectValue ?? JSONObject()
            let merged = JSONValue.object(Self.merged(stored, changes)).text
            guard merged.utf8.count <= Self.configLimit else {
                throw Problem(.tooLarge, "The preferences are larger than \(Self.configLimit) bytes.")
            }
            record.configData = JSONDocument(text: merged)
            try RecordPipeline(session, actor: actor, environment: identity.environment).update(record)
            return merged
        }
        return .json(200, Array(merged.utf8))
    }

    /// Objects are merged member by member, at any depth that a body may have; everything else is replaced.
    private static func merged(_ stored: JSONObject, _ changes: JSONObject) -> JSONObject {
        var result = stored
        for (key, value) in changes {
            if case .object(let inner) = value, case .object(let old)? = stored[key] {
                result[key] = .object(merged(old, inner))
            } else {
                result[key] = value
            }
        }
        return result
    }

    // MARK: Password

    private func password(_ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" { return .json(200, ["name": "User Password", "description": ""]) }
        let body = try RequestBody.json(request)
        guard case .object(let object) = body else { throw RequestBody.expectedObject(body) }
        var missing: [FieldErrors] = []
        func text(_ name: String) -> String {
            if let text = object[name]?.stringValue { return text }
            missing.append(
                FieldErrors(name, object[name] == nil ? "This field is required." : "Not a valid string."))
            return ""
        }
        let (current, new) = (text("current_password"), text("new_password"))
        guard missing.isEmpty else { throw Problem(.invalidInput, "", fields: missing) }
        try await identity.logins.changePassword(of: actor, current: current, new: new, from: request.peer)
        var response = APIResponse(status: 204)
        if request.session != nil { response.headers += SessionCookie.clearing(request) }
        return response
    }

    private static let forbidden = Problem(.forbidden, "You do not have permission to perform this action.")
}
