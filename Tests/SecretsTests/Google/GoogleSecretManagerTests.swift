import Basics
import Crypto
import CryptoExtras
import Foundation
import Secrets
import TestKit
import Testing

@Suite struct GoogleSecretManagerTests {
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
        let receiver = try await GoogleDouble().serve()
        #expect(
            await BackendWorld.outcome(provider(receiver), ["project": "net"].merging(parameters) { $1 }) == expected)
    }

    @Test func `a service account proves itself with its key`() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let receiver = try await GoogleDouble(key: key.publicKey).serve()
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
