package import Basics
package import Logging
package import Modeling
package import Storage
import Synchronization

/// Takes work from the queue and does it, until it is told to end.
///
/// What the work is, is known above; here it is only made sure that each piece is done by one worker at a time, that a worker which
/// dies loses its work within half a minute, and that one which ends gives it back.
package final class Worker: Sendable {
    /// How a worker works.
    package struct Settings: Sendable {
        /// Host and process.
        package var name: String
        /// The queues that it takes work from.
        package var queues: [String]
        /// How much it does at the same time.
        package var slots = 8
        /// How soon work that this process added is noticed.
        package var tick = Duration.milliseconds(250)
        /// How soon work that others added is noticed, and how often it is looked while there is any.
        package var poll = Duration.seconds(1)
        /// How often it is looked while nothing waits and nothing is done; longer than ``poll`` only where ``ForeignCommits`` tells of
        /// the work that others add.
        package var rest = Duration.seconds(1)
        /// How long running work may go on when the worker ends; then it is given back.
        package var drain = Duration.seconds(8)

        package init(name: String, queues: [String]) {
            self.name = name
            self.queues = queues
        }
    }

    /// Does a piece of work; returns when it is finished, released or lost.
    package typealias Execute = @Sendable (Claim, WorkSignal) async -> Void
    /// Ends what ended work is about, in the transaction that ends it.
    package typealias Ended = @Sendable (_ id: Identifier, _ wasCancelled: Bool, Session) throws -> Void
    /// Something else that is to be done now and then by any worker, such as firing schedules; says how long it is until the next is
    /// due, nil when none is known.
    package typealias Chore = @Sendable () async throws -> Duration?

    private struct State {
        var running: [Identifier: WorkSignal] = [:]
        var tasks: [Identifier: Task<Void, Never>] = [:]
        var commits = -1
        var nextPoll = Duration.zero
        var nextBeat = Duration.zero
        var nextCancel = Duration.zero
    }

    package let node: Record<QueueNode>
    private let store: Store
    private let queue: TicketQueue
    private let registry: NodeRegistry
    private let time: any Timekeeper
    private let settings: Settings
    private let logger: Logger
    private let execute: Execute
    private let ended: Ended
    private let chore: Chore
    private let state = Mutex(State())

    package init(
        store: Store, identifiers: any IdentifierSource, time: any Timekeeper, settings: Settings, logger: Logger,
        execute: @escaping Execute, ended: @escaping Ended, chore: @escaping Chore
    ) {
        self.store = store
        self.time = time
        self.settings = settings
        self.logger = logger
        self.execute = execute
        self.ended = ended
        self.chore = chore
        queue = TicketQueue(time: time)
        registry = NodeRegistry(time: time, queue: queue)
        var node = Record<QueueNode>(id: ID(identifiers.next()))
        node.name = settings.name
        node.queues = StringList(settings.queues)
        node.slots = settings.slots
        node.started = time.now
        node.seen = time.now
        self.node = node
    }

    /// Works until the task is cancelled, then lets running work finish for a while and gives back the rest.
    ///
    /// - Parameter isGone: Whether the worker of a name is known to have ended, so that its work need not wait for its lease.
    package func run(isGone: @escaping @Sendable (String) -> Bool = { _ in false }) async {
        await attempt("earlier work could not be taken back") { try await self.takeOver(isGone) }
        while !Task.isCancelled {
            let (seen, begun) = (store.engine.signal.count, time.uptime)
            await step()
            do {
                try await store.engine.signal.wait(after: seen, until: nextMoment, time)
                // However much is committed, there is a pause.
                try await time.sleep(until: begun + settings.tick)
            } catch { break }
        }
        // The task is cancelled, and waiting would end at once in it.
        await Task { await self.leave() }.value
    }

    /// Does what is due now: says that it lives, rescues, fires, takes work.
    package func step() async {
        let now = time.uptime
        let (isBeat, isCancel) = state.withLock { state in
            let due = (now >= state.nextBeat, !state.running.isEmpty && now >= state.nextCancel)
            if due.0 { state.nextBeat = now + NodeRegistry.interval }
            if due.1 { state.nextCancel = now + .seconds(1) }
            return due
        }
        if isBeat { await attempt("the worker could not say that it lives") { try await self.beat() } }
        if isCancel { await attempt("it could not be seen what is to be ended") { try await self.passOnCancels() } }
        guard isLookDue(now) else { return }
        let next = await attempt("what is due could not be set in motion", chore)
        let isQuiet = await attempt("work could not be taken") { try await self.take() }
        guard let next, isQuiet == true else { return }
        let rest = max(.zero, min(settings.rest, next ?? settings.rest))
        state.withLock { state in
            // Work that has ended meanwhile wants a look at once.
            if state.nextPoll > now { state.nextPoll = now + rest }
        }
    }

    /// When something is due although nothing is committed.
    private var nextMoment: Duration {
        state.withLock { state in
            min(state.nextBeat, state.nextPoll, state.running.isEmpty ? state.nextBeat : state.nextCancel)
        }
    }

    /// How many pieces of work are being done.
    package var running: Int { state.withLock { $0.running.count } }

    /// Waits until nothing is being done; for tests and for commands that work until the queue is empty.
    package func settle() async {
        while let task = state.withLock({ $0.tasks.values.first }) { await task.value }
    }

    // MARK: Steps

    private func isLookDue(_ now: Duration) -> Bool {
        let commits = store.engine.commits
        return state.withLock { state in
            guard commits != state.commits || now >= state.nextPoll else { return false }
            state.commits = commits
            state.nextPoll = now + settings.poll
            return true
        }
    }

    private func beat() async throws {
        let (node, registry, queue, ended) = (node, registry, queue, ended)
        let running = Array(state.withLock { $0.running.keys })
        // Nobody waits for a sign of life: were everybody told, all who look for work would look every five seconds.
        let isMoreToDo = try await store.writeQuietly { session in
            try registry.beat(node, in: session)
            return try queue.isAnyLost(by: node.id.raw, except: running, in: session)
                || registry.isAnyOld(in: session)
        }
        guard isMoreToDo else { return }
        let rescue = try await store.write { session in
            // First one's own: who was kept from saying so for long is alive all the same.
            try registry.beat(node, in: session)
            var rescue = try queue.rescue(in: session)
            rescue.add(try queue.rescue(of: node.id.raw, except: running, in: session))
            for (id, wasCancelled) in rescue.ended { try ended(id, wasCancelled, session) }
            try registry.prune(in: session)
            return rescue
        }
        if !rescue.isEmpty {
            logger.warning(
                "took back work that no worker does",
                metadata: ["work.returned": "\(rescue.returned.count)", "work.ended": "\(rescue.ended.count)"])
        }
    }

    private func takeOver(_ isGone: @escaping @Sendable (String) -> Bool) async throws {
        let (queue, ended, own) = (queue, ended, node.id)
        try await store.write { session in
            for row in try session.rows(Selection(QueueNode.schema)) {
                let other = Record<QueueNode>(values: row)
                // Its own name is that of an earlier process under this one's number, unless it is itself.
                guard other.id != own, isGone(other.name) else { continue }
                for (id, wasCancelled) in try queue.rescue(of: other.id.raw, in: session).ended {
                    try ended(id, wasCancelled, session)
                }
                try session.delete(QueueNode.schema, ids: [other.id.raw])
            }
        }
    }

    private func passOnCancels() async throws {
        let (queue, node) = (queue, node.id.raw)
        for id in try await store.read({ try queue.cancelled(of: node, in: $0) }) {
            state.withLock { $0.running[id] }?.stop(.cancelled)
        }
    }

    /// - Returns: Whether nothing waits and nothing is done.
    private func take() async throws -> Bool {
        let free = settings.slots - running
        guard free > 0 else { return false }
        let (queue, queues, node) = (queue, settings.queues, node.id.raw)
        guard try await store.read({ try queue.isAnyWaiting(in: queues, $0) }) else { return running == 0 }
        let claims = try await store.write { try queue.claim(free, of: queues, for: node, in: $0) }
        for claim in claims { start(claim) }
        return false
    }

    private func start(_ claim: Claim) {
        let signal = WorkSignal()
        let (execute, wake) = (execute, store.engine.signal)
        // The task is listed before it can end.
        state.withLock { state in
            state.running[claim.id] = signal
            state.tasks[claim.id] = Task {
                await execute(claim, signal)
                self.state.withLock { state in
                    state.running[claim.id] = nil
                    state.tasks[claim.id] = nil
                    // There is room for the next.
                    state.nextPoll = .zero
                }
                wake.raise()
            }
        }
    }

    private func settle(until end: Duration) async {
        while running > 0, time.uptime < end {
            do { try await time.sleep(until: min(end, time.uptime + .milliseconds(20))) } catch { return }
        }
    }

    /// How long work has to give itself back.
    private static let lastWait = Duration.seconds(2)

    private func leave() async {
        var node = node
        node.isLeaving = true
        let (last, registry) = (node, registry)
        await attempt("the worker could not say that it ends") {
            try await self.store.write { try registry.beat(last, in: $0) }
        }
        await settle(until: time.uptime + settings.drain)
        for signal in state.withLock({ $0.running.values }) { signal.stop(.draining) }
        // Work that does not listen is taken back by another worker when its lease ends.
        await settle(until: time.uptime + Self.lastWait)
        await attempt("the worker could not be struck off") {
            try await self.store.write { try registry.leave(last.id.raw, in: $0) }
        }
    }

    /// Does something that must not end the worker when it fails: the next turn tries again.
    ///
    /// - Returns: Nil when it failed.
    @discardableResult
    private func attempt<R: Sendable>(
        _ failure: Logger.Message, _ body: @Sendable () async throws -> R
    ) async -> R? {
        do {
            return try await body()
        } catch is CancellationError {
            return nil
        } catch {
            logger.warning(failure, metadata: ["error.detail": "\(error)"])
            return nil
        }
    }
}
