import Basics
import Domain
import Modeling
import Outbound
import Secrets
import Storage

/// Sends one message by one channel and says how it went.
struct NotificationSender: Sendable {
    /// How an attempt went.
    struct Outcome: Sendable {
        /// Status of HTTP or SMTP; nil when there was no answer.
        var status: Int?
        /// Host and port of the receiver; empty when it was not reached.
        var target = ""
        /// Why it failed and what to do, without any value of a secret; empty for success.
        var error = ""
        /// Milliseconds.
        var duration = 0
        var verdict: WebhookSender.Verdict
    }

    let access: NotificationAccess
    let secrets: SecretService
    let store: Store
    let environment: RecordEnvironment
    let time: any Timekeeper

    private static let senderName = "Almanac"

    /// Makes and sends a message.
    ///
    /// - Parameter delivery: The same for every attempt, so that receivers tell repetitions.
    func send(
        _ message: NotificationMessage, by channel: Record<NotificationChannel>, delivery: Identifier
    ) async -> Outcome {
        let start = time.uptime
        var outcome: Outcome
        do {
            let credentials = try await credentials(of: channel)
            switch channel.medium {
            case .email: outcome = try await mail(message, channel, credentials, delivery)
            case .slack, .teams, .webhook: outcome = try await post(message, channel, credentials, delivery, start)
            }
        } catch let error as MailError {
            outcome = Outcome(status: error.code, error: error.text, verdict: error.isTransient ? .retry : .failed)
        } catch let error as OutboundError {
            outcome = Outcome(error: error.message, verdict: error.isTransient ? .retry : .failed)
        } catch let fault as SecretFault {
            // A backend may be back later; a value that is not there may be stored later.
            outcome = Outcome(error: fault.description, verdict: .retry)
        } catch let problem as Problem {
            outcome = Outcome(error: problem.message, verdict: problem.kind == .unavailable ? .retry : .failed)
        } catch {
            outcome = Outcome(error: "The message could not be sent.", verdict: .retry)
        }
        outcome.error = String(secrets.redaction.masked(outcome.error).prefix(1000))
        outcome.duration = Int((time.uptime - start) / .milliseconds(1))
        return outcome
    }

    // MARK: Secrets

    private struct Credentials {
        var url: String?
        var key: String?
        var user: String?
        var password: String?
    }

    /// What the channel's secrets group has, in the name of who saved the channel last.
    private func credentials(of channel: Record<NotificationChannel>) async throws -> Credentials {
        var credentials = Credentials()
        guard let group = channel.secretsGroup else { return credentials }
        let environment = environment
        let author = try await store.read { session in
            try LastAuthor(
                channel.savedBy, isProduct: channel.savedByProduct, session, requestID: environment.identifiers.next(),
                detail: "notification channel"
            ).actor
        }
        guard let author else {
            throw Problem(
                .forbidden, "The user who saved the channel last is gone or disabled. Save it again to have it used.")
        }
        func value(_ access: String, _ type: String) async throws -> String? {
            do {
                return try await secrets.resolve(group, accessType: access, secretType: type, by: author)
                    .value.bytes.revealText()
            } catch let problem as Problem where problem.kind == .notFound {
                return nil
            }
        }
        if channel.medium == .email {
            credentials.user = try await value("Generic", "username")
            credentials.password = try await value("Generic", "password")
        } else {
            credentials.url = try await value("HTTP(S)", "url")
            if channel.medium == .webhook { credentials.key = try await value("HTTP(S)", "secret") }
        }
        return credentials
    }

    // MARK: E-mail

    private func mail(
        _ message: NotificationMessage, _ channel: Record<NotificationChannel>, _ credentials: Credentials,
        _ delivery: Identifier
    ) async throws -> Outcome {
        let security: MailServer.Security =
            switch NotificationChannel.MailSecurity(rawValue: channel.smtpSecurity) {
            case .tls?: .tls
            case .none?: .none
            case .starttls?, nil: .startTLS
            }
        var server = MailServer(host: channel.smtpHost, port: channel.smtpPort, security: security)
        if let tls = try await WebhookSender.tls(isVerified: channel.sslVerification, authorities: channel.caFilePath) {
            server.tls = tls
        }
        if channel.secretsGroup != nil {
            guard let user = credentials.user, let password = credentials.password else {
                throw Problem(
                    .misconfigured,
                    "The secrets group has no Generic username and password for the one who saved the channel last.")
            }
            server.credentials = MailServer.Credentials(name: user, password: password)
        }
        let receipt = try await access.mail.send(
            MailMessage(
                sender: channel.sender, senderName: Self.senderName, recipients: channel.recipients.elements,
                subject: message.title, text: message.text(pages: access.pages),
                html: message.html(pages: access.pages),
                id: delivery, date: environment.time.now), by: server)
        let refused = receipt.refused.isEmpty ? "" : "Not for everybody: \(receipt.refused.joined(separator: "; "))"
        return Outcome(status: receipt.code, target: receipt.server, error: refused, verdict: .delivered)
    }

    // MARK: HTTP

    private func post(
        _ message: NotificationMessage, _ channel: Record<NotificationChannel>, _ credentials: Credentials,
        _ delivery: Identifier, _ start: Duration
    ) async throws -> Outcome {
        guard let url = credentials.url.map(Words.trimmed) else {
            throw Problem(
                .misconfigured, "The secrets group has no HTTP(S) url for the one who saved the channel last.")
        }
        let json: JSONValue =
            switch channel.medium {
            case .slack: message.slack(pages: access.pages)
            case .teams: message.teams(pages: access.pages)
            case .email, .webhook: message.json(pages: access.pages)
            }
        keepSecret(url)
        var body: [UInt8] = []
        json.write(into: &body)
        var request = OutboundRequest(
            method: .post, url: url, headers: headers(body, credentials.key, delivery, channel), body: body,
            limits: access.limits, purpose: "notification")
        request.tls = try await WebhookSender.tls(isVerified: channel.sslVerification, authorities: channel.caFilePath)
        let answer = await WebhookSender.post(request, by: access.receivers, time, since: start)
        var outcome = Outcome(status: answer.status, error: answer.error, verdict: answer.verdict)
        // What was refused has told where it was sent; everything but the host is secret.
        outcome.target = (try? TargetURL(url))?.origin ?? ""
        let said = Words.trimmed(String(answer.responseBody.prefix(200)))
        if outcome.verdict != .delivered, !said.isEmpty { outcome.error += " It said: \(said)" }
        return outcome
    }

    /// Has the parts of an address that may be its key masked too: receivers quote the path that they were asked for.
    private func keepSecret(_ url: String) {
        guard let target = (try? TargetURL(url))?.target else { return }
        for part in [target] + target.split(whereSeparator: { "/?&=".contains($0) }).map(String.init)
        where part.utf8.count >= Self.shortestKey {
            secrets.redaction.register(SecretBytes(part))
        }
    }

    /// Shorter parts of addresses are words such as `services`.
    private static let shortestKey = 9

    /// The fields of webhooks, and their newer signature.
    private func headers(
        _ body: [UInt8], _ key: String?, _ delivery: Identifier, _ channel: Record<NotificationChannel>
    ) -> HeaderFields {
        var headers: HeaderFields = ["Content-Type": "application/json"]
        guard channel.medium == .webhook else { return headers }
        let seconds = String(environment.time.now.microseconds / 1_000_000)
        headers["X-Almanac-Event"] = "notification"
        headers["X-Almanac-Delivery"] = delivery.description
        headers["X-Almanac-Timestamp"] = seconds
        if let key {
            let signature = WebhookSignature(Redacted(key))
            headers["X-Hook-Signature"] = signature.compatible(body)
            headers["X-Almanac-Signature"] = signature.timed(body, seconds: seconds)
        }
        return headers
    }
}
