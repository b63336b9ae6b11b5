import Basics
import Secrets
import TestKit
import Testing

/// What the services answer, and what becomes of it.
@Suite(.timeLimit(.minutes(15))) struct AWSFailureTests {
    private func bench(_ server: LoopbackServer, _ others: [String: String] = [:]) -> SecretsBench {
        let variables = exampleKey.merging(["AWS_ENDPOINT_URL": server.url(), "AWS_DEFAULT_REGION": "eu-west-1"]) { $1 }
        return SecretsBench(variables.merging(others) { $1 }, open: [server.url()])
    }

    @Test(arguments: [
        ("ResourceNotFoundException", 400, SecretsError.Kind.valueNotFound, false),
        ("InvalidParameterException", 400, .parameters, false), ("InvalidRequestException", 400, .provider, false),
        ("DecryptionFailure", 400, .provider, false), ("InternalServiceError", 500, .provider, true),
        ("AccessDeniedException", 400, .provider, false), ("ThrottlingException", 400, .provider, true),
        ("UnrecognizedClientException", 400, .provider, false), ("CANARY-code", 400, .provider, false),
    ])
    func `codes of Secrets Manager have their classes`(
        _ code: String, _ status: Int, _ kind: SecretsError.Kind, _ isTransient: Bool
    ) async throws {
        let server = try await LoopbackServer { _, number in
            switch number {
            case 1: .refusal(code, status: status)
            case 2: .refusal("namespace#\(code)", status: status)
            default: .json("{}", status: status, headers: ["x-amzn-ErrorType": "ns#\(code):http://internal/"])
            }
        }
        let bench = bench(server)
        for _ in 0..<3 {
            let error = try #require(await bench.manager.failure(of: ["name": "a"]))
            #expect(error.kind == kind && error.isTransient == isTransient && error.status == status)
            #expect(!error.everything.contains("CANARY"))
        }
    }

    @Test(arguments: [
        ("ParameterNotFound", SecretsError.Kind.parameters), ("ParameterVersionNotFound", .valueNotFound),
        ("InvalidKeyId", .provider), ("InternalServerError", .provider), ("InvalidParameterException", .provider),
    ])
    func `codes of Parameter Store have their classes`(_ code: String, _ kind: SecretsError.Kind) async throws {
        let server = try await LoopbackServer { _, _ in .json(#"{"__type": "\#(code)"}"#, status: 400) }
        #expect(await bench(server).store.failure(of: ["name": "a"])?.kind == kind)
    }

    @Test(arguments: [
        "", "CANARY", "{}", #"{"SecretString": 1}"#, #"{"SecretBinary": "*CANARY*"}"#, "[\"CANARY\"]",
        "{\"SecretString\": \"CANARY",
    ])
    func `an answer that is none is an error that does not show it`(_ body: String) async throws {
        let server = try await LoopbackServer { _, _ in .json(body) }
        let bench = bench(server)
        for provider in [bench.manager as any SecretsProvider, bench.store] {
            let error = try #require(await provider.failure(of: ["name": "a"]))
            #expect(error.kind == .secret && !error.everything.contains("CANARY"))
        }
    }

    @Test func `AWS that is not there, and a name that is missing, are errors of the contract's class`() async throws {
        let bench = SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:1"]) { $1 }, open: ["http://127.0.0.1:1"])
        let down = await bench.manager.failure(of: ["name": "a", "region": "eu-west-1"])
        #expect(down?.kind == .secret && down?.isTransient == true)
        #expect(await bench.manager.failure(of: ["region": "eu-west-1"])?.kind == .secret)
        #expect(await bench.manager.failure(of: ["name": "a", "region": ""])?.kind == .provider)
        #expect(await bench.manager.failure(of: ["name": "a"])?.kind == .parameters)
        for wrong in [["version_id": "x"], ["version_stage": "a\nb"], ["name": String(repeating: "a", count: 2_049)]] {
            let parameters = ["name": "a", "region": "eu-west-1"].merging(wrong) { $1 }
            #expect(await bench.manager.failure(of: parameters)?.kind == .parameters)
        }
    }

    @Test func `a loopback endpoint is reached only where the policy opens it`() async throws {
        let server = try await LoopbackServer { _, _ in .secret("a") }
        let closed = SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": server.url(), "AWS_DEFAULT_REGION": "eu-west-1"]) { $1 })
        #expect(await closed.manager.failure(of: ["name": "a"])?.kind == .secret)
        #expect(server.connections == 0)
    }

    @Test func `bytes that somebody encoded twice are read by key`() async throws {
        let inner = Base64.text(Array(#"{"k": "v"}"#.utf8))
        let outer = Base64.text(Array(inner.utf8))
        let server = try await LoopbackServer { _, _ in .json(#"{"SecretBinary": "\#(outer)"}"#) }
        #expect(try await bench(server).manager.text(of: ["name": "a", "key": "k"]) == "v")
    }

    @Test func `the endpoint comes from the nearest setting`() async throws {
        let folder = try Folder()
        let server = try await LoopbackServer { request, _ in .secret(request.target) }
        let base = server.url("")
        try folder.write(
            """
            [default]
            endpoint_url = \(base)/profile
            region = eu-west-3
            services = local
            [services local]
            secrets_manager =
              endpoint_url = \(base)/services
            """, to: ".aws/config")
        var variables = exampleKey
        variables["HOME"] = folder.path
        func target(_ others: [String: String], store: Bool = false) async throws -> String? {
            let bench = SecretsBench(variables.merging(others) { $1 }, open: [server.url()])
            if store {
                _ = await bench.store.failure(of: ["name": "a"])
                return server.requests.last?.target
            }
            return try await bench.manager.text(of: ["name": "a"])
        }
        #expect(
            try await target(["AWS_ENDPOINT_URL_SECRETS_MANAGER": base + "/one", "AWS_ENDPOINT_URL": base + "/all"])
                == "/one/")
        #expect(try await target(["AWS_ENDPOINT_URL": base + "/all"]) == "/all/")
        #expect(try await target([:]) == "/services/")
        #expect(try await target([:], store: true) == "/profile/")
        #expect(server.requests.last?["Authorization"]?.contains("/eu-west-3/ssm/aws4_request") == true)
        let ignoring = SecretsBench(
            variables.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }, open: [server.url()])
        let count = server.requests.count
        // Then the region decides, and the name server of the test knows no name.
        #expect(await ignoring.manager.failure(of: ["name": "a"])?.message.contains("name of its host") == true)
        #expect(server.requests.count == count)
        #expect(ignoring.log.text.contains("https://secretsmanager.eu-west-3.amazonaws.com"))
        let fips = SecretsBench(
            exampleKey.merging(["AWS_USE_FIPS_ENDPOINT": "true", "AWS_REGION": "cn-north-1"]) { $1 })
        _ = await fips.store.failure(of: ["name": "a"])
        #expect(fips.log.text.contains("https://ssm-fips.cn-north-1.amazonaws.com.cn"))
    }
}
