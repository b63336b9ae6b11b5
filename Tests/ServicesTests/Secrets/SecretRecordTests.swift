import Basics
import Domain
import Modeling
import Secrets
import Services
import Storage
import TestKit
import Testing

/// What a secret must be to be saved, and what an import makes of one (contracts/secrets.md §1.3, §9).
@Suite struct SecretRecordTests {
    private func refused(_ world: SecretWorld, _ provider: JSONValue, _ parameters: JSONValue) async -> [String] {
        await refusals {
            try await world.base.make(
                "extras.secret", ["name": "x", "provider": provider, "parameters": parameters])
        }
    }

    @Test func `an unknown provider is refused in the words of the dialect, an alias is taken`() async throws {
        let world = try await SecretWorld()
        #expect(
            await refused(world, "nothing", ["a": "b"])
                == [#"provider: No registered provider "nothing" is available"#])
        #expect(await refused(world, "thycotic-memory", ["path": "a", "key": "b"]) == [])
    }

    @Test func `parameters are texts, and all that the provider needs and no others`() async throws {
        let world = try await SecretWorld()
        #expect(await refused(world, "memory-vault", [:]) == ["parameters: This field cannot be blank."])
        #expect(
            await refused(world, "memory-vault", ["a"])
                == [#"parameters: Give an object of texts, such as {"variable": "NAME"}."#])
        #expect(
            await refused(world, "memory-vault", ["path": .null, "key": ["a"], "x": [:]]) == [
                #"parameters: The parameter "path" must be a text."#,
                #"parameters: The parameter "key" must be a text."#,
                #"parameters: The parameter "x" must be a text."#,
            ])
        #expect(
            await refused(world, "memory-vault", ["path": "", "other": "x"]) == [
                #"parameters: The "path" parameter is mandatory!"#, #"parameters: The "key" parameter is mandatory!"#,
                #"parameters: Memory Vault has no parameter "other"; it takes path, key, version."#,
            ])
    }

    @Test func `numbers and truth values become their texts`() async throws {
        let world = try await SecretWorld()
        let id = try await world.base.make(
            "extras.secret",
            ["name": "n", "provider": "memory-vault", "parameters": ["path": 1234, "key": true]])
        let secret = try await world.base.fetch(Query<Secret>().where { $0.name == "n" }).first
        #expect(secret?.id.raw == id && secret?.parameters.text == #"{"path":"1234","key":"true"}"#)
    }

    @Test func `a choice is checked when it is plain, a template when it is rendered`() async throws {
        let world = try await SecretWorld()
        #expect(
            await refused(world, "memory-vault", ["path": "a", "key": "b", "version": "v3"])
                == [#"parameters: version: "v3" is not one of v1, v2."#])
        let id = try await world.base.make(
            "extras.secret",
            [
                "name": "t", "provider": "memory-vault",
                "parameters": ["path": "a", "key": "b", "version": "v{{ 1 + 2 }}"],
            ])
        #expect(try await world.fault(ID(id)).hasSuffix(#"The parameter "version" must be one of v1, v2."#))
    }

    @Test func `a template that cannot be read is refused with its line`() async throws {
        let world = try await SecretWorld()
        let messages = await refused(world, "memory-vault", ["path": "a\n{{ b", "key": "{{ c|nothing }}"])
        #expect(messages.count == 2)
        #expect(
            messages.first?.hasPrefix("parameters: path: ") == true && messages.first?.hasSuffix("(line 2)") == true)
        #expect(messages.last?.contains("No filter named 'nothing'") == true)
    }

    @Test(
        "the path of a file is absolute and goes nowhere up, as it is written",
        arguments: [
            ("etc/x", "Path must be an absolute path, not a relative one"),
            ("{{ obj.name }}", "Path must be an absolute path, not a relative one"),
            ("/a/../b", "Illegal character sequence in path"), ("/a..b", "Illegal character sequence in path"),
        ])
    func path(_ path: String, _ message: String) async throws {
        let world = try await SecretWorld()
        #expect(await refused(world, "text-file", ["path": .string(path)]) == ["__all__: \(message)"])
    }

    @Test func `a new secret has the safe modes, an imported one those that it was written for`() async throws {
        let world = try await SecretWorld()
        let line =
            #"{"object_type": "extras.secret", "name": "NAME", "provider": "memory-vault", "parameters": {"path": "a", "key": "b"}MORE}"#
        let given = #", "escape": "none", "undefined": "strict", "on_non_string": "text""#
        _ = try await world.secret("new")
        let plan = try await world.base.load(
            line.replacing("NAME", with: "imported").replacing("MORE", with: "") + "\n"
                + line.replacing("NAME", with: "own").replacing("MORE", with: given) + "\n")
        #expect(plan.total(.error) == 0, "\(plan.entries.map(\.messages))")
        let modes = try await world.base.fetch(Query<Secret>()).reduce(into: [String: [String]]()) {
            $0[$1.name] = [$1.escape, $1.undefined, $1.onNonString]
        }
        #expect(modes["new"] == ["none", "strict", "error"])
        #expect(modes["imported"] == ["html", "empty", "pass"])
        #expect(modes["own"] == ["none", "strict", "text"])
        // Importing again changes nothing that somebody chose since.
        let again = try await world.base.load(line.replacing("NAME", with: "new").replacing("MORE", with: "") + "\n")
        #expect(again.total(.error) == 0)
        #expect(try await world.base.fetch(Query<Secret>().where { $0.name == "new" }).first?.escape == "none")
    }

    @Test func `a group goes from its devices, an association goes with its secret and its group`() async throws {
        let world = try await SecretWorld()
        let ids = try await world.base.furnish()
        let secret = try await world.secret("plain")
        let group = try await world.base.make("extras.secretsgroup", ["name": "devices"])
        let association: JSONValue = [
            "secrets_group": "devices", "secret": "plain", "access_type": "SSH", "secret_type": "password",
        ]
        try await world.base.make("extras.secretsgroupassociation", association)
        #expect(
            await refusals { try await world.base.make("extras.secretsgroupassociation", association) }.first?
                .contains("must make a unique set") == true)
        let device = try #require(ids["a"])
        _ = try await world.base.update("dcim.device", device, ["secrets_group": "devices"])
        try await world.base.delete("extras.secret", secret.raw)
        let own = SecretsGroupAssociation.schema
        let rest = try await world.base.store.read {
            try $0.count(own, where: .compare(["secrets_group"], .equals, [.id(group)]))
        }
        #expect(rest == 0)
        try await world.base.delete("extras.secretsgroup", group)
        #expect(try await world.base.fetch(Query<Device>().where { $0.name == "a" }).first?.secretsGroup == nil)
    }

    @Test func `every store has the secret of the vulnerability feed in its group`() async throws {
        let world = try await SecretWorld()
        let secret = try #require(
            try await world.base.fetch(Query<Secret>().where { $0.name == "NAUTOBOT DLM NIST API KEY" }).first)
        #expect(secret.parameters.text == #"{"variable":"NAUTOBOT_DLM_NIST_API_KEY"}"# && secret.undefined == "strict")
        world.environment.keep("NAUTOBOT_DLM_NIST_API_KEY", "nvd-key")
        let group = try #require(
            try await world.base.fetch(Query<SecretsGroup>().where { $0.name == "NAUTOBOT DLM NIST SECRETS GROUP" })
                .first)
        let value = try await world.secrets.resolve(
            group.id, accessType: "HTTP(S)", secretType: "token", by: world.actor
        ).value
        #expect(value.bytes.revealText() == "nvd-key")
    }
}
