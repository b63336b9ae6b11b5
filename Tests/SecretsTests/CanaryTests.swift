import Basics
import Foundation
import Outbound
import Secrets
import Synchronization
import TestKit
import Testing

/// Nothing that is printed, logged or thrown shows a value or a key, whether all goes well, fails or takes too long.
@Suite(.timeLimit(.minutes(15))) struct CanaryTests {
    private static let canary = "CANARY-7f3a9c5e/+é"

    /// The canary and the forms in which it might get out.
    private static var forms: [String] {
        let bytes = Array(canary.utf8)
        let hex = bytes.map { String(format: "%02x", $0) }.joined()
        return ["CANARY", Base64.text(bytes).prefix(16).description, hex, hex.uppercased(), "7f3a9c5e"]
    }

    private func expectClean(
        _ text: String, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for form in Self.forms { #expect(!text.contains(form), comment, sourceLocation: sourceLocation) }
    }

    /// All that can be printed of a value or an error.
    private func words(_ value: Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(String(describing: value)) \(dumped)"
    }

    /// Asks with a canary for a name too, and gives all that can be seen of how it went.
    private func everything(_ provider: some SecretsProvider, _ parameters: [String: String]) async -> String {
        let rendered = ProviderParameters(parameters)
        var seen = words(rendered) + words(provider)
        do throws(SecretsError) {
            let document = try await provider.fetch(try provider.locate(rendered))
            seen += words(document)
            seen += words(try provider.value(in: document, rendered))
        } catch {
            seen += error.everything
        }
        return seen
    }

    @Test func `AWS: values, keys, tokens, names and bodies are in no log, error or description`() async throws {
        let replies: [Reply] = [
            .secret(Self.canary), .json(#"{"SecretBinary": "\#(Base64.text(Array(Self.canary.utf8)))"}"#),
            .secret("{\"k\": \"\(Self.canary)\"}"), .json("{\"SecretString\": \"\(Self.canary)"),
            .refusal("AccessDeniedException"), .refusal(Self.canary), .json(Self.canary, status: 500),
            .json(Self.canary, status: 404, headers: ["x-amzn-errortype": "CANARY"]),
            .answer(302, ["Location": "http://127.0.0.1:1/CANARY"], []),
            .text("<ErrorResponse><Error><Code>CANARY</Code><Message>CANARY</Message></Error></ErrorResponse>"),
            .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n\(Self.canary)".utf8), close: true),
            .bytes(Array("CANARY nonsense\r\n\r\n".utf8), close: true), .reset,
        ]
        let variables = [
            "AWS_ACCESS_KEY_ID": "AKIDCANARY", "AWS_SECRET_ACCESS_KEY": Self.canary,
            "AWS_SESSION_TOKEN": "CANARY-session",
        ]
        for reply in replies {
            let server = try await LoopbackServer { _, _ in reply }
            let bench = SecretsBench(
                variables.merging(["AWS_ENDPOINT_URL": server.url("/CANARY")]) { $1 }, open: [server.url()])
            for key in ["k", ""] {
                let parameters = ["name": "CANARY-name", "region": "eu-west-1", "key": key]
                expectClean(await everything(bench.manager, parameters), "\(reply)")
                expectClean(await everything(bench.store, parameters), "\(reply)")
            }
            expectClean(bench.log.text, "\(reply)")
            #expect(bench.log.text.contains("secret of secretsmanager"))
        }
    }

    @Test func `AWS: a request that takes too long shows nothing either`() async throws {
        let server = try await LoopbackServer { _, _ in
            .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n\(Self.canary)".utf8), close: false)
        }
        let bench = SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": server.url("/CANARY")]) { $1 }, open: [server.url()])
        async let seen = everything(bench.manager, ["name": "CANARY-name", "region": "eu-west-1"])
        await server.wait(for: 1)
        bench.time.advance(seconds: 10)
        let words = await seen
        #expect(words.contains("in time"))
        expectClean(words + bench.log.text)
    }

    @Test func `AWS: sources of credentials show nothing of what they hold`() async throws {
        let folder = try Folder()
        let token = try folder.write("CANARY-token", to: "token")
        let server = try await LoopbackServer { request, _ in
            request.method == "PUT"
                ? .text("CANARY-imds") : .json(#"{"AccessKeyId": "CANARY", "Secret": "CANARY"}"#, status: 403)
        }
        let place = ["AWS_ENDPOINT_URL": server.url(), "HOME": folder.path, "AWS_DEFAULT_REGION": "eu-west-1"]
        let sources: [[String: String]] = [
            ["AWS_ACCESS_KEY_ID": "CANARY", "AWS_CREDENTIAL_EXPIRATION": "CANARY", "AWS_SECRET_ACCESS_KEY": "CANARY"],
            [
                "AWS_ACCESS_KEY_ID": "CANARY", "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z",
                "AWS_SECRET_ACCESS_KEY": "CANARY",
            ],
            ["AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": "CANARY-role"],
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url("/CANARY"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN": "CANARY",
            ],
            ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.url("")],
            ["AWS_SHARED_CREDENTIALS_FILE": try folder.write("[default]\naws_access_key_id=CANARY\n", to: "half")],
            ["AWS_SHARED_CREDENTIALS_FILE": try folder.write("CANARY\n", to: "broken")],
            [
                "AWS_CONFIG_FILE": try folder.write(
                    "[default]\ncredential_process = /bin/sh -c \"echo CANARY; echo CANARY >&2; exit 1\"\n",
                    to: "process")
            ],
            [
                "AWS_CONFIG_FILE": try folder.write(
                    "[default]\nrole_arn=CANARY\nsource_profile=default\naws_access_key_id=CANARY\n"
                        + "aws_secret_access_key=CANARY\n", to: "role")
            ],
        ]
        for source in sources {
            let bench = SecretsBench(place.merging(source) { $1 }, open: [server.url()])
            let error = try #require(await bench.manager.failure(of: ["name": "a"]))
            #expect(error.kind == .secret)
            expectClean(error.everything + bench.log.text + words(bench.manager), "\(source)")
        }
    }

    @Test func `local providers show nothing of what they read`() async throws {
        let folder = try Folder()
        try folder.write(Self.canary, to: "value")
        try folder.write("{\"k\": \"\(Self.canary)\"", to: "broken")
        try folder.write(Array(Self.canary.utf8) + [0xFF], to: "bytes")
        let files = TextFileProvider(files: ContainedFiles(roots: [folder.path]))
        let credentials = SystemdCredentialProvider(folder: folder.path)
        for name in ["value", "broken", "bytes", "CANARY-missing"] {
            for key in ["", "k", "CANARY-key"] {
                expectClean(await everything(files, ["path": "\(folder.path)/\(name)", "key": key]))
                expectClean(await everything(credentials, ["name": name, "key": key]))
            }
        }
        let variables = EnvironmentProvider(variables: ["A": Self.canary, "CANARY": "b"])
        for name in ["A", "CANARY", "CANARY-missing", "ALMANAC_CANARY"] {
            expectClean(await everything(variables, ["variable": name]))
        }
        expectClean(await everything(files, ["path": "/CANARY/../x"]) + everything(files, ["path": "CANARY"]))
        for (script, seconds) in [
            ("printf '{\"value\":\"\(Self.canary)\"}'", 900.0),
            ("echo '\(Self.canary)' | tee /dev/stderr; exit 1", 900),
            ("echo '\(Self.canary)'", 900), ("echo '\(Self.canary)'; exec sleep 900", 0.2),
        ] {
            let path = try folder.write("#!/bin/sh\n" + script, to: "plugin", mode: 0o700)
            let provider = ExecutableProvider([
                try ExecutablePlugin(
                    name: "p", path: path, environment: ["TOKEN": Self.canary], deadline: .seconds(seconds))
            ])
            expectClean(await everything(provider, ["plugin": "p", "name": "CANARY-name"]))
        }
    }
}
