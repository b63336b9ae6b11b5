/// How long a request may take and how much may come back.
///
/// Connections are shared by requests that have ``connect``, ``read`` and ``bodySize`` in common: use few values.
package struct OutboundLimits: Hashable, Sendable {
    /// The longest time until a connection stands, TLS included.
    package var connect: Duration
    /// The longest time without a single byte of the answer.
    package var read: Duration
    /// The longest time for one try: name, connection, redirects, and the whole body.
    package var attempt: Duration
    /// The longest time for everything: tries, pauses, and the wait for a turn.
    package var total: Duration
    /// The greatest size of the body in bytes, after decompression; more ends the request.
    package var bodySize: Int

    /// Makes limits.
    ///
    /// - Parameters:
    ///   - connect: Until a connection stands.
    ///   - read: Without a single byte.
    ///   - attempt: For one try; `nil` for as long as the total.
    ///   - total: For everything.
    ///   - bodySize: Bytes after decompression.
    package init(
        connect: Duration = .seconds(10),
        read: Duration = .seconds(30),
        attempt: Duration? = nil,
        total: Duration = .seconds(60),
        bodySize: Int = 32 * 1_024 * 1_024
    ) {
        self.connect = connect
        self.read = read
        self.attempt = attempt ?? total
        self.total = total
        self.bodySize = max(0, bodySize)
    }
}
