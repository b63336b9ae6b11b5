import Basics
import Crypto
import Domain
import Modeling
import Outbound
import Templates

/// The request that tells one event: body, header fields and signature.
struct WebhookMessage: Sendable {
    let method: OutboundMethod
    let url: String
    let headers: HeaderFields
    let body: [UInt8]

    /// Bytes of one body at most.
    private static let bodyLimit = 4 * 1024 * 1024
    private static let limits = TemplateLimits(steps: 200_000, outputBytes: bodyLimit)

    /// - Parameters:
    ///   - secret: The key of the signature, or nil.
    ///   - delivery: The same for every attempt, so that receivers tell repetitions.
    ///   - now: Part of the newer signature, so that receivers can refuse old messages.
    /// - Throws: ``TemplateError`` or ``Problem`` that says what is wrong with the webhook.
    init(
        _ webhook: Record<Webhook>, _ payload: WebhookPayload, secret: Redacted<String>?, delivery: Identifier,
        now: Timestamp
    ) throws {
        method = OutboundMethod(webhook.httpMethod) ?? .post
        url = webhook.payloadUrl
        if webhook.bodyTemplate.isEmpty {
            var bytes: [UInt8] = []
            JSONValue.object(JSONObject(payload.members)).write(into: &bytes)
            body = bytes
        } else {
            body = Array(try Self.render(webhook.bodyTemplate, payload, escaping: .html).utf8)
        }
        guard body.count <= Self.bodyLimit else {
            throw Problem(.tooLarge, "The body is larger than \(Self.bodyLimit) bytes. Tell less with a body template.")
        }
        var headers: HeaderFields = ["Content-Type": webhook.httpContentType]
        for (name, value) in try Self.headers(webhook.additionalHeaders, payload) { headers[name] = value }
        headers["X-Almanac-Event"] = payload.event
        headers["X-Almanac-Delivery"] = delivery.description
        let seconds = String(now.microseconds / 1_000_000)
        headers["X-Almanac-Timestamp"] = seconds
        if let secret {
            let signature = WebhookSignature(secret)
            headers["X-Hook-Signature"] = signature.compatible(body)
            headers["X-Almanac-Signature"] = signature.timed(body, seconds: seconds)
        }
        self.headers = headers
    }

    private static func headers(_ text: String, _ payload: WebhookPayload) throws -> [(String, String)] {
        guard !text.isEmpty else { return [] }
        return try render(text, payload, escaping: .none).split(whereSeparator: \.isNewline).compactMap { line in
            let line = Words.trimmed(String(line))
            guard !line.isEmpty else { return nil }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw Problem(.invalidInput, "A line of the additional headers has no colon.")
            }
            return (
                Words.trimmed(String(line[..<colon])), Words.trimmed(String(line[line.index(after: colon)...]))
            )
        }
    }

    private static func render(
        _ source: String, _ payload: WebhookPayload, escaping: TemplateOptions.Escaping
    ) throws -> String {
        // Values with line breaks would become further header lines.
        let members = payload.members.map { name, value in
            (name, TemplateValue(escaping == .none ? value.withoutLineBreaks : value))
        }
        return try Template(parsing: source).render(
            Dictionary(uniqueKeysWithValues: members), options: TemplateOptions(escaping: escaping, limits: limits))
    }
}

/// How receivers know that a message is ours and unchanged.
struct WebhookSignature {
    private let key: SymmetricKey

    init(_ secret: Redacted<String>) { key = SymmetricKey(data: Array(secret.reveal().utf8)) }

    /// HMAC-SHA512 of the body in hex (core.md §7.3).
    func compatible(_ body: [UInt8]) -> String {
        Hex.text(Array(HMAC<SHA512>.authenticationCode(for: body, using: key)))
    }

    /// HMAC-SHA256 of the time, a full stop and the body in hex, after `v1=`: an old message cannot be sent again.
    func timed(_ body: [UInt8], seconds: String) -> String {
        var message = Array("\(seconds).".utf8)
        message += body
        return "v1=" + Hex.text(Array(HMAC<SHA256>.authenticationCode(for: message, using: key)))
    }
}

extension JSONValue {
    /// The value with a space for each line break in its texts.
    fileprivate var withoutLineBreaks: JSONValue {
        switch self {
        case .string(let text): .string(String(text.map { $0.isNewline ? " " : $0 }))
        case .array(let items): .array(items.map(\.withoutLineBreaks))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, $0.value.withoutLineBreaks) }))
        default: self
        }
    }
}
