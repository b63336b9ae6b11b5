import Basics
import Crypto
import Foundation
import Secrets
import Synchronization
import TestKit
import Testing

/// Each source of credentials gives a key that a server with checks of signatures accepts, and it wins over those after it.
@Suite(.enabled(if: AWSSimulator.isInstalled, Comment(rawValue: AWSSimulator.missing)))
struct AWSCredentialSourceTests {
    let folder: Folder
    private let hello = ["name": "hello", "key": "location"]

    init() throws { folder = try Folder() }

    /// Variables that lead to the files of this test; a key in a file that is not accepted shows what wins.
    private func environment(_ world: AWSSimulator, _ others: [String: String] = [:]) -> [String: String] {
        world.place.merging(["HOME": folder.path, "PATH": "/usr/bin:/bin", "AWS_EC2_METADATA_DISABLED": "true"]) { $1 }
            .merging(others) { $1 }
    }

    private func keys(_ key: AWSSimulator.Key) -> String {
        "aws_access_key_id = \(key.id)\naws_secret_access_key = \(key.secret)\n"
    }

    private let bad = AWSSimulator.Key(id: "AKIABAD", secret: "bad")

    @Test func `the variables come first`() async throws {
        let world = try await AWSSimulator.shared
        try folder.write("[default]\n" + keys(bad), to: ".aws/credentials")
        let variables = environment(world, world.environment()).merging(["AWS_PROFILE": "default"]) { $1 }
        #expect(try await SecretsBench(variables, open: [world.url]).manager.text(of: hello) == "world")
        var partial = variables
        partial["AWS_SECRET_ACCESS_KEY"] = nil
        let error = await SecretsBench(partial, open: [world.url]).manager.failure(of: hello)
        #expect(error?.kind == .secret && error?.message.contains("Partial") == true)
    }

    @Test func `a profile is chosen by name, and one that is not there is an error`() async throws {
        let world = try await AWSSimulator.shared
        try folder.write("[default]\n\(keys(bad))[net]\n\(keys(world.reader))", to: "elsewhere")
        let variables = environment(
            world, ["AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere", "AWS_PROFILE": "net"])
        #expect(try await SecretsBench(variables, open: [world.url]).manager.text(of: hello) == "world")
        let missing = variables.merging(["AWS_DEFAULT_PROFILE": "none"]) { $1 }
        #expect(await SecretsBench(missing, open: [world.url]).manager.failure(of: hello)?.kind == .secret)
    }

    @Test func `the file of credentials comes before a program, and a program before the file of settings`()
        async throws
    {
        let world = try await AWSSimulator.shared
        let program = try folder.write(
            """
            #!/bin/sh
            [ "$1" = "one two" ] && [ -z "$AWS_ENDPOINT_URL" ] || exit 1
            printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}' "\(world.reader.id)" '\(world.reader.secret)'
            """, to: "program", mode: 0o700)
        try folder.write(
            "# comment\n[default]\n\(keys(bad))credential_process = \(program) \"one two\"\n", to: ".aws/config")
        let bench = SecretsBench(environment(world), open: [world.url])
        #expect(try await bench.manager.text(of: hello) == "world")
        try folder.write("[default]\n" + keys(world.mute), to: ".aws/credentials")
        #expect(await SecretsBench(environment(world), open: [world.url]).manager.failure(of: hello)?.status == 403)
    }

    @Test func `the file of settings has keys too`() async throws {
        let world = try await AWSSimulator.shared
        try folder.write("[profile net]\n\(keys(world.reader))region = us-east-2\n", to: ".aws/config")
        var variables = environment(world, ["AWS_PROFILE": "net"])
        variables["AWS_DEFAULT_REGION"] = nil
        #expect(try await SecretsBench(variables, open: [world.url]).manager.text(of: hello) == "world")
    }

    @Test func `a role is assumed with the keys of another profile, over several profiles, or of a place`() async throws
    {
        let world = try await AWSSimulator.shared
        try folder.write(
            """
            [profile base]
            \(keys(world.reader))
            [profile role]
            role_arn = \(world.role)
            source_profile = base
            role_session_name = net
            duration_seconds = 900
            external_id = a&b=c
            [profile self]
            role_arn = \(world.role)
            source_profile = self
            \(keys(world.reader))
            [profile place]
            role_arn = \(world.role)
            credential_source = Ec2InstanceMetadata
            """, to: ".aws/config")
        let machine = try await machine(world.reader)
        for profile in ["role", "self", "place"] {
            let variables = environment(
                world,
                [
                    "AWS_PROFILE": profile, "AWS_EC2_METADATA_DISABLED": "false",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url(""),
                ])
            let bench = SecretsBench(variables, open: [world.url])
            #expect(try await bench.manager.text(of: hello) == "world", "\(profile)")
            // The role may not do what the user may.
            #expect(await bench.store.failure(of: ["name": "/net/hello"])?.status == 403)
        }
    }

    @Test(arguments: [
        "role_arn = R", "role_arn = R\nsource_profile = none", "role_arn = R\nsource_profile = default",
        "role_arn = R\nsource_profile = other", "role_arn = R\nsource_profile = other\nmfa_serial = x",
        "role_arn = R\nsource_profile = other\ncredential_source = Environment",
        "role_arn = R\ncredential_source = Moon",
        "credential_process = /none/here", "credential_process = 'open", "sso_start_url = x", "aws_access_key_id = A",
        "web_identity_token_file = /none", "no equals sign",
    ])
    func `a profile that cannot work is an error before anything is sent`(_ lines: String) async throws {
        let server = try await LoopbackServer { _, _ in .text("") }
        try folder.write(
            "[default]\n\(lines)\n[profile other]\nrole_arn = R\nsource_profile = default\n", to: ".aws/config")
        let bench = SecretsBench(
            ["HOME": folder.path, "AWS_ENDPOINT_URL": server.url(), "AWS_DEFAULT_REGION": "eu-west-1"],
            open: [server.url()]
        )
        #expect(await bench.manager.failure(of: hello)?.kind == .secret)
        #expect(server.requests.isEmpty)
    }

    @Test func `a role is assumed with the word of an identity provider`() async throws {
        let world = try await AWSSimulator.shared
        let token = try folder.write("eyJ.CANARY-token.x\n", to: "token")
        let variables = environment(
            world,
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ROLE_ARN": world.role, "AWS_ROLE_SESSION_NAME": "pod",
            ])
        #expect(try await SecretsBench(variables, open: [world.url]).manager.text(of: hello) == "world")
        try folder.write("[default]\nrole_arn = \(world.role)\nweb_identity_token_file = \(token)\n", to: ".aws/config")
        #expect(try await SecretsBench(environment(world), open: [world.url]).manager.text(of: hello) == "world")
    }

    @Test func `the login of a person is used as long as it lasts`() async throws {
        let world = try await AWSSimulator.shared
        let portal = try await LoopbackServer { request, _ in
            guard request.target == "/federation/credentials?role_name=Net%20Reader&account_id=123456789012",
                request["x-amz-sso_bearer_token"] == "CANARY-sso", request["Authorization"] == nil
            else { return .answer(401) }
            let key = world.reader
            return .json(
                """
                {"roleCredentials": {"accessKeyId": "\(key.id)", "secretAccessKey": "\(key.secret)", "sessionToken": "",
                 "expiration": 1795300000000}}
                """)
        }
        try folder.write(
            """
            [default]
            sso_session = corp
            sso_account_id = 123456789012
            sso_role_name = Net Reader
            [sso-session corp]
            sso_region = eu-central-1
            sso_start_url = https://corp.example/start
            """, to: ".aws/config")
        let name = Insecure.SHA1.hash(data: Array("corp".utf8)).map { String(format: "%02x", $0) }.joined()
        let variables = environment(world, ["AWS_ENDPOINT_URL_SSO": portal.url()])
        for (end, works) in [("2026-11-21T13:00:00Z", true), ("2026-11-21T11:59:59UTC", false)] {
            try folder.write(
                #"{"accessToken": "CANARY-sso", "expiresAt": "\#(end)"}"#, to: ".aws/sso/cache/\(name).json")
            let bench = SecretsBench(variables, open: [world.url, portal.url()])
            #expect(await bench.manager.failure(of: hello) == nil ? works : !works)
        }
        #expect(portal.requests.count == 1)
    }

    /// A metadata service that hands out a key to who asks as version 2 wants it.
    private func machine(_ key: AWSSimulator.Key) async throws -> LoopbackServer {
        try await LoopbackServer { request, _ in
            switch (request.method, request.target) {
            case ("PUT", "/latest/api/token"):
                return request["x-aws-ec2-metadata-token-ttl-seconds"] == "21600" ? .text("TOKEN==") : .answer(400)
            case _ where request["x-aws-ec2-metadata-token"] != "TOKEN==": return .answer(401)
            case ("GET", "/latest/meta-data/iam/security-credentials/"): return .text("net-role")
            case ("GET", "/latest/meta-data/iam/security-credentials/net-role"):
                return .json(
                    """
                    {"Code": "Success", "AccessKeyId": "\(key.id)", "SecretAccessKey": "\(key.secret)", "Token": "",
                     "Expiration": "2026-11-21T18:00:00Z"}
                    """)
            default: return .answer(404)
            }
        }
    }

    @Test func `a machine's role is asked for with a session's token`() async throws {
        let world = try await AWSSimulator.shared
        let machine = try await machine(world.reader)
        let variables = world.place.merging(["AWS_EC2_METADATA_SERVICE_ENDPOINT": machine.url("/")]) { $1 }
        let bench = SecretsBench(variables, open: [world.url])
        #expect(try await bench.manager.text(of: hello) == "world")
        #expect(try await bench.store.text(of: ["name": "/net/hello", "key": "location"]) == "world")
        #expect(machine.requests.map(\.method) == ["PUT", "GET", "GET"])
        let disabled = SecretsBench(variables.merging(["AWS_EC2_METADATA_DISABLED": "TRUE"]) { $1 }, open: [world.url])
        #expect(await disabled.manager.failure(of: hello)?.kind == .secret)
        #expect(machine.requests.count == 3)
    }

    @Test func `a container's agent is asked with its token, which is read again`() async throws {
        let world = try await AWSSimulator.shared
        let expected = Mutex("first")
        let agent = try await LoopbackServer { request, _ in
            guard request["Authorization"] == expected.withLock({ $0 }), request.target == "/v2/x?id=1" else {
                return .answer(401)
            }
            return .json(
                """
                {"AccessKeyId": "\(world.reader.id)", "SecretAccessKey": "\(world.reader.secret)", "Token": "",
                 "Expiration": "2026-11-21T12:09:00Z"}
                """)
        }
        let token = try folder.write("first\n", to: "token")
        let variables = environment(
            world,
            [
                "AWS_CONTAINER_CREDENTIALS_FULL_URI": agent.url("/v2/x?id=1"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": token, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "other",
            ])
        let bench = SecretsBench(variables, open: [world.url])
        #expect(try await bench.manager.text(of: hello) == "world")
        // S34: they end in less than 10 minutes, so the agent is asked again, with what the file holds by then.
        expected.withLock { $0 = "second" }
        try folder.write("second", to: "token")
        #expect(try await bench.manager.text(of: hello) == "world")
        #expect(agent.requests.count == 2)
        var plain = variables
        plain["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = nil
        plain["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "second"
        #expect(try await SecretsBench(plain, open: [world.url]).manager.text(of: hello) == "world")
    }

    @Test func `S34: a web identity's token that is replaced is read again`() async throws {
        let bodies = Mutex<[String]>([])
        let server = try await LoopbackServer { request, _ in
            guard request["X-Amz-Target"] == nil else { return .secret("a") }
            bodies.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
            return .text(
                """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA1</AccessKeyId>
                  <SecretAccessKey>a&amp;b</SecretAccessKey><SessionToken>t</SessionToken>
                  <Expiration>2026-11-21T12:05:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>
                """)
        }
        let path = try folder.write("one", to: "token")
        let bench = SecretsBench(
            [
                "AWS_WEB_IDENTITY_TOKEN_FILE": path, "AWS_ROLE_ARN": "arn:aws:iam::1:role/R",
                "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL": server.url(),
            ], open: [server.url()])
        _ = try await bench.manager.value(of: ["name": "a"])
        try folder.write("two", to: "token")
        _ = try await bench.manager.value(of: ["name": "a"])
        let tokens = bodies.withLock { $0.map { $0.split(separator: "WebIdentityToken=").last.map(String.init) } }
        #expect(tokens == ["one", "two"])
        #expect(bodies.withLock { $0 }.allSatisfy { $0.contains("RoleSessionName=almanac-1795262400&") })
    }
}
