package import Basics
import NIOCore
import NIOSSL

/// The one way by which Almanac sends e-mail: by SMTP (RFC 5321), to a checked address, with TLS where a password is told.
package final class MailClient: Sendable {
    /// How long a server may take, from its name to its last reply.
    package struct Limits: Sendable {
        /// Until a connection stands.
        package var connect: Duration
        /// For everything.
        package var total: Duration

        package init(connect: Duration = .seconds(10), total: Duration = .seconds(60)) {
            self.connect = connect
            self.total = total
        }
    }

    private let policy: EgressPolicy
    private let resolver: any HostResolver
    private let time: any Timekeeper
    private let limits: Limits
    private let watch: DeadlineWatch
    /// How many addresses of a host are tried when connections fail.
    private static let triedAddresses = 3

    /// - Parameters:
    ///   - policy: What may be reached; see ``EgressPolicy/forMail(_:)``.
    ///   - time: For deadlines.
    package init(
        policy: EgressPolicy, resolver: any HostResolver, time: any Timekeeper, limits: Limits = Limits()
    ) {
        self.policy = policy
        self.resolver = resolver
        self.time = time
        self.limits = limits
        watch = DeadlineWatch(time: time)
    }

    /// Sends a message.
    ///
    /// - Returns: What became of it, once the server has taken it for at least one recipient.
    /// - Throws: ``MailError``.
    package func send(_ message: MailMessage, by server: MailServer) async throws(MailError) -> MailReceipt {
        try message.check()
        if server.credentials != nil, server.security == .none { throw .needsTLS }
        let url = try target(server)
        let name = "\(url.host.urlText):\(server.port)"
        do {
            let receipt = try await watch.run(until: time.uptime + limits.total) { [self] in
                try await deliver(message, server, url, name)
            }
            guard let receipt else { throw MailError.connection(OutboundError(.deadline, origin: name)) }
            return receipt
        } catch let error as MailError {
            throw error
        } catch is GarbledReply {
            throw .garbled(server: name)
        } catch {
            // A server that speaks first has answered before anything can break.
            let known = OutboundError(error, url: url, hasAnswer: false, bodySize: 0)
            throw .connection(OutboundError(known.fault, origin: name))
        }
    }

    /// The server as the policy looks at it.
    private func target(_ server: MailServer) throws(MailError) -> TargetURL {
        do throws(EgressRefusal) {
            let host = try TargetHost(checking: server.host)
            return try policy.check("https://\(host.urlText):\(server.port)/")
        } catch {
            throw .connection(OutboundError(.refused(error), origin: ""))
        }
    }

    private func deliver(
        _ message: MailMessage, _ server: MailServer, _ url: TargetURL, _ name: String
    ) async throws -> MailReceipt {
        let context = server.security == .none ? nil : try NIOSSLContext(configuration: server.tls.configuration)
        let link = try await connect(server, url, context)
        defer { link.close() }
        return try await withTaskCancellationHandler {
            try await SMTPTalk(link: link, server: server, name: name, context: context, serverName: url.host.dnsName)
                .send(message)
        } onCancel: {
            link.close()
        }
    }

    private func connect(_ server: MailServer, _ url: TargetURL, _ context: NIOSSLContext?) async throws -> SMTPLink {
        let found: [IPHost]
        switch url.host {
        case .address(let address): found = [address]
        case .name(let name): found = try await resolver.addresses(of: name)
        }
        for address in found { try policy.check(address, of: url) }
        var fault: any Error = ResolutionError.notFound
        for address in found.prefix(Self.triedAddresses) {
            do {
                return try await SMTPLink.open(
                    SocketAddress(ipAddress: address.description, port: server.port),
                    context: server.security == .tls ? context : nil, name: url.host.dnsName, timeout: limits.connect)
            } catch {
                try Task.checkCancellation()
                fault = error
            }
        }
        throw fault
    }
}

extension EgressPolicy {
    /// The policy for mail servers, which an administrator names: what `base` allows, at ports where mail servers are.
    package static func forMail(_ base: EgressPolicy) -> EgressPolicy {
        var policy = base
        policy.ports = [25...25, 465...465, 587...587, 2525...2525]
        return policy
    }
}

extension TargetHost {
    /// The name that a certificate has to have; nil for an address.
    fileprivate var dnsName: String? {
        if case .name(let name) = self { name } else { nil }
    }
}

/// One message by one connection.
private struct SMTPTalk {
    let link: SMTPLink
    let server: MailServer
    /// The server in messages.
    let name: String
    let context: NIOSSLContext?
    let serverName: String?

    func send(_ message: MailMessage) async throws -> MailReceipt {
        _ = try expect(try await link.reply(), .greeting)
        var offers = try await hello()
        if server.security == .startTLS, let context {
            guard offers.contains("STARTTLS") else { throw MailError.offersNoTLS(server: name) }
            _ = try expect(try await link.ask("STARTTLS"), .startTLS)
            try await link.beginTLS(context, name: serverName)
            // What was offered before counts for nothing: anybody on the way could have written it.
            offers = try await hello()
        }
        if let credentials = server.credentials { try await logIn(credentials, offers) }
        _ = try expect(try await link.ask("MAIL FROM:<\(message.sender)>"), .sender)
        var refusals: [(address: String, reply: SMTPReply)] = []
        for address in message.recipients {
            let reply = try await link.ask("RCPT TO:<\(address)>")
            if !reply.isPositive { refusals.append((address, reply)) }
        }
        if let first = refusals.first, refusals.count == message.recipients.count {
            _ = try expect(first.reply, .recipient)
        }
        _ = try expect(try await link.ask("DATA"), .content)
        try await link.send(MailText.transmitted(message.bytes))
        let taken = try expect(try await link.reply(), .content)
        // It was taken, whatever the server says to the farewell.
        _ = try? await link.ask("QUIT")
        return MailReceipt(
            server: name, code: taken.code,
            refused: refusals.map { "\($0.address): \($0.reply.code) \($0.reply.text)" })
    }

    /// What the server offers, in capitals.
    private func hello() async throws -> Set<String> {
        let reply = try expect(try await link.ask("EHLO \(link.literal)"), .hello)
        return Set(
            reply.lines.dropFirst().flatMap { line -> [String] in
                let words = line.uppercased().split { $0 == " " || $0 == "=" }.map(String.init)
                guard words.first == "AUTH" else { return words.first.map { [$0] } ?? [] }
                return words.dropFirst().map { "AUTH \($0)" }
            })
    }

    /// RFC 4616 (PLAIN), or LOGIN, which has no RFC and is what some servers have.
    private func logIn(_ credentials: MailServer.Credentials, _ offers: Set<String>) async throws {
        let (user, password) = (Array(credentials.name.reveal().utf8), Array(credentials.password.reveal().utf8))
        let commands: [String]
        if offers.contains("AUTH PLAIN") {
            commands = ["AUTH PLAIN " + Base64.text([[0], user, [0], password].flatMap { $0 })]
        } else if offers.contains("AUTH LOGIN") {
            commands = ["AUTH LOGIN", Base64.text(user), Base64.text(password)]
        } else {
            throw MailError.offersNoLogin(server: name)
        }
        for (number, command) in commands.enumerated() {
            let reply = try expect(try await link.ask(command), .authentication)
            // 334 asks for more, 235 says that it is done.
            guard (reply.code == 235) == (number == commands.count - 1) else { throw GarbledReply() }
        }
    }

    /// The reply, when it is one that goes on.
    private func expect(_ reply: SMTPReply, _ stage: MailError.Stage) throws(MailError) -> SMTPReply {
        guard reply.isPositive else {
            // Servers quote what they refuse, and a password must not come back.
            throw .refused(
                stage, code: reply.code, text: stage == .authentication ? "" : reply.text, server: name)
        }
        return reply
    }
}
