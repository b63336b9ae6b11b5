import Basics
import Outbound
import Secrets
import TestKit
import Testing

@Suite struct AzureKeyVaultTests {
    private struct World {
        let base = BackendWorld()
        let double = AzureDouble()
        let receiver: LoopbackServer
        let provider: AzureKeyVaultProvider
        var origin: String { "http://127.0.0.1:\(receiver.port)" }

        init(_ variables: [String: String]) async throws {
            receiver = try await double.serve()
            let origin = "http://127.0.0.1:\(receiver.port)"
            let identity = AzureIdentity(
                variables: variables.merging(["AZURE_AUTHORITY_HOST": origin]) { $1 },
                files: TextFiles(["/federated": "federated-jwt"]), time: base.time, metadata: origin)
            provider = AzureKeyVaultProvider(
                identity: identity, allowedHosts: [origin], client: base.client, limits: BackendWorld.limits)
        }

        func outcome(_ name: String, at url: String? = nil) async -> String {
            await BackendWorld.outcome(provider, ["vault_url": url ?? origin, "secret_name": name])
        }
    }

    private static let secret = ["AZURE_TENANT_ID": "tid", "AZURE_CLIENT_ID": "cid", "AZURE_CLIENT_SECRET": "csec"]

    @Test(arguments: [
        secret, ["AZURE_TENANT_ID": "tid", "AZURE_CLIENT_ID": "cid", "AZURE_FEDERATED_TOKEN_FILE": "/federated"], [:],
    ])
    func `one token serves until shortly before its end`(variables: [String: String]) async throws {
        let world = try await World(variables)
        for _ in 0..<3 { #expect(await world.outcome("hello") == "azure-world") }
        #expect(world.double.tokens == 1)
        world.base.time.advance(seconds: 3400)
        #expect(await world.outcome("hello") == "azure-world")
        #expect(world.double.tokens == 2)
    }

    @Test func `what is refused has its class, and no answer is shown`() async throws {
        let world = try await World(Self.secret)
        for (name, kind) in [
            ("none", SecretsError.Kind.valueNotFound), ("disabled", .provider), ("a/b?x", .valueNotFound),
        ] {
            let result = await BackendWorld.resolve(
                world.provider, ["vault_url": world.origin, "secret_name": name])
            guard case .failure(let error) = result else {
                Issue.record("it was found")
                continue
            }
            #expect(error.kind == kind && !error.message.contains("canary"))
        }
        #expect(world.receiver.requests.contains { $0.target.hasPrefix("/secrets/a%2Fb%3Fx/?") })
        world.double.status = 429
        guard
            case .failure(let busy) = await BackendWorld.resolve(
                world.provider, ["vault_url": world.origin, "secret_name": "hello"])
        else { return }
        #expect(busy.isTransient && busy.kind == .provider)
        let wrong = try await World(Self.secret.merging(["AZURE_CLIENT_SECRET": "zz"]) { $1 })
        #expect(await wrong.outcome("hello") == "SecretProviderError")
        let half = try await World(["AZURE_TENANT_ID": "tid"])
        #expect(await half.outcome("hello") == "SecretProviderError")
        #expect(half.receiver.requests.isEmpty)
    }

    @Test(arguments: [
        "https://attacker.example.com", "http://net.vault.azure.net", "https://169.254.169.254",
        "https://x.vault.azure.net.attacker.example", "https://net.vault.azure.net/path",
        "https://user@net.vault.azure.net",
        "https://net.vault.azure.net:8443", "https://vault.azure.net#x.vault.azure.net", "file:///etc/passwd",
    ])
    func `S13: no other host gets a request, let alone a token`(url: String) async throws {
        let world = try await World(Self.secret)
        #expect(["SecretProviderError", "SecretParametersError"].contains(await world.outcome("hello", at: url)))
        #expect(world.receiver.requests.isEmpty)
    }

    @Test(arguments: [
        "https://net.vault.azure.net/", "HTTPS://Net.Vault.Azure.NET", "https://a.vault.usgovcloudapi.net",
    ])
    func `the vaults of Azure's clouds are located`(url: String) async throws {
        let world = try await World(Self.secret)
        let location = try world.provider.locate(ProviderParameters(["vault_url": url, "secret_name": "x"]))
        #expect(location.coordinates.first?.hasPrefix("https://") == true)
        #expect(location.coordinates.first?.hasSuffix("/") == false)
    }
}
