package import Basics
import Domain
package import Logging
import Modeling
package import Storage
import Synchronization

/// Tells webhooks what was committed, while the product serves.
///
/// What is to be sent is in the store, so nothing is lost when the process ends at any moment; a message whose answer was
/// not written down any more is sent twice, under the same delivery key. Each target has a turn of its own: one that does
/// not answer keeps nobody else waiting.
package final class WebhookDispatcher: Sendable {
    private struct State {
        /// Targets to which something is being sent.
        var sending: Set<String> = []
        /// Targets that are left alone, and until when, in uptime.
        var resting: [String: Duration] = [:]
        /// Commits of the store when it was last looked into.
        var commits = -1
        /// The uptime at which it is looked into although nothing was committed.
        var nextLook = Duration.zero
        var nextPrune = Duration.zero
    }

    private let store: Store
    private let fanOut: WebhookFanOut
    private let queue: WebhookQueue
    private let sender: WebhookSender
    private let time: any Timekeeper
    private let logger: Logger
    private let state = Mutex(State())
    /// How soon a commit is noticed.
    private static let tick = Duration.milliseconds(200)
    /// How often it is looked for deliveries that have become due.
    private static let interval = Duration.seconds(5)
    /// How often it is looked while no delivery waits for its time; see ``ForeignCommits``.
    private static let rest = Duration.seconds(60)
    /// Targets that are told at the same time.
    private static let targetsAtOnce = 64
    /// Days for which ended deliveries are kept.
    package static let retentionDays = 30

    package init(
        store: Store, fanOut: WebhookFanOut, queue: WebhookQueue, sender: WebhookSender, time: any Timekeeper,
        logger: Logger
    ) {
        self.store = store
        self.fanOut = fanOut
        self.queue = queue
        self.sender = sender
        self.time = time
        self.logger = logger
    }

    /// Tells until the task is cancelled; attempts under way are then given up and made again at the next start.
    ///
    /// - Parameter isAlone: Whether no other process tells the webhooks of this store.
    package func run(isAlone: Bool) async {
        do {
            if isAlone { try await queue.takeBack() }
        } catch {
            logger.warning(
                "webhooks that were being told wait for their time", metadata: ["error.detail": "\(error)"])
        }
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let (seen, begun) = (store.engine.signal.count, time.uptime)
                if isLookDue() {
                    do {
                        while try await fanOut.run() {}
                        try await sendDue(in: &group)
                        try await prune()
                        try await restIfNothingWaits()
                    } catch is CancellationError {
                        break
                    } catch {
                        logger.warning(
                            "webhooks could not be told; it is tried again", metadata: ["error.detail": "\(error)"])
                    }
                }
                do {
                    try await store.engine.signal.wait(after: seen, until: state.withLock { $0.nextLook }, time)
                    // However much is committed, there is a pause.
                    try await time.sleep(until: begun + Self.tick)
                } catch { break }
            }
            group.cancelAll()
        }
    }

    /// Makes deliveries of all events and sends everything that is due, once.
    package func tellOnce() async throws {
        while try await fanOut.run() {}
        try await withThrowingDiscardingTaskGroup { group in
            for (target, claims) in try await claim() { group.addTask { await self.send(claims, to: target) } }
        }
    }

    private func isLookDue() -> Bool {
        let (commits, now) = (store.engine.commits, time.uptime)
        return state.withLock { state in
            guard commits != state.commits || now >= state.nextLook else { return false }
            state.commits = commits
            state.nextLook = now + Self.interval
            return true
        }
    }

    private func restIfNothingWaits() async throws {
        let begun = time.uptime
        guard try await !queue.isAnyPending() else { return }
        state.withLock { state in
            if state.sending.isEmpty, state.nextLook > begun { state.nextLook = begun + Self.rest }
        }
    }

    private func sendDue(in group: inout DiscardingTaskGroup) async throws {
        for (target, claims) in try await claim() { group.addTask { await self.send(claims, to: target) } }
    }

    private func claim() async throws -> [String: [WebhookQueue.Claim]] {
        let now = time.uptime
        let busy: Set<String>? = state.withLock { state in
            state.resting = state.resting.filter { $0.value > now }
            return state.sending.count < Self.targetsAtOnce ? state.sending.union(state.resting.keys) : nil
        }
        guard let busy else { return [:] }
        let claims = Dictionary(grouping: try await queue.claim(except: busy), by: \.delivery.target)
        state.withLock { $0.sending.formUnion(claims.keys) }
        return claims
    }

    /// Sends to one target, one message after the other, until it keeps failing.
    private func send(_ claims: [WebhookQueue.Claim], to target: String) async {
        var rest: Duration?
        for claim in claims {
            guard !Task.isCancelled else { break }
            let outcome = await outcome(of: claim, rest: rest)
            if case .wait(let pause) = outcome.verdict { rest = pause }
            // A receiver that does not answer would make each of its messages wait for its whole time.
            if outcome.verdict == .retry, outcome.status == nil { rest = rest ?? Self.pauseOfSilentTarget }
            do {
                try await queue.finish(claim, outcome)
            } catch {
                // The lease ends, and the message is sent again.
                logger.warning(
                    "the outcome of a webhook could not be stored", metadata: ["error.detail": "\(error)"])
            }
        }
        state.withLock { state in
            state.sending.remove(target)
            if let rest { state.resting[target] = time.uptime + rest }
            state.nextLook = .zero
        }
    }

    private static let pauseOfSilentTarget = Duration.seconds(5)

    private func outcome(of claim: WebhookQueue.Claim, rest: Duration?) async -> WebhookSender.Outcome {
        if let rest {
            return WebhookSender.Outcome(
                status: nil, responseBody: "", error: "The receiver did not answer an earlier message; this one waits.",
                duration: 0, verdict: .wait(rest))
        }
        guard let payload = claim.payload else {
            return WebhookSender.Outcome(
                status: nil, responseBody: "",
                error: "The change log no longer has the change, so there is nothing to tell.", duration: 0,
                verdict: .failed)
        }
        let outcome = await sender.send(claim.webhook, payload, delivery: claim.delivery.id.raw)
        logger.debug(
            "webhook \(claim.webhook.name): \(outcome.verdict)",
            metadata: ["webhook.delivery": "\(claim.delivery.id.raw)", "webhook.attempt": "\(claim.delivery.attempts)"])
        return outcome
    }

    private func prune() async throws {
        let now = time.uptime
        let isDue = state.withLock { state in
            guard now >= state.nextPrune else { return false }
            state.nextPrune = now + .seconds(3600)
            return true
        }
        guard isDue else { return }
        let removed = try await queue.prune(olderThan: Self.retentionDays)
        if removed > 0 { logger.info("removed \(removed) old webhook deliveries") }
    }
}
