package import Basics
package import Domain
import Foundation
package import Logging
package import Modeling
package import Storage

/// Lets people in by their password.
///
/// Every refusal costs the same and reads the same, whether the user exists or not; no name that was typed is logged, as
/// people type passwords into the wrong field.
package struct LoginService: Sendable {
    private let store: Store
    private let environment: RecordEnvironment
    private let passwords: PasswordKeeper
    private let limiter: LoginLimiter
    private let sessions: SessionAuthority
    private let logger: Logger

    package init(
        store: Store, environment: RecordEnvironment, passwords: PasswordKeeper, limiter: LoginLimiter,
        sessions: SessionAuthority, logger: Logger
    ) {
        self.store = store
        self.environment = environment
        self.passwords = passwords
        self.limiter = limiter
        self.sessions = sessions
        self.logger = logger
    }

    /// Finds the user with this name and password.
    ///
    /// - Throws: ``Problem`` of kind `forbidden` with the dialect's text, `tooManyRequests`, or `unavailable` when too many
    ///   passwords are being checked.
    package func authenticate(
        _ username: String, _ password: String, from address: IPHost?
    ) async throws -> Record<User> {
        let now = environment.time.now
        // Longer than any name, however it is composed; megabytes are not worth the work.
        let typed = String(String.UnicodeScalarView(username.unicodeScalars.prefix(1000)))
        let name = typed.precomposedStringWithCanonicalMapping
        try passwords.hasher.requireRoom()
        try await limiter.count(account: name, address: address, now: now)
        let user = try await store.read { try $0.first(Query<User>().where { $0.username == name }) }
        let hash = user.flatMap { $0.isActive ? PasswordHash($0.passwordHash) : nil }
        let isRight = try await passwords.hasher.verify(password, hash)
        guard isRight, let user, let hash else {
            logger.notice("a login was refused", metadata: ["client.address": "\(address?.description ?? "unknown")"])
            throw Self.refused
        }
        let renewed = passwords.hasher.isOutdated(hash) ? try await passwords.hasher.hash(password).text : nil
        try await store.write { session in
            try limiter.clear(account: name, address: address, in: session)
            try Self.note(user, renewed, now, session)
        }
        return user
    }

    /// Logs somebody in and opens a session.
    ///
    /// - Throws: As ``authenticate(_:_:from:)``.
    package func login(
        _ username: String, _ password: String, from address: IPHost?, userAgent: String, requestID: Identifier
    ) async throws -> (user: Record<User>, session: SessionAuthority.Opened) {
        let user = try await authenticate(username, password, from: address)
        return (user, try await open(for: user, from: address, userAgent: userAgent, requestID: requestID))
    }

    /// Opens a session for somebody who has proved who they are.
    package func open(
        for user: Record<User>, from address: IPHost?, userAgent: String, requestID: Identifier
    ) async throws -> SessionAuthority.Opened {
        let opened = try await store.write { [sessions, environment] session in
            let actor = try Actor.person(user, in: session, requestID: requestID)
            return try sessions.open(
                for: user.id, address: address, userAgent: userAgent,
                in: RecordPipeline(session, actor: actor, environment: environment))
        }
        logger.info(
            "a user logged in",
            metadata: ["user.id": "\(user.id)", "client.address": "\(address?.description ?? "unknown")"])
        return opened
    }

    /// Sets the actor's own password; every session of the user ends.
    ///
    /// - Throws: ``Problem`` of kind `invalidInput` for a wrong current password or one that is not taken.
    package func changePassword(
        of actor: Actor, current: String, new: String, from address: IPHost?
    ) async throws {
        guard actor.mayWrite, let id = actor.user else { throw UserEffect.forbidden }
        let user = try await store.read { try $0.get(id) }
        try passwords.hasher.requireRoom()
        try await limiter.count(account: user.username, address: address, now: environment.time.now)
        guard try await passwords.hasher.verify(current, PasswordHash(user.passwordHash)) else {
            throw Problem(
                .invalidInput, "The values are not valid.",
                fields: [FieldErrors("current_password", "This is not the current password.")])
        }
        let hash = try await passwords.hash(new, field: "new_password", rules: PasswordRules(user))
        try await store.write { [environment, limiter] session in
            try limiter.clear(account: user.username, address: address, in: session)
            var record = try session.get(id)
            record.passwordHash = hash
            try RecordPipeline(session, actor: actor, environment: environment).update(record)
        }
    }

    private static let refused = Problem(.forbidden, "Invalid username/password.")

    /// Machine data: the login's time, and the same password hashed at today's cost.
    private static func note(
        _ user: Record<User>, _ renewed: String?, _ now: Timestamp, _ session: Session
    ) throws {
        guard var record = try session.row(User.schema, user.id.raw).map(Record<User>.init(values:)), record.isActive,
            record.passwordHash == user.passwordHash
        else { throw refused }
        record.lastLogin = now
        if let renewed { record.passwordHash = renewed }
        let handles = User.schema.handles
        try session.update(
            User.schema, record.values, columns: [handles.lastLogin.index, handles.passwordHash.index])
    }
}
