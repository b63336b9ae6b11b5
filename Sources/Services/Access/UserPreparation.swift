package import Basics
import Domain
import Modeling
package import Storage

/// What a client may say about users: passwords are checked and hashed here, outside any transaction.
package struct UserPreparation: InputPreparation {
    private let store: Store
    private let passwords: PasswordKeeper

    package init(store: Store, passwords: PasswordKeeper) {
        self.store = store
        self.passwords = passwords
    }

    package func prepare(_ object: JSONObject, of id: Identifier?, for actor: Actor) async throws -> JSONObject {
        var object = object
        // Others see an empty object here, and must not write it back.
        if let id, id != actor.user?.raw { object["config_data"] = nil }
        guard let given = object["password"], !given.isNull else { return object }
        guard let password = given.stringValue else { throw Self.refusal("password", "Not a valid string.") }
        let stored = try await store.read { session in
            try id.flatMap { try session.row(User.schema, $0) }.map(Record<User>.init(values:))
        }
        try check(stored, actor)
        func text(_ name: String, _ value: String?) -> String { object[name]?.stringValue ?? value ?? "" }
        object["password"] = .string(
            try await passwords.hash(
                password,
                rules: PasswordRules(
                    username: text("username", stored?.username), email: text("email", stored?.email),
                    firstName: text("first_name", stored?.firstName), lastName: text("last_name", stored?.lastName))))
        return object
    }

    /// Refuses what needs no hash to be refused.
    private func check(_ stored: Record<User>?, _ actor: Actor) throws {
        guard let stored else { return }
        if stored.isSuperuser, !actor.isSuperuser { throw UserEffect.forbidden }
        // Whoever finds somebody's session or token must not be able to lock them out.
        if stored.id == actor.user, !stored.passwordHash.isEmpty {
            throw Self.refusal("password", "Change your own password at /api/users/password/, giving the current one.")
        }
    }

    private static func refusal(_ field: String, _ message: String) -> Problem {
        Problem(.invalidInput, "The values are not valid.", fields: [FieldErrors(field, message)])
    }
}
