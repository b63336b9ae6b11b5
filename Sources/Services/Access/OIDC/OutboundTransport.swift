package import Basics
package import Outbound

/// Asks an OpenID provider over the product's one HTTP client.
package struct OutboundTransport: OIDCTransport {
    private let client: OutboundClient
    /// A provider answers in a moment or not at all; somebody waits in front of a browser.
    private static let limits = OutboundLimits(
        connect: .seconds(5), read: .seconds(10), total: .seconds(15), bodySize: 1024 * 1024)

    package init(client: OutboundClient) { self.client = client }

    /// What may be reached: the Internet and private networks; this machine only when the provider is said to run on it.
    package static func policy(for settings: OIDCSettings) -> EgressPolicy {
        var policy = EgressPolicy.forNetworkAccess()
        guard settings.issuer.hasPrefix("http://"), let url = try? TargetURL(settings.issuer) else { return policy }
        policy.exceptions = ["127.0.0.0/8", "::1/128"].compactMap { IPNetwork($0) }
            .map { EgressPolicy.Exception($0, port: url.port) }
        return policy
    }

    package func get(_ url: String, token: Redacted<String>?) async throws -> OIDCAnswer {
        var headers: HeaderFields = ["Accept": "application/json"]
        if let token { headers["Authorization"] = "Bearer \(token.reveal())" }
        return try await send(OutboundRequest(url: url, headers: headers, limits: Self.limits))
    }

    package func post(
        _ url: String, form: [(String, String)], authorization: Redacted<String>?
    ) async throws -> OIDCAnswer {
        var headers: HeaderFields = [
            "Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded",
        ]
        if let authorization { headers["Authorization"] = authorization.reveal() }
        return try await send(
            OutboundRequest(
                method: .post, url: url, headers: headers, body: Array(FormEncoding.query(form).utf8),
                limits: Self.limits))
    }

    private func send(_ request: OutboundRequest) async throws -> OIDCAnswer {
        var request = request
        request.purpose = "single sign-on"
        do throws(OutboundError) {
            let response = try await client.send(request)
            return OIDCAnswer(status: response.status, body: response.body)
        } catch {
            throw Problem(
                .unavailable, "The OpenID provider cannot be reached. Try again shortly.", underlying: "\(error)")
        }
    }
}
