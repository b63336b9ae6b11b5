import Basics
package import Domain
package import Modeling
package import Storage

/// Lets whoever started a new server make themselves its administrator, by a code that works once.
///
/// The code is printed where the server was started. It is offered while nobody has a password yet, and dies when it is
/// used, when it expires, or when somebody gets a password in another way.
package struct FirstRun: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    private let tokens: TokenAuthority
    private let digests: KeyedDigest
    private let passwords: PasswordKeeper
    /// Seconds that a code lasts.
    package static let lifetime = 3600.0
    private static let key = "first-run"

    package init(
        store: Store, environment: RecordEnvironment, tokens: TokenAuthority, passwords: PasswordKeeper
    ) {
        self.store = store
        self.environment = environment
        self.tokens = tokens
        digests = tokens.digests(for: "first-run")
        self.passwords = passwords
    }

    /// Makes a code when the store is new, or when the code of an earlier start was never used.
    ///
    /// - Parameter isNew: Whether the store had no user before this start.
    /// - Returns: The code, which cannot be read again; nil when there is nothing to set up.
    package func offer(isNew: Bool) async throws -> String? {
        let code = Base64.text(tokens.randomBytes(24), .url, padded: false)
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "first run")
        return try await store.write { [environment, digests] session in
            let pending = try session.first(Query<SystemSetting>().where { $0.key == Self.key })
            guard isNew || pending != nil, try !Self.hasPasswords(session) else { return nil }
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            let expires = environment.time.now.adding(seconds: Self.lifetime)
            var setting = pending ?? Record<SystemSetting>(id: ID(environment.identifiers.next()))
            setting.key = Self.key
            setting.value = JSONDocument(
                text: JSONValue.object(["digest": .string(digests.hex(code)), "expires": .int(expires.microseconds)])
                    .text)
            if pending == nil { try pipeline.create(setting) } else { try pipeline.update(setting) }
            return code
        }
    }

    /// Gives a new or the first administrator a password, and uses the code up.
    ///
    /// - Returns: The administrator.
    /// - Throws: ``Problem`` of kind `forbidden` for a code that is wrong, used or expired, `invalidInput` for a name or
    ///   password that is not taken.
    package func complete(code: String, username: String, password: String) async throws -> Record<User> {
        try await store.read { try requireCode(code, $0) }
        guard !username.isEmpty else {
            throw Problem(.invalidInput, "", fields: [FieldErrors("username", "This field is required.")])
        }
        let hash = try await passwords.hash(password, rules: PasswordRules(username: username))
        let actor = Actor.system(requestID: environment.identifiers.next(), detail: "first run")
        return try await store.write { [environment] session in
            try requireCode(code, session)
            let pipeline = RecordPipeline(session, actor: actor, environment: environment)
            let known = try session.first(Query<User>().where { $0.username == username })
            var user = known ?? Record<User>(id: ID(environment.identifiers.next()))
            user.username = username
            user.passwordHash = hash
            user.isSuperuser = true
            user.isStaff = true
            user.isActive = true
            if known == nil {
                user.dateJoined = environment.time.now
                try pipeline.create(user)
            } else {
                try pipeline.update(user)
            }
            let used = try session.ids(SystemSetting.schema, where: .compare(["key"], .equals, [.text(Self.key)]))
            try pipeline.delete(SystemSetting.schema, used)
            return user
        }
    }

    private func requireCode(_ code: String, _ session: Session) throws {
        let wrong = Problem(.forbidden, "This setup link is not valid any more. Start the server again for a new one.")
        guard let pending = try session.first(Query<SystemSetting>().where { $0.key == Self.key }),
            // A row that cannot be read is as good as none.
            let value = try? JSONValue(parsing: pending.value.text), let digest = value["digest"]?.stringValue,
            let expires = value["expires"]?.intValue, environment.time.now < Timestamp(microseconds: expires),
            digests.isSame(digest, digests.hex(code)), try !Self.hasPasswords(session)
        else { throw wrong }
    }

    private static func hasPasswords(_ session: Session) throws -> Bool {
        try session.exists(User.schema, where: .not(.compare(["password_hash"], .equals, [.text("")])))
    }
}
