import Basics
import Outbound

/// A request to a service of AWS.
struct AWSCall: Sendable {
    let service: AWSService
    /// Ends with a slash.
    let endpoint: String
    let region: AWSRegion
    let body: [UInt8]
    let headers: [(name: String, value: String)]
    /// For logs.
    let purpose: String
}

/// Sends requests to AWS; once more when the clocks differ too much for the signature.
struct AWSExchange: Sendable {
    let client: OutboundClient
    let clock: AWSClock
    let limits: OutboundLimits

    /// Sends a request.
    ///
    /// - Parameter credentials: Whose signature it gets; nil for none.
    /// - Returns: The answer, whatever its status.
    /// - Throws: ``SecretsError`` of kind `secret` when there is no answer.
    func send(
        _ call: AWSCall, signedBy credentials: AWSCredentials?
    ) async throws(SecretsError) -> OutboundResponse {
        let answer = try await sendOnce(call, credentials)
        guard credentials != nil, AWSFailure(answer).mayBeSkew, clock.correct(by: answer.head) else { return answer }
        return try await sendOnce(call, credentials)
    }

    private func sendOnce(
        _ call: AWSCall, _ credentials: AWSCredentials?
    ) async throws(SecretsError) -> OutboundResponse {
        let url: TargetURL
        do throws(EgressRefusal) {
            url = try client.policy.check(call.endpoint)
        } catch {
            throw SecretsError(.secret, "The endpoint of AWS that is configured may not be reached.")
        }
        var headers: HeaderFields = [:]
        for (name, value) in call.headers { headers.add(name, value) }
        if let credentials {
            let host = String(url.origin.dropFirst(url.scheme.rawValue.utf8.count + 3))
            let signature = SigV4Signer(credentials, region: call.region.name, service: call.service.rawValue).sign(
                SigV4Signer.Request(host: host, target: url.target, headers: call.headers, body: call.body),
                at: clock.now)
            for (name, value) in signature.headers { headers.add(name, value) }
        }
        let request = OutboundRequest(
            method: .post, url: call.endpoint, headers: headers, body: call.body, limits: limits, purpose: call.purpose)
        do throws(OutboundError) {
            return try await client.send(request)
        } catch {
            throw AWSFailure.unreachable(error, "AWS")
        }
    }
}
