package import Basics
import Synchronization

/// Remembers for a moment where names lead, so that a run of requests over open connections asks the name servers once.
///
/// Whoever connects still checks every address each time. What could not be found is asked for again at once.
package final class RecentNames: HostResolver {
    private struct Answer {
        let addresses: [IPHost]
        let until: Duration
    }

    private let resolver: any HostResolver
    private let time: any Timekeeper
    private let memory: Duration
    private let answers = Mutex<[String: Answer]>([:])
    private static let capacity = 1000

    /// - Parameters:
    ///   - resolver: Is asked for what is not remembered.
    ///   - memory: How long an answer serves; short, because a name moves when a server fails.
    package init(_ resolver: any HostResolver, time: any Timekeeper, memory: Duration = .seconds(2)) {
        self.resolver = resolver
        self.time = time
        self.memory = memory
    }

    /// The addresses of a host, at most ``memory`` old.
    ///
    /// - Parameter name: A name of the DNS in lower case.
    /// - Returns: At least one address.
    /// - Throws: ``ResolutionError``.
    package func addresses(of name: String) async throws(ResolutionError) -> [IPHost] {
        let now = time.uptime
        if let known = answers.withLock({ $0[name] }), now < known.until { return known.addresses }
        let addresses = try await resolver.addresses(of: name)
        // Counted from the question: the answer was true then.
        let answer = Answer(addresses: addresses, until: now + memory)
        answers.withLock { answers in
            if answers.count >= Self.capacity { answers = answers.filter { $0.value.until > now } }
            if answers.count < Self.capacity { answers[name] = answer }
        }
        return addresses
    }
}
