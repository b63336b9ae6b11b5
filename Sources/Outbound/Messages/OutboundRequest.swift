/// A request that is to be sent.
package struct OutboundRequest: Sendable {
    /// The method.
    package var method: OutboundMethod
    /// The absolute URL; never shown.
    package var url: String
    /// The header fields; `Host`, `Accept-Encoding`, `Content-Length` and what else concerns the
    /// connection is set by the client.
    package var headers: HeaderFields
    /// The body; empty for none.
    package var body: [UInt8]
    /// How long it may take and how much may come back.
    package var limits: OutboundLimits
    /// How often it is tried.
    package var retry: RetryPolicy
    /// Whether it may be sent twice; at first what its method says.
    package var isRepeatable: Bool
    /// Which redirects are followed.
    package var redirects: RedirectRule
    /// How the server is recognised; `nil` for what the client's settings say.
    package var tls: TLSSettings?
    /// How often requests of its kind may be sent; each try takes a turn.
    package var rateLimit: RateLimit?
    /// What the request is for, in a few words for logs and never a secret: `delivery of a webhook`.
    package var purpose: String

    /// Makes a request; it is sent once and follows no redirect unless told otherwise.
    package init(
        method: OutboundMethod = .get,
        url: String,
        headers: HeaderFields = [:],
        body: [UInt8] = [],
        limits: OutboundLimits = OutboundLimits(),
        retry: RetryPolicy = .never,
        redirects: RedirectRule = .never,
        tls: TLSSettings? = nil,
        rateLimit: RateLimit? = nil,
        purpose: String = "request"
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
        self.retry = retry
        isRepeatable = method.isIdempotent
        self.redirects = redirects
        self.tls = tls
        self.rateLimit = rateLimit
        self.purpose = purpose
    }
}
