import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Secrets
import Services
import Storage
import TestKit
import Testing

/// Checking secrets, and looking at providers and backends, over REST.
@Suite struct SecretEndpointTests {
    private let vault = MemoryProvider.vault([
        "core": #"{"password": "c0re-Pa55"}"#, "sw1": #"{"password": "of-sw1-only"}"#,
    ])

    private func server() async throws -> TestServer {
        try await TestServer(secretProviders: ProviderRegistry([.environment(), .files(), vault]))
    }

    private func secret(_ server: TestServer, _ name: String, path: String = "core") async throws -> String {
        try await server.create(
            "/api/extras/secrets/",
            [
                "name": .string(name), "provider": "memory-vault",
                "parameters": ["path": .string(path), "key": "password"],
            ])
    }

    private func check(
        _ server: TestServer, _ id: String, _ query: String = "", token: String? = nil
    ) async throws
        -> APIResponse
    {
        try await server.send("GET", "/api/extras/secrets/\(id)/check/\(query)", token: token)
    }

    @Test func `a check tells whether the secret can be resolved, in the dialect's two members`() async throws {
        let server = try await server()
        let token = try await server.role(
            "checker", [(["extras.secret"], ["view", "check_secret"], "null")])
        let good = try await check(server, secret(server, "good"), token: token)
        #expect(good.status == 200)
        #expect(try await good.jsonBody() == ["result": true, "message": "Passed"])
        let bad = try await check(server, secret(server, "bad", path: "nothing"), token: token)
        #expect(bad.status == 200)
        #expect(
            try await bad.jsonBody() == [
                "result": false,
                "message":
                    "SecretValueNotFoundError: Secret \"bad\" (provider \"MemoryVaultSecretsProvider\"): There is no such secret.",
            ])
    }

    @Test func `an administrator is told the class, the backend and what was remembered too`() async throws {
        let server = try await server()
        let id = try await secret(server, "good")
        let first = try await check(server, id).jsonBody()
        #expect(first["class"] == .null && first["backend"] == "memory:memory-vault" && first["cache"] == "miss")
        #expect(try await check(server, id).jsonBody()["cache"] == "hit")
        #expect(try await check(server, id, "?refresh=true").jsonBody()["cache"] == "miss")
        #expect(vault.fetches == 2)
    }

    @Test func `a check is for an object, when one is named`() async throws {
        let server = try await server()
        let samples = SampleObjects(server)
        var body = try await samples.body(Device.schema)
        body["name"] = "sw1"
        let device = try await server.create("/api/dcim/devices/", .object(body))
        let id = try await secret(server, "templated", path: "{{ obj.name }}")
        for name in ["dcim.device:\(device)", "dcim.device:sw1", "device:sw1"] {
            #expect(try await check(server, id, "?object=\(name)").jsonBody()["result"] == true, "\(name)")
        }
        #expect(
            try await check(server, id).jsonBody()["message"]?.stringValue?.hasPrefix("SecretParametersError: ") == true
        )
        for name in ["sw1", "dcim.device:", "dcim.device:sw2", "nothing:sw1", "system.setting:x"] {
            let refused = try await check(server, id, "?object=\(name)")
            #expect(refused.status == 400, "\(name)")
            #expect(try await refused.messages("object").count == 1)
        }
    }

    @Test func `S29: who may view a secret may not thereby check it`() async throws {
        let server = try await server()
        let (own, other) = (try await secret(server, "own-1"), try await secret(server, "other-1"))
        let constraint = #"{"name__startswith": "own"}"#
        let cases: [(name: String, permissions: [(types: [String], actions: [String], constraints: String)], [Int])] = [
            ("none", [], [403, 403]),
            ("viewer", [(["extras.secret"], ["view"], "null")], [403, 403]),
            ("checks unseen", [(["extras.secret"], ["check_secret"], "null")], [403, 403]),
            ("both", [(["extras.secret"], ["view", "check_secret"], "null")], [200, 200]),
            ("both, own", [(["extras.secret"], ["view", "check_secret"], constraint)], [200, 404]),
            (
                "views all, checks own",
                [(["extras.secret"], ["view"], "null"), (["extras.secret"], ["check_secret"], constraint)], [200, 403]
            ),
            (
                "other models only",
                [(["dcim.device"], ["view", "check_secret"], "null")], [403, 403]
            ),
        ]
        for (name, permissions, expected) in cases {
            let token = try await server.role(name, permissions)
            let answers = [
                try await check(server, own, token: token).status, try await check(server, other, token: token).status,
            ]
            #expect(answers == expected, "\(name)")
        }
        #expect(try await check(server, "00000000-0000-4000-8000-000000000000").status == 404)
        #expect(try await check(server, "core").status == 404)
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            #expect(try await server.send(method, "/api/extras/secrets/\(own)/check/", [:]).status == 405)
        }
        #expect(try await server.send("OPTIONS", "/api/extras/secrets/\(own)/check/").status == 200)
    }

    @Test func `S29: an object that the caller may not view is not there`() async throws {
        let server = try await server()
        let samples = SampleObjects(server)
        let device = try await samples.create(Device.schema)
        let id = try await secret(server, "templated", path: "{{ obj.name }}")
        let token = try await server.role("checker", [(["extras.secret"], ["view", "check_secret"], "null")])
        let seeing = try await server.role(
            "seeing",
            [
                (["extras.secret"], ["view", "check_secret"], "null"),
                (["dcim.device"], ["view"], #"{"name": "nothing"}"#),
            ])
        #expect(try await check(server, id, "?object=dcim.device:\(device.id)", token: token).status == 403)
        #expect(try await check(server, id, "?object=dcim.device:\(device.id)", token: seeing).status == 400)
        let entries = try await server.get("/api/extras/secret-accesses/")
        #expect(entries["count"] == 0)
    }

    @Test func `S29: templates read what the caller may view`() async throws {
        let server = try await server()
        let device = try await SampleObjects(server).create(Device.schema)
        let id = try await secret(server, "oracle", path: "{{ obj.location.name }}")
        let token = try await server.role(
            "oracle", [(["extras.secret"], ["view", "check_secret"], "null"), (["dcim.device"], ["view"], "null")])
        let answer = try await check(server, id, "?object=dcim.device:\(device.id)", token: token).jsonBody()
        #expect(answer["message"]?.stringValue?.hasPrefix("SecretParametersError: ") == true, "\(answer.text)")
        let own = try await check(server, id, "?object=dcim.device:\(device.id)").jsonBody()
        #expect(own["class"] == "SecretValueNotFoundError")
    }

    @Test func `S29: a person checks ten times in a minute, and another one all the same`() async throws {
        let server = try await server()
        let id = try await secret(server, "good")
        let permissions: [(types: [String], actions: [String], constraints: String)] = [
            (["extras.secret"], ["view", "check_secret"], "null")
        ]
        let (ann, bob) = (try await server.role("ann", permissions), try await server.role("bob", permissions))
        for _ in 0..<10 { #expect(try await check(server, id, token: ann).status == 200) }
        let refused = try await check(server, id, token: ann)
        #expect(refused.status == 429 && refused.header("Retry-After") == "60")
        #expect(try await check(server, id, token: bob).status == 200)
        server.time.advance(seconds: 60.1)
        #expect(try await check(server, id, token: ann).status == 200)
    }

    @Test func `providers are listed for those who may view secrets, backends for staff`() async throws {
        let server = try await server()
        let viewer = try await server.role("viewer", [(["extras.secret"], ["view"], "null")])
        let list = "/api/extras/secrets-providers/"
        let answer = try await server.send("GET", list, token: viewer).jsonBody()
        #expect(answer["count"] == 3)
        #expect(
            answer["results"]?[2]?["slug"] == "memory-vault" && answer["results"]?[2]?["aliases"] == ["thycotic-memory"]
        )
        #expect(answer["results"]?[2]?["parameters"]?[2]?["choices"] == ["v1", "v2"])
        #expect(try await server.send("GET", list, token: server.plainToken).status == 403)
        #expect(try await server.send("GET", list + "health/", token: viewer).status == 403)
        #expect(try await server.send("POST", list, [:]).status == 405)
        #expect(
            try await server.get("/api/extras/")["secrets-providers"] == "http://test/api/extras/secrets-providers/")
        let (good, bad) = (try await secret(server, "good"), try await secret(server, "bad", path: "no"))
        for id in [good, good, bad] { _ = try await check(server, id) }
        let health = try await server.get(list + "health/")
        let backend = try #require(health["backends"]?[0])
        #expect(backend["backend"] == "memory:memory-vault" && backend["breaker"] == "closed")
        #expect(backend["fetches"] == 1 && backend["cache"]?["hits"] == 1)
        #expect(backend["failures"] == ["SecretValueNotFoundError": 1])
        #expect(backend["last_failure"]?["class"] == "SecretValueNotFoundError")
        #expect(health["cache"]?["documents"] == 1)
    }

    @Test func `uses of secrets are read-only rows that need a permission of their own`() async throws {
        let server = try await server()
        let id = try await secret(server, "good")
        _ = try await check(server, id)
        let list = "/api/extras/secret-accesses/"
        let entry = try #require(try await server.get("\(list)?secret_id=\(id)")["results"]?[0])
        #expect(entry["purpose"] == "check" && entry["outcome"] == "Passed" && entry["user_name"] == "admin")
        let key = entry["id"]?.stringValue ?? ""
        for method in ["POST", "PATCH", "DELETE"] {
            #expect(try await server.send(method, "\(list)\(key)/", [:]).status == 405)
        }
        #expect(try await server.send("GET", list, token: server.plainToken).status == 403)
    }

    @Test func `a group shows its associations, and filters lead both ways`() async throws {
        let server = try await server()
        _ = try await secret(server, "good")
        let group = try await server.create("/api/extras/secrets-groups/", ["name": "devices"])
        try await server.create(
            "/api/extras/secrets-groups-associations/",
            ["secrets_group": "devices", "secret": "good", "access_type": "SSH", "secret_type": "password"])
        let shown = try await server.get("/api/extras/secrets-groups/\(group)/?exclude_m2m=false")
        #expect(shown["secrets"]?.arrayValue?.count == 1)
        #expect(shown["secrets"]?[0]?["object_type"] == "extras.secretsgroupassociation")
        for query in [
            "secrets/?secrets_groups=devices", "secrets-groups/?secrets=good",
            "secrets-groups-associations/?secret=good&secrets_group=devices&access_type=SSH",
            "secrets-groups-associations/?q=devic",
        ] {
            #expect(try await server.get("/api/extras/\(query)")["count"] == 1, "\(query)")
        }
        // Written through the associations only.
        let patched = try await server.send(
            "PATCH", "/api/extras/secrets-groups/\(group)/?exclude_m2m=false", ["secrets": []])
        #expect(patched.status == 200)
        #expect(try await patched.jsonBody()["secrets"]?.arrayValue?.count == 1)
    }

    @Test func `a permission may be bound to what parameters begin with`() async throws {
        let server = try await server()
        let token = try await server.role(
            "operator",
            [
                (
                    ["extras.secret"], ["view", "add", "change"],
                    #"{"provider": "environment-variable", "parameters__variable__startswith": "NAPALM_"}"#
                )
            ])
        func add(_ variable: String) async throws -> Int {
            try await server.send(
                "POST", "/api/extras/secrets/",
                [
                    "name": .string(variable), "provider": "environment-variable",
                    "parameters": ["variable": .string(variable)],
                ], token: token
            ).status
        }
        #expect(try await add("NAPALM_PASSWORD") == 201)
        #expect(try await add("DB_PASSWORD") == 403)
    }
}
