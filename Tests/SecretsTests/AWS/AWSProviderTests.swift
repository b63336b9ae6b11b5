import Secrets
import Testing

/// Both services against a server that checks signatures and policies.
@Suite(.enabled(if: AWSSimulator.isInstalled, Comment(rawValue: AWSSimulator.missing)))
struct AWSProviderTests {
    private func asking(_ name: String, _ others: [String: String] = [:]) -> [String: String] {
        ["name": name, "region": "us-east-2"].merging(others) { $1 }
    }

    @Test func `a secret is read with the right key`() async throws {
        let manager = try await AWSSimulator.shared.bench().manager
        #expect(try await manager.text(of: asking("hello", ["key": "location"])) == "world")
        #expect(try await manager.text(of: ["name": "hello", "key": "location"]) == "world")
        let number = try await manager.value(of: asking("hello", ["key": "n"]))
        #expect(number.form == .json && number.bytes.revealText() == "42")
        #expect(try await manager.value(of: asking("nulls", ["key": "location"])).bytes.revealText() == "null")
        #expect(try await manager.text(of: asking("plain")) == "just text")
        let binary = try await manager.value(of: asking("binary"))
        #expect(binary.form == .binary && binary.bytes.withBytes { Array($0) } == [0, 255, 1])
    }

    @Test func `a version is read by its id and by its stage`() async throws {
        let world = try await AWSSimulator.shared
        let manager = world.bench().manager
        #expect(try await manager.text(of: asking("turning")) == "new")
        #expect(try await manager.text(of: asking("turning", ["version_stage": "AWSPREVIOUS"])) == "old")
        #expect(try await manager.text(of: asking("turning", ["version_id": world.oldVersion])) == "old")
        let missing = asking("turning", ["version_stage": "NONE"])
        #expect(await manager.failure(of: missing)?.kind == .valueNotFound)
    }

    @Test(arguments: [
        ("missing", "a", SecretsError.Kind.valueNotFound), ("hello", "nested.a", .valueNotFound),
        ("plain", "a", .secret), ("list", "a", .secret), ("going", "a", .provider),
    ])
    func `Secrets Manager's refusals have the classes of the contract`(
        _ name: String, _ key: String, _ kind: SecretsError.Kind
    ) async throws {
        let manager = try await AWSSimulator.shared.bench().manager
        #expect(await manager.failure(of: asking(name, ["key": key]))?.kind == kind)
    }

    @Test(arguments: [
        ("/none", "location", SecretsError.Kind.parameters), ("/net/hello:7", "location", .valueNotFound),
        ("/net/list", "location", .valueNotFound), ("/net/hello", "zz", .parameters),
    ])
    func `Parameter Store's refusals have the classes of the contract`(
        _ name: String, _ key: String, _ kind: SecretsError.Kind
    ) async throws {
        let store = try await AWSSimulator.shared.bench().store
        #expect(await store.failure(of: asking(name, ["key": key]))?.kind == kind)
    }

    @Test func `a parameter is read decrypted`() async throws {
        let store = try await AWSSimulator.shared.bench().store
        #expect(try await store.text(of: asking("/net/hello", ["key": "location"])) == "world")
        #expect(try await store.text(of: asking("/net/list")) == "a,b")
        let object = try await store.value(of: asking("/net/object", ["key": "location"]))
        #expect(object.form == .json && object.bytes.revealText() == #"{"a": 1}"#)
    }

    @Test func `a wrong secret, an unknown key and a denied action are refused, and told apart`() async throws {
        let world = try await AWSSimulator.shared
        let wrong = AWSSimulator.Key(id: world.reader.id, secret: "CANARY-wrong")
        let unknown = AWSSimulator.Key(id: "AKIAUNKNOWN", secret: "CANARY-wrong")
        var messages: Set<String> = []
        for key in [wrong, unknown, world.mute] {
            let bench = world.bench(key)
            for error in [
                await bench.manager.failure(of: asking("canary")), await bench.store.failure(of: asking("/net/hello")),
            ] {
                let error = try #require(error)
                #expect(error.kind == .provider && error.status == 403 && !error.isTransient)
                #expect(!error.everything.contains("CANARY") && !error.everything.contains(key.id))
                messages.insert(error.message)
            }
        }
        #expect(messages.count == 3)
    }

    @Test func `S35: a value that looks like a template is handed out as it is`() async throws {
        let text = try await AWSSimulator.shared.bench().manager.text(of: asking("template"))
        #expect(text == "{{ obj.name }} %s %41 {% raw %}")
    }

    @Test func `username and password of one secret are one document`() async throws {
        let manager = try await AWSSimulator.shared.bench().manager
        let first = try manager.locate(ProviderParameters(asking("hello", ["key": "location"])))
        #expect(try manager.locate(ProviderParameters(asking("hello", ["key": "n"]))) == first)
        let stage = asking("hello", ["version_stage": "AWSPREVIOUS"])
        #expect(try manager.locate(ProviderParameters(stage)) != first)
        #expect(!first.isLocal && first.backend == "aws:secretsmanager:us-east-2")
    }
}
