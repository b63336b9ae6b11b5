/// The settings of a client, which all its requests share.
package struct OutboundSettings: Sendable {
    /// The value of `User-Agent`.
    package var userAgent = "Almanac"
    /// How servers are recognised, unless a request says otherwise.
    package var tls = TLSSettings()
    /// The proxy, or none; nothing is ever taken from the environment.
    package var proxy: ProxySettings?
    /// When a failing target is left alone.
    package var breaker = CircuitBreaker.Settings()
    /// How many connections to one address are open at the same time, at least 1; further requests wait for one, for
    /// as long as ``OutboundLimits/connect`` says.
    package var connectionsPerTarget = 32
    /// How long an unused connection stays open.
    package var idleTime = Duration.seconds(30)
    /// To how many targets connections stay open.
    package var maximumTargets = 64

    /// Makes settings that suit the Internet.
    package init() {}
}
