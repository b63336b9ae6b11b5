import Basics
import Domain
import HTTPServing
import Modeling
import Services
import Storage

/// `/api/users/sessions/`: where a user is logged in, and the way to end it.
struct SessionEndpoint: Sendable {
    let identity: Identity

    let allow = "GET, DELETE, HEAD, OPTIONS"

    /// - Parameter key: The id of one session; nil for all of the user's.
    func respond(_ key: String?, _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard let user = actor.user else {
            throw Problem(.forbidden, "You do not have permission to perform this action.")
        }
        let now = identity.environment.time.now
        let limits = identity.sessions.limits
        switch request.method {
        case "OPTIONS": return .json(200, ["name": "Sessions", "description": ""])
        case "DELETE":
            guard actor.mayWrite else {
                throw Problem(.forbidden, "You do not have permission to perform this action.")
            }
            try await identity.store.write { session in
                let ended = try own(user, key, session)
                guard key == nil || !ended.isEmpty else { throw Self.notFound }
                // All but the one that asks: a person who sees a strange login stays logged in.
                let others = ended.filter { key != nil || $0.id.raw != request.session }
                try session.delete(WebSession.schema, ids: others.map(\.id.raw))
            }
            return APIResponse(status: 204)
        default:
            let sessions = try await identity.store.read { try own(user, key, $0) }
                .filter { !$0.isOver(at: now, limits) }
            let objects = sessions.map { json($0, request) }
            if key != nil {
                guard let object = objects.first else { throw Self.notFound }
                return .json(200, object)
            }
            return .json(
                200,
                [
                    "count": .int(Int64(objects.count)), "next": .null, "previous": .null, "results": .array(objects),
                ])
        }
    }

    private static let notFound = Problem(.notFound, "No Session matches the given query.")

    private func own(_ user: ID<User>, _ key: String?, _ session: Session) throws -> [Record<WebSession>] {
        var query = Query<WebSession>().where { $0.user == user }
        if let key {
            guard let id = Identifier(key) else { return [] }
            query.predicate = query.predicate && .ids([id])
        }
        return try session.fetch(query)
    }

    private func json(_ session: Record<WebSession>, _ request: APIRequest) -> JSONValue {
        func time(_ value: Timestamp?) -> JSONValue { value.map { .string($0.description) } ?? .null }
        return [
            "id": .string(session.id.description), "object_type": "users.session",
            "display": .string(session.address),
            "url": .string("\(request.baseURL)\(WebSession.schema.names.path)\(session.id)/"),
            "created": time(session.created), "last_seen": time(session.lastSeen), "expires": time(session.expires),
            "address": .string(session.address), "user_agent": .string(session.userAgent),
            "current": .bool(session.id.raw == request.session),
        ]
    }
}
