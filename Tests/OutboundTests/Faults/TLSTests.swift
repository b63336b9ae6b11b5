import Basics
import NIOSSL
import Outbound
import TestKit
import Testing

@Suite struct TLSTests {
    private func fault(
        _ server: LoopbackServer, _ tls: TLSSettings, host: String? = "device.test"
    ) async -> OutboundError.Fault? {
        await Bench(server).fault(OutboundRequest(url: server.url(host: host, scheme: "https"), tls: tls))
    }

    @Test func `a server with a certificate of a trusted authority is believed`() async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: authority.server(host: "device.test")) { _, _ in .text("hello") }
        #expect(await fault(server, TLSSettings(trust: .only(try authority.trusted))) == nil)
        #expect(await fault(server, TLSSettings(trust: .systemAnd(try authority.trusted))) == nil)
        #expect(server.requests.first?["Host"] == "device.test:\(server.port)")
    }

    @Test func `the operating system's authorities do not know it`() async throws {
        let server = try await LoopbackServer(tls: try TestAuthority().server(host: "device.test")) { _, _ in .silence }
        #expect(await fault(server, TLSSettings()) == .untrustedCertificate)
        #expect(server.requests.isEmpty)
    }

    @Test func `another authority does not count`() async throws {
        let server = try await LoopbackServer(tls: try TestAuthority().server(host: "device.test")) { _, _ in .silence }
        #expect(await fault(server, TLSSettings(trust: .only(try TestAuthority().trusted))) == .untrustedCertificate)
    }

    @Test func `a certificate that is out of date is refused`() async throws {
        let authority = try TestAuthority()
        let context = try authority.server(host: "device.test", isExpired: true)
        let server = try await LoopbackServer(tls: context) { _, _ in .silence }
        #expect(await fault(server, TLSSettings(trust: .only(try authority.trusted))) == .untrustedCertificate)
        #expect(server.requests.isEmpty)
    }

    @Test("a certificate of another host is refused", arguments: ["other.test", nil])
    func wrongHost(_ host: String?) async throws {
        let authority = try TestAuthority()
        let server = try await LoopbackServer(tls: authority.server(host: "device.test")) { _, _ in .silence }
        let trust = TLSSettings(trust: .only(try authority.trusted))
        #expect(await fault(server, trust, host: host) == .wrongCertificateHost)
        #expect(server.requests.isEmpty)
    }

    @Test func `verification is off only when somebody says so`() async throws {
        let authority = try TestAuthority()
        let context = try authority.server(host: "device.test", isExpired: true)
        let server = try await LoopbackServer(tls: context) { _, _ in .text("hello") }
        #expect(await fault(server, TLSSettings(verification: .disabledAtOwnRisk), host: "other.test") == nil)
    }

    @Test func `a list of authorities that is empty or unreadable is refused, never taken for no verification`() async {
        for text in ["", " ", "/no/such/file", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            #expect(throws: OutboundError.self) { try TrustedAuthorities(pem: text) }
        }
        await #expect(throws: OutboundError.self) { try await TrustedAuthorities.read(file: "/no/such/file.pem") }
    }

    @Test func `the authorities of a file are read`() async throws {
        let path = "/etc/ssl/certs/ca-certificates.crt"
        #expect(try await TrustedAuthorities.read(file: path) == TrustedAuthorities.read(file: path))
    }

    @Test func `a server can ask who is calling`() async throws {
        let authority = try TestAuthority()
        let context = try authority.server(host: "device.test", needsClientCertificate: true)
        let server = try await LoopbackServer(tls: context) { _, _ in .text("hello") }
        let (certificate, key) = try authority.issue(host: "almanac.test")
        var tls = TLSSettings(trust: .only(try authority.trusted))
        #expect(await fault(server, tls) != nil)
        tls.clientCertificate = try ClientCertificate(chain: certificate, key: key)
        #expect(await fault(server, tls) == nil)
    }

    @Test func `a client certificate that cannot be read shows nothing of itself`() {
        let error = #expect(throws: OutboundError.self) { try ClientCertificate(chain: "s3cret", key: "s3cret") }
        #expect("\(String(describing: error))".contains("s3cret") == false)
    }

    @Test func `a server without TLS is told apart`() async throws {
        let greeting = Array("HTTP/1.1 400 Not TLS\r\nContent-Length: 0\r\n\r\n".utf8)
        let server = try await LoopbackServer(greeting: greeting) { _, _ in .silence }
        guard case .tlsFailed = await fault(server, TLSSettings()) else {
            Issue.record("a connection without TLS was accepted, or its failure not recognised")
            return
        }
    }
}
