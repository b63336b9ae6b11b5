package import Basics
package import Outbound

/// Asks one backend of secrets over HTTP; what it answers reaches neither logs nor errors.
package struct SecretsHTTP: Sendable {
    /// An answer of the backend.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: HeaderFields
        package let body: [UInt8]

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
            return Answer(status: response.status, headers: response.headers, body: response.body)
        } catch {
            throw SecretsError(.secret, "\(name): \(error.message)", isTransient: error.isTransient)
        }
    }

    /// What a status means that the provider does not know better.
    package func fault(_ status: Int) -> SecretsError {
        switch status {
        case 401, 403: SecretsError(.provider, "\(name) refused our credentials.", status: status)
        case 404: SecretsError(.valueNotFound, "\(name) does not have it.", status: status)
        case 429:
            SecretsError(.secret, "\(name) limits the requests. Try again later.", isTransient: true, status: status)
        case 300...399:
            SecretsError(.secret, "\(name) answered with a redirect, which is not followed.", status: status)
        case 500...599:
            SecretsError(.secret, "\(name) failed with status \(status).", isTransient: true, status: status)
        default: SecretsError(.secret, "\(name) answered with status \(status).", status: status)
        }
    }
}

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
    private var kept: (login: Login, end: Duration?)?
    private var flight: Task<Result<Login, SecretsError>, Never>?

    package init(time: any Timekeeper) { self.time = time }

    /// The token, from a new login when there is none that is good.
    package func token(
        _ logIn: @escaping @Sendable () async throws(SecretsError) -> Login
    ) async throws(SecretsError) -> Redacted<String> {
        if let kept, kept.end.map({ time.uptime < $0 }) ?? true { return kept.login.token }
        let task =
            flight
            ?? Task {
                do throws(SecretsError) { return .success(try await logIn()) } catch { return .failure(error) }
            }
        flight = task
        let result = await task.value
        if flight == task { flight = nil }
        let login = try result.get()
        // A tenth early, and at most five minutes: it must not end on the way.
        let end = login.lifetime.map { time.uptime + $0 - min($0 / 10, .seconds(300)) }
        kept = (login, end)
        return login.token
    }

    /// Forgets a token that was refused, unless there is another by now.
    package func drop(_ token: Redacted<String>) {
        if kept?.login.token == token { kept = nil }
    }
}

/// Texts in the parts of URLs and forms.
package enum URLText {
    /// A text as one segment of a path or one value of a query or form: everything but unreserved characters is encoded.
    package static func component(_ text: String) -> String {
        VaultPath.encoded(text).replacing("/", with: "%2F")
    }

    /// `name=value` pairs.
    package static func form(_ pairs: [(String, String)]) -> String {
        pairs.map { "\(component($0.0))=\(component($0.1))" }.joined(separator: "&")
    }
}
