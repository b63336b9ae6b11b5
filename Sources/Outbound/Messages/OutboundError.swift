/// Why a request has no answer.
///
/// Neither the path and the query of the URL nor any header value or byte of a body is ever part of it.
package struct OutboundError: Error, Hashable, Sendable {
    /// What went wrong; the cases differ in who has to act.
    package enum Fault: Hashable, Sendable {
        /// The egress policy does not allow the URL, or an address that its host leads to.
        case refused(EgressRefusal)
        /// An answer leads to a place that the request or the egress policy does not allow.
        case redirectRefused(EgressRefusal?)
        /// The answers lead on and on.
        case tooManyRedirects
        /// The request or the settings cannot work; the text says why.
        case misconfigured(String)
        /// There is no such host.
        case nameNotFound
        /// No name server could tell the addresses of the host in time.
        case nameLookupFailed
        /// The host does not accept connections at this port.
        case connectionRefused
        /// There is no way to the host.
        case unreachable
        /// The host did not accept the connection in time.
        case connectTimeout
        /// All connections to the host were in use for too long.
        case noConnectionFree
        /// The certificate is out of date, or no trusted authority has issued it.
        case untrustedCertificate
        /// The certificate belongs to another host.
        case wrongCertificateHost
        /// TLS could not be agreed on; the text is the TLS library's name for it.
        case tlsFailed(String)
        /// The proxy refused, or did not answer like one.
        case proxyFailed
        /// The connection was closed before an answer came.
        case connectionLost
        /// The connection was closed in the middle of the answer.
        case truncated
        /// What came back is no HTTP, or its compression is broken.
        case malformedAnswer
        /// Nothing came for longer than ``OutboundLimits/read``.
        case readTimeout
        /// The time for the try or for everything was over.
        case deadline
        /// The body is greater than so many bytes.
        case tooLarge(limit: Int)
        /// The answer is not one of success; thrown only by ``OutboundHead/requireSuccess()``.
        case status(Int, retryAfter: Duration?)
        /// The target failed too often; the next probe is allowed after so long.
        case suspended(Duration)
        /// The turn would come after the deadline.
        case rateLimited
        /// The task was cancelled.
        case cancelled
        /// Something else; the text is the type of the underlying error.
        case other(String)
    }

    /// What went wrong.
    package let fault: Fault
    /// Scheme, host and port of the target; empty when the URL could not be read.
    package let origin: String

    /// Makes an error.
    package init(_ fault: Fault, origin: String) {
        self.fault = fault
        self.origin = origin
    }

    /// Whether the same request may succeed later without anybody changing anything.
    package var isTransient: Bool {
        switch fault {
        case .nameLookupFailed, .connectionRefused, .unreachable, .connectTimeout, .noConnectionFree, .proxyFailed,
            .connectionLost,
            .truncated, .malformedAnswer, .readTimeout, .deadline, .suspended, .rateLimited:
            true
        case .status(let status, _): status == 408 || status == 429 || status >= 500
        default: false
        }
    }
}

extension OutboundError: CustomStringConvertible {
    /// The message.
    package var description: String { message }

    /// Whole sentences for whoever must act: what happened, and what to do.
    package var message: String {
        switch fault {
        case .refused(let refusal): return refusal.message
        case .redirectRefused(let refusal):
            return "\(target) answered with a redirect to a place that is not allowed. "
                + (refusal?.message ?? "Configure the address that it leads to, if that is trusted.")
        case .misconfigured(let reason): return reason
        case .status(let status, _): return "\(target) answered with status \(status)."
        case .suspended(let rest):
            return "\(target) failed several times and is left alone for \(Self.seconds(rest)). Try again after that."
        case .tooLarge(let limit):
            return "\(target) sent more than the \(limit) bytes that are allowed. Ask for less, or raise the limit."
        case .tlsFailed(let reason):
            return "\(target) and Almanac could not agree on TLS (\(reason)). Check that the server speaks TLS 1.2 or"
                + " newer at this port."
        case .other(let type): return "The request to \(target) failed (\(type))."
        default: return sentence
        }
    }

    private var sentence: String {
        switch fault {
        case .tooManyRedirects: "\(target) redirects without end. Configure the final address."
        case .nameNotFound: "The host of \(target) is not known to the name servers. Check the spelling."
        case .nameLookupFailed: "The name servers did not tell the address of \(target). Check the machine's DNS."
        case .connectionRefused:
            "\(target) refused the connection. Check the port, and that the service runs."
        case .unreachable: "There is no way to \(target). Check routes and firewalls."
        case .connectTimeout: "\(target) did not accept a connection in time. Check the address and firewalls."
        case .noConnectionFree: "All connections to \(target) are in use. Try again later."
        case .untrustedCertificate:
            "The certificate of \(target) is out of date or not issued by a trusted authority. Renew it, or add the"
                + " authority's certificate to the trusted ones."
        case .wrongCertificateHost:
            "The certificate of \(target) belongs to another host. Use the name that is in the certificate."
        case .proxyFailed: "The proxy did not open a connection to \(target). Check the proxy's address and rules."
        case .connectionLost: "\(target) closed the connection without an answer. Try again later."
        case .truncated: "\(target) closed the connection in the middle of its answer. Try again later."
        case .malformedAnswer: "What \(target) sent is not a valid HTTP answer. Check that this is the right address."
        case .readTimeout: "\(target) stopped sending. Try again later."
        case .deadline: "\(target) did not answer completely in time. Try again later, or allow more time."
        case .rateLimited: "The limit on requests to \(target) leaves no turn in the time allowed. Try again later."
        default: "The request to \(target) was cancelled."
        }
    }

    private var target: String { origin.isEmpty ? "the target" : origin }

    private static func seconds(_ duration: Duration) -> String {
        "\(Int64((duration / .seconds(1)).rounded(.up))) s"
    }
}
