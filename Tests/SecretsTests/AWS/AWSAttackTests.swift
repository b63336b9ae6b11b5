import Basics
import NIOSSL
import Secrets
import Synchronization
import TestKit
import Testing

@testable import Outbound

/// The attacks of the contract on the services of AWS.
@Suite(.timeLimit(.minutes(15))) struct AWSAttackTests {
    private let asked = ["name": "a", "region": "eu-central-1"]

    private func bench(
        _ server: LoopbackServer, _ others: [String: String] = [:], change: (inout AWSSettings) -> Void = { _ in }
    ) -> SecretsBench {
        SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": server.url()]) { $1 }.merging(others) { $1 }, open: [server.url()],
            change: change)
    }

    @Test(arguments: ["wrong host", "expired", "self-signed", "TLS 1.1"])
    func `S10: a server that does not prove who it is gets no request`(_ fault: String) async throws {
        let (authority, stranger) = (try TestAuthority(), try TestAuthority())
        let issuer = fault == "self-signed" ? stranger : authority
        let (certificate, key) = try issuer.issue(
            host: fault == "wrong host" ? "other.test" : "aws.test", isExpired: fault == "expired")
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        if fault == "TLS 1.1" {
            configuration.minimumTLSVersion = .tlsv1
            configuration.maximumTLSVersion = .tlsv11
        }
        let server = try await LoopbackServer(tls: try NIOSSLContext(configuration: configuration)) { _, _ in
            .secret("a")
        }
        let url = server.url(host: "aws.test", scheme: "https")
        var outbound = OutboundSettings()
        outbound.tls = TLSSettings(trust: .only(try authority.trusted))
        let bench = SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": url]) { $1 }, open: [url], outbound: outbound,
            resolver: LoopbackNames())
        let error = try #require(await bench.manager.failure(of: asked))
        #expect(error.kind == .secret && error.message.contains(fault == "TLS 1.1" ? "TLS 1.2" : "certificate"))
        #expect(!error.everything.contains("test") && !error.everything.contains("BEGIN") && server.requests.isEmpty)
    }

    @Test func `S10: the same server with its own certificate is asked`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: try authority.server(host: "aws.test")) { _, _ in .secret("a") }
        let url = server.url(host: "aws.test", scheme: "https")
        var outbound = OutboundSettings()
        outbound.tls = TLSSettings(trust: .only(try authority.trusted))
        let bench = SecretsBench(
            exampleKey.merging(["AWS_ENDPOINT_URL": url]) { $1 }, open: [url], outbound: outbound,
            resolver: LoopbackNames())
        #expect(try await bench.manager.text(of: asked) == "a")
    }

    @Test func `S11: without variables and files that are handed in nothing is known, whatever the process knows`()
        async throws
    {
        let server = try await LoopbackServer { _, _ in .secret("a") }
        let bench = SecretsBench([:], open: [server.url()]) { settings in
            settings.endpoints = ["secretsmanager": server.url()]
            settings.environment["AWS_EC2_METADATA_DISABLED"] = "true"
        }
        #expect(await bench.manager.failure(of: asked)?.message.contains("no AWS credentials") == true)
        #expect(server.requests.isEmpty)
    }

    @Test func `S12: proxies and .netrc are not looked at`() async throws {
        let folder = try Folder()
        try folder.write("machine 127.0.0.1 login ann password CANARY-netrc\n", to: ".netrc")
        let proxy = try await LoopbackServer { _, _ in .secret("proxy") }
        let server = try await LoopbackServer { _, _ in .secret("direct") }
        let variables = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"].map {
            ($0, proxy.url())
        }
        let bench = bench(server, Dictionary(uniqueKeysWithValues: variables + [("HOME", folder.path)]))
        #expect(try await bench.manager.text(of: asked) == "direct")
        #expect(proxy.connections == 0)
        #expect(server.requests.first?["Authorization"]?.hasPrefix("AWS4-HMAC-SHA256 ") == true)
    }

    @Test(arguments: [
        "x.evil.com/#", "eu-central-1.evil.com", "eu-central-1/", "EU-CENTRAL-1", "eu-central", "eu--1", "-eu-1",
        "e-u-1",
        "eu-central-1\n", "eu-central-١", "eu-central-1@evil", "us-east-2?", "abc-east-1", "a b-c-1",
    ])
    func `S14: a region that is none never becomes part of a host`(_ region: String) async throws {
        let bench = SecretsBench(exampleKey)
        for provider in [bench.manager as any SecretsProvider, bench.store] {
            let error = await provider.failure(of: ["name": "a", "region": region])
            #expect(error?.kind == .secret)
        }
        #expect(bench.log.text.isEmpty)
    }

    @Test(arguments: [
        ("eu-central-1", "amazonaws.com"), ("cn-northwest-1", "amazonaws.com.cn"), ("us-gov-west-1", "amazonaws.com"),
        ("us-iso-east-1", "c2s.ic.gov"), ("us-isob-east-1", "sc2s.sgov.gov"), ("eusc-de-east-1", "amazonaws.eu"),
    ])
    func `S14: the regions of each partition are known`(_ region: String, _ domain: String) {
        #expect(AWSRegion(region)?.domain == domain)
    }

    @Test(arguments: [
        "http://10.0.0.5/x", "http://192.0.2.7/x", "http://169.254.169.254/latest/x", "http://example.com/x",
        "ftp://127.0.0.1/",
        "http://127.0.0.1@10.0.0.5/", "http://2130706433/", "http://[fd00::1]/", "http://169.254.170.3/", "//x", "x",
    ])
    func `S15: a container's agent is at home or speaks TLS`(_ url: String) async throws {
        let bench = SecretsBench([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": url, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "CANARY-token",
            "AWS_EC2_METADATA_DISABLED": "true",
        ])
        let error = try #require(await bench.manager.failure(of: asked))
        #expect(error.kind == .secret && error.message.contains("FULL_URI"))
        #expect(bench.log.text.isEmpty)
    }

    @Test func `S15: the metadata client reaches the addresses of agents and nothing else`() throws {
        let policy = AWSSettings(environment: [:]).metadataPolicy
        for url in [
            "http://169.254.169.254/", "http://169.254.170.2/v2", "http://169.254.170.23/", "http://[fd00:ec2::254]/",
        ] { #expect(throws: Never.self) { try policy.check(url) } }
        for url in [
            "http://169.254.169.254:8080/", "http://127.0.0.1/", "http://localhost/", "http://10.0.0.5/",
            "http://169.254.1.1/", "https://192.0.2.1/", "http://8.8.8.8/",
        ] { #expect(throws: EgressRefusal.self, "\(url)") { try policy.check(url) } }
        let own = AWSSettings(environment: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:5000/x"])
        #expect(throws: Never.self) { try own.metadataPolicy.check("http://127.0.0.1:5000/x") }
        #expect(throws: EgressRefusal.self) { try own.metadataPolicy.check("http://127.0.0.1:5001/x") }
    }

    @Test func `S15: an agent's token with a line break is not sent`() async throws {
        let server = try await LoopbackServer { _, _ in .answer(200) }
        let bench = SecretsBench([
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.url(),
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": "CANARY\r\nX-Other: 1",
        ])
        let error = try #require(await bench.manager.failure(of: asked))
        #expect(!error.everything.contains("CANARY") && server.requests.isEmpty)
    }

    @Test func `S28: a body of more than 1 MiB ends the request`() async throws {
        let server = try await LoopbackServer { _, number in
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            return number == 1
                ? .answer(200, [:], [UInt8](repeating: 0x20, count: 1 << 20 + 1))
                : .endless(Array(head.utf8), then: Array("4\r\n    \r\n".utf8))
        }
        let bench = bench(server)
        for _ in 0..<2 {
            #expect(await bench.manager.failure(of: asked)?.message == "AWS sent more than is allowed.")
        }
    }

    @Test(arguments: [true, false])
    func `S28: an answer that does not come, or drop by drop, ends after 10 s`(_ drops: Bool) async throws {
        let server = try await LoopbackServer { _, _ in
            drops ? .trickle(Array("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".utf8)) : .silence
        }
        let bench = bench(server)
        async let failure = bench.manager.failure(of: asked)
        await server.wait(for: 1)
        bench.time.advance(seconds: 10)
        let error = await failure
        #expect(error?.message == "AWS did not answer in time." && error?.isTransient == true)
    }

    @Test func `S28: the numbers are those of the contract`() {
        let limits = AWSSettings(environment: [:]).limits
        #expect(limits.connect == .seconds(2) && limits.total == .seconds(10) && limits.bodySize == 1 << 20)
    }

    @Test(arguments: [
        ("Sat, 21 Nov 2026 12:10:00 GMT", "20261121T121000Z"), ("Sat, 21 Nov 2026 11:50:00 GMT", "20261121T115000Z"),
    ])
    func `S33: a clock that is wrong by 10 minutes is corrected by one more request, once for all`(
        _ date: String, _ expected: String
    ) async throws {
        let server = try await LoopbackServer { request, _ in
            request["X-Amz-Date"] == expected
                ? .secret("a") : .refusal("RequestTimeTooSkewed", status: 403, headers: ["Date": date])
        }
        let bench = bench(server)
        #expect(try await bench.manager.text(of: asked) == "a")
        #expect(try await bench.manager.text(of: asked) == "a")
        #expect(server.requests.count == 3)
        let signatures = Set(server.requests.map { $0["Authorization"] })
        #expect(signatures.count == 2)
    }

    @Test func `S33: a refusal that the clock does not explain is not repeated, and one that stays is told`()
        async throws
    {
        let dates = ["Sat, 21 Nov 2026 12:00:20 GMT", "Sat, 21 Nov 2026 12:10:00 GMT", "nonsense"]
        for (index, date) in dates.enumerated() {
            let server = try await LoopbackServer { _, _ in
                .refusal("SignatureDoesNotMatch", status: 403, headers: ["Date": date])
            }
            let error = try #require(await bench(server).manager.failure(of: asked))
            #expect(error.kind == .provider && error.message.contains("signature"))
            #expect(server.requests.count == (index == 1 ? 2 : 1))
        }
    }

    @Test func `credentials that have ended are got anew, once`() async throws {
        let folder = try Folder()
        func keys(_ id: String) throws {
            try folder.write(
                "[default]\naws_access_key_id = \(id)\naws_secret_access_key = s\n", to: ".aws/credentials")
        }
        let server = try await LoopbackServer { request, _ in
            request["Authorization"]?.contains("Credential=NEW/") == true
                ? .secret("a") : .refusal("com.amazon.coral#ExpiredTokenException:http://x")
        }
        let bench = SecretsBench(
            ["HOME": folder.path, "AWS_ENDPOINT_URL_SECRETS_MANAGER": server.url()], open: [server.url()])
        try keys("OLD")
        #expect(await bench.manager.failure(of: asked)?.kind == .provider)
        #expect(server.requests.count == 1)
        try keys("NEW")
        #expect(try await bench.manager.text(of: asked) == "a")
        #expect(try await bench.manager.text(of: asked) == "a")
        #expect(server.requests.count == 4)
    }
}
