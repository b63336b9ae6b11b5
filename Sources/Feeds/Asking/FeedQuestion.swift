import Basics
import Outbound

/// What a source is asked over HTTP.
struct FeedQuestion: Sendable {
    /// An absolute URL without query.
    var url: String
    /// Names and values of the query; a name without a value is a flag.
    var query: [(name: String, value: String?)] = []
    /// Header fields; may hold credentials.
    var headers: HeaderFields = [:]
    /// The body of a POST; `nil` for a GET.
    var form: [UInt8]?
    /// What tells whether the answer is still the one that is known.
    var validator: FeedState.Validator?
    /// Which redirects are followed.
    var redirects = RedirectRule.sameHost

    /// Asks for a URL.
    init(_ url: String) {
        self.url = url
    }

    /// Whether the answer may be that nothing has changed.
    var isConditional: Bool { validator?.tag != nil || validator?.modified != nil }

    /// The request, as it is sent once.
    func request(purpose: String, limits: OutboundLimits) -> OutboundRequest {
        var text = url
        for (index, part) in query.enumerated() {
            text += (index == 0 ? "?" : "&") + Self.encoded(part.name)
            if let value = part.value { text += "=" + Self.encoded(value) }
        }
        var request = OutboundRequest(
            method: form == nil ? .get : .post, url: text, headers: headers, body: form ?? [], limits: limits,
            redirects: redirects, purpose: purpose)
        if let validator {
            request.onlyIfChanged(since: Validators(entityTag: validator.tag, lastModified: validator.modified))
        }
        return request
    }

    /// Percent-encodes everything that is not unreserved (RFC 3986 section 2.3), so that it can stand anywhere in a URL.
    static func encoded(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: result.append(byte)
            default: result += [0x25, hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A form as it is posted; every name and value is encoded.
    static func form(_ fields: [(String, String)]) -> [UInt8] {
        Array(fields.map { encoded($0.0) + "=" + encoded($0.1) }.joined(separator: "&").utf8)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)
}

extension FeedState.Validator {
    /// What an answer says of itself; `nil` when it says nothing.
    init?(_ head: OutboundHead) {
        let validators = head.validators
        guard validators.entityTag != nil || validators.lastModified != nil else { return nil }
        self.init(tag: validators.entityTag, modified: validators.lastModified)
    }
}

extension FeedState {
    /// The same state, for a fetch that found nothing new.
    var unchanged: FeedState {
        var state = self
        state.isUnchanged = true
        return state
    }
}
