import Basics
import Crypto
import CryptoExtras
import Foundation
import Outbound
import Secrets
import TestKit
import Testing

/// What remote backends answer, and what they are asked with, is in no error, description or log: whether all goes well, the
/// backend fails in whatever way, or does not answer.
@Suite(.timeLimit(.minutes(15))) struct BackendCanaryTests {
    private static let canary = "CANARY-7f3a9c5e/+é"

    /// Every remote provider, set up with canaries, against one address.
    private struct World {
        let base = BackendWorld(resolver: LoopbackNames())
        let log = LogLines()
        let client: OutboundClient
        let origin: String

        init(_ server: LoopbackServer) {
            origin = server.url("")
            var policy = EgressPolicy.forNetworkAccess()
            policy.exceptions = IPNetwork("127.0.0.0/8").map { [EgressPolicy.Exception($0)] } ?? []
            client = OutboundClient(
                policy: policy, resolver: LoopbackNames(), time: base.time, random: SeededRandom(seed: 3),
                logger: log.logger)
        }

        private static let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048)

        /// Each with the parameters to ask it with.
        func providers() -> [(name: String, provider: any SecretsProvider, parameters: [String: String])] {
            let account: JSONValue = [
                "type": "service_account", "client_email": "CANARY@project.iam", "private_key_id": "CANARY",
                "private_key": .string(Self.key?.pemRepresentation ?? ""), "token_uri": .string(origin + "/token"),
            ]
            let files = TextFiles(["/jwt": "CANARY-jwt", "/key.json": account.text])
            var all: [(name: String, provider: any SecretsProvider, parameters: [String: String])] = []
            for login in Self.logins {
                var block = login
                block["url"] = .string(origin)
                let directory = VaultDirectory(block)
                let connections = VaultConnections(
                    directory, client: client, files: files, time: base.time, limits: BackendWorld.limits)
                let name = "Vault \(block["auth_method"]?.stringValue ?? "token")"
                all.append(
                    (
                        name, HashiCorpVaultProvider(directory, connections),
                        ["path": "CANARY-path", "key": "CANARY-key"]
                    ))
                all.append(
                    (
                        name + " LDAP", HashiCorpVaultLDAPProvider(directory, connections),
                        ["role_name": "CANARY-role", "engine": "ldap", "key": "password"]
                    ))
            }
            let delinea = DelineaServer(
                ["base_url": .string(origin), "username": "CANARY-user", "password": "CANARY-password"],
                client: client, time: base.time, limits: BackendWorld.limits)
            all.append(
                ("Delinea id", DelineaProvider(.id, delinea), ["secret_id": "1", "secret_selected_value": "CANARY"]))
            all.append(
                (
                    "Delinea path", DelineaProvider(.path, delinea),
                    ["secret_path": "CANARY", "secret_selected_value": "CANARY"]
                ))
            for (name, variables) in [
                (
                    "secret",
                    ["AZURE_TENANT_ID": "CANARY", "AZURE_CLIENT_ID": "CANARY", "AZURE_CLIENT_SECRET": "CANARY"]
                ),
                (
                    "federated",
                    ["AZURE_TENANT_ID": "CANARY", "AZURE_CLIENT_ID": "CANARY", "AZURE_FEDERATED_TOKEN_FILE": "/jwt"]
                ), ("machine", ["AZURE_CLIENT_ID": "CANARY"]),
            ] {
                let identity = AzureIdentity(
                    variables: variables.merging(["AZURE_AUTHORITY_HOST": origin]) { $1 }, files: files,
                    time: base.time, metadata: origin)
                all.append(
                    (
                        "Azure \(name)",
                        AzureKeyVaultProvider(
                            identity: identity, allowedHosts: [origin], client: client, limits: BackendWorld.limits),
                        ["vault_url": origin, "secret_name": "CANARY"]
                    ))
            }
            for (name, variables) in [("machine", [:]), ("key", ["GOOGLE_APPLICATION_CREDENTIALS": "/key.json"])] {
                all.append(
                    (
                        "Google \(name)",
                        GoogleSecretManagerProvider(
                            identity: GoogleIdentity(
                                variables: variables, files: files, time: base.time, metadata: origin),
                            endpoint: origin, client: client, limits: BackendWorld.limits),
                        ["project": "CANARY", "secret": "CANARY"]
                    ))
            }
            all += others(files)
            return all
        }

        private func others(
            _ files: TextFiles
        ) -> [(name: String, provider: any SecretsProvider, parameters: [String: String])] {
            [
                (
                    "1Password",
                    OnePasswordConnectProvider(
                        ["connect_host": .string(origin), "token": "CANARY", "vaults": ["Net": [:]]], client: client,
                        limits: BackendWorld.limits), ["vault": "Net", "item": "CANARY", "field": "CANARY"]
                ),
                (
                    "Conjur",
                    ConjurProvider(
                        ["url": .string(origin), "account": "CANARY", "login": "CANARY", "api_key": "CANARY"],
                        client: client, time: base.time, limits: BackendWorld.limits), ["variable": "CANARY"]
                ),
                (
                    "CCP",
                    CentralCredentialProvider(
                        ["url": .string(origin), "app_id": "CANARY"], client: client, limits: BackendWorld.limits),
                    ["safe": "CANARY", "object": "CANARY"]
                ),
                (
                    "Kubernetes",
                    KubernetesSecretProvider(
                        ["url": .string(origin), "token_path": "/jwt"], variables: [:], files: files, client: client,
                        limits: BackendWorld.limits), ["namespace": "canary", "name": "canary", "key": "CANARY"]
                ),
            ]
        }

        private static let logins: [JSONObject] = [
            ["token": "CANARY"], ["auth_method": "approle", "role_id": "CANARY", "secret_id": "CANARY"],
            ["auth_method": "kubernetes", "role_name": "CANARY", "k8s_token_path": "/jwt"],
            ["auth_method": "jwt", "role_name": "CANARY", "jwt_path": "/jwt"],
            ["auth_method": "userpass", "username": "CANARY", "password": "CANARY"],
            ["auth_method": "ldap", "username": "CANARY", "password": "CANARY"],
        ]
    }

    /// Answers that hold a canary wherever one can be.
    private static var replies: [Reply] {
        let value = JSONValue.string(canary)
        // What every one of them takes for a login and a value.
        let good: JSONValue = [
            "auth": ["client_token": "CANARY", "lease_duration": 60, "renewable": true], "access_token": "CANARY",
            "expires_in": 60, "value": value, "Content": value,
            "data": [
                "data": ["CANARY-key": value], "CANARY": .string(Base64.text(Array(canary.utf8))), "password": value,
            ],
            "payload": ["data": .string(Base64.text(Array(canary.utf8)))],
            "items": [["slug": "canary", "fieldName": "x", "itemValue": value]],
        ]
        var replies: [Reply] = [
            .json(200, good), .json(200, [["id": "CANARY", "name": "Net", "title": "CANARY"]]), .text(canary),
            .text(#"{"data": "\#(canary)"#),
            .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n\(canary)".utf8), close: true),
            .bytes(Array("CANARY nonsense\r\n\r\n".utf8), close: true), .reset,
            .answer(302, ["Location": "http://127.0.0.1:1/CANARY"], []),
        ]
        for status in [400, 401, 403, 404, 409, 412, 418, 429, 472, 500, 503] {
            replies.append(
                .json(
                    status,
                    [
                        "errors": [value], "error": ["code": "CANARY", "message": value], "message": value,
                        "ErrorMsg": value, "warnings": [value], "data": ["metadata": value],
                    ], ["Retry-After": "1", "WWW-Authenticate": "CANARY"]))
        }
        return replies
    }

    /// The canary and the forms in which it might get out.
    private static let forms: [String] = {
        let bytes = Array(canary.utf8)
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        return [
            "CANARY", "7f3a9c5e", String(Base64.text(bytes).prefix(16)), hex, hex.uppercased(),
            String(canary.reversed()).prefix(8).description, "%2F%2B%C3%A9",
        ]
    }()

    private static func hits(_ text: String) -> [String] { forms.filter(text.contains) }

    /// All that can be seen of asking a provider.
    private static func everything(
        _ provider: any SecretsProvider, _ parameters: [String: String]
    ) async -> (text: String, isFound: Bool) {
        var seen = ""
        func see(_ value: Any) {
            var dumped = ""
            dump(value, to: &dumped)
            seen += "\(value) \(String(reflecting: value)) \(dumped)"
        }
        let given = ProviderParameters(parameters)
        see(given)
        do throws(SecretsError) {
            let document = try await provider.fetch(try provider.locate(given))
            see(document)
            see(try provider.value(in: document, given))
            return (seen, true)
        } catch {
            return (seen + error.everything, false)
        }
    }

    @Test func `every provider and login: answers and credentials are in no error, description or log`() async throws {
        var found: Set<String> = []
        var count = 0
        for reply in Self.replies {
            let server = try await LoopbackServer { _, _ in reply }
            let world = World(server)
            for (name, provider, parameters) in world.providers() {
                let (text, isFound) = await Self.everything(provider, parameters)
                if isFound { found.insert(name) }
                let leases = await provider.leases()
                #expect(Self.hits(text + "\(leases) \(provider.problems)").isEmpty, "\(name) \(reply)")
                await provider.shutdown()
                count += 1
            }
            #expect(Self.hits(world.log.text).isEmpty, "\(reply)")
        }
        // The way that works was walked too, by all whose value a single answer can hold.
        #expect(
            found.isSuperset(of: ["Vault token", "Vault approle", "Delinea id", "Azure secret", "CCP", "Kubernetes"]))
        #expect(found.isSuperset(of: ["Google machine", "Google key", "Vault token LDAP", "Conjur"]))
        #expect(count > 300)
    }

    @Test func `every provider and login: a backend that does not answer shows nothing either`() async throws {
        let count = World(try await LoopbackServer { _, _ in .silence }).providers().count
        for index in 0..<count {
            // Each has a server of its own: one that does not answer is left alone after a while.
            let server = try await LoopbackServer { _, _ in
                .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n\(Self.canary)".utf8), close: false)
            }
            let world = World(server)
            let (name, provider, parameters) = world.providers()[index]
            async let seen = Self.everything(provider, parameters)
            await server.wait(for: 1)
            world.base.time.advance(seconds: 10)
            let (text, isFound) = await seen
            #expect(!isFound && text.contains("in time") && Self.hits(text).isEmpty, "\(name) \(text)")
            #expect(Self.hits(world.log.text).isEmpty)
        }
    }
}
