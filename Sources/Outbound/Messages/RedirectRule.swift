/// Which redirects are followed.
///
/// GET and HEAD follow 301, 302, 303, 307 and 308; other methods only 307 and 308, which repeat method and body. From
/// https to http never. Each hop is checked by the egress policy like a first URL.
package struct RedirectRule: Hashable, Sendable {
    /// The most hops of one request, 0...5.
    package let maximum: Int
    /// Hosts that may be led to besides the one that was asked.
    package let otherHosts: [HostRule]
    /// Whether header fields that may be credentials, and the body, go to the other hosts too.
    package let trustsOtherHosts: Bool

    /// Follows none: the answer with status 3xx is the answer.
    package static let never = RedirectRule(maximum: 0)
    /// Follows up to 5 on the same host and port.
    package static let sameHost = RedirectRule(maximum: 5)

    /// Makes a rule.
    ///
    /// - Parameters:
    ///   - maximum: The most hops; more than 5 counts as 5.
    ///   - otherHosts: Hosts that may be led to besides the one that was asked.
    ///   - trustsOtherHosts: Whether they get all header fields and the body too; otherwise they get what any browser
    ///     sends, and a request with a body is not sent to them.
    package init(maximum: Int, otherHosts: [HostRule] = [], trustsOtherHosts: Bool = false) {
        self.maximum = min(max(maximum, 0), 5)
        self.otherHosts = otherHosts
        self.trustsOtherHosts = trustsOtherHosts
    }
}
