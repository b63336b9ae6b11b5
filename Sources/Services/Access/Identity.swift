package import Basics
package import Domain
package import Logging
package import Storage

/// What the operator has chosen about who gets in.
package struct IdentitySettings: Sendable {
    /// When sessions end by themselves.
    package var sessions: SessionLimits
    /// What hashing a password costs.
    package var passwordCost: ScryptCost
    /// How many passwords are worked on at a time.
    package var passwordCapacity: PasswordHasher.Capacity
    /// Whether people may log in over plain HTTP from other machines.
    package var allowsInsecureSessions: Bool
    /// The OpenID provider that vouches for people; nil for none.
    package var oidc: OIDCSettings?

    package init(
        sessions: SessionLimits = SessionLimits(), passwordCost: ScryptCost = .standard,
        passwordCapacity: PasswordHasher.Capacity = .standard, allowsInsecureSessions: Bool = false
    ) {
        self.sessions = sessions
        self.passwordCost = passwordCost
        self.passwordCapacity = passwordCapacity
        self.allowsInsecureSessions = allowsInsecureSessions
    }
}

/// Everything that finds out who somebody is, made once for a store.
package struct Identity: Sendable {
    package let store: Store
    package let environment: RecordEnvironment
    package let settings: IdentitySettings
    package let tokens: TokenAuthority
    package let passwords: PasswordKeeper
    package let sessions: SessionAuthority
    package let logins: LoginService
    package let lastUse: LastUse
    package let authentication: AuthenticationCache
    package let firstRun: FirstRun
    /// Logins with an OpenID provider; nil when there is none.
    package let singleSignOn: OIDCLogin?
    /// Work on clients' objects before their transaction, by model.
    package let preparations: [String: any InputPreparation]

    /// - Parameters:
    ///   - random: Makes salts.
    ///   - transport: Asks the OpenID provider; without it nobody logs in there.
    ///   - groups: Gives users the groups that the provider names.
    package init(
        store: Store, environment: RecordEnvironment, tokens: TokenAuthority, random: any RandomSource,
        settings: IdentitySettings = IdentitySettings(), transport: (any OIDCTransport)? = nil,
        groups: (any GroupAssignment)? = nil, logger: Logger
    ) {
        self.store = store
        self.environment = environment
        self.settings = settings
        self.tokens = tokens
        passwords = PasswordKeeper(
            hasher: PasswordHasher(cost: settings.passwordCost, capacity: settings.passwordCapacity, random: random))
        sessions = SessionAuthority(tokens: tokens, limits: settings.sessions)
        logins = LoginService(
            store: store, environment: environment, passwords: passwords,
            limiter: LoginLimiter(
                store: store, digests: tokens.digests(for: "login"), identifiers: environment.identifiers),
            sessions: sessions, logger: logger)
        lastUse = LastUse(store: store)
        authentication = AuthenticationCache(store: store, tokens: tokens, sessions: sessions, lastUse: lastUse)
        firstRun = FirstRun(store: store, environment: environment, tokens: tokens, passwords: passwords)
        singleSignOn = settings.oidc.flatMap { oidc in
            transport.map {
                OIDCLogin(
                    settings: oidc, transport: $0, store: store, environment: environment, tokens: tokens,
                    groups: groups)
            }
        }
        preparations = ["users.user": UserPreparation(store: store, passwords: passwords)]
    }
}
