import Basics
import Outbound
import TestKit
import Testing

/// A client over a clock that stands still, which reaches loopback under any name.
private struct MailBench {
    let time = ManualTime(Timestamp(microseconds: 1_795_000_000_000_000))
    let client: MailClient

    /// - Parameter ports: Where servers on loopback may be reached; nil for every port of an address.
    init(ports: [Int?] = [nil]) {
        var policy = EgressPolicy.forMail(.forNetworkAccess())
        policy.exceptions = ports.compactMap { port in
            IPNetwork("127.0.0.0/8").map { EgressPolicy.Exception($0, port: port) }
        }
        client = MailClient(
            policy: policy, resolver: ScriptedResolver { _, _ in ["127.0.0.1"] }, time: time,
            limits: MailClient.Limits(connect: .seconds(900), total: .seconds(60)))
    }

    func message(to recipients: String..., subject: String = "News", text: String = "Text.") -> MailMessage {
        MailMessage(
            sender: "almanac@example.com", senderName: "Almanac", recipients: recipients, subject: subject, text: text,
            html: "<p>Text.</p>", id: Identifier(high: 7, low: UInt64.random(in: 1...UInt64.max)), date: time.now)
    }

    /// The fault with which a message ends; nil when it was taken.
    func fault(_ message: MailMessage, _ server: MailServer) async -> MailError? {
        do throws(MailError) {
            _ = try await client.send(message, by: server)
            return nil
        } catch {
            return error
        }
    }
}

/// Against real mail servers, which decode what they get.
@Suite(.enabled(if: RealMailServer.isInstalled, Comment(rawValue: RealMailServer.missing)), .timeLimit(.minutes(20)))
struct RealMailTests {
    /// A client that reaches the servers at their ports, under any name.
    private func realBench() async throws -> MailBench {
        let real = try await RealMailServer.shared
        return MailBench(ports: [RealMailServer.Kind.plain, .starttls, .login, .tls].map { real.port($0) })
    }

    private func server(
        _ kind: RealMailServer.Kind, _ security: MailServer.Security, host: String = RealMailServer.host,
        password: String? = RealMailServer.password
    ) async throws -> MailServer {
        let real = try await RealMailServer.shared
        return MailServer(
            host: host, port: real.port(kind), security: security,
            tls: TLSSettings(trust: .only(try real.authority.trusted)),
            credentials: password.map { MailServer.Credentials(name: RealMailServer.user, password: $0) })
    }

    @Test(arguments: [
        (RealMailServer.Kind.starttls, MailServer.Security.startTLS), (.login, .startTLS), (.tls, .tls),
    ])
    func `a message comes encrypted, after a login`(
        kind: RealMailServer.Kind, security: MailServer.Security
    ) async throws {
        let bench = try await realBench()
        let address = "\(kind.rawValue)@secure.example.com"
        let receipt = try await bench.client.send(
            bench.message(to: address, subject: "Grüße"), by: try await server(kind, security))
        #expect(receipt.code == 250 && receipt.refused.isEmpty && receipt.server.hasPrefix("mail.test:"))
        let message = try #require(try await RealMailServer.shared.messages(to: address).first)
        #expect(message.isEncrypted && message.isLoggedIn && message.sender == "almanac@example.com")
        #expect(message.hello == "[127.0.0.1]")
        #expect(message.content.contains("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"))
    }

    @Test func `a server without login and TLS takes a message as it is, lines of full stops included`() async throws {
        let bench = try await realBench()
        let address = "plain@dots.example.com"
        let text = ".\n..\n.a\nlast"
        _ = try await bench.client.send(
            bench.message(to: address, text: text), by: try await server(.plain, .none, password: nil))
        let message = try #require(try await RealMailServer.shared.messages(to: address).first)
        #expect(!message.isEncrypted && !message.isLoggedIn)
        #expect(message.content.contains("\r\n\r\n.\r\n..\r\n.a\r\nlast\r\n--=_almanac_"))
        #expect(message.content.hasSuffix("--\r\n"))
    }

    @Test func `a wrong password is a refusal for good that does not show it`() async throws {
        let bench = try await realBench()
        let fault = try #require(
            await bench.fault(
                bench.message(to: "wrong@secure.example.com"),
                try await server(.starttls, .startTLS, password: "wrong-canary-1")))
        #expect(fault.code == 535 && !fault.isTransient)
        #expect(fault.text.contains("refused the login with 535") && !fault.text.contains("canary"))
    }

    @Test func `a server that is not recognised gets neither password nor message`() async throws {
        let bench = try await realBench()
        var unknown = try await server(.tls, .tls)
        unknown.tls = TLSSettings()
        let fault = await bench.fault(bench.message(to: "nobody@tls.example.com"), unknown)
        guard case .connection(let error)? = fault else { return #expect(Bool(false), "\(fault as Any)") }
        #expect(error.fault == .untrustedCertificate && !error.isTransient)
        var other = try await server(.starttls, .startTLS)
        other.host = "other.test"
        let second = await bench.fault(bench.message(to: "nobody@tls.example.com"), other)
        guard case .connection(let wrong)? = second else { return #expect(Bool(false), "\(second as Any)") }
        #expect(wrong.fault == .wrongCertificateHost || wrong.fault == .untrustedCertificate)
        #expect(try await RealMailServer.shared.messages(to: "nobody@tls.example.com").isEmpty)
    }

    @Test func `a server that does not offer STARTTLS gets nothing`() async throws {
        let bench = try await realBench()
        let fault = await bench.fault(
            bench.message(to: "nobody@starttls.example.com"), try await server(.plain, .startTLS))
        guard case .offersNoTLS? = fault else { return #expect(Bool(false), "\(fault as Any)") }
        #expect(fault?.isTransient == false)
        #expect(try await RealMailServer.shared.messages(to: "nobody@starttls.example.com").isEmpty)
    }

    @Test func `recipients that are refused are named, and the others get the message`() async throws {
        let bench = try await realBench()
        let plain = try await server(.plain, .none, password: nil)
        let receipt = try await bench.client.send(
            bench.message(to: "refused@some.example.com", "kept@some.example.com"), by: plain)
        #expect(receipt.refused == ["refused@some.example.com: 550 5.1.1 No such person here"])
        #expect(try await RealMailServer.shared.messages(to: "kept@some.example.com").count == 1)
    }

    @Test func `what is refused for now may succeed later, and what is refused for good does not`() async throws {
        let bench = try await realBench()
        let plain = try await server(.plain, .none, password: nil)
        let none = await bench.fault(bench.message(to: "refused@x.example.com"), plain)
        #expect(none?.code == 550 && none?.isTransient == false)
        let later = await bench.fault(bench.message(to: "later@x.example.com"), plain)
        #expect(later?.code == 451 && later?.isTransient == true)
        #expect(later?.text.contains("Try again later") == true)
        let content = await bench.fault(bench.message(to: "unwanted@x.example.com"), plain)
        #expect(content?.code == 554 && content?.isTransient == false)
        #expect(content?.text.contains("refused (content) with 554: 5.7.1 Content refused") == true)
    }
}

/// Against servers that do what they should not.
@Suite(.timeLimit(.minutes(20))) struct BadMailServerTests {
    private let bench = MailBench()

    private func server(_ port: Int, _ security: MailServer.Security = .none) -> MailServer {
        MailServer(host: "127.0.0.1", port: port, security: security)
    }

    @Test func `a server that hangs is given up at the deadline`() async throws {
        let silent = try await LineServer(greeting: "220 mail.test ready\r\n") { _ in nil }
        let sending = Task { await bench.fault(bench.message(to: "a@b.c"), server(silent.port)) }
        bench.time.advance(by: try await bench.time.untilAsleep(within: .seconds(60)))
        guard case .connection(let error)? = await sending.value else { return #expect(Bool(false)) }
        #expect(error.fault == .deadline && error.isTransient)
        #expect(error.message.contains("127.0.0.1:\(silent.port) did not answer"))
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220-half\r\n250 other\r\n", "99 x\r\n", "220?x\r\n",
        "\r\n",
        String(repeating: "a", count: 10_000), String(repeating: "220-more\r\n", count: 1_000),
    ])
    func `what is no SMTP is called so`(greeting: String) async throws {
        let odd = try await LineServer(greeting: greeting) { _ in "250 fine\r\n" }
        let fault = await bench.fault(bench.message(to: "a@b.c"), server(odd.port))
        guard case .garbled? = fault else { return #expect(Bool(false), "\(fault as Any)") }
        #expect(fault?.text.contains("does not speak SMTP") == true)
    }

    @Test func `a port at which nobody listens may have somebody later`() async throws {
        let fault = await bench.fault(bench.message(to: "a@b.c"), server(try await LineServer.closedPort()))
        guard case .connection(let error)? = fault else { return #expect(Bool(false), "\(fault as Any)") }
        #expect(error.fault == .connectionRefused && fault?.isTransient == true)
    }

    @Test func `a server that wants nobody says why`() async throws {
        let closed = try await LineServer(greeting: "421 4.3.2 Closed for \u{7}lunch\r\n") { _ in nil }
        let fault = await bench.fault(bench.message(to: "a@b.c"), server(closed.port))
        #expect(fault?.code == 421 && fault?.isTransient == true)
        #expect(fault?.text.hasSuffix("refused (greeting) with 421: 4.3.2 Closed for  lunch") == true)
    }

    @Test func `what comes unencrypted after the agreement on TLS is taken for an attack`() async throws {
        let injecting = try await LineServer(greeting: "220 ready\r\n") { line in
            line.hasPrefix("EHLO") ? "250-mail.test\r\n250 STARTTLS\r\n" : "220 go ahead\r\n250 injected\r\n"
        }
        let fault = await bench.fault(bench.message(to: "a@b.c"), server(injecting.port, .startTLS))
        guard case .garbled? = fault else { return #expect(Bool(false), "\(fault as Any)") }
    }

    @Test func `a password without TLS is refused before anything is sent`() async throws {
        var unsafe = server(1)
        unsafe.credentials = MailServer.Credentials(name: "u", password: "canary")
        #expect(await bench.fault(bench.message(to: "a@b.c"), unsafe) == .needsTLS)
    }

    @Test func `nothing that is no address gets into a command`() async throws {
        let fault = await bench.fault(bench.message(to: "a@b.c>\r\nDATA"), server(1))
        guard case .message(let text)? = fault else { return #expect(Bool(false), "\(fault as Any)") }
        #expect(!text.contains("\r") && !text.contains("\n"))
        guard case .message? = await bench.fault(bench.message(), server(1)) else { return #expect(Bool(false)) }
    }

    @Test(arguments: [
        ("127.0.0.1", 25), ("169.254.169.254", 25), ("localhost", 587), ("192.168.0.1", 22), ("10.0.0.1", 80),
    ])
    func `places that are no mail servers are not reached`(host: String, port: Int) async throws {
        let strict = MailBench(ports: [])
        let fault = await strict.fault(
            strict.message(to: "a@b.c"), MailServer(host: host, port: port, security: .none))
        guard case .connection(let error)? = fault, case .refused = error.fault else {
            return #expect(Bool(false), "\(fault as Any)")
        }
        #expect(!error.isTransient)
    }
}
