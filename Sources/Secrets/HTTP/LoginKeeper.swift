package import Basics

/// Keeps what a login gave until shortly before its end; whoever comes during a login waits for the same one.
package actor LoginKeeper {
    /// What a login gave.
    package struct Login: Sendable {
        package let token: Redacted<String>
        /// How long it is good for; nil for ever.
        package let lifetime: Duration?

        package init(_ token: Redacted<String>, lifetime: Duration?) {
            self.token = token
            self.lifetime = lifetime
        }
    }

    private let time: any Timekeeper
    private var kept: (login: Login, use: Duration?, end: Duration?)?
    private var flight: Task<Result<Login, SecretsError>, Never>?
    private var logins = 0

    package init(time: any Timekeeper) { self.time = time }

    /// The token, from a new login when there is none that is good.
    package func token(
        _ logIn: @escaping @Sendable () async throws(SecretsError) -> Login
    ) async throws(SecretsError) -> Redacted<String> {
        if let kept, kept.use.map({ time.uptime < $0 }) ?? true { return kept.login.token }
        let task =
            flight
            ?? Task {
                do throws(SecretsError) { return .success(try await logIn()) } catch { return .failure(error) }
            }
        let isFirst = flight == nil
        flight = task
        let result = await task.value
        if flight == task { flight = nil }
        let login = try result.get()
        guard isFirst || kept == nil else { return login.token }
        let now = time.uptime
        // A tenth early, and at most five minutes: it must not end on the way.
        kept = (login, login.lifetime.map { now + $0 - min($0 / 10, .seconds(300)) }, login.lifetime.map { now + $0 })
        logins += isFirst ? 1 : 0
        return login.token
    }

    /// Forgets a token that was refused, unless there is another by now.
    package func drop(_ token: Redacted<String>) {
        if kept?.login.token == token { kept = nil }
    }

    /// What is held, for the board of health.
    ///
    /// - Parameter backend: As ``SecretLocation/backend`` says it.
    func lease(of backend: String) -> SecretLease {
        SecretLease(backend: backend, isHeld: kept != nil, end: kept?.end, logins: logins, renewals: 0)
    }
}
