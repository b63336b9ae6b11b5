package import Basics
package import Outbound

/// Asks one backend of secrets over HTTP; what it answers reaches neither logs nor errors.
package struct SecretsHTTP: Sendable {
    /// An answer of the backend.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: HeaderFields
        package let body: [UInt8]
        /// How long the backend asks us to wait.
        package let retryAfter: Duration?

        /// The body as a JSON object; nil when it is none.
        package var object: JSONObject? { (try? JSONValue(parsing: body))?.objectValue }
    }

    /// How messages call the backend: `Delinea Secret Server`.
    package let name: String
    private let client: OutboundClient
    private let limits: OutboundLimits
    private let trust: Trust

    /// Which certificates of the backend are believed.
    package enum Trust: Hashable, Sendable {
        case system
        /// The authorities of a file and no others.
        case file(String)
    }

    package init(
        _ name: String, client: OutboundClient, trust: Trust = .system, limits: OutboundLimits = .secrets
    ) {
        self.name = name
        self.client = client
        self.trust = trust
        self.limits = limits
    }

    /// Sends a request; redirects are not followed, because they would take our credentials along.
    ///
    /// - Throws: ``SecretsError`` of kind `secret` when there is no answer, `provider` when the authorities cannot be read.
    package func send(
        _ method: OutboundMethod = .get, _ url: String, headers: HeaderFields = [:], body: [UInt8] = []
    ) async throws(SecretsError) -> Answer {
        var request = OutboundRequest(
            method: method, url: url, headers: headers, body: body, limits: limits, purpose: "a request for a secret")
        do throws(OutboundError) {
            if case .file(let path) = trust {
                request.tls = TLSSettings(trust: .only(try await TrustedAuthorities.read(file: path)))
            }
        } catch {
            throw SecretsError(.provider, "\(name): \(error.message)")
        }
        do throws(OutboundError) {
            let response = try await client.send(request)
            return Answer(
                status: response.status, headers: response.headers, body: response.body,
                retryAfter: response.head.retryAfter)
        } catch {
            throw SecretsError(.secret, "\(name): \(error.message)", isTransient: error.isTransient)
        }
    }

    /// What an answer means that the provider does not know better.
    package func fault(_ answer: Answer) -> SecretsError { fault(answer.status, retryAfter: answer.retryAfter) }

    /// What a status means that the provider does not know better.
    package func fault(_ status: Int, retryAfter: Duration? = nil) -> SecretsError {
        switch status {
        case 401, 403: SecretsError(.provider, "\(name) refused our credentials.", status: status)
        case 404: SecretsError(.valueNotFound, "\(name) does not have it.", status: status)
        case 429:
            SecretsError(
                .secret, "\(name) limits the requests. Try again later.", isTransient: true, status: status,
                retryAfter: retryAfter)
        case 300...399:
            SecretsError(.secret, "\(name) answered with a redirect, which is not followed.", status: status)
        case 500...599:
            SecretsError(
                .secret, "\(name) failed with status \(status).", isTransient: true, status: status,
                retryAfter: retryAfter)
        default: SecretsError(.secret, "\(name) answered with status \(status).", status: status)
        }
    }
}
