package import Basics
package import Logging
import Synchronization

/// The one way by which Almanac speaks HTTP to others.
///
/// Every URL passes the egress policy, as text and with the addresses of its host, and the connection goes to a checked
/// address. Nothing that may be secret (path, query, header values, bodies) reaches a log or an error.
package final class OutboundClient: Sendable {
    /// What may be reached.
    package let policy: EgressPolicy

    private let resolver: any HostResolver
    private let time: any Timekeeper
    private let random: any RandomSource
    private let logger: Logger
    private let settings: OutboundSettings
    private let gate: any RateGate
    private let breaker: CircuitBreaker
    private let pools: ConnectionPools
    private let watch: DeadlineWatch

    /// Makes a client without open connections.
    ///
    /// - Parameters:
    ///   - policy: What may be reached.
    ///   - resolver: Finds the addresses of hosts; only the client asks it.
    ///   - time: For deadlines, pauses and the dates of answers.
    ///   - random: For the length of pauses.
    ///   - logger: Gets a line per try at debug level, and one when a target is left alone.
    ///   - settings: What all requests share.
    ///   - gate: Keeps rate limits; `nil` for one of this client's own.
    package init(
        policy: EgressPolicy,
        resolver: any HostResolver,
        time: any Timekeeper,
        random: any RandomSource,
        logger: Logger,
        settings: OutboundSettings = OutboundSettings(),
        gate: (any RateGate)? = nil
    ) {
        self.policy = policy
        self.resolver = resolver
        self.time = time
        self.random = random
        self.logger = logger
        self.settings = settings
        self.gate = gate ?? LocalRateGate(time: time)
        breaker = CircuitBreaker(time: time, settings: settings.breaker)
        pools = ConnectionPools(settings: settings)
        watch = DeadlineWatch(time: time)
    }

    /// Sends a request and reads the whole answer.
    ///
    /// - Parameter request: The request.
    /// - Returns: The answer, whatever its status; the last one when several tries were answered.
    /// - Throws: ``OutboundError`` when there is no complete answer.
    package func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
        do {
            return try await perform(request, handover: nil) { head, body in
                OutboundResponse(head: head, body: try await body.collect())
            }
        } catch let error as OutboundError {
            throw error
        } catch {
            throw OutboundError(.other(String(describing: type(of: error))), origin: "")
        }
    }

    /// Sends a request and hands over the answer while it comes, in bounded memory.
    ///
    /// Tries end when `consume` is called: from then on, an error is the caller's to deal with.
    /// - Parameters:
    ///   - request: The request.
    ///   - consume: Reads the body; called once, whatever the status. The connection is given up when it returns.
    /// - Returns: What `consume` returns.
    /// - Throws: ``OutboundError``, or what `consume` throws.
    package func stream<Result: Sendable>(
        _ request: OutboundRequest,
        _ consume: @escaping @Sendable (OutboundHead, OutboundBody) async throws -> Result
    ) async throws -> Result {
        try await perform(request, handover: Handover(), consume: consume)
    }

    /// Closes all connections; requests under way fail, and later ones are refused.
    package func shutdown() async {
        await pools.shutdown()
    }

    private func perform<Result: Sendable>(
        _ request: OutboundRequest,
        handover: Handover?,
        consume: @escaping @Sendable (OutboundHead, OutboundBody) async throws -> Result
    ) async throws -> Result {
        let url = try check(request)
        let deadline = Deadline(time: time, watch: watch, moment: time.uptime + request.limits.total)
        for attempt in 1... {
            try await waitForTurn(request, url, until: deadline)
            let trial = Trial(request: request, url: url, attempt: attempt, start: time.uptime, deadline: deadline)
            let pause: Duration
            do {
                switch try await self.try(trial, handover: handover, consume: consume) {
                case .result(let result): return result
                case .again(let rest): pause = rest
                }
            } catch let error as OutboundError where error.allowsRetry && handover?.hasHappened != true {
                guard let rest = self.pause(after: trial, retryAfter: nil) else { throw error }
                pause = rest
            }
            do {
                try await time.sleep(until: time.uptime + pause)
            } catch {
                throw OutboundError(.cancelled, origin: url.origin)
            }
        }
        throw OutboundError(.deadline, origin: url.origin)
    }

    private func check(_ request: OutboundRequest) throws(OutboundError) -> TargetURL {
        let url: TargetURL
        do throws(EgressRefusal) {
            url = try policy.check(request.url)
        } catch {
            throw OutboundError(.refused(error), origin: "")
        }
        if let name = request.headers.firstForbidden {
            let message =
                "The header field \(name) cannot be set, or its name or value has a character that HTTP forbids."
            throw OutboundError(.misconfigured(message), origin: url.origin)
        }
        return url
    }

    private func waitForTurn(
        _ request: OutboundRequest, _ url: TargetURL, until deadline: Deadline
    ) async throws(OutboundError) {
        guard let limit = request.rateLimit else { return }
        let hasTurn: Bool?
        do {
            hasTurn = try await deadline.run { [gate] in try await gate.waitForTurn(limit, until: deadline.moment) }
        } catch {
            throw OutboundError(.cancelled, origin: url.origin)
        }
        guard hasTurn == true else { throw OutboundError(.rateLimited, origin: url.origin) }
    }

    /// Makes one try, and tells the breaker and the log about it.
    private func `try`<Result: Sendable>(
        _ trial: Trial,
        handover: Handover?,
        consume: @escaping @Sendable (OutboundHead, OutboundBody) async throws -> Result
    ) async throws -> TrialOutcome<Result> {
        let origin = trial.url.origin
        if let rest = breaker.admit(origin) { throw OutboundError(.suspended(rest), origin: origin) }
        let exchange = Exchange(
            request: trial.request, policy: policy, resolver: resolver, pools: pools, settings: settings, time: time)
        let status = Mutex<Int?>(nil)
        do {
            let outcome = try await trial.deadline.orIn(trial.request.limits.attempt).run {
                try await exchange.run(trial.url) { [self] head, body in
                    status.withLock { $0 = head.status }
                    if trial.request.retry.statuses.contains(head.status),
                        let pause = pause(after: trial, retryAfter: head.retryAfter)
                    {
                        return TrialOutcome<Result>.again(pause)
                    }
                    handover?.happen()
                    return .result(try await consume(head, body))
                }
            }
            guard let outcome else { throw OutboundError(.deadline, origin: origin) }
            finish(trial, status: status.withLock { $0 }, error: nil)
            return outcome
        } catch {
            finish(trial, status: status.withLock { $0 }, error: error)
            throw error is CancellationError && handover?.hasHappened != true
                ? OutboundError(.cancelled, origin: origin) : error
        }
    }

    /// The pause after a try; `nil` when there is no further one, or no time for it.
    private func pause(after trial: Trial, retryAfter: Duration?) -> Duration? {
        guard trial.request.isRepeatable,
            let pause = trial.request.retry.pause(after: trial.attempt, retryAfter: retryAfter, random: random),
            trial.deadline.allows(pause)
        else { return nil }
        return pause
    }

    private func finish(_ trial: Trial, status: Int?, error: (any Error)?) {
        let origin = trial.url.origin
        let answered = status.map { $0 >= 500 ? CircuitBreaker.Outcome.failure : .success }
        let outcome = (error as? OutboundError)?.fault.outcome ?? answered ?? .unknown
        let rest = breaker.record(outcome, of: origin)
        var metadata: Logger.Metadata = [
            "outbound.method": "\(trial.request.method)", "outbound.target": "\(origin)",
            "outbound.attempt": "\(trial.attempt)",
            "outbound.duration_ms": "\(Int64((time.uptime - trial.start) / .milliseconds(1)))",
        ]
        if let status { metadata["outbound.status"] = "\(status)" }
        if let error = error as? OutboundError { metadata["outbound.fault"] = "\(error.message)" }
        logger.debug("\(trial.request.purpose): \(trial.request.method) \(origin)", metadata: metadata)
        if let rest {
            logger.notice("\(origin) keeps failing and is left alone for \(rest)", metadata: metadata)
        }
    }
}

/// One of the tries of a request.
private struct Trial: Sendable {
    let request: OutboundRequest
    let url: TargetURL
    /// 1 for the first.
    let attempt: Int
    /// The ``Timekeeper/uptime`` at which it began.
    let start: Duration
    /// That of the whole request.
    let deadline: Deadline
}

private enum TrialOutcome<Result: Sendable>: Sendable {
    case result(Result)
    /// The answer asks for another try after a pause.
    case again(Duration)
}

/// Remembers that an answer has been handed to the caller, so that there is no further try.
private final class Handover: Sendable {
    private let flag = Atomic(false)

    var hasHappened: Bool { flag.load(ordering: .acquiring) }

    func happen() {
        flag.store(true, ordering: .releasing)
    }
}

extension OutboundError {
    /// Whether another try makes sense within the same request; a target that is left alone is not waited for.
    fileprivate var allowsRetry: Bool {
        if case .suspended = fault { return false }
        return isTransient
    }
}

extension OutboundError.Fault {
    /// What a fault says about its target.
    fileprivate var outcome: CircuitBreaker.Outcome {
        switch self {
        case .nameLookupFailed, .connectionRefused, .unreachable, .connectTimeout, .untrustedCertificate,
            .wrongCertificateHost, .tlsFailed, .proxyFailed, .connectionLost, .truncated, .malformedAnswer,
            .readTimeout, .deadline:
            .failure
        case .tooLarge, .redirectRefused, .tooManyRedirects, .status: .success
        case .refused, .misconfigured, .nameNotFound, .noConnectionFree, .suspended, .rateLimited, .cancelled, .other:
            .unknown
        }
    }
}
