import Basics
import Outbound

extension AWSCredentialChain {
    /// Where the agent of a container is; nil when there is none.
    ///
    /// - Throws: ``SecretsError`` of kind `secret` for an address that is not an agent's.
    static func containerURL(_ settings: AWSSettings) throws(SecretsError) -> (url: String, isLocal: Bool)? {
        if let path = settings["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
            guard path.hasPrefix("/") else {
                throw SecretsError(.secret, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash.")
            }
            return ("http://169.254.170.2" + path, true)
        }
        guard let text = settings["AWS_CONTAINER_CREDENTIALS_FULL_URI"] else { return nil }
        let refusal = SecretsError(
            .secret,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or an address of the machine or of the cloud's agent.")
        let url: TargetURL
        do throws(EgressRefusal) {
            url = try TargetURL(text)
        } catch {
            throw refusal
        }
        let isLocal =
            switch url.host {
            case .name(let name): name == "localhost"
            case .address(let address):
                address.addressClass == .loopback
                    || ["169.254.170.2", "169.254.170.23", "fd00:ec2::23"].contains(address.description)
            }
        guard isLocal || url.scheme == .https else { throw refusal }
        return (text, isLocal)
    }

    /// Those that the agent of a container gives; nil when there is no agent.
    func containerCredentials() async throws(SecretsError) -> AWSCredentials? {
        guard let (url, isLocal) = try Self.containerURL(settings) else { return nil }
        var headers: HeaderFields = ["Accept": "application/json"]
        var authorization = settings["AWS_CONTAINER_AUTHORIZATION_TOKEN"].map(Redacted.init)
        if let path = settings["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
            // Read each time: the agent replaces it.
            authorization = try await OperatorFiles().text(of: path)
        }
        if let authorization {
            guard !authorization.reveal().hasControlCharacters else {
                throw SecretsError(.secret, "The authorization token for the container's agent has a line break in it.")
            }
            headers["Authorization"] = authorization.reveal()
        }
        let request = OutboundRequest(
            url: url, headers: headers, limits: settings.containerLimits,
            retry: RetryPolicy(
                attempts: 3, base: .seconds(1), longestPause: .seconds(1), statuses: [429, 500, 502, 503, 504]),
            purpose: "credentials of a container")
        let answer = try await send(request, over: isLocal ? metadata : client, source: "The container's agent")
        guard answer.status == 200, let credentials = AWSCredentials(json: answer.body, token: "Token") else {
            throw SecretsError(
                .secret, "The container's agent gave no credentials.", isTransient: answer.status >= 500,
                status: answer.status)
        }
        return credentials
    }

    /// Those of the role of the machine, from version 2 of the metadata service; nil when this is no machine of AWS's, or
    /// it has no role.
    func machineCredentials() async throws(SecretsError) -> AWSCredentials? {
        guard !settings.isTrue("AWS_EC2_METADATA_DISABLED") else { return nil }
        let folder = settings.metadataEndpoint + "/latest/meta-data/iam/security-credentials/"
        let lifetime: HeaderFields = ["x-aws-ec2-metadata-token-ttl-seconds": "21600"]
        let token: OutboundResponse
        do throws(SecretsError) {
            token = try await ask(settings.metadataEndpoint + "/latest/api/token", method: .put, lifetime)
        } catch {
            return nil
        }
        let text = String(decoding: token.body, as: UTF8.self)
        guard token.status == 200, !text.isEmpty, !text.hasControlCharacters else { return nil }
        let headers: HeaderFields = ["x-aws-ec2-metadata-token": text]
        let list = try await ask(folder, method: .get, headers)
        if list.status == 404 { return nil }
        let role = String(decoding: list.body, as: UTF8.self).trimmed(" \t\r\n")
        guard list.status == 200, role.isPlain("_+=,.@-", count: 1...64), role != ".", role != ".." else {
            throw Self.metadataFault(list.status)
        }
        let answer = try await ask(folder + SigV4Signer.encoded(role.utf8), method: .get, headers)
        guard answer.status == 200, let credentials = AWSCredentials(json: answer.body, token: "Token") else {
            throw Self.metadataFault(answer.status)
        }
        return extended(credentials)
    }

    private func ask(
        _ url: String, method: OutboundMethod, _ headers: HeaderFields
    ) async throws(SecretsError) -> OutboundResponse {
        try await send(
            OutboundRequest(
                method: method, url: url, headers: headers, limits: settings.metadataLimits,
                purpose: "credentials of a machine"), over: metadata, source: "The machine's metadata service")
    }

    private static func metadataFault(_ status: Int) -> SecretsError {
        SecretsError(
            .secret, "The machine's metadata service gave no credentials.", isTransient: status >= 500, status: status)
    }

    /// The service hands out old credentials when it has a fault of its own; they go on working for a while.
    private func extended(_ credentials: AWSCredentials) -> AWSCredentials {
        let now = clock.now
        guard let expiry = credentials.expiry, expiry < now.adding(seconds: 900) else { return credentials }
        let chance = Double(random.fill(1).first ?? 0) / 255
        return AWSCredentials(
            accessKeyID: credentials.accessKeyID, secretAccessKey: credentials.secretAccessKey,
            sessionToken: credentials.sessionToken, expiry: now.adding(seconds: 900 + 600 + 120 + 480 * chance))
    }
}
