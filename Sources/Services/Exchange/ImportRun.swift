import Basics
import Modeling
package import Storage

/// Imports objects of any model: matches them with stored rows, creates and updates through the pipeline.
///
/// A plan is the very same work in a transaction that is rolled back, so what it says is what applying does. A bad
/// object is reported and stops nothing. Objects may refer to objects that come later.
package struct ImportRun: Sendable {
    /// What to do with the outcome.
    package enum Mode: Sendable {
        /// Tell what would happen.
        case plan
        /// Do it, in batches; good objects are kept whatever happens to others.
        case apply
        /// Do it in one transaction, and only when the outcome is exactly the plan with this fingerprint.
        case applyExactly(fingerprint: String)
    }

    /// How far an import has come.
    package enum Step: Sendable {
        /// So many objects have been read.
        case objects(Int)
        /// All rows are there, and so many of the indexes that waited for them.
        case indexes(made: Int, total: Int)
    }

    private let store: Store
    private let environment: RecordEnvironment
    private let actor: Actor
    private let batchSize: Int

    /// - Parameter batchSize: Objects per transaction when applying, at least 1: a page that many of them touch is written
    ///   once for all, and other writers wait as long.
    package init(store: Store, environment: RecordEnvironment, actor: Actor, batchSize: Int = 8_000) {
        self.store = store
        self.environment = environment
        self.actor = actor
        self.batchSize = batchSize
    }

    /// Runs an import.
    ///
    /// - Parameters:
    ///   - next: Gives the next object, nil at the end; called on a database thread.
    ///   - progress: Told how far it has come, about once per batch.
    /// - Returns: What was done, or would be done.
    /// - Throws: ``Problem`` of kind `conflict` when the outcome is not the expected plan; nothing is changed then.
    package func run(
        _ mode: Mode, next: @escaping @Sendable () throws -> ImportReading?,
        progress: @escaping @Sendable (Step) -> Void = { _ in }
    ) async throws -> ImportPlan {
        switch mode {
        case .plan:
            return try await rolledBack(next, progress)
        case .applyExactly(let fingerprint):
            let readings = RereadableReadings(next, keeps: store.runsAgain)
            return try await store.write { session in
                let next = readings.fromStart()
                var state = ImportState()
                let worker = ImportWorker(session, actor: actor, environment: environment, state: state)
                try worker.consumeAll(next) { progress(.objects($0)) }
                state = worker.state
                guard state.plan.fingerprint == fingerprint else {
                    throw Problem(
                        .conflict,
                        "The data or the files have changed since the plan \(fingerprint) was made: "
                            + "the outcome would be \(state.plan.fingerprint). Nothing was changed. Make a new plan.")
                }
                return state.plan
            }
        case .apply:
            return try await batched(next, progress)
        }
    }

    private func rolledBack(
        _ next: @escaping @Sendable () throws -> ImportReading?, _ progress: @escaping @Sendable (Step) -> Void
    ) async throws -> ImportPlan {
        do {
            let readings = RereadableReadings(next, keeps: store.runsAgain)
            return try await store.write { session -> ImportPlan in
                let next = readings.fromStart()
                let worker = ImportWorker(session, actor: actor, environment: environment, state: ImportState())
                try worker.consumeAll(next) { progress(.objects($0)) }
                throw PlanOnly(plan: worker.state.plan)
            }
        } catch let outcome as PlanOnly {
            return outcome.plan
        }
    }

    private func batched(
        _ next: @escaping @Sendable () throws -> ImportReading?, _ progress: @Sendable (Step) -> Void
    ) async throws -> ImportPlan {
        // What fewer batches bring stays in the cache.
        var filling = TableFilling(store.engine, store.catalog, leastRows: 4 * batchSize)
        do {
            return try await batched(next, &filling, progress)
        } catch {
            // What stopped the import says more than why an index could not be made; the next start makes it then.
            try? await filling.finish(progress)
            throw error
        }
    }

    private func batched(
        _ next: @escaping @Sendable () throws -> ImportReading?, _ filling: inout TableFilling,
        _ progress: @Sendable (Step) -> Void
    ) async throws -> ImportPlan {
        var state = ImportState()
        var isAtEnd = false
        while !isAtEnd {
            // Read while they are imported: a batch of them would take more memory than all else.
            let readings = RereadableReadings(next, keeps: store.runsAgain)
            let (before, isFilling) = (state, filling.isWaiting)
            (state, isAtEnd) = try await store.write { session in
                let worker = ImportWorker(session, actor: actor, environment: environment, state: before)
                let isAtEnd = try worker.consume(readings.fromStart(), atMost: batchSize)
                if isAtEnd && !isFilling { try worker.retryDeferred() }
                return (worker.finishBatch(), isAtEnd)
            }
            progress(.objects(state.read))
            try Task.checkCancellation()
            if !isAtEnd { try await filling.batchDone(before.plan, state.plan, progress) }
        }
        guard filling.isWaiting else { return state.plan }
        // Whatever had to wait for others is tried again, and looks for rows of any model.
        try await filling.finish(progress)
        let last = state
        return try await store.write { session in
            let worker = ImportWorker(session, actor: actor, environment: environment, state: last)
            try worker.retryDeferred()
            return worker.finishBatch().plan
        }
    }

    /// Carries a plan out of the transaction that it rolls back.
    private struct PlanOnly: Error {
        let plan: ImportPlan
    }
}
