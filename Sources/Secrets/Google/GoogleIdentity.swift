package import Basics
import Crypto
import CryptoExtras
import Foundation
import Outbound

/// Who Almanac is to Google: a service account with a key file, or the account of the machine.
package struct GoogleIdentity: Sendable {
    private let keyFile: String?
    private let metadata: String
    private let files: any CredentialFiles
    private let time: any Timekeeper
    private let keeper: LoginKeeper
    /// Tokens are asked for an hour, the longest that there is.
    private static let lifetime = 3600.0
    private static let scope = "https://www.googleapis.com/auth/cloud-platform"

    /// - Parameters:
    ///   - variables: `GOOGLE_APPLICATION_CREDENTIALS`, the path of a service account's key; without it the machine's account.
    ///   - metadata: The machine's own service; another one in tests.
    package init(
        variables: [String: String], files: any CredentialFiles, time: any Timekeeper,
        metadata: String = "http://metadata.google.internal"
    ) {
        keyFile = variables["GOOGLE_APPLICATION_CREDENTIALS"].flatMap { $0.isEmpty ? nil : $0 }
        self.metadata = metadata
        self.files = files
        self.time = time
        keeper = LoginKeeper(time: time)
    }

    func token(_ http: SecretsHTTP) async throws(SecretsError) -> Redacted<String> {
        try await keeper.token { [self] () async throws(SecretsError) in
            let answer: SecretsHTTP.Answer
            if let keyFile {
                let key = try Key(try await files.text(of: keyFile))
                let assertion = try key.assertion(at: time.now, scope: Self.scope, lifetime: Self.lifetime)
                answer = try await http.send(
                    .post, key.tokenURL, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                    body: Array(
                        URLText.form([
                            ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion),
                        ]).utf8))
            } else {
                answer = try await http.send(
                    .get, "\(metadata)/computeMetadata/v1/instance/service-accounts/default/token",
                    headers: ["Metadata-Flavor": "Google"])
            }
            guard answer.status == 200, let token = answer.object?["access_token"]?.stringValue, !token.isEmpty else {
                throw SecretsError(
                    .provider, "Google does not give us a token (status \(answer.status)). Check the service account.",
                    isTransient: answer.status >= 500, status: answer.status)
            }
            return LoginKeeper.Login(
                Redacted(token), lifetime: .seconds(max(answer.object?["expires_in"]?.intValue ?? 300, 1)))
        }
    }

    func lease(of backend: String) async -> SecretLease { await keeper.lease(of: backend) }

    func drop(_ token: Redacted<String>) async { await keeper.drop(token) }

    /// The key of a service account, as Google's console gives it.
    private struct Key {
        let email: String
        let tokenURL: String
        private let key: _RSA.Signing.PrivateKey
        private let id: String

        init(_ file: Redacted<String>) throws(SecretsError) {
            let object = (try? JSONValue(parsing: Array(file.reveal().utf8)))?.objectValue
            guard object?["type"] == "service_account", let email = object?["client_email"]?.stringValue,
                let pem = object?["private_key"]?.stringValue,
                let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem)
            else {
                throw SecretsError(
                    .provider, "The file of GOOGLE_APPLICATION_CREDENTIALS is no key of a service account.")
            }
            self.email = email
            self.key = key
            id = object?["private_key_id"]?.stringValue ?? ""
            tokenURL = object?["token_uri"]?.stringValue ?? "https://oauth2.googleapis.com/token"
        }

        /// A signed statement that we are the account (RFC 7523).
        func assertion(at now: Timestamp, scope: String, lifetime: Double) throws(SecretsError) -> String {
            let seconds = now.microseconds / 1_000_000
            let header: JSONValue = ["alg": "RS256", "typ": "JWT", "kid": .string(id)]
            let claims: JSONValue = [
                "iss": .string(email), "scope": .string(scope), "aud": .string(tokenURL), "iat": .int(seconds),
                "exp": .int(seconds + Int64(lifetime)),
            ]
            func part(_ json: JSONValue) -> String { Base64.text(Array(json.text.utf8), .url, padded: false) }
            let message = "\(part(header)).\(part(claims))"
            do {
                let signature = try key.signature(
                    for: SHA256.hash(data: Array(message.utf8)), padding: .insecurePKCS1v1_5)
                return "\(message).\(Base64.text(Array(signature.rawRepresentation), .url, padded: false))"
            } catch {
                throw SecretsError(.provider, "The key of the service account cannot sign.")
            }
        }
    }
}
