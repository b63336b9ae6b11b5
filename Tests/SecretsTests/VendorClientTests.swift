import Basics
import Crypto
import CryptoExtras
import Foundation
import Secrets
import TestKit
import Testing

/// The vendors' own clients understand our doubles, so that passing against a double says something about the real server.
///
/// `Scripts/install-prerequisites` installs the clients from the Python registry; without them this is skipped.
@Suite struct VendorClientTests {
    private static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    private static let modules = package + "/.build/secrets-clients"
    private static let isInstalled = FileManager.default.fileExists(atPath: modules + "/installed.txt")

    private static let expected: [String: JSONValue] = [
        "hvac token": ["world", "v1-world", true],
        "hvac missing": ["InvalidPath", "InvalidPath", "Forbidden"],
        "hvac logins": .array(Array(repeating: ["world", true], count: 6)),
        "hvac refused logins": ["InvalidRequest", "Forbidden", "InvalidRequest"],
        "hvac engines": ["ad-now", "ldap-now"],
        "tss": ["hunter2-LEAKME", "svc"],
        "tss refused": ["SecretServerClientError", "SecretServerClientError"],
        "azure": ["azure-world", "ResourceNotFoundError", "HttpResponseError", "ClientAuthenticationError"],
        "onepassword": ["top", "console", "FailedToRetrieveVaultException"],
        "conjur": ["hunter2", 404, 401],
        "ccp": ["hunter2", "svc", "ConnectionError"],
        "kubernetes": ["hunter2", 404],
        "google": ["123456789", 3_808_858_755, "NotFound", "Forbidden"],
        "google service account": ["good"],
    ]

    @Test(.enabled(if: isInstalled, "Run Scripts/install-prerequisites."), .timeLimit(.minutes(10)))
    func `the vendors' own clients understand every double`() async throws {
        let folder = try Folder()
        let authority = try TestAuthority()
        try folder.write(authority.pem, to: "ca.pem")
        let vault = try await VaultDouble.start()
        let (delinea, onePassword) = (try await DelineaDouble().serve(), try await OnePasswordDouble().serve())
        let (conjur, kubernetes) = (try await ConjurDouble().serve(), try await KubernetesDouble().serve())
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let google = try await GoogleDouble(key: key.publicKey).serve()
        // Two clients insist on TLS; the resource of a token names the port, which is known once somebody listens.
        let cloud = AzureDouble()
        let directory = try await LoopbackServer(tls: authority.server(host: "login.test")) { request, _ in
            cloud.answer(request)
        }
        let azure = try await LoopbackServer(tls: authority.server(host: "net.vault.test")) { request, _ in
            cloud.answer(request)
        }
        cloud.move(
            directory: "https://login.test:\(directory.port)", resource: "https://vault.test:\(azure.port)")
        let accounts = CentralCredentialDouble()
        let ccp = try await LoopbackServer(tls: authority.server(host: "ccp.test")) { request, _ in
            accounts.answer(request)
        }
        let account: JSONValue = [
            "type": "service_account", "client_email": "almanac@project.iam", "private_key_id": "k1",
            "private_key": .string(key.pemRepresentation), "token_uri": .string(google.url("/token")),
        ]
        let world: JSONValue = [
            "vault": .string(try vault.server.url("")), "delinea": .string(delinea.url("/SecretServer")),
            "azure": .string("https://net.vault.test:\(azure.port)"),
            "directory": .string("https://login.test:\(directory.port)"), "ca": .string(folder.path + "/ca.pem"),
            "onepassword": .string(onePassword.url("")), "conjur": .string(conjur.url("")),
            "ccp": .string("https://ccp.test:\(ccp.port)"), "kubernetes": .string(kubernetes.url("")),
            "google": .string("127.0.0.1:\(google.port)"), "google_key": .string(account.text),
        ]
        let path = try folder.write(world.text, to: "world.json")
        let command = ChildCommand(
            path: "/usr/bin/env",
            arguments: ["python3", "\(Self.package)/Tests/SecretsTests/Support/secrets_clients.py", path],
            environment: [
                "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "PYTHONPATH": Self.modules,
                "PYTHONDONTWRITEBYTECODE": "1", "HOME": folder.path,
            ], deadline: .seconds(500))
        let output = try await command.run(input: SecretBytes(""))
        let answers = try #require(try JSONValue(parsing: output.revealText() ?? "").objectValue)
        for (client, answer) in Self.expected.sorted(by: { $0.key < $1.key }) {
            #expect(answers[client] == answer, "\(client): \(answers[client]?.text ?? "nothing")")
        }
        #expect(answers.count == Self.expected.count)
        withExtendedLifetime((delinea, onePassword, conjur, kubernetes, google, directory, azure, ccp, vault)) {}
    }
}
