package import Basics
package import Secrets

/// How a backend of secrets has been doing since the start of the process.
package struct BackendHealth: Sendable {
    package let provider: String
    package let backend: String
    /// Documents that were read, and the ways in which reading failed.
    package fileprivate(set) var fetches = 0
    package fileprivate(set) var failures: [SecretsError.Kind: Int] = [:]
    /// Resolutions that were served without a request of their own.
    package fileprivate(set) var hits = 0
    package fileprivate(set) var joined = 0
    package fileprivate(set) var stale = 0
    package fileprivate(set) var lastSuccess: Timestamp?
    package fileprivate(set) var lastFailure: (kind: SecretsError.Kind, message: String, time: Timestamp)?
    /// While there is one, the backend is left alone, on the clock of ``Timekeeper/uptime``.
    package fileprivate(set) var openUntil: Duration?
    /// Requests that run and wait now.
    package internal(set) var running = 0
    package internal(set) var waiting = 0
    private var latencies: [Duration] = []
    private var next = 0
    private static let samples = 256

    init(provider: String, backend: String) {
        self.provider = provider
        self.backend = backend
    }

    /// How long the latest requests took, the part below which so many of them lie; nil without any.
    package func latency(_ part: Double) -> Duration? {
        guard !latencies.isEmpty else { return nil }
        let sorted = latencies.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    mutating func served(_ cache: CacheOutcome) {
        switch cache {
        case .hit: hits += 1
        case .joined: joined += 1
        case .stale: stale += 1
        }
    }

    /// How a resolution was served without a request of its own.
    enum CacheOutcome {
        case hit
        case joined
        case stale
    }

    mutating func fetched(in duration: Duration, at time: Timestamp) {
        fetches += 1
        lastSuccess = time
        openUntil = nil
        add(duration)
    }

    mutating func failed(_ error: SecretsError, in duration: Duration, at time: Timestamp, openUntil: Duration?) {
        failures[error.kind, default: 0] += 1
        lastFailure = (error.kind, error.message, time)
        if let openUntil { self.openUntil = openUntil }
        add(duration)
    }

    private mutating func add(_ duration: Duration) {
        if latencies.count < Self.samples {
            latencies.append(duration)
        } else {
            latencies[next] = duration
            next = (next + 1) % Self.samples
        }
    }
}
