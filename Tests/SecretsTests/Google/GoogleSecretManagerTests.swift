import Basics
import Crypto
import CryptoExtras
import Foundation
import Secrets
import TestKit
import Testing

@Suite struct GoogleSecretManagerTests {
    private static func json(_ status: Int, _ body: JSONValue) -> Reply {
        .answer(status, ["Content-Type": "application/json"], Array(body.text.utf8))
    }

    private static func answer(_ request: ReceivedRequest, _ key: _RSA.Signing.PublicKey?) -> Reply {
        switch request.target {
        case "/computeMetadata/v1/instance/service-accounts/default/token":
            guard request["Metadata-Flavor"] == "Google" else { return json(403, [:]) }
            return json(200, ["access_token": "good", "expires_in": 3599])
        case "/token":
            let form = String(decoding: request.body, as: UTF8.self)
            guard let assertion = form.split(separator: "assertion=").last, let key else { return json(400, [:]) }
            let parts = assertion.split(separator: ".").map(String.init)
            guard parts.count == 3, let bytes = Base64.bytes(parts[2], .url),
                key.isValidSignature(
                    _RSA.Signing.RSASignature(rawRepresentation: Data(bytes)),
                    for: SHA256.hash(data: Array("\(parts[0]).\(parts[1])".utf8)), padding: .insecurePKCS1v1_5),
                let claims = Base64.bytes(parts[1], .url).flatMap({ try? JSONValue(parsing: $0) }),
                claims["iss"] == "almanac@project.iam", claims["exp"]?.intValue == (claims["iat"]?.intValue ?? 0) + 3600
            else { return json(400, ["error": "invalid_grant", "error_description": "canary"]) }
            return json(200, ["access_token": "good", "expires_in": 3599])
        default: break
        }
        guard request["Authorization"] == "Bearer good" else { return json(401, ["error": ["message": "canary"]]) }
        let secrets = "/v1/projects/net/secrets/"
        switch request.target {
        // "123456789" has the check value of the published algorithm.
        case secrets + "router/versions/latest:access":
            return json(200, ["payload": ["data": "MTIzNDU2Nzg5", "dataCrc32c": "3808858755"]])
        case secrets + "router/versions/1:access": return json(200, ["payload": ["data": "b2xk"]])
        case secrets + "damaged/versions/latest:access":
            return json(200, ["payload": ["data": "MTIzNDU2Nzg5", "dataCrc32c": "1"]])
        case secrets + "forbidden/versions/latest:access": return json(403, ["error": ["message": "canary"]])
        default: return json(404, ["error": ["message": "canary"]])
        }
    }

    private func provider(
        _ receiver: LoopbackServer, files: TextFiles = TextFiles([:]), variables: [String: String] = [:]
    ) -> GoogleSecretManagerProvider {
        let base = BackendWorld()
        let origin = "http://127.0.0.1:\(receiver.port)"
        return GoogleSecretManagerProvider(
            identity: GoogleIdentity(variables: variables, files: files, time: base.time, metadata: origin),
            endpoint: origin, client: base.client, limits: BackendWorld.limits)
    }

    @Test(arguments: [
        (["secret": "router"], "123456789"), (["secret": "router", "version": "1"], "old"),
        (["secret": "router", "version": ""], "123456789"), (["secret": "damaged"], "SecretError"),
        (["secret": "forbidden"], "SecretProviderError"), (["secret": "none"], "SecretValueNotFoundError"),
        (["secret": "../x"], "SecretParametersError"),
        (["secret": "router", "version": "1:access?x"], "SecretParametersError"),
        (["secret": ""], "SecretParametersError"),
    ])
    func `values are checked against their checksum, names lead nowhere else`(
        parameters: [String: String], expected: String
    ) async throws {
        let receiver = try await LoopbackServer { request, _ in Self.answer(request, nil) }
        #expect(
            await BackendWorld.outcome(provider(receiver), ["project": "net"].merging(parameters) { $1 }) == expected)
    }

    @Test func `a service account proves itself with its key`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let receiver = try await LoopbackServer { request, _ in Self.answer(request, key.publicKey) }
        func file(_ email: String) -> String {
            JSONValue.object([
                "type": "service_account", "client_email": .string(email), "private_key_id": "k1",
                "private_key": .string(key.pemRepresentation),
                "token_uri": .string("http://127.0.0.1:\(receiver.port)/token"),
            ]).text
        }
        let variables = ["GOOGLE_APPLICATION_CREDENTIALS": "/key.json"]
        let wanted = ["project": "net", "secret": "router"]
        for (text, expected) in [
            (file("almanac@project.iam"), "123456789"), (file("other@project.iam"), "SecretProviderError"),
            ("{}", "SecretProviderError"), ("canary no json", "SecretProviderError"),
        ] {
            let files = TextFiles(["/key.json": text])
            #expect(
                await BackendWorld.outcome(provider(receiver, files: files, variables: variables), wanted) == expected)
        }
    }
}
