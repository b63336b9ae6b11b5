import Basics
import Foundation
import Testing

@Suite struct SecretCommandTests {
    @Test func `a secret is shown to nobody without --reveal, and never to a pipe`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "1").status == 0)
        let silent = try Executable.run("secret", "get", "x", "--user", "admin", "--data", folder.path)
        #expect(silent.status == 64 && silent.errors.contains("Say --reveal"))
        let piped = try Executable.run("secret", "get", "x", "--user", "admin", "--reveal", "--data", folder.path)
        #expect(piped.status == 64 && piped.errors.contains("at a terminal only") && piped.output.isEmpty)
    }

    @Test func `checking a secret that is not there fails with a sentence, and the audit is empty`() throws {
        let folder = try TemporaryFolder()
        #expect(try Executable.run("sample", "--data", folder.path, "--devices", "1").status == 0)
        let check = try Executable.run("secret", "check", "nothing", "--data", folder.path)
        #expect(check.status == 1 && check.errors.contains("There is no secret \"nothing\"."))
        let object = try Executable.run("secret", "check", "nothing", "--for", "csr1", "--data", folder.path)
        #expect(object.status == 64 && object.errors.contains("Give a model and an id or a name"))
        let audit = try Executable.run("secret", "audit", "--data", folder.path)
        #expect(audit.status == 0 && audit.output.contains("No secret was used."))
        #expect(try Executable.run("secret", "audit", "--limit", "0", "--data", folder.path).status == 64)
        let providers = try Executable.run("secret", "providers", "-o", "json")
        #expect(providers.status == 0)
        #expect(try JSONValue(parsing: providers.output)["results"]?.arrayValue != nil)
    }

    @Test func `a secret is checked for an object, recorded, and shown nowhere`() throws {
        let folder = try TemporaryFolder()
        let canary = "cAn4ry-of-the-command-line"
        let lines = """
            {"object_type": "dcim.manufacturer", "name": "Acme"}
            {"object_type": "extras.secret", "name": "by name", "provider": "environment-variable", "undefined": "strict", \
            "parameters": {"variable": "PW_{{ obj.name|upper }}"}}
            """
        let file = folder.path + "/objects.ndjson"
        try lines.write(toFile: file, atomically: true, encoding: .utf8)
        #expect(try Executable.run("import", file, "--data", folder.path, "--apply").status == 0)
        func run(_ arguments: String...) throws -> Executable.Outcome {
            try Executable.run(
                arguments + ["--data", folder.path, "--log-level", "trace"],
                environment: ["PW_ACME": canary, "ALMANAC_SECRETS_VARIABLE_PREFIXES": "PW_"])
        }
        let good = try run("secret", "check", "by name", "--for", "manufacturer:Acme")
        #expect(good.status == 0 && good.output.hasPrefix("Passed\n"), "\(good.output)\(good.errors)")
        let bad = try run("secret", "check", "by name")
        #expect(bad.status == 2 && bad.output.hasPrefix("SecretParametersError: Secret \"by name\""), "\(bad.output)")
        let audit = try run("secret", "audit", "--secret", "by name", "-o", "json")
        let entries = try #require(try JSONValue(parsing: audit.output).arrayValue)
        #expect(entries.compactMap { $0["outcome"]?.stringValue } == ["SecretParametersError", "Passed"])
        #expect(entries.last?["for_object_type"] == "dcim.manufacturer" && entries.last?["cache"] == "local")
        let all = try run("export", "--to", folder.path + "/all.ndjson")
        let store = ["/almanac.db", "/almanac.db-wal", "/all.ndjson"].map { name -> String in
            let data = FileManager.default.contents(atPath: folder.path + name) ?? Data()
            return String(decoding: data, as: UTF8.self)
        }
        for text in [good, bad, audit, all].flatMap({ [$0.output, $0.errors] }) + store {
            #expect(!text.contains(canary) && !text.contains("PW_ACME"))
        }
    }

    @Test func `a file of providers that cannot work is refused at the start, without what is in it`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/secrets.json"
        for (text, says) in [
            (#"{"hashicorp_vault": {"url": "http://127.0.0.1:1", "token": "s3cr3t-token", "ca_cert": ""}}"#, "ca_cert"),
            (#"{"nothing": {}}"#, "which is no block"), (#"{"delinea": "s3cr3t-token"}"#, "which is no block"),
            (#"s3cr3t-token"#, "must be one JSON object"),
            (#"{"executable": {"x": {"path": "relative"}}}"#, "must be absolute"),
            (#"{"executable": {"x": {"path": "/x", "deadline_seconds": 1e300}}}"#, "0.1 to 600"),
        ] {
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try Executable.run(
                ["secret", "providers"], environment: ["ALMANAC_SECRETS_CONFIG": file])
            #expect(outcome.status == 78 && outcome.errors.contains(says), "\(text) \(outcome.errors)")
            #expect(!outcome.errors.contains("s3cr3t"))
        }
        let vaults = #"{"hashicorp_vault": {"vaults": {"east": {"url": "http://127.0.0.1:1", "token": "x"}}}}"#
        try vaults.write(toFile: file, atomically: true, encoding: .utf8)
        let listed = try Executable.run(
            ["secret", "providers", "-o", "json"], environment: ["ALMANAC_SECRETS_CONFIG": file])
        #expect(listed.status == 0 && listed.output.contains(#""choices":["east"]"#), "\(listed.errors)")
    }

    @Test func `every block that cannot work is told at once, with the setting, the file and the block`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/secrets.json"
        let blocks: [(block: String, text: String, says: String)] = [
            ("hashicorp_vault", #"{"url": "ftp://canary"}"#, "url must begin with"),
            ("delinea", #"{"base_url": "https://x", "username": "canary"}"#, "username and password"),
            ("one_password", #"{"vaults": {"canary": {}}}"#, "token is not configured"),
            ("cyberark_conjur", #"{"url": "https://x", "account": "canary"}"#, "It needs login"),
            ("cyberark_ccp", #"{"url": "canary"}"#, "url must begin with"),
            ("kubernetes", #"{"token_path": "/canary"}"#, "It needs url"),
            ("azure_key_vault", #"{"tenant_id": "canary"}"#, "AZURE_CLIENT_ID"),
            ("google_secret_manager", #"{"key": "canary"}"#, "there is no key"),
            ("aws", #"{"region": 3}"#, "region must be a text"),
            ("executable", #"{"x": {"path": "canary"}}"#, "must be absolute"),
        ]
        let text = "{" + blocks.map { "\"\($0.block)\": \($0.text)" }.joined(separator: ", ") + "}"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        let outcome = try Executable.run(["secret", "providers"], environment: ["ALMANAC_SECRETS_CONFIG": file])
        #expect(outcome.status == 78 && !outcome.errors.contains("canary"))
        let lines = outcome.errors.split(separator: "\n")
        for (block, _, says) in blocks {
            #expect(
                lines.contains {
                    $0.contains("\(file) (secrets-config), block \"\(block)\": ") && $0.contains(says)
                }, "\(block) \(outcome.errors)")
        }
    }

    @Test func `blocks of Nautobot are taken as they are, those that work into a file of their own`() throws {
        let folder = try TemporaryFolder()
        let (file, target) = (folder.path + "/plugins.json", folder.path + "/secrets.json")
        let original = """
            {"PLUGINS_CONFIG": {"other_app": {"x": 1}, "nautobot_secrets_providers": {
            "hashicorp_vault": {"vaults": {"east": {"url": "https://vault.example.net", "auth_method": "approle",
            "role_id": "s3cr3t", "secret_id": "s3cr3t", "login_kwargs": {"mount_point": "x"}, "kv_version": "v1"}}},
            "delinea": {"base_url": "https://tss.example.net", "ca_bundle_path": null, "cloud_based": false, "domain": "",
            "username": "u", "password": "s3cr3t", "tenant": null, "token": null},
            "one_password": {"token": "s3cr3t", "vaults": {"Net": {}}},
            "thycotic": {"base_url": null}, "unknown": {"token": "s3cr3t"}}}}
            """
        try original.write(toFile: file, atomically: true, encoding: .utf8)
        let direct = try Executable.run(["secret", "providers"], environment: ["ALMANAC_SECRETS_CONFIG": file])
        #expect(direct.status == 78 && direct.errors.contains("\"unknown\", which is no block"))
        let outcome = try Executable.run("secret", "import-config", file, "--to", target)
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(
            outcome.output.split(separator: "\n").map { $0.prefix { $0 != "." } } == [
                "delinea: taken", "hashicorp_vault: taken", "one_password: taken", "thycotic: left out",
                "unknown: left out",
            ])
        #expect(!(outcome.output + outcome.errors).contains("s3cr3t"))
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let used = try Executable.run(
            ["secret", "providers", "-o", "json"], environment: ["ALMANAC_SECRETS_CONFIG": target])
        #expect(used.status == 0 && used.output.contains(#""choices":["Net"]"#), "\(used.errors)")
        #expect(try Executable.run("secret", "import-config", file, "--to", target).status == 64)
        #expect(try Executable.run("secret", "import-config", target + "x", "--to", target + "y").status == 64)
    }

    @Test func `templates of standard input are rendered line by line, and a bad line spoils no other`() throws {
        let lines = [
            #"{"template": "{{ a }}&{{ b.c|upper }}", "context": {"a": "<x>", "b": {"c": "y"}}}"#,
            #"{"template": "{{ a }}", "context": {"a": "<x>"}, "autoescape": false}"#,
            #"{"template": "[{{ a }}]"}"#,
            #"{"template": "[{{ a }}]", "undefined": "strict"}"#,
            #"{"template": "{{ a"}"#,
            #"{"template": "{{ a|nothing }}"}"#,
            #"{"template": "{{ 1 / 0 }}"}"#,
            "no json", #"{"context": {}}"#, #"{"template": "", "undefined": "maybe"}"#, "",
        ]
        let outcome = try Executable.run(
            ["template", "render", "--batch"], input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let answers = try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(
            answers.map { $0["output"]?.stringValue ?? $0["error"]?.stringValue } == [
                "&lt;x&gt;&Y", "<x>", "[]", "UndefinedError", "TemplateSyntaxError", "TemplateAssertionError",
                "ZeroDivisionError", "InvalidRequest", "InvalidRequest", "InvalidRequest",
            ])
        #expect(try Executable.run("template", "render").status == 64)
    }
}
