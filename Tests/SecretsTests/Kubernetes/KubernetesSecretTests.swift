import Basics
import Secrets
import TestKit
import Testing

@Suite struct KubernetesSecretTests {
    @Test func `values are decoded, and the token is read anew each time`() async throws {
        let receiver = try await KubernetesDouble().serve()
        let files = TextFiles(["/token": "first"])
        let provider = KubernetesSecretProvider(
            ["url": .string("http://127.0.0.1:\(receiver.port)"), "token_path": "/token"], variables: [:], files: files,
            client: BackendWorld().client, limits: BackendWorld.limits)
        let good = ["namespace": "net", "name": "router", "key": "password"]
        #expect(await BackendWorld.outcome(provider, good) == "SecretProviderError")
        files.replace("/token", "second")
        #expect(await BackendWorld.outcome(provider, good) == "hunter2")
        let der = try await BackendWorld.resolve(provider, good.merging(["key": "der"]) { $1 }).get()
        #expect(der.form == .binary && der.bytes.withBytes { Array($0) } == [255])
        #expect(await BackendWorld.outcome(provider, good.merging(["key": "bad"]) { $1 }) == "SecretError")
        #expect(await BackendWorld.outcome(provider, good.merging(["key": "x"]) { $1 }) == "SecretValueNotFoundError")
        #expect(await BackendWorld.outcome(provider, good.merging(["name": "y"]) { $1 }) == "SecretValueNotFoundError")
    }

    @Test(arguments: ["../nodes", "a/b", "..", "a?x", "A", ""])
    func `a name leads to no other path`(name: String) async throws {
        let provider = KubernetesSecretProvider(
            ["url": "http://127.0.0.1:9"], variables: [:], files: TextFiles([:]), client: BackendWorld().client)
        for parameter in ["namespace", "name"] {
            let given = ["namespace": "net", "name": "router", "key": "k"].merging([parameter: name]) { $1 }
            #expect(await BackendWorld.outcome(provider, given) == "SecretParametersError")
        }
    }

    @Test func `outside a pod it must be configured`() async {
        let provider = KubernetesSecretProvider(
            nil, variables: [:], files: TextFiles([:]), client: BackendWorld().client)
        #expect(
            await BackendWorld.outcome(provider, ["namespace": "net", "name": "r", "key": "k"]) == "SecretProviderError"
        )
    }
}
