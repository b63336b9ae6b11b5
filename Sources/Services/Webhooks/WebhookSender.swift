package import Basics
package import Domain
package import Modeling
package import Outbound
import Templates

/// Sends one message and says how it went.
package struct WebhookSender: Sendable {
    /// How an attempt went.
    package struct Outcome: Sendable {
        /// HTTP status; nil when there was no answer.
        package let status: Int?
        /// The beginning of the answer.
        package let responseBody: String
        /// Why it failed and what to do; empty for success.
        package let error: String
        /// Milliseconds.
        package let duration: Int
        /// What to do next.
        package let verdict: Verdict
    }

    /// What follows from an attempt.
    package enum Verdict: Sendable, Equatable {
        case delivered
        /// The same message may succeed later.
        case retry
        /// The receiver is left alone for now; this was no attempt.
        case wait(Duration)
        /// It would fail again.
        case failed
    }

    private let client: OutboundClient
    private let sealer: Sealer?
    private let time: any Timekeeper
    private let limits: OutboundLimits
    /// The receiver has ten seconds in all; its answer is read up to ``keptBytes`` only, however long it is.
    package static let limits = OutboundLimits(
        connect: .seconds(5), read: .seconds(10), total: .seconds(10), bodySize: .max)
    /// Bytes of an answer that are kept.
    package static let keptBytes = 64 * 1024
    private static let retried: Set<Int> = [408, 425, 429]

    package init(
        client: OutboundClient, sealer: Sealer?, time: any Timekeeper, limits: OutboundLimits = WebhookSender.limits
    ) {
        self.limits = limits
        self.client = client
        self.sealer = sealer
        self.time = time
    }

    /// Makes and sends the message.
    package func send(_ webhook: Record<Webhook>, _ payload: WebhookPayload, delivery: Identifier) async -> Outcome {
        let start = time.uptime
        func outcome(_ verdict: Verdict, status: Int? = nil, body: String = "", error: String = "") -> Outcome {
            Outcome(
                status: status, responseBody: body, error: error,
                duration: Int((time.uptime - start) / .milliseconds(1)), verdict: verdict)
        }
        let request: OutboundRequest
        do {
            request = try await self.request(webhook, payload, delivery)
        } catch let error as TemplateError {
            return outcome(.failed, error: "The template failed: \(error.description)")
        } catch let error as OutboundError {
            return outcome(.failed, error: error.message)
        } catch {
            return outcome(.failed, error: (error as? Problem)?.message ?? "The message could not be made.")
        }
        return await Self.post(request, by: client, time, since: start)
    }

    /// Sends a request and says how it went; a receiver of whatever kind is treated alike.
    ///
    /// - Parameter start: The uptime at which the attempt began.
    static func post(
        _ request: OutboundRequest, by client: OutboundClient, _ time: any Timekeeper, since start: Duration
    ) async -> Outcome {
        func outcome(_ verdict: Verdict, status: Int? = nil, body: String = "", error: String = "") -> Outcome {
            Outcome(
                status: status, responseBody: body, error: error,
                duration: Int((time.uptime - start) / .milliseconds(1)), verdict: verdict)
        }
        do {
            let (status, body) = try await client.stream(request) { head, body in
                (head.status, try await Self.beginning(of: body))
            }
            switch status {
            case 200...299: return outcome(.delivered, status: status, body: body)
            case 300...399:
                return outcome(
                    .failed, status: status, body: body,
                    error: "The receiver answered with a redirect, which is not followed. Give its final address.")
            case 400...499 where !Self.retried.contains(status):
                return outcome(
                    .failed, status: status, body: body, error: "The receiver refused with status \(status).")
            default:
                return outcome(
                    .retry, status: status, body: body, error: "The receiver answered with status \(status).")
            }
        } catch let error as OutboundError {
            return outcome(Self.verdict(error), error: error.message)
        } catch {
            return outcome(.retry, error: "The request failed.")
        }
    }

    private func request(
        _ webhook: Record<Webhook>, _ payload: WebhookPayload, _ delivery: Identifier
    ) async throws -> OutboundRequest {
        let message = try WebhookMessage(
            webhook, payload, secret: try secret(of: webhook), delivery: delivery, now: time.now)
        var request = OutboundRequest(
            method: message.method, url: message.url, headers: message.headers, body: message.body,
            limits: limits, purpose: "delivery of a webhook")
        request.tls = try await Self.tls(isVerified: webhook.sslVerification, authorities: webhook.caFilePath)
        return request
    }

    /// How a receiver is recognised; nil for what is usual.
    ///
    /// - Parameter file: Authorities to believe, in PEM form; empty for those of the system.
    /// - Throws: ``OutboundError`` when the file cannot be read.
    static func tls(isVerified: Bool, authorities file: String) async throws(OutboundError) -> TLSSettings? {
        guard isVerified else { return TLSSettings(verification: .disabledAtOwnRisk) }
        return file.isEmpty ? nil : TLSSettings(trust: .only(try await TrustedAuthorities.read(file: file)))
    }

    private func secret(of webhook: Record<Webhook>) throws -> Redacted<String>? {
        guard !webhook.secret.isEmpty else { return nil }
        guard let sealer else {
            throw Problem(.misconfigured, "The secret of the webhook cannot be read here: there is no key.")
        }
        return try sealer.open(webhook.secret, for: Webhook.schema.place(of: "secret", in: webhook.id.raw))
    }

    /// The beginning of an answer as text; the rest is not read.
    private static func beginning(of body: OutboundBody) async throws(OutboundError) -> String {
        var bytes: [UInt8] = []
        var iterator = body.makeAsyncIterator()
        while bytes.count < keptBytes, let chunk = try await iterator.next() { bytes += chunk }
        return String(decoding: bytes.prefix(keptBytes), as: UTF8.self).replacing("\0", with: "\u{FFFD}")
    }

    private static func verdict(_ error: OutboundError) -> Verdict {
        switch error.fault {
        case .suspended(let rest): .wait(rest)
        // A name may be unknown for the minutes that a move takes.
        case .nameNotFound: .retry
        default: error.isTransient ? .retry : .failed
        }
    }
}
