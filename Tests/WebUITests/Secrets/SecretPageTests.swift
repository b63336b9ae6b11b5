import Basics
import Domain
import HTTPAPI
import HTTPServing
import Modeling
import Secrets
import Services
import TestKit
import Testing

/// Forms, checks and boards of secrets, as people use them.
@Suite struct SecretPageTests {
    private static let canary = "cAn4ry-of-the-vault/7+b\"<"

    private let vault = MemoryProvider.vault(["sw1": JSONValue.object(["password": .string(Self.canary)]).text])

    private func world() async throws -> (WebWorld, device: String) {
        let server = try await TestServer(
            secretProviders: ProviderRegistry([.environment(["TOKEN": Self.canary]), .files(), vault]))
        var body = try await SampleObjects(server).body(Device.schema)
        body["name"] = "sw1"
        let device = try await server.create("/api/dcim/devices/", .object(body))
        return (try await WebWorld(server), device)
    }

    private func secret(_ world: WebWorld, _ name: String, path: String) async throws -> String {
        try await world.server.create(
            "/api/extras/secrets/",
            [
                "name": .string(name), "provider": "memory-vault",
                "parameters": ["path": .string(path), "key": "password"],
            ])
    }

    @Test func `a secret begins with its provider, whose form says what each field is for`() async throws {
        let (world, _) = try await world()
        let browser = try await world.browser()
        let chooser = try await browser.get("/extras/secrets/add/")
        #expect(chooser.contains("Memory Vault") && chooser.contains("?provider=memory-vault"))
        #expect(chooser.contains("Needs path, key") && !chooser.contains("name=\"param_path\""))
        let form = try await browser.get("/extras/secrets/add/?provider=memory-vault")
        for part in ["name=\"param_path\"", "name=\"param_key\"", "<select id=\"field-param_version\"", ">v2</option>"]
        {
            #expect(form.contains(part), "\(part)")
        }
        let saved = try await browser.post(
            "/extras/secrets/add/",
            [
                ("provider", "memory-vault"), ("name", "core"), ("param_path", "{{ obj.name }}"),
                ("param_key", "password"), ("param_version", ""), ("escape", "none"), ("undefined", "strict"),
                ("on_non_string", "error"), ("description", "of the core"),
            ])
        #expect(saved.status == 303, "\(saved.text)")
        let stored = try await world.server.get("/api/extras/secrets/?name=core")["results"]?[0]
        #expect(stored?["parameters"] == ["path": "{{ obj.name }}", "key": "password"])
        #expect(stored?["description"] == "of the core")
        let edit = try await browser.get("/extras/secrets/\(stored?["id"]?.stringValue ?? "")/edit/")
        #expect(edit.contains("value=\"{{ obj.name }}\"") && edit.contains("value=\"core\""))
    }

    @Test func `what is wrong with a secret is said at the parameter`() async throws {
        let (world, _) = try await world()
        let browser = try await world.browser()
        func save(_ fields: [(String, String)]) async throws -> WebPage {
            try await browser.post(
                "/extras/secrets/add/",
                [
                    ("provider", "memory-vault"), ("name", "x"), ("escape", "none"), ("undefined", "strict"),
                    ("on_non_string", "error"),
                ] + fields)
        }
        let missing = try await save([("param_path", ""), ("param_key", "kept")])
        #expect(missing.status == 400 && missing.contains("value=\"kept\""))
        #expect(missing.contains("id=\"field-param_path-error\">The &quot;path&quot; parameter is mandatory!"))
        let broken = try await save([("param_path", "{{ obj."), ("param_key", "k")])
        #expect(broken.status == 400 && broken.contains("id=\"field-param_path-error\">path: "))
        let choice = try await save([("param_path", "p"), ("param_key", "k"), ("param_version", "v9")])
        #expect(choice.status == 400 && choice.contains("id=\"field-param_version-error\""))
        #expect(try await world.server.get("/api/extras/secrets/?name=x")["count"] == 0)
    }

    @Test func `trying templates shows whether they work, not what they come to, and asks no backend`() async throws {
        let (world, device) = try await world()
        let browser = try await world.browser()
        func preview(_ path: String, _ object: String) async throws -> WebPage {
            try await browser.post(
                "/extras/secrets/add/",
                [
                    ("provider", "memory-vault"), ("name", "x"), ("param_path", path), ("param_key", "password"),
                    ("undefined", "strict"), ("_object", object), ("_preview", "yes"),
                ])
        }
        let good = try await preview("rendered-{{ obj.name | upper }}", "sw1")
        #expect(good.status == 200 && good.contains("The templates work.") && good.contains("memory:memory-vault"))
        #expect(!good.contains("rendered-SW1"))
        #expect(try await preview("{{ obj.nothing.more }}", "sw1").contains("The templates do not work."))
        let absent = try await preview("p", "nobody")
        #expect(absent.status == 400 && absent.contains("field-_object-error"))
        #expect(vault.fetches == 0)
        #expect(try await world.server.get("/api/extras/secrets/?name=x")["count"] == 0)
        #expect(try await world.server.get("/api/extras/secret-accesses/")["count"] == 0)
        // Whoever may not see the device learns nothing of it by a template.
        let writer = try await world.browser("writer", may: [(["extras.secret"], ["view", "add", "change"])])
        let hidden = try await writer.post(
            "/extras/secrets/add/",
            [
                ("provider", "memory-vault"), ("name", "x"), ("param_path", "{{ obj.name }}"), ("param_key", "k"),
                ("_object", "dcim.device:\(device)"), ("_preview", "yes"),
            ])
        #expect(hidden.status == 403 && !hidden.contains("sw1"))
    }

    @Test func `a check has its own permission and limit, and says in words what to do`() async throws {
        let (world, device) = try await world()
        let good = try await secret(world, "good", path: "{{ obj.name }}")
        let bad = try await secret(world, "bad", path: "absent")
        let checker = try await world.browser(
            "checker", may: [(["extras.secret"], ["view", "check_secret"]), (["dcim.device"], ["view"])])
        let reader = try await world.browser("reader", may: [(["extras.secret"], ["view"])])
        let path = "/extras/secrets/\(good)/check/"
        let passed = try await checker.post(path, [("deed", "check"), ("object", "dcim.device:\(device)")])
        #expect(
            passed.status == 200 && passed.contains("The secret can be had.") && !passed.contains("memory:memory-vault")
        )
        let failed = try await checker.post("/extras/secrets/\(bad)/check/", [("deed", "check"), ("object", "")])
        #expect(failed.contains("The secret cannot be had.") && failed.contains("has nothing there"))
        let page = try await reader.get(path)
        #expect(page.status == 200 && !page.contains("value=\"check\""))
        #expect(try await reader.post(path, [("deed", "check"), ("object", "")]).status == 403)
        #expect(try await reader.get("/extras/secrets/\(good)/").contains("Try the templates"))
        for _ in 0..<8 { _ = try await checker.post(path, [("deed", "check"), ("object", "sw1")]) }
        let limited = try await checker.post(path, [("deed", "check"), ("object", "sw1")])
        #expect(limited.status == 429 && limited.contains("Secrets may be checked 10 times in 60 seconds."))
    }

    @Test func `associations of a group are added and taken out, one secret for each pair`() async throws {
        let (world, _) = try await world()
        let browser = try await world.browser()
        _ = try await secret(world, "good", path: "sw1")
        let group = try await world.server.create("/api/extras/secrets-groups/", ["name": "routers"])
        let path = "/extras/secrets-groups/\(group)/associations/"
        let fields = [("access_type", "SSH"), ("secret_type", "password"), ("secret", "good")]
        #expect(try await browser.post(path, fields).status == 303)
        #expect(try await browser.get("/extras/secrets-groups/\(group)/").contains(">good</a>"))
        #expect(try await browser.post(path, fields).status == 400)
        let wrong = try await browser.post(
            path, [("access_type", "SSH"), ("secret_type", "token"), ("secret", "nobody")])
        #expect(wrong.status == 400 && wrong.contains("field-secret-error"))
        let id = try await world.server.get("/api/extras/secrets-groups-associations/?secrets_group=\(group)")[
            "results"]?[0]?["id"]?
            .stringValue
        #expect(try await browser.post(path, [("remove", id ?? "")]).status == 303)
        #expect(
            try await world.server.get("/api/extras/secrets-groups-associations/?secrets_group=\(group)")["count"] == 0)
        let reader = try await world.browser(
            "reader", may: [(["extras.secretsgroup", "extras.secretsgroupassociation", "extras.secret"], ["view"])])
        #expect(try await reader.get(path).contains("name=\"secret_type\"") == false)
        #expect(try await reader.post(path, fields).status == 403)
    }

    @Test func `a device shows its credentials by name only, to who may see them`() async throws {
        let (world, device) = try await world()
        let secret = try await secret(world, "good", path: "{{ obj.name }}")
        let group = try await world.server.create("/api/extras/secrets-groups/", ["name": "routers"])
        try await world.server.create(
            "/api/extras/secrets-groups-associations/",
            [
                "secrets_group": .string(group), "secret": .string(secret), "access_type": "SSH",
                "secret_type": "password",
            ])
        _ = try await world.server.send(
            "PATCH", "/api/dcim/devices/\(device)/", ["secrets_group": .string(group)])
        let browser = try await world.browser()
        let page = try await browser.get("/dcim/devices/\(device)/")
        #expect(page.contains("Credentials") && page.contains("/extras/secrets/\(secret)/check/?object="))
        let reader = try await world.browser("reader", may: [(["dcim.device"], ["view"])])
        let without = try await reader.get("/dcim/devices/\(device)/")
        #expect(without.status == 200 && !without.contains("Credentials") && !without.contains(secret))
    }

    @Test func `the audit is filtered by secret, person, outcome and day`() async throws {
        let (world, _) = try await world()
        let browser = try await world.browser()
        let good = try await secret(world, "good", path: "sw1")
        let bad = try await secret(world, "bad", path: "absent")
        for id in [good, bad] {
            _ = try await browser.post("/extras/secrets/\(id)/check/", [("deed", "check"), ("object", "")])
        }
        let all = try await browser.get("/secrets/audit/")
        #expect(all.contains("2 uses") && all.contains(">good</a>") && all.contains(">bad</a>"))
        #expect(try await browser.get("/secrets/audit/?outcome=Passed").contains("1 uses"))
        #expect(try await browser.get("/secrets/audit/?secret=ba").contains("1 uses"))
        #expect(try await browser.get("/secrets/audit/?user=nobody").contains("No use of a secret fits"))
        #expect(try await browser.get("/secrets/audit/?since=2026-11-22").contains("No use of a secret fits"))
        #expect(try await browser.get("/secrets/audit/?since=2026-11-21&until=2026-11-21").contains("2 uses"))
        #expect(try await browser.get("/secrets/audit/?since=never").status == 400)
        #expect(try await browser.get("/extras/secrets/\(good)/").contains("All 1 uses"))
        let reader = try await world.browser("reader", may: [(["extras.secret"], ["view"])])
        #expect(try await reader.get("/secrets/audit/").status == 403)
    }

    @Test func `the health of backends is for staff`() async throws {
        let (world, _) = try await world()
        let browser = try await world.browser()
        #expect(try await browser.get("/secrets/health/").contains("No backend was asked yet"))
        let bad = try await secret(world, "bad", path: "absent")
        _ = try await browser.post("/extras/secrets/\(bad)/check/", [("deed", "check"), ("object", "")])
        let page = try await browser.get("/secrets/health/")
        #expect(page.contains("memory:memory-vault") && page.contains("Last failure") && page.contains("Works"))
        let reader = try await world.browser("reader", may: [(["extras.secret"], ["view"])])
        let refused = try await reader.get("/secrets/health/")
        #expect(refused.status == 403 && !refused.contains("href=\"/secrets/health/\""))
    }

    @Test func `no page holds a value, in no form in which it could travel`() async throws {
        let (world, device) = try await world()
        let browser = try await world.browser()
        let id = try await secret(world, "good", path: "{{ obj.name }}")
        let local = try await world.server.create(
            "/api/extras/secrets/",
            ["name": "local", "provider": "environment-variable", "parameters": ["variable": "TOKEN"]])
        let actor = Actor.system(requestID: world.server.environment.identifiers.next(), detail: "test")
        let key = try #require(Identifier(local))
        let value = try await world.server.secrets.resolve(ID<Secret>(key), by: actor)
        #expect(value.value.bytes.revealText() == Self.canary)
        var pages: [String] = []
        for path in [
            "/extras/secrets/", "/extras/secrets/\(id)/", "/extras/secrets/\(id)/edit/", "/extras/secrets/\(id)/check/",
            "/extras/secrets/\(id)/changelog/", "/extras/secrets/\(local)/",
            "/extras/secrets/add/?provider=memory-vault",
            "/secrets/health/", "/secrets/audit/", "/extras/secret-accesses/", "/extras/secrets-groups/",
            "/dcim/devices/\(device)/",
        ] {
            let page = try await browser.get(path)
            #expect(page.status == 200, "\(path)")
            pages.append(page.text)
        }
        for deed in ["check", "preview"] {
            for secret in [id, local] {
                pages.append(
                    try await browser.post(
                        "/extras/secrets/\(secret)/check/", [("deed", deed), ("object", "sw1"), ("refresh", "true")]
                    ).text)
            }
        }
        let encoded = Base64.text(Array(Self.canary.utf8), padded: false)
        let forms = [
            Self.canary, String(encoded.dropLast(2)), QueryString.encode(Self.canary),
            Self.canary.replacing("<", with: "&lt;").replacing("\"", with: "&quot;"),
            Self.canary.replacing("\"", with: "\\\""),
        ]
        for page in pages { #expect(!forms.contains { page.contains($0) }) }
        #expect(pages.contains { $0.contains("The secret can be had.") } && vault.fetches == 1)
    }
}
