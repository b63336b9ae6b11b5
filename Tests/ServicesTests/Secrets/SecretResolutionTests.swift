import Basics
import Domain
import Modeling
import Secrets
import Services
import Storage
import TestKit
import Testing

/// What a resolution gives, how it fails, and what is written down about it.
@Suite struct SecretResolutionTests {
    @Test func `a secret is resolved for an object, and for none`() async throws {
        let world = try await SecretWorld()
        try await world.base.furnish()
        world.vault.keep("net/FRA/a", #"{"password": "of-a"}"#)
        let secret = try await world.secret("by device", path: "net/{{ obj.location.name }}/{{ obj.name }}")
        #expect(try await world.text(secret, for: "dcim.device:a") == "of-a")
        #expect(try await world.text(secret, for: "device:a") == "of-a")
        #expect(try await world.text(try await world.secret("plain")) == "c0re-Pa55")
    }

    @Test func `a group gives exactly the secret of the pair that is asked for`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        let group = ID<SecretsGroup>(try await world.base.make("extras.secretsgroup", ["name": "devices"]))
        try await world.base.make(
            "extras.secretsgroupassociation",
            ["secrets_group": "devices", "secret": "plain", "access_type": "SSH", "secret_type": "password"])
        let value = try await world.secrets.resolve(
            group, accessType: "SSH", secretType: "password", by: world.actor
        ).value
        #expect(value.bytes.revealText() == "c0re-Pa55")
        #expect(
            await refusals {
                _ = try await world.secrets.resolve(
                    group, accessType: "Generic", secretType: "password", by: world.actor)
            } == [
                "notFound: The secrets group has no secret for access type Generic and secret type password."
            ])
        _ = secret
    }

    @Test func `every failure has its class, and its text has the dialect's form`() async throws {
        let world = try await SecretWorld()
        try await world.base.furnish()
        let missing = try await world.secret("missing", path: "net/none")
        #expect(
            try await world.fault(missing)
                == #"SecretValueNotFoundError: Secret "missing" (provider "MemoryVaultSecretsProvider"): There is no such secret."#
        )
        let key = try await world.secret("key", key: "nothing")
        #expect(try await world.fault(key).hasPrefix("SecretValueNotFoundError: "))
        let undefined = try await world.secret("undefined", path: "net/{{ obj.nothing.more }}")
        #expect(try await world.fault(undefined).hasPrefix("SecretParametersError: "))
        let broken = try await world.secret("broken", path: "net/{{ 1 / 0 }}")
        #expect(
            try await world.fault(broken)
                == #"SecretError: Secret "broken" (provider "MemoryVaultSecretsProvider"): The template of the parameter "path" failed with a ZeroDivisionError."#
        )
        let empty = try await world.secret("empty", path: "{{ obj.serial }}")
        #expect(try await world.fault(empty, for: "device:a").contains(#"The "path" parameter is mandatory!"#))
        world.vault.answer { _, _ throws(SecretsError) in throw .down }
        let down = try await world.hurrying { try await world.fault(world.secret("down", path: "net/other")) }
        #expect(down.hasPrefix("SecretProviderError: "))
        #expect(
            try await world.accesses().map(\.outcome) == [
                "SecretValueNotFoundError", "SecretValueNotFoundError", "SecretParametersError", "SecretError",
                "SecretParametersError", "SecretProviderError",
            ])
    }

    @Test func `a provider that has gone is told by the short name`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("old")
        let id = secret.raw
        try await world.base.store.write { session in
            var record = try session.get(ID<Secret>(id))
            record.provider = "gone"
            try session.update(Secret.schema, record.values, columns: [Secret.schema.handles.provider.index])
        }
        #expect(
            try await world.fault(secret)
                == #"SecretProviderError: Secret "old" (provider "gone"): No registered provider "gone" is available"#)
        // Its record stays editable.
        #expect(try await world.base.update("extras.secret", id, ["description": "old"]) == ["description"])
    }

    @Test func `a value that is no text is refused, made text or passed on, as the secret says`() async throws {
        let world = try await SecretWorld()
        let port = try await world.secret("port", key: "port")
        #expect(try await world.fault(port).hasPrefix("SecretError: "))
        #expect(try await world.text(world.secret("text", key: "port", ["on_non_string": "text"])) == "22")
        let passed = try await world.secret("list", key: "list", ["on_non_string": "pass"])
        let value = try await world.secrets.resolve(passed, by: world.actor).value
        #expect(value.form == .json && value.bytes.revealText() == #"[1,"a"]"#)
    }

    @Test func `the audit entry says who had what for which object, and never where it lies or what it is`()
        async throws
    {
        let world = try await SecretWorld()
        let ids = try await world.base.furnish()
        world.vault.keep("net/a", #"{"password": "of-a-is-long"}"#)
        let secret = try await world.secret("by device", path: "net/{{ obj.name }}")
        _ = try await world.text(secret, for: "device:a")
        _ = try await world.text(secret, for: "device:a")
        let entries = try await world.accesses()
        #expect(entries.map(\.cache) == ["miss", "hit"])
        let entry = try #require(entries.first)
        #expect(entry.secretId == secret.raw && entry.secretName == "by device" && entry.provider == "memory-vault")
        #expect(entry.backend == "memory:memory-vault" && entry.outcome == "Passed" && entry.purpose == "use")
        #expect(entry.forObjectType == "dcim.device" && entry.forObjectId == ids["a"])
        #expect(entry.userName == "almanac" && entry.requestId == world.actor.requestID)
        #expect(entry.coordinates.count == 64 && entry.coordinates == entries.last?.coordinates)
        let stored = String(decoding: try await world.server.temporary.bytes(), as: UTF8.self)
        #expect(!stored.contains("of-a-is-long") && !stored.contains("net/a\""))
    }

    @Test func `no value leaves when the audit entry cannot be written`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        try await world.base.store.write { session in
            try session.connection.executeScript(["DROP TABLE extras_secretaccess"])
        }
        await #expect(throws: Problem.self) { try await world.text(secret) }
    }

    @Test func `old audit entries go, newer ones stay`() async throws {
        let world = try await SecretWorld()
        let secret = try await world.secret("plain")
        _ = try await world.text(secret)
        world.time.set(world.time.now.adding(seconds: 100 * 86_400))
        _ = try await world.text(secret)
        #expect(try await world.secrets.audit.prune(days: 0, now: world.time.now) == 0)
        #expect(try await world.secrets.audit.prune(days: 90, now: world.time.now) == 1)
        #expect(try await world.accesses().count == 1)
    }

    @Test func `a value in an environment is neither remembered nor counted against limits`() async throws {
        let world = try await SecretWorld()
        let id = try await world.base.make(
            "extras.secret",
            ["name": "env", "provider": "environment-variable", "parameters": ["variable": "SPACED"]])
        for _ in 0..<3 { #expect(try await world.text(ID(id)) == "  two  ") }
        #expect(world.environment.fetches == 3)
        #expect(try await world.accesses().map(\.cache) == ["local", "local", "local"])
        #expect(await world.secrets.documents.health().isEmpty)
    }
}
