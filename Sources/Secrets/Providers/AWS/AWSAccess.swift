package import Basics
package import Outbound
import Synchronization

/// What all that speaks with AWS shares: settings, credentials, clock.
package final class AWSAccess: Sendable {
    let settings: AWSSettings
    let cache: AWSCredentialCache
    private let client: OutboundClient
    private let clock: AWSClock
    private let known = Mutex<(profiles: AWSProfiles, until: Duration)?>(nil)

    /// Makes an access; nothing is read or sent before somebody asks for a secret.
    ///
    /// - Parameters:
    ///   - settings: Where AWS and its credentials are.
    ///   - client: Reaches AWS, ``EgressPolicy/forNetworkAccess()``.
    ///   - metadata: Has the policy ``AWSSettings/metadataPolicy``, and is used for nothing else.
    package init(
        _ settings: AWSSettings, client: OutboundClient, metadata: OutboundClient, time: any Timekeeper,
        random: any RandomSource
    ) {
        self.settings = settings
        self.client = client
        let clock = AWSClock(time)
        self.clock = clock
        let chain = AWSCredentialChain(
            settings: settings, client: client, metadata: metadata, clock: clock, random: random)
        cache = AWSCredentialCache(clock: clock) { () async -> Result<AWSCredentials, SecretsError> in
            do throws(SecretsError) {
                return .success(try await chain.load())
            } catch {
                return .failure(error)
            }
        }
    }

    /// The credentials of the first source that has some, and the time to sign with.
    package func signing() async throws(SecretsError) -> (credentials: AWSCredentials, now: Timestamp) {
        (try await cache.credentials(), clock.now)
    }

    /// How the credentials stand, which serve all services and regions.
    func leases() async -> [SecretLease] { [await cache.lease(of: "aws", uptime: clock.time.uptime)] }

    /// Calls an operation of a service that speaks JSON.
    ///
    /// Once more with other credentials when AWS says that these have ended, if there are other ones.
    /// - Parameter region: Nil for the region of the profile.
    /// - Throws: ``SecretsError`` of kind `secret` when there is no answer or there are no credentials.
    func call(
        _ service: AWSService, _ target: String, region: AWSRegion?, body: JSONObject
    ) async throws(SecretsError) -> OutboundResponse {
        let profiles = try await profiles()
        let region = if let region { region } else { try profileRegion(profiles) }
        let call = AWSCall(
            service: service, endpoint: settings.endpoint(of: service, in: region, profiles), region: region,
            body: Array(body.text.utf8),
            headers: [("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", target)],
            purpose: "secret of \(service.rawValue)")
        let exchange = AWSExchange(client: client, clock: clock, limits: settings.limits)
        let credentials = try await cache.credentials()
        let answer = try await exchange.send(call, signedBy: credentials)
        guard answer.status >= 400, AWSFailure(answer).mayBeOldCredentials else { return answer }
        await cache.drop(credentials)
        let renewed = try await cache.credentials()
        return renewed.isSame(as: credentials) ? answer : try await exchange.send(call, signedBy: renewed)
    }

    /// What the profiles say about regions and endpoints; read again after a minute.
    private func profiles() async throws(SecretsError) -> AWSProfiles {
        let now = clock.time.uptime
        if let known = known.withLock({ $0 }), now < known.until { return known.profiles }
        let profiles = try await AWSProfiles.read(settings)
        known.withLock { $0 = (profiles, now + .seconds(60)) }
        return profiles
    }

    private func profileRegion(_ profiles: AWSProfiles) throws(SecretsError) -> AWSRegion {
        guard let name = profiles.section(of: settings.namedProfile ?? "default")["region"] else {
            throw SecretsError(
                .parameters, "You must specify a region: in the record, in AWS_DEFAULT_REGION or in the profile.")
        }
        guard let region = AWSRegion(name) else { throw AWSFailure.badRegion }
        return region
    }
}
