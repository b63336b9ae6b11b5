package import Basics

/// Finds the addresses of a host; injected, so that tests decide what a name leads to.
package protocol HostResolver: Sendable {
    /// The addresses of a host, the one to try first in front.
    ///
    /// Asked once per connection attempt, and never on the cooperative thread pool's time: a slow answer suspends.
    /// - Parameter name: A name of the DNS in lower case, without a full stop at the end.
    /// - Returns: At least one address.
    /// - Throws: ``ResolutionError``; `.cancelled` as soon as the task is cancelled.
    func addresses(of name: String) async throws(ResolutionError) -> [IPHost]
}

/// Why a name has no addresses.
package enum ResolutionError: Error, Hashable, Sendable {
    /// The name server says that there is no such name, or that it has no address.
    case notFound
    /// No name server answered, or it could not; trying later may help.
    case unavailable
    /// Too many names are being looked up; trying later may help.
    case overloaded
    /// The task was cancelled.
    case cancelled
}
