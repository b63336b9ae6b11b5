import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Services
import Storage
import TestKit

extension TestServer {
    /// Makes a user with these permissions and returns the user's token.
    ///
    /// - Parameters:
    ///   - permissions: Model, actions and constraints as JSON.
    func role(
        _ name: String, _ permissions: [(types: [String], actions: [String], constraints: String)], group: Bool = false
    ) async throws -> String {
        let environment = environment
        let tokens = tokens
        let (token, user) = try await store.write { session in
            let pipeline = RecordPipeline(
                session, actor: .system(requestID: environment.identifiers.next(), detail: "test"),
                environment: environment)
            var user = Record<User>(id: ID(environment.identifiers.next()))
            user.username = name
            user.isActive = true
            user.dateJoined = environment.time.now
            try pipeline.create(user)
            return (try tokens.issue(to: user.id, description: "test", in: pipeline), user.id.description)
        }
        var holder = ("users", JSONValue.string(user))
        if group {
            let made = try await send("POST", "/api/users/groups/", ["name": .string("\(name)s")]).jsonBody()
            holder = ("groups", made["id"] ?? .null)
            try await join(user, made["id"] ?? .null)
        }
        for (index, permission) in permissions.enumerated() {
            let response = try await send(
                "POST", "/api/users/permissions/",
                .object(
                    JSONObject([
                        ("name", .string("\(name) \(index)")),
                        ("object_types", .array(permission.types.map(JSONValue.string))),
                        ("actions", .array(permission.actions.map(JSONValue.string))),
                        ("constraints", try JSONValue(parsing: permission.constraints)),
                        (holder.0, .array([holder.1])),
                    ])))
            guard response.status == 201 else { throw Refused(text: try await response.text()) }
        }
        return token
    }

    struct Refused: Error {
        let text: String
    }

    private func join(_ user: String, _ group: JSONValue) async throws {
        guard let id = Identifier(user), let number = group.intValue, let group = Identifier(number: number) else {
            return
        }
        try await store.write { session in
            try session.setMembers([group], of: id, field: User.schema.handles.groups, in: User.schema)
        }
    }
}
