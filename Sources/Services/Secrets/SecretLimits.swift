package import Outbound

/// How long values are remembered and how hard backends are asked (contracts/secrets.md §5.2).
package struct SecretLimits: Sendable {
    /// How long a document serves, give or take a tenth; zero remembers nothing.
    package var freshFor = Duration.seconds(300)
    /// How much longer it serves when the backend fails.
    package var staleFor = Duration.seconds(300)
    /// How long it is remembered that there is nothing.
    package var absentFor = Duration.seconds(2)
    /// Documents remembered at most.
    package var documents = 1000
    /// Bytes of documents remembered at most.
    package var documentBytes = 16 << 20
    /// How long one resolution may take, waiting and further tries included.
    package var deadline = Duration.seconds(15)
    /// Requests that run against one backend at a time.
    package var running = 64
    /// Requests that wait for one backend; further ones are refused.
    package var waiting = 1024
    /// How often and after which pauses a request is tried again.
    package var retries = RetryPolicy.standard
    /// When a backend that keeps failing is left alone.
    package var breaker = CircuitBreaker.Settings()
    /// Checks of one person in ``checkWindow``.
    package var checks = 10
    package var checkWindow = Duration.seconds(60)

    package init() {}
}
