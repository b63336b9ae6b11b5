import Basics
import Domain
package import HTTPServing
import Modeling
package import Services
package import Storage

/// `GET /api/users/permissions/explain/?user=…&object=app.model:id`: which permission grants or denies what, in words.
///
/// Users ask about themselves; asking about others needs the permission to view them and permissions.
package struct PermissionArea: APIArea {
    private let store: Store
    private let authorizer = Authorizer()
    package let prefixes = ["users/permissions/explain"]

    package init(store: Store) { self.store = store }

    package func allow(_ parts: [Substring]) -> String { "GET, HEAD, OPTIONS" }

    package func respond(_ parts: [Substring], _ request: APIRequest, _ actor: Actor) async throws -> APIResponse {
        guard parts.count == 3 else { throw Problem(.notFound, "Not found.") }
        let asked = request.parameter("user") ?? actor.name
        var errors: [FieldErrors] = []
        let words = (request.parameter("object") ?? "").split(separator: ":", maxSplits: 1)
        let schema = words.first.flatMap { store.catalog[String($0)] }
        let id = schema.flatMap { schema in words.last.flatMap { schema.identifier(String($0)) } }
        if schema?.isExposed != true || id == nil || words.count != 2 {
            errors.append(FieldErrors("object", ["Give a model and an id, such as dcim.device:UUID."]))
        }
        guard errors.isEmpty, let schema, let id else {
            throw Problem(.invalidInput, "The parameters are not valid.", fields: errors)
        }
        let isOwn = asked == actor.name || actor.user.map { asked == $0.description } ?? false
        let seen = authorizer.visible(schema, for: actor)
        let users = authorizer.visible(User.schema, for: actor)
        let permissions = authorizer.visible(ObjectPermission.schema, for: actor)
        guard isOwn || permissions == .always else { throw Authorizer.forbidden }
        let explanation = try await store.read { session in
            // What the caller cannot see is not there, for questions as for lists.
            guard try session.exists(schema, where: .ids([id]) && seen) else {
                throw Problem(.notFound, "No \(schema.names.modelName) matches the given query.")
            }
            if !isOwn {
                let named = Predicate.compare(["username"], .equals, [.text(asked)])
                let meant = Identifier(asked).map { named || .ids([$0]) } ?? named
                guard try session.exists(User.schema, where: meant && users) else {
                    throw Problem(.notFound, "There is no user \"\(asked)\".")
                }
            }
            return try PermissionExplanation.make(user: asked, schema, id, in: session)
        }
        return .json(200, explanation.json)
    }
}
