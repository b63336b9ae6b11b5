import Basics
import Outbound

/// Looks for credentials where the SDK of AWS looks for them, in its order.
///
/// - Source: AWS, *Credentials*, <https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html>;
///   order printed from botocore 1.44.
struct AWSCredentialChain: Sendable {
    let settings: AWSSettings
    /// Reaches AWS.
    let client: OutboundClient
    /// Reaches metadata services and agents of containers only.
    let metadata: OutboundClient
    let clock: AWSClock
    let random: any RandomSource

    /// The first credentials that there are.
    ///
    /// - Throws: ``SecretsError`` of kind `secret` when there are none, or a source that is set up does not work.
    func load() async throws(SecretsError) -> AWSCredentials {
        if let credentials = try environmentCredentials() { return credentials }
        let profiles = try await AWSProfiles.read(settings)
        let name = settings.namedProfile ?? "default"
        guard settings.namedProfile == nil || profiles.has(name) else {
            throw SecretsError(.secret, "The AWS profile \(name) is in neither of the two files of AWS's command line.")
        }
        var visited: [String] = []
        let lookUp = ProfileLookUp(chain: self, profiles: profiles)
        if let credentials = try await lookUp.assumedRole(of: name, visited: &visited) { return credentials }
        if let credentials = try await lookUp.ownCredentials(of: name, readsVariables: true) { return credentials }
        if let credentials = try await containerCredentials() { return credentials }
        if let credentials = try await machineCredentials() { return credentials }
        throw SecretsError(
            .secret,
            "There are no AWS credentials: neither variables nor a profile, a container's agent or a machine's role.")
    }

    /// Those of the variables `AWS_ACCESS_KEY_ID` and so on; nil when the first is not set.
    func environmentCredentials() throws(SecretsError) -> AWSCredentials? {
        guard settings["AWS_ACCESS_KEY_ID"] != nil else { return nil }
        let names = [
            "AccessKeyId": ["AWS_ACCESS_KEY_ID"], "SecretAccessKey": ["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": ["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"], "Expiration": ["AWS_CREDENTIAL_EXPIRATION"],
        ]
        let credentials = AWSCredentials { member in (names[member] ?? []).lazy.compactMap { settings[$0] }.first }
        guard let credentials else {
            throw SecretsError(
                .secret,
                "Partial AWS credentials: AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY or another variable"
                    + " is missing or malformed.")
        }
        return try current(credentials, "the variables")
    }

    /// The credentials, unless they have ended.
    func current(_ credentials: AWSCredentials, _ source: String) throws(SecretsError) -> AWSCredentials {
        guard credentials.expiry.map({ $0 > clock.now }) ?? true else {
            throw SecretsError(.secret, "The AWS credentials of \(source) have ended. Provide new ones.")
        }
        return credentials
    }

    /// Sends a request of a source.
    ///
    /// - Throws: ``SecretsError`` of kind `secret` when there is no answer.
    func send(
        _ request: OutboundRequest, over client: OutboundClient, source: String
    ) async throws(SecretsError) -> OutboundResponse {
        do throws(OutboundError) {
            return try await client.send(request)
        } catch {
            throw AWSFailure.unreachable(error, source)
        }
    }
}
