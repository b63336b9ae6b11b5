import Basics
import Foundation
import TestKit
import Testing

/// `almanac secret resolve-test --batch` against doubles, and the recorded resolutions that lie beside the repository.
@Suite struct SecretResolveTestTests {
    private static let flags = ["secret", "resolve-test", "--batch", "--allow-test-reveal"]

    private static func ask(_ lines: [JSONValue]) throws -> [JSONValue] {
        let outcome = try Executable.run(
            flags, environment: ["AWS_EC2_METADATA_DISABLED": "true"],
            input: lines.map(\.text).joined(separator: "\n"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try outcome.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }

    /// The value as text, or the class of the error.
    private static func shown(_ answer: JSONValue?) -> String? {
        guard let answer else { return nil }
        if let value = answer["value"] { return value.stringValue ?? value.text }
        return answer["error"]?.stringValue
    }

    @Test func `without being told to it shows nothing`() throws {
        for arguments in [Array(Self.flags.dropLast()), Self.flags.filter { $0 != "--batch" }] {
            let outcome = try Executable.run(arguments, input: "{}")
            #expect(outcome.status == 64 && outcome.output.isEmpty && outcome.errors.contains("Say --"))
        }
        let outcome = try Executable.run(Self.flags + ["--data", "/tmp"], input: "")
        #expect(outcome.status == 64 && outcome.errors.contains("Unknown option '--data'"))
    }

    @Test func `at a terminal it shows nothing`() throws {
        // `script` gives the command a terminal of its own.
        let script = "/usr/bin/script"
        guard FileManager.default.isExecutableFile(atPath: script) else { return }
        let command = ([Executable.url.path] + Self.flags).joined(separator: " ")
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: script)
        process.arguments = ["-qec", command, folder.path + "/typescript"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 64)
        let seen = try String(contentsOfFile: folder.path + "/typescript", encoding: .utf8)
        #expect(seen.contains("does not run at a terminal"))
    }

    @Test func `a line that is none spoils no other, and settings of the product are not read`() throws {
        let folder = try TemporaryFolder()
        try "from a file\n".write(toFile: folder.path + "/value", atomically: true, encoding: .utf8)
        let lines = [
            "no json", #"{"config": {}}"#, #"{"provider": "text-file", "parameters": []}"#,
            #"{"provider": "nothing", "parameters": {"a": "b"}}"#,
            #"{"provider": "text-file", "config": {"text_file": {"roots": ["\#(folder.path)"]}}, "#
                + #""parameters": {"path": "\#(folder.path)/{{ obj.name }}"}, "object": {"name": "value"}}"#,
            #"{"provider": "environment-variable", "parameters": {"variable": "{{ obj }}"}, "object": "GIVEN"}"#,
        ]
        let outcome = try Executable.run(
            Self.flags, environment: ["GIVEN": "from outside", "ALMANAC_SECRETS_CONFIG": "/nothing"],
            input: lines.joined(separator: "\n"))
        #expect(outcome.status == 0)
        let answers = try outcome.output.split(separator: "\n").map { Self.shown(try JSONValue(parsing: String($0))) }
        #expect(
            answers == [
                "InvalidRequest", "InvalidRequest", "InvalidRequest", "SecretProviderError", "from a file",
                "from outside",
            ])
    }

    // MARK: Recordings

    private static let path: String = {
        let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + package + "/../shared/vectors/secrets-wire-vectors.json"
    }()
    private static let isAvailable = FileManager.default.fileExists(atPath: path)

    /// Where the product is stricter or does better on purpose, with what it gives (contracts/secrets.md §2, §5.3, §9).
    private static let otherwise = [
        "bad token": "SecretProviderError", "newline token": "SecretProviderError",
        "login_kwargs bad key": "SecretProviderError", "dotdot path": "SecretParametersError",
        "list param": "SecretParametersError", "mode nohb": "hunter2-LEAKME", "attach field": "-----KEY-----",
        "id query": "SecretParametersError", "ca bundle ok": "SecretProviderError",
        "version in name": "SecretValueNotFoundError", "weird name": "SecretValueNotFoundError",
    ]

    @Test(.enabled(if: isAvailable)) func `every recorded resolution passes through the command`() async throws {
        let file = try JSONValue(parsing: Array(try Data(contentsOf: URL(filePath: Self.path))))
        let folder = try TemporaryFolder()
        var worlds: [RecordedWorld] = []
        var (lines, titles, expected): ([JSONValue], [String], [String]) = ([], [], [])
        for section in ["vault", "delinea", "azure", "aws"] {
            for vector in file[section]?.arrayValue ?? [] {
                let title = try #require(vector["title"]?.stringValue)
                let world = try await RecordedWorld(section, vector, folder.path)
                worlds.append(world)
                lines.append(world.line)
                titles.append("\(section) \(title)")
                let recorded = vector["result"]?["value"].map { $0.stringValue ?? $0.text }
                expected.append(
                    Self.otherwise[title] ?? recorded ?? vector["result"]?["error"]?.stringValue ?? "")
            }
        }
        let answers = try Self.ask(lines)
        #expect(answers.count == lines.count && lines.count > 80)
        for (index, title) in titles.enumerated() where index < answers.count {
            #expect(Self.shown(answers[index]) == expected[index], "\(title) \(answers[index].text)")
            #expect(!answers[index].text.contains("canary"), "\(title)")
        }
        withExtendedLifetime(worlds) {}
    }
}

/// A backend of its own for one recorded resolution, and the line that asks for it.
private struct RecordedWorld {
    let servers: [LoopbackServer]
    let line: JSONValue

    init(_ section: String, _ vector: JSONValue, _ folder: String) async throws {
        let mode = vector["mode"]?.stringValue ?? "ok"
        var config = vector["config"] ?? [:]
        var parameters = vector["parameters"] ?? [:]
        var provider = vector["provider"]?.stringValue ?? ""
        switch section {
        case "vault":
            let double = try await VaultDouble.start()
            let port = try double.server.port
            double.set(Self.mode(mode, port))
            servers = [try double.server]
            kept = double
            config = try Self.moved(config, "127.0.0.1:18200", port)
            if vector["title"]?.stringValue?.hasPrefix("aws region") == true {
                config = Self.with(config, "aws", ["access_key_id": "AKIDEXAMPLE", "secret_access_key": "x"])
            }
        case "delinea":
            let double = DelineaDouble()
            double.mode = mode
            let server = try await double.serve()
            servers = [server]
            kept = double
            config = try Self.moved(config, "127.0.0.1:18080", server.port)
        case "azure":
            let double = AzureDouble()
            if mode == "disabled" { double.status = 403 }
            let server = try await double.serve()
            servers = [server]
            kept = double
            provider = "azure-key-vault"
            let isBad = vector["title"] == "bad client secret"
            config = [
                "azure_key_vault": [
                    "allowed_hosts": [.string(server.url(""))], "authority_host": .string(server.url("")),
                    "tenant_id": "tid", "client_id": "cid", "client_secret": isBad ? "bad" : "csec",
                ]
            ]
            let text = parameters.text.replacing("https://myvault.vault.test:18444", with: server.url(""))
            parameters = try JSONValue(parsing: text)
        default:
            let double = AWSDouble()
            let server = try await double.serve()
            servers = [server]
            kept = double
            config = try Self.aws(vector["title"]?.stringValue ?? "", server, folder)
        }
        line = [
            "provider": .string(provider), "config": config, "parameters": parameters, "object": ["n": "hello"],
        ]
    }

    /// Held, because the server of a Vault does not hold it.
    private let kept: any BackendDouble

    private static func mode(_ name: String, _ port: Int) -> VaultDouble.Mode {
        switch name {
        case "html404": .html404
        case "data_null": .dataNull
        case "sealed": .sealed
        case "redirect_cross": .redirect("http://127.0.0.2:\(port)")
        default: Int(name).map { .status($0) } ?? .normal
        }
    }

    private static func moved(_ config: JSONValue, _ address: String, _ port: Int) throws -> JSONValue {
        try JSONValue(parsing: config.text.replacing(address, with: "127.0.0.1:\(port)"))
    }

    private static func with(_ config: JSONValue, _ name: String, _ block: JSONValue) -> JSONValue {
        var object = config.objectValue ?? JSONObject()
        object[name] = block
        return .object(object)
    }

    /// The block `aws` of a recording, which had its credentials from the environment.
    private static func aws(_ title: String, _ server: LoopbackServer, _ folder: String) throws -> JSONValue {
        let isDown = title == "endpoint down"
        var block: JSONObject = [
            "endpoint_url": .string(isDown ? "http://127.0.0.1:9/" : server.url()), "region": "us-east-2",
        ]
        switch title {
        case "assume-role profile", "credential_process":
            let file = folder + "/" + title.prefix(6)
            let text =
                title == "credential_process"
                ? """
                [profile p]
                credential_process = /bin/echo '{"Version": 1, "AccessKeyId": "AKID", "SecretAccessKey": "x"}'
                """
                : """
                [profile base]
                aws_access_key_id = AKID
                aws_secret_access_key = x
                [profile p]
                role_arn = arn:aws:iam::123456789012:role/reading
                source_profile = base
                """
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            block["config_file"] = .string(file)
            block["profile"] = "p"
        default:
            block["access_key_id"] = "AKID"
            block["secret_access_key"] = "x"
        }
        return .object(["aws": .object(block)])
    }
}
