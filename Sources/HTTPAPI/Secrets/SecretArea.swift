import Basics
import Domain
package import HTTPServing
import Modeling
package import Services
package import Storage

/// `GET /api/extras/secrets/{id}/check/`, `GET /api/extras/secrets-providers/` and `GET /api/extras/secrets-providers/health/`.
package struct SecretArea: APIArea {
    private let store: Store
    private let secrets: SecretService
    private let authorizer = Authorizer()
    package let prefixes = ["extras/secrets-providers"]

    package init(store: Store, secrets: SecretService) {
        self.store = store
        self.secrets = secrets
    }

    package func answers(_ parts: [Substring]) -> Bool {
        switch parts.count {
        case 4: (parts[0], parts[1], parts[3]) == ("extras", "secrets", "check")
        case 2: (parts[0], parts[1]) == ("extras", "secrets-providers")
        case 3: (parts[0], parts[1], parts[2]) == ("extras", "secrets-providers", "health")
        default: false
        }
    }

    package func allow(_ parts: [Substring]) -> String { "GET, HEAD, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        if request.method == "OPTIONS" {
            return .json(200, OptionsAnswer().body(Secret.schema, isList: parts.count < 4, actor: actor))
        }
        switch parts.count {
        case 2:
            // Whoever may write secrets or look at them may know which kinds there are.
            _ = try authorizer.allowed(.view, on: Secret.schema, for: actor)
            return .json(200, SecretBoard.providers(secrets.providers))
        case 3:
            guard actor.isStaff || actor.isSuperuser else { throw Authorizer.forbidden }
            return .json(200, await SecretBoard.health(secrets))
        default: return try await check(String(parts[2]), request, actor)
        }
    }

    private func check(_ key: String, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard let id = Identifier(key) else { throw Problem(.notFound, "No Secret matches the given query.") }
        let object = try request.parameter("object").map { try ObjectName($0, in: store.catalog) }
        let result = try await secrets.check(
            id, for: object, by: actor, isRefresh: request.parameter("refresh") == "true")
        var members: [(String, JSONValue)] = [
            ("result", .bool(result.fault == nil)), ("message", .string(result.message)),
        ]
        if actor.isStaff || actor.isSuperuser {
            members += [
                ("class", result.errorClass.map(JSONValue.string) ?? .null),
                ("backend", .string(result.backend)), ("cache", .string(result.cache.rawValue)),
                ("duration_us", .int(Int64(result.microseconds))),
            ]
        }
        return .json(200, JSONValue.object(JSONObject(members)))
    }
}
