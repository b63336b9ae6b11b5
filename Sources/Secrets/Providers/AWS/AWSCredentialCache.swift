import Basics

/// Keeps credentials for as long as they are good, and gets new ones once for all who wait.
actor AWSCredentialCache {
    typealias Load = @Sendable () async -> Result<AWSCredentials, SecretsError>

    private struct Held {
        let credentials: AWSCredentials
        /// From here on new ones are got while these still serve.
        let refreshAfter: Timestamp
        /// From here on one waits for new ones.
        let waitAfter: Timestamp
    }

    private var loads = 0
    private let clock: AWSClock
    private let load: Load
    private var held: Held?
    private var flight: Task<Result<AWSCredentials, SecretsError>, Never>?
    /// Not before, after a refresh in the background that failed.
    private var nextTry = Timestamp.first

    init(clock: AWSClock, load: @escaping Load) {
        self.clock = clock
        self.load = load
    }

    /// The credentials.
    ///
    /// Refreshed 15 minutes before they end, waited for from 10 minutes on; those without an end are looked up again after
    /// 5 minutes, because files change.
    func credentials() async throws(SecretsError) -> AWSCredentials {
        let now = clock.now
        if let held, now < held.waitAfter {
            if now >= held.refreshAfter, now >= nextTry { _ = refresh() }
            return held.credentials
        }
        let result = await refresh().value
        if case .failure(let error) = result {
            // They are good to the last second.
            if let kept = held?.credentials, kept.expiry.map({ $0 > clock.now }) ?? false { return kept }
            throw error
        }
        return try result.get()
    }

    /// Forgets credentials that AWS does not accept any more.
    func drop(_ credentials: AWSCredentials) {
        if held?.credentials.isSame(as: credentials) == true { held = nil }
    }

    /// How the credentials stand, on a clock that shows `uptime` now.
    func lease(of backend: String, uptime: Duration) -> SecretLease {
        let rest = held?.credentials.expiry.map { $0.microseconds - clock.now.microseconds }
        return SecretLease(
            backend: backend, isHeld: held != nil, end: rest.map { uptime + .microseconds($0) }, logins: min(loads, 1),
            renewals: max(loads - 1, 0))
    }

    private func refresh() -> Task<Result<AWSCredentials, SecretsError>, Never> {
        if let flight { return flight }
        let task = Task { [load] in
            let result = await load()
            finish(result)
            return result
        }
        flight = task
        return task
    }

    private func finish(_ result: Result<AWSCredentials, SecretsError>) {
        flight = nil
        let now = clock.now
        guard case .success(let credentials) = result else {
            nextTry = now.adding(seconds: 30)
            return
        }
        loads += 1
        if let expiry = credentials.expiry {
            held = Held(
                credentials: credentials, refreshAfter: expiry.adding(seconds: -900),
                waitAfter: expiry.adding(seconds: -600))
        } else {
            held = Held(credentials: credentials, refreshAfter: now.adding(seconds: 300), waitAfter: .last)
        }
    }
}
