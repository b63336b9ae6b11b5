package import Basics

/// Lets others ask AWS who Almanac is, without giving them its keys: a signed request that they send on.
package struct AWSCallerIdentity: VaultAWSIdentity {
    private let access: AWSAccess
    private let host: String
    private let region: String

    /// Makes an identity.
    ///
    /// - Parameter region: Nil for the global service, whose signatures are those of us-east-1; a region for that region's
    ///   service, which whoever sends the request on must be set up for.
    package init(_ access: AWSAccess, region: AWSRegion? = nil) {
        self.access = access
        self.region = region?.name ?? "us-east-1"
        host = region.map { "sts.\($0.name).\($0.domain)" } ?? "sts.amazonaws.com"
    }

    /// The members `iam_…` of a login at HashiCorp Vault.
    ///
    /// - Parameter serverID: What that Vault must be called, so that no other can use the request; nil when it asks for none.
    /// - Source: HashiCorp, *AWS auth method (API)*, section "Login".
    package func loginMembers(serverID: String?) async throws(SecretsError) -> JSONObject {
        let (credentials, now) = try await access.signing()
        return members(credentials, serverID: serverID, at: now)
    }

    func members(_ credentials: AWSCredentials, serverID: String?, at now: Timestamp) -> JSONObject {
        let body = Array("Action=GetCallerIdentity&Version=2011-06-15".utf8)
        var headers: [(name: String, value: String)] = [
            ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            ("Content-Length", String(body.count)),
        ]
        if let serverID { headers.append(("X-Vault-AWS-IAM-Server-ID", serverID)) }
        let signature = SigV4Signer(credentials, region: region, service: "sts").sign(
            SigV4Signer.Request(host: host, headers: headers, body: body), at: now)
        let all = [(name: "Host", value: host)] + headers + signature.headers
        let list = JSONObject(all.map { ($0.name, JSONValue.array([.string($0.value)])) })
        return [
            "iam_http_request_method": "POST",
            "iam_request_url": .string(Base64.text(Array("https://\(host)/".utf8))),
            "iam_request_headers": .string(Base64.text(Array(list.text.utf8))),
            "iam_request_body": .string(Base64.text(body)),
        ]
    }
}
