import Basics
import Outbound

/// A role that is assumed.
struct AWSRole: Sendable {
    let arn: String
    /// How the session is called in AWS's logs; nil for a name of our own.
    let sessionName: String?
    let externalID: String?
    let seconds: Int?
}

/// AWS's Security Token Service, which gives temporary credentials.
///
/// - Source: AWS, *Security Token Service API Reference*, version 2011-06-15.
struct AWSTokenService: Sendable {
    let chain: AWSCredentialChain
    let region: AWSRegion
    let endpoint: String

    /// Assumes a role with other credentials.
    func assume(_ role: AWSRole, with credentials: AWSCredentials) async throws(SecretsError) -> AWSCredentials {
        var fields = try form("AssumeRole", role)
        if let external = role.externalID { fields.append(("ExternalId", external)) }
        if let seconds = role.seconds { fields.append(("DurationSeconds", String(seconds))) }
        return try await send("AssumeRole", fields, signedBy: credentials)
    }

    /// Assumes a role with the word of an identity provider.
    func assume(_ role: AWSRole, identity: Redacted<String>) async throws(SecretsError) -> AWSCredentials {
        let fields = try form("AssumeRoleWithWebIdentity", role) + [("WebIdentityToken", identity.reveal())]
        return try await send("AssumeRoleWithWebIdentity", fields, signedBy: nil)
    }

    private func form(_ action: String, _ role: AWSRole) throws(SecretsError) -> [(String, String)] {
        let seconds = chain.clock.now.microseconds / 1_000_000
        let session = role.sessionName ?? "almanac-\(seconds)"
        guard session.isPlain("_+=,.@-", count: 2...64) else {
            throw SecretsError(
                .secret, "The name of a role's session has 2 to 64 letters, digits and _ + = , . @ - only.")
        }
        return [
            ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.arn), ("RoleSessionName", session),
        ]
    }

    private func send(
        _ action: String, _ fields: [(String, String)], signedBy credentials: AWSCredentials?
    ) async throws(SecretsError) -> AWSCredentials {
        let body = fields.map { "\($0.0)=\(SigV4Signer.encoded($0.1.utf8))" }.joined(separator: "&")
        let call = AWSCall(
            service: .tokens, endpoint: endpoint, region: region, body: Array(body.utf8),
            headers: [("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")], purpose: "role at AWS")
        let exchange = AWSExchange(client: chain.client, clock: chain.clock, limits: chain.settings.limits)
        let answer = try await exchange.send(call, signedBy: credentials)
        guard (200...299).contains(answer.status) else { throw AWSFailure(answer).roleError }
        let path = "\(action)Response/\(action)Result/Credentials/"
        guard let leaves = XMLLeaves(answer.body),
            let result = AWSCredentials({ leaves[path + $0] }), result.expiry != nil
        else { throw SecretsError(.secret, "AWS's answer about the role cannot be read.") }
        return result
    }
}
