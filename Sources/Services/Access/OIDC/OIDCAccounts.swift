import Basics
package import Domain
package import Modeling
import Storage

/// Gives users the groups that a provider says they are in.
package protocol GroupAssignment: Sendable {
    /// Makes a user a member of those of the named groups that exist here, and of no others.
    func assign(_ names: [String], to user: ID<User>, in pipeline: RecordPipeline) throws
}

/// Finds or makes the user whom a provider vouches for.
struct OIDCAccounts: Sendable {
    let settings: OIDCSettings
    let store: Store
    let environment: RecordEnvironment
    let groups: (any GroupAssignment)?

    /// The user of these claims, brought up to date.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` when there is none, or when the user is disabled.
    func user(_ claims: JSONObject) async throws -> Record<User> {
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "single sign-on")
        return try await store.write { session in
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            var user = try find(claims, session) ?? link(claims, pipeline) ?? create(claims, pipeline)
            guard user.isActive else { throw Problem(.forbidden, "User inactive") }
            try update(&user, claims, pipeline)
            return user
        }
    }

    private func find(_ claims: JSONObject, _ session: Session) throws -> Record<User>? {
        let subject = claims["sub"]?.stringValue ?? ""
        guard
            let known = try session.first(
                Query<ExternalIdentity>().where { $0.issuer == settings.issuer && $0.subject == subject })
        else { return nil }
        return try session.get(known.user)
    }

    /// A user of the same name, where the operator says that names are safe.
    private func link(_ claims: JSONObject, _ pipeline: RecordPipeline) throws -> Record<User>? {
        let name = try username(claims)
        guard let user = try pipeline.session.first(Query<User>().where { $0.username == name }) else { return nil }
        guard settings.linksUsers else { throw Self.unknown }
        let others = try pipeline.session.exists(
            ExternalIdentity.schema,
            where: .compare(["user"], .equals, [user.id.value])
                && .compare(["issuer"], .equals, [.text(settings.issuer)]))
        // Whoever came first has the account.
        guard !others else { throw Self.unknown }
        try remember(user.id, claims, pipeline)
        return user
    }

    private func create(_ claims: JSONObject, _ pipeline: RecordPipeline) throws -> Record<User> {
        guard settings.createsUsers else { throw Self.unknown }
        var user = Record<User>(id: ID(environment.identifiers.next()))
        user.username = try username(claims)
        user.isActive = true
        user.dateJoined = environment.time.now
        try pipeline.create(user)
        try remember(user.id, claims, pipeline)
        return user
    }

    private func remember(_ user: ID<User>, _ claims: JSONObject, _ pipeline: RecordPipeline) throws {
        var identity = Record<ExternalIdentity>(id: ID(environment.identifiers.next()))
        identity.user = user
        identity.issuer = settings.issuer
        identity.subject = claims["sub"]?.stringValue ?? ""
        identity.created = environment.time.now
        try pipeline.create(identity)
    }

    private func update(_ user: inout Record<User>, _ claims: JSONObject, _ pipeline: RecordPipeline) throws {
        // What cannot be kept as it is must not keep anybody out.
        func text(_ name: String, _ field: AnyField, _ stored: String) -> String {
            guard let given = claims[name]?.stringValue, Self.isPrintable(given),
                (try? ValueParser.parse(.string(given), for: field)) != nil
            else { return stored }
            return given
        }
        let handles = User.schema.handles
        user.firstName = text("given_name", handles.firstName, user.firstName)
        user.lastName = text("family_name", handles.lastName, user.lastName)
        if claims["email_verified"]?.boolValue != false { user.email = text("email", handles.email, user.email) }
        if let claim = settings.groupsClaim {
            let names = Set(Self.names(claims[claim]))
            if !settings.superuserGroups.isEmpty {
                user.isSuperuser = !names.isDisjoint(with: settings.superuserGroups)
            }
            if !settings.staffGroups.isEmpty { user.isStaff = !names.isDisjoint(with: settings.staffGroups) }
            try groups?.assign(names.sorted(), to: user.id, in: pipeline)
        }
        try pipeline.update(user)
        // Machine data: a login is no change of the user.
        user.lastLogin = environment.time.now
        try pipeline.session.update(User.schema, user.values, columns: [handles.lastLogin.index])
    }

    private static func names(_ claim: JSONValue?) -> [String] {
        claim?.stringValue.map { [$0] } ?? (claim?.arrayValue ?? []).prefix(1000).compactMap(\.stringValue)
    }

    private static func isPrintable(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
    }

    private func username(_ claims: JSONObject) throws -> String {
        let name = Words.trimmed(claims[settings.usernameClaim]?.stringValue ?? "")
        guard !name.isEmpty, name.unicodeScalars.count <= 150, Self.isPrintable(name) else {
            throw Problem(
                .forbidden, "The OpenID provider gives no usable name for you. Ask an administrator.",
                underlying: "the claim \(settings.usernameClaim) is missing or cannot be a name")
        }
        return name
    }

    private static let unknown = Problem(
        .forbidden, "The OpenID provider knows you, and there is no user for you here. Ask an administrator.")
}
