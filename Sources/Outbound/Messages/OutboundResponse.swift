package import Basics

/// The first part of an answer: status and header fields.
package struct OutboundHead: Sendable {
    /// The status, 200...599.
    package let status: Int
    /// The header fields.
    package let headers: HeaderFields
    /// Where the answer comes from, without path and query: another place than was asked after a redirect.
    package let origin: String
    /// When the answer came.
    package let received: Timestamp

    /// Makes the first part of an answer.
    package init(status: Int, headers: HeaderFields, origin: String, received: Timestamp) {
        self.status = status
        self.headers = headers
        self.origin = origin
        self.received = received
    }

    /// Whether the status is one of success, 200...299.
    package var isSuccess: Bool { 200...299 ~= status }

    /// How long the server asks to be left alone: `Retry-After` in seconds or as a date; never negative.
    ///
    /// - Source: RFC 9110 section 10.2.3.
    package var retryAfter: Duration? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = Int64(text) { return seconds < 0 ? nil : .seconds(min(seconds, 31_536_000)) }
        guard let date = HTTPDate.parse(text) else { return nil }
        return .seconds(max(0, date.seconds(since: received)))
    }

    /// Throws unless the status is one of success.
    ///
    /// - Throws: ``OutboundError`` with ``OutboundError/Fault/status(_:retryAfter:)``.
    package func requireSuccess() throws(OutboundError) {
        guard isSuccess else { throw OutboundError(.status(status, retryAfter: retryAfter), origin: origin) }
    }
}

/// A whole answer.
package struct OutboundResponse: Sendable {
    /// Status and header fields.
    package let head: OutboundHead
    /// The body, decompressed.
    package let body: [UInt8]

    /// Makes an answer.
    package init(head: OutboundHead, body: [UInt8]) {
        self.head = head
        self.body = body
    }

    /// The status, 200...599.
    package var status: Int { head.status }
    /// The header fields.
    package var headers: HeaderFields { head.headers }
}
