package import Basics
package import Domain
import Outbound
package import Secrets

/// Reads documents of backends: once for all who ask at the same time, from memory while they are fresh, again when a backend
/// stumbles, and not at all while it is broken (contracts/secrets.md §5.2).
package actor SecretDocuments {
    /// A document and how it came about.
    package struct Found: Sendable {
        package let document: SecretDocument
        package let cache: SecretAccess.Cache
    }

    /// One request that some wait for.
    private struct Flight {
        let number: UInt64
        var task: Task<Void, Never>?
        var waiters: [UInt64: CheckedContinuation<Result<SecretDocument, SecretsError>, any Error>] = [:]
    }

    private let time: any Timekeeper
    private let random: any RandomSource
    private let limits: SecretLimits
    private let breaker: CircuitBreaker
    private let gate: BackendGate
    private let watch: DeadlineWatch
    private var cache: SecretDocumentCache
    private var flights: [SecretPlace: Flight] = [:]
    private var healths: [String: BackendHealth] = [:]
    private var lastNumber: UInt64 = 0

    package init(time: any Timekeeper, random: any RandomSource, limits: SecretLimits = SecretLimits()) {
        self.time = time
        self.random = random
        self.limits = limits
        breaker = CircuitBreaker(time: time, settings: limits.breaker)
        watch = DeadlineWatch(time: time)
        gate = BackendGate(width: limits.running, queue: limits.waiting)
        cache = SecretDocumentCache(capacity: limits.documents, capacityBytes: limits.documentBytes)
    }

    /// The document at a place.
    ///
    /// - Parameters:
    ///   - isRefresh: Whether the backend is asked whatever is remembered; a failure then changes nothing.
    ///   - changed: When the record that leads here was changed last; what was read before does not serve.
    /// - Throws: ``SecretsError``, or `CancellationError` when the caller gave up; others who wait still get it.
    package func document(
        at location: SecretLocation, _ place: SecretPlace, from provider: any SecretsProvider, isRefresh: Bool,
        changed: Timestamp
    ) async throws -> Found {
        let now = time.uptime
        let entry = cache.entry(place).flatMap { $0.fetched >= changed ? $0 : nil }
        if !isRefresh {
            if let entry, now < entry.fresh {
                note(provider, location) { $0.served(.hit) }
                return Found(document: entry.document, cache: .hit)
            }
            if let error = cache.absence(place, at: now) {
                note(provider, location) { $0.served(.hit) }
                throw error
            }
        }
        let isFirst = flights[place] == nil
        if isFirst { begin(location, place, provider) }
        switch try await outcome(of: place) {
        case .success(let document):
            if !isFirst { note(provider, location) { $0.served(.joined) } }
            return Found(document: document, cache: isFirst ? .miss : .joined)
        case .failure(let error):
            guard error.isTransient, !isRefresh, let entry, time.uptime < entry.stale else { throw error }
            note(provider, location) { $0.served(.stale) }
            return Found(document: entry.document, cache: .stale)
        }
    }

    /// How the backends have been doing, by provider and name.
    package func health() async -> [BackendHealth] {
        var result: [BackendHealth] = []
        for key in healths.keys.sorted() {
            guard var health = healths[key] else { continue }
            (health.running, health.waiting) = await gate.load(health.backend)
            result.append(health)
        }
        return result
    }

    /// How many documents and bytes are remembered.
    package var remembered: (documents: Int, bytes: Int) { (cache.count, cache.bytes) }

    /// How many wait for a request that runs.
    package var waiters: Int { flights.values.reduce(0) { $0 + $1.waiters.count } }

    // MARK: Flights

    private func begin(_ location: SecretLocation, _ place: SecretPlace, _ provider: any SecretsProvider) {
        lastNumber += 1
        let number = lastNumber
        flights[place] = Flight(number: number)
        // A backend that has not answered yet is on the board already.
        note(provider, location) { _ in }
        flights[place]?.task = Task {
            let result = await self.read(location, provider)
            self.land(place, number, result)
        }
    }

    /// Waits for the flight to a place, until it lands or the caller gives up.
    private func outcome(of place: SecretPlace) async throws -> Result<SecretDocument, SecretsError> {
        lastNumber += 1
        let number = lastNumber
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                if Task.isCancelled || flights[place] == nil {
                    continuation.resume(throwing: CancellationError())
                    abandon(place)
                } else {
                    flights[place]?.waiters[number] = continuation
                }
            }
        } onCancel: {
            Task { await self.giveUp(number, place) }
        }
    }

    private func giveUp(_ number: UInt64, _ place: SecretPlace) {
        guard let waiter = flights[place]?.waiters.removeValue(forKey: number) else { return }
        waiter.resume(throwing: CancellationError())
        abandon(place)
    }

    /// Ends a flight that nobody waits for any more.
    private func abandon(_ place: SecretPlace) {
        guard let flight = flights[place], flight.waiters.isEmpty else { return }
        flights[place] = nil
        flight.task?.cancel()
    }

    private func land(_ place: SecretPlace, _ number: UInt64, _ result: Result<SecretDocument, SecretsError>) {
        guard let flight = flights[place], flight.number == number else { return }
        flights[place] = nil
        let now = time.uptime
        switch result {
        case .success(let document): keep(document, place, now)
        case .failure(let error) where error.kind == .valueNotFound:
            cache.keep(absence: error, at: place, until: now + limits.absentFor, now: now)
        case .failure: break
        }
        for waiter in flight.waiters.values { waiter.resume(returning: result) }
    }

    private func keep(_ document: SecretDocument, _ place: SecretPlace, _ now: Duration) {
        guard limits.freshFor > .zero else { return }
        let word = random.fill(2).reduce(0) { $0 << 8 | Int($1) }
        let jittered = limits.freshFor * (0.9 + 0.2 * Double(word) / 65_536)
        // What a backend lends ends with the loan, also while the backend does not answer.
        let fresh = min(jittered, document.lease ?? jittered)
        let stale = document.lease.map { min(jittered + limits.staleFor, $0) } ?? jittered + limits.staleFor
        guard fresh > .zero else { return }
        cache.keep(document, at: place, fetched: time.now, fresh: now + fresh, stale: now + stale, now: now)
    }

    // MARK: Requests

    /// Asks the backend, again when that makes sense, for as long as there is time.
    private func read(
        _ location: SecretLocation, _ provider: any SecretsProvider
    ) async -> Result<SecretDocument, SecretsError> {
        let end = time.uptime + limits.deadline
        do {
            let result = try await watch.run(until: end) { await self.tries(location, provider, until: end) }
            return result ?? .failure(Self.unavailable("The backend did not answer in time."))
        } catch {
            // It throws nothing by itself.
            return .failure(Self.unavailable("The request was given up."))
        }
    }

    private func tries(
        _ location: SecretLocation, _ provider: any SecretsProvider, until end: Duration
    ) async -> Result<SecretDocument, SecretsError> {
        var attempt = 1
        while true {
            let result = await once(location, provider, until: end)
            guard case .failure(let error) = result, error.isTransient, !isLeftAlone(provider, location),
                let pause = limits.retries.pause(
                    after: attempt, retryAfter: error.retryAfter, random: random),
                time.uptime + pause < end
            else { return result }
            do {
                try await time.sleep(until: time.uptime + pause)
            } catch {
                return result
            }
            attempt += 1
        }
    }

    private func once(
        _ location: SecretLocation, _ provider: any SecretsProvider, until end: Duration
    ) async -> Result<SecretDocument, SecretsError> {
        // Asked before waiting too: a broken backend is told at once.
        guard !isLeftAlone(provider, location) else { return .failure(Self.leftAlone) }
        do {
            try await gate.enter(location.backend)
        } catch is BackendGate.Full {
            return .failure(Self.unavailable("Too many requests wait for the backend. Try again later."))
        } catch {
            return .failure(Self.unavailable("The request was given up."))
        }
        let result = await admitted(location, provider, until: end)
        await gate.leave(location.backend)
        return result
    }

    private func admitted(
        _ location: SecretLocation, _ provider: any SecretsProvider, until end: Duration
    ) async -> Result<SecretDocument, SecretsError> {
        guard breaker.admit(Self.key(provider, location)) == nil else { return .failure(Self.leftAlone) }
        let start = time.uptime
        do throws(SecretsError) {
            let document = try await provider.fetch(location)
            breaker.record(.success, of: Self.key(provider, location))
            note(provider, location) { [time] in $0.fetched(in: time.uptime - start, at: time.now) }
            return .success(document)
        } catch {
            let isGivenUp = Task.isCancelled && time.uptime < end
            let outcome = isGivenUp ? .unknown : Self.outcome(error)
            let pause = breaker.record(outcome, of: Self.key(provider, location))
            let now = time.uptime
            note(provider, location) { [time] in
                $0.failed(error, in: now - start, at: time.now, openUntil: pause.map { now + $0 })
            }
            return .failure(error)
        }
    }

    private func isLeftAlone(_ provider: any SecretsProvider, _ location: SecretLocation) -> Bool {
        healths[Self.key(provider, location)]?.openUntil.map { time.uptime < $0 } ?? false
    }

    private func note(
        _ provider: any SecretsProvider, _ location: SecretLocation, _ change: (inout BackendHealth) -> Void
    ) {
        let key = Self.key(provider, location)
        change(
            &healths[key, default: BackendHealth(provider: provider.kind.slug, backend: location.backend)])
    }

    private static func key(_ provider: any SecretsProvider, _ location: SecretLocation) -> String {
        "\(provider.kind.slug) \(location.backend)"
    }

    /// What a failure says about the backend: that it refuses us or asks for patience does not break it.
    private static func outcome(_ error: SecretsError) -> CircuitBreaker.Outcome {
        guard error.isTransient else { return error.kind == .valueNotFound ? .success : .unknown }
        return error.status.map { $0 < 500 } ?? false ? .unknown : .failure
    }

    private static let leftAlone = unavailable("The backend is temporarily unavailable.")

    private static func unavailable(_ message: String) -> SecretsError {
        SecretsError(.provider, message, isTransient: true)
    }
}
